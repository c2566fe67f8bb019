//! [`Forecast`]: how many runs the draft has, how long they take and how much disk, from what threads have found.

use super::cost::{Cost, KindCost};
use super::preview::PlannedRecipe;
use crate::app::project::Training;

/// What a study will take.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Recipes.
    pub recipes: usize,
    /// Seeds of each.
    pub seeds: u64,
    /// Seconds of all runs one after the other, or why nobody can tell; `None` while it is measured.
    pub seconds: Option<Result<f64, String>>,
    /// Bytes of all runs, once it was measured.
    pub bytes: Option<u64>,
}

impl Forecast {
    /// Adds up what runs of `recipes` cost that are trained like `training`, unless a recipe says otherwise.
    pub fn new(recipes: &[PlannedRecipe], seeds: u64, training: &Training, cost: &Cost) -> Self {
        let seeds = seeds.max(1);
        let mut forecast = Self { recipes: recipes.len(), seeds, seconds: None, bytes: None };
        match cost.kinds() {
            None => {}
            Some(Err(why)) => forecast.seconds = Some(Err(why.to_owned())),
            Some(Ok(kinds)) => {
                let of: Vec<&KindCost> =
                    recipes.iter().filter_map(|recipe| kind(recipe, training, kinds)).collect();
                if of.len() == recipes.len() {
                    let seconds: f64 = of.iter().map(|kind| kind.seconds).sum();
                    let bytes: u64 = of.iter().map(|kind| kind.bytes).sum();
                    forecast.seconds = Some(Ok(seconds * seeds as f64));
                    forecast.bytes = Some(bytes * seeds);
                }
            }
        }
        forecast
    }

    /// Runs in all.
    pub fn runs(&self) -> u64 {
        self.recipes as u64 * self.seeds
    }
}

fn kind<'a>(recipe: &PlannedRecipe, training: &Training, kinds: &'a [KindCost]) -> Option<&'a KindCost> {
    let method = recipe.method.as_ref().unwrap_or(&training.method);
    let network = recipe.network.as_ref().unwrap_or(&training.encoder);
    kinds.iter().find(|kind| kind.objective == *method && kind.encoder == *network)
}
