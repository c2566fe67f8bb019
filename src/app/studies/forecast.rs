//! [`Forecast`]: how many runs the draft has, how long they take and how much disk, from what threads have found.

use super::cost::{Cost, KindCost};
use super::draft::StudyDraft;
use super::info::{Standing, StudyInfo};
use super::preview::PlannedRecipe;
use crate::app::project::Training;

/// What a study will take.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Recipes.
    pub recipes: usize,
    /// Seeds of each.
    pub seeds: u64,
    /// Runs that are done already, of a study that is added to.
    pub done: u64,
    /// Seconds of all other runs one after the other, or why nobody can tell; `None` while it is measured.
    pub seconds: Option<Result<f64, String>>,
    /// Bytes of them, once it was measured.
    pub bytes: Option<u64>,
}

impl Forecast {
    /// Adds up what runs of `recipes` cost that are trained like `training` or as the study `there` that they are added to,
    /// unless a recipe says otherwise.
    pub fn new(
        recipes: &[PlannedRecipe],
        draft: &StudyDraft,
        training: &Training,
        cost: &Cost,
        there: Option<&StudyInfo>,
    ) -> Self {
        let seeds = draft.seeds.max(1);
        let done: Vec<u64> = recipes.iter().map(|recipe| done(&recipe.name, there)).collect();
        let mut forecast =
            Self { recipes: recipes.len(), seeds, done: done.iter().sum(), seconds: None, bytes: None };
        let kinds = match cost.kinds() {
            None => return forecast,
            Some(Err(why)) => {
                forecast.seconds = Some(Err(why.to_owned()));
                return forecast;
            }
            Some(Ok(kinds)) => kinds,
        };
        let usual = usual(training, there);
        let (mut seconds, mut bytes) = (0.0, 0);
        for (recipe, done) in recipes.iter().zip(done) {
            let Some(kind) = kind(recipe, &usual, kinds) else { return forecast };
            let left = seeds.saturating_sub(done);
            seconds += kind.seconds * left as f64;
            bytes += kind.bytes * left;
        }
        (forecast.seconds, forecast.bytes) = (Some(Ok(seconds)), Some(bytes));
        forecast
    }

    /// Runs in all.
    pub fn runs(&self) -> u64 {
        self.recipes as u64 * self.seeds
    }
}

/// Runs of a recipe that are done.
fn done(name: &str, there: Option<&StudyInfo>) -> u64 {
    let Some(study) = there else { return 0 };
    let of = |number: usize| study.recipe(number).is_some_and(|recipe| recipe.name == name);
    let runs = study.plan.runs.iter().zip(study.runs.iter());
    runs.filter(|(run, cell)| of(run.recipe) && cell.standing == Standing::Done).count() as u64
}

/// Learning method and network of a recipe that does not say otherwise.
fn usual(training: &Training, there: Option<&StudyInfo>) -> [String; 2] {
    let of = |setting: &str, own: &str| {
        let said = there.and_then(|study| study.study().train.get(setting)?.as_str());
        said.unwrap_or(own).to_owned()
    };
    [of("objective", &training.method), of("encoder", &training.encoder)]
}

fn kind<'a>(recipe: &PlannedRecipe, usual: &[String; 2], kinds: &'a [KindCost]) -> Option<&'a KindCost> {
    let [method, network] = usual;
    let method = recipe.method.as_ref().unwrap_or(method);
    let network = recipe.network.as_ref().unwrap_or(network);
    kinds.iter().find(|kind| kind.objective == *method && kind.encoder == *network)
}
