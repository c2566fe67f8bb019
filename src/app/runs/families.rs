//! [`Families`]: which runs repeat one another with other seeds.

use augscope::pipeline::Pipeline;
use augscope::run::{RunRecord, same_but_seed};
use std::collections::HashMap;
use std::sync::Arc;

/// A run that stands for its family.
struct First {
    number: usize,
    record: Arc<RunRecord>,
    recipe: Option<Arc<Pipeline>>,
}

/// The first run of every family that was seen, by its key.
#[derive(Default)]
pub struct Families {
    firsts: HashMap<String, Vec<First>>,
    count: usize,
}

impl Families {
    /// The number of the run's family: the same for runs that differ in nothing but their seed. `key` is what
    /// [`augscope::run::family_key`] says.
    pub fn of(&mut self, key: &str, record: &Arc<RunRecord>, recipe: Option<&Arc<Pipeline>>) -> usize {
        let own = (record.as_ref(), recipe.map(Arc::as_ref));
        if !self.firsts.contains_key(key) {
            self.firsts.insert(key.to_owned(), Vec::new());
        }
        let Some(firsts) = self.firsts.get_mut(key) else { return self.count };
        let known = firsts.iter().find(|first| {
            // The very same text with the same key needs no comparison.
            first.record.pipeline == record.pipeline
                || same_but_seed((&first.record, first.recipe.as_deref()), own)
        });
        if let Some(first) = known {
            return first.number;
        }
        let number = self.count;
        self.count += 1;
        firsts.push(First { number, record: Arc::clone(record), recipe: recipe.cloned() });
        number
    }
}
