//! [`Families`]: which runs repeat one another with other seeds.

use augscope::pipeline::Pipeline;
use augscope::run::{RunRecord, same_but_seed};
use std::sync::Arc;

/// The first run of every family that was seen.
#[derive(Default)]
pub struct Families {
    firsts: Vec<(Arc<RunRecord>, Option<Arc<Pipeline>>)>,
}

impl Families {
    /// The number of the run's family: the same for runs that differ in nothing but their seed.
    pub fn of(&mut self, record: &Arc<RunRecord>, recipe: Option<&Arc<Pipeline>>) -> usize {
        let own = (record.as_ref(), recipe.map(Arc::as_ref));
        let known =
            self.firsts.iter().position(|(first, recipe)| same_but_seed((first, recipe.as_deref()), own));
        known.unwrap_or_else(|| {
            self.firsts.push((Arc::clone(record), recipe.cloned()));
            self.firsts.len() - 1
        })
    }
}
