//! [`Gathered`]: the answers of several runs on the same images, recipe by recipe, as the figures of many runs need them.

use crate::evaluate::ReadoutKind;
use crate::evaluate::difference::{Outcomes, RunOutcome};
use crate::pipeline::Pipeline;
use crate::run::comparison::{ComparisonError, Loaded, each_once, images, recipe_names, recipe_of_runs};
use crate::run::{EvaluationPart, RunFolder};
use crate::train::TrainConfig;

/// Seed of all draws, so that the same runs always give the same figures.
pub(super) const SEED: u64 = 0;

/// Runs read and held against each other. Recipes are counted from 0 in the order of their first runs; the first is the
/// reference.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// Names of the recipes.
    pub names: Vec<String>,
    /// Their pipelines with the settings of their training.
    pub settings: Vec<(Pipeline, TrainConfig)>,
    /// Class names.
    pub classes: Vec<String>,
    /// The class of every image.
    pub labels: Vec<usize>,
    /// The group of every image.
    pub groups: Vec<usize>,
    /// The answers of every run.
    pub runs: Vec<RunOutcome>,
    /// The read-out.
    pub readout: ReadoutKind,
    /// The part that was evaluated.
    pub part: String,
    /// True where figures are hints: another read-out than the declared one, or a small data set.
    pub exploratory: bool,
    /// Which runs do not count and why, in words.
    pub dropped: Vec<String>,
}

impl Default for Gathered {
    fn default() -> Self {
        Self {
            names: Vec::new(),
            settings: Vec::new(),
            classes: Vec::new(),
            labels: Vec::new(),
            groups: Vec::new(),
            runs: Vec::new(),
            readout: ReadoutKind::KnnEncoder,
            part: String::new(),
            exploratory: false,
            dropped: Vec::new(),
        }
    }
}

/// Reads the runs in `folders` on one part by one read-out. Runs that differ only in their seed belong together.
///
/// # Errors
/// Where a folder holds no evaluated run, or the runs are not about the same images, classes and part.
pub fn gather(
    folders: &[RunFolder],
    readout: ReadoutKind,
    part: EvaluationPart,
) -> Result<Gathered, ComparisonError> {
    if folders.len() < 2 {
        return Err(ComparisonError::TooFew);
    }
    let loaded: Vec<Loaded> =
        folders.iter().map(|folder| Loaded::read(folder, part)).collect::<Result<_, _>>()?;
    let Some(first) = loaded.first() else { return Err(ComparisonError::TooFew) };
    for other in &loaded {
        first.check_same(other)?;
    }
    let (loaded, dropped) = each_once(loaded)?;
    let Some(first) = loaded.first() else { return Err(ComparisonError::TooFew) };
    let of_runs = recipe_of_runs(&loaded, false)?;
    let names = recipe_names(&loaded, &of_runs);
    let settings = (0..names.len()).filter_map(|recipe| {
        let run = loaded.get(of_runs.iter().position(|of| *of == recipe)?)?;
        Some((run.pipeline.clone(), run.record.config.clone()))
    });
    let settings = settings.collect();
    let all = images(&loaded, readout)?;
    let runs = loaded.iter().zip(&of_runs).zip(all.answers);
    Ok(Gathered {
        settings,
        classes: first.report.classes.clone(),
        runs: runs
            .map(|((run, &recipe), draws)| RunOutcome { recipe, seed: run.record.seed, draws })
            .collect(),
        part: first.report.part.clone(),
        exploratory: loaded.iter().any(|run| run.report.exploratory || run.report.primary_readout != readout),
        names,
        labels: all.labels,
        groups: all.groups,
        readout,
        dropped,
    })
}

impl Gathered {
    /// The answers, as statistics take them.
    pub fn outcomes(&self) -> Outcomes<'_> {
        Outcomes { classes: &self.classes, labels: &self.labels, groups: &self.groups, runs: &self.runs }
    }

    /// The recipes with the settings of their training.
    pub fn recipes(&self) -> Vec<(&Pipeline, &TrainConfig)> {
        self.settings.iter().map(|(pipeline, config)| (pipeline, config)).collect()
    }

    /// Runs of a recipe.
    pub fn seeds(&self, recipe: usize) -> usize {
        self.runs.iter().filter(|run| run.recipe == recipe).count()
    }

    /// The name of a recipe.
    pub fn name(&self, recipe: usize) -> &str {
        self.names.get(recipe).map_or("", String::as_str)
    }

    /// The runs of some recipes, counted anew in that order.
    pub(super) fn only(&self, recipes: &[usize]) -> Vec<RunOutcome> {
        let place = |recipe: usize| recipes.iter().position(|known| *known == recipe);
        let runs = self.runs.iter().filter_map(|run| {
            Some(RunOutcome { recipe: place(run.recipe)?, seed: run.seed, draws: run.draws.clone() })
        });
        runs.collect()
    }

    /// "Read-out: .. Part: ..", for the head of a chart.
    pub(super) fn remark(&self) -> String {
        format!("Read-out: {}. Part: {}", self.readout.title(), self.part)
    }

    /// What a reader must know of all of them.
    pub(super) fn warnings(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let single = (0..self.names.len()).filter(|&recipe| self.seeds(recipe) == 1).count();
        if single > 0 {
            notes.push(format!(
                "single run of {single} of {} recipes: one seed can invent or hide an effect",
                self.names.len()
            ));
        }
        if self.exploratory {
            notes.push(
                "exploratory: a small data set, or another read-out than the one declared before the runs"
                    .into(),
            );
        }
        notes.extend(self.dropped.iter().cloned());
        notes
    }
}

/// Settings of a training, where a test needs some.
#[cfg(test)]
pub(super) fn quick() -> TrainConfig {
    TrainConfig::preset(crate::train::Preset::Quick)
}
