//! [`compare_runs`]: what recipes did to every class, from the folders of their runs.

mod caveats;
mod error;
mod loaded;
mod pair;
mod recipes;
mod request;
mod wells;

pub use error::ComparisonError;
pub use request::ComparisonRequest;
pub use wells::{WellDifferences, WellFigure};

use super::differences::{recipe_differences, setting_differences};
use super::plate_rows::PlateRows;
use super::{EvaluationPart, RunFolder};
use crate::evaluate::ReadoutKind;
use crate::evaluate::difference::{
    Contrast, Level, METHOD, Outcomes, RunOutcome, Weighting, contrasts, levels,
};
use crate::train::TrainConfig;
use caveats::caveats;
pub(super) use loaded::{Images, Loaded, images};
use pair::pair_images;
pub(super) use recipes::{each_once, recipe_names, recipe_of_runs};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::PathBuf;
use wells::well_differences;

/// Seed of all draws of a comparison, so that the same runs always give the same figures.
const SEED: u64 = 0;

/// A run that is compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparedRun {
    /// The name of its folder.
    pub name: String,
    /// The folder.
    pub path: PathBuf,
    /// The number of its recipe in [`Comparison::recipes`].
    pub recipe: usize,
    /// Its seed.
    pub seed: u64,
    /// The program that made it.
    pub program: String,
    /// Balanced accuracy by the read-out of this comparison.
    pub balanced_accuracy: Option<f64>,
}

/// A recipe with the settings of its training: runs of it differ in nothing but the seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparedRecipe {
    /// Its name; with what sets it apart, where two have the same.
    pub name: String,
    /// True of the one that all others are compared with.
    pub reference: bool,
    /// Seeds of its runs.
    pub seeds: Vec<u64>,
    /// Recall of every class, the mean over all its runs, in the order of the classes; null without images.
    pub recall: Vec<Option<f64>>,
    /// Its 95 % interval over groups and seeds; null where there is none, and empty in files of older versions.
    #[serde(default)]
    pub recall_ci95: Vec<Option<[f64; 2]>>,
    /// Balanced accuracy, the mean over all its runs.
    pub balanced_accuracy: Option<f64>,
    /// Its 95 % interval over groups and seeds.
    #[serde(default)]
    pub balanced_accuracy_ci95: Option<[f64; 2]>,
}

/// A recipe against the reference, with the words that belong to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecipeContrast {
    /// Name of the reference.
    pub reference: String,
    /// Name of the other recipe.
    pub other: String,
    /// Differences of the recipe, in words.
    pub recipe_differences: Vec<String>,
    /// Differences of the settings of training, in words.
    pub setting_differences: Vec<String>,
    /// The figures.
    #[serde(flatten)]
    pub figures: Contrast,
    /// The same by the means of wells, out of fold on a plate with few of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wells: Option<WellDifferences>,
}

/// Recipes side by side on the same images.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Class names, in the order of every list and matrix: two where only these were told apart.
    pub classes: Vec<String>,
    /// True where the read-out was made anew for two classes alone.
    #[serde(default)]
    pub pair: bool,
    /// The part that was evaluated.
    pub part: String,
    /// Its images.
    pub images: usize,
    /// Its groups; an image without one is one of its own.
    pub groups: usize,
    /// The read-out that is compared.
    pub readout: ReadoutKind,
    /// The one that was declared before the runs.
    pub primary_readout: ReadoutKind,
    /// True where verdicts are hints: another read-out than the declared one, or a data set that is too small.
    pub exploratory: bool,
    /// What counts the same in averages.
    pub weighting: Weighting,
    /// How differences are judged.
    pub method: String,
    /// Seed of the draws.
    pub seed: u64,
    /// The runs.
    pub runs: Vec<ComparedRun>,
    /// Their recipes; the first is the reference.
    pub recipes: Vec<ComparedRecipe>,
    /// Every other recipe against the reference.
    pub contrasts: Vec<RecipeContrast>,
    /// What a reader must know, in words.
    pub caveats: Vec<String>,
}

/// Compares the runs in `folders` by one read-out. The recipe of the first folder is the reference; runs that differ
/// only in their seed belong together.
///
/// # Errors
/// Where a folder holds no evaluated run, or the runs are not about the same images, classes and part.
pub fn compare_runs(
    folders: &[RunFolder],
    request: &ComparisonRequest,
) -> Result<Comparison, ComparisonError> {
    if folders.len() < 2 {
        return Err(ComparisonError::TooFew);
    }
    let loaded: Vec<Loaded> =
        folders.iter().map(|folder| Loaded::read(folder, request.part)).collect::<Result<_, _>>()?;
    let Some(first) = loaded.first() else { return Err(ComparisonError::TooFew) };
    for other in &loaded {
        first.check_same(other)?;
    }
    let (loaded, dropped) = each_once(loaded)?;
    let Some(first) = loaded.first() else { return Err(ComparisonError::TooFew) };
    let primary_readout = request.declared.unwrap_or(first.report.primary_readout);
    let readout = request.readout.unwrap_or(primary_readout);
    let of_runs = recipe_of_runs(&loaded, request.one_recipe)?;
    let (classes, all) = asked_images(&loaded, readout, request)?;
    let outcomes: Vec<RunOutcome> = loaded
        .iter()
        .zip(&of_runs)
        .zip(&all.answers)
        .map(|((run, &recipe), draws)| RunOutcome { recipe, seed: run.record.seed, draws: draws.clone() })
        .collect();
    let asked = Outcomes { classes: &classes, labels: &all.labels, groups: &all.groups, runs: &outcomes };
    let contrasts = contrasts(&asked, request.weighting, SEED)?;
    let by_rows = request.part == EvaluationPart::Folds && request.pair.is_none();
    let rows = if by_rows { wells::rows(first, &all) } else { None };
    let names = recipe_names(&loaded, &of_runs);
    let runs: Vec<ComparedRun> =
        loaded.iter().zip(&of_runs).map(|(run, &recipe)| compared_run(run, recipe, readout)).collect();
    let levels = levels(&asked, SEED)?;
    let recipes: Vec<ComparedRecipe> = names
        .iter()
        .zip(&levels)
        .enumerate()
        .map(|(recipe, (name, level))| compared_recipe(recipe, name, &outcomes, level))
        .collect();
    let contrasts: Vec<RecipeContrast> =
        contrasts.into_iter().map(|figures| with_words(figures, &names, &loaded, &of_runs)).collect();
    let contrasts = with_wells(contrasts, &asked, rows.as_ref(), request.weighting);
    let exploratory = loaded.iter().any(|run| run.report.exploratory) || primary_readout != readout;
    Ok(Comparison {
        pair: request.pair.is_some(),
        part: first.report.part.clone(),
        images: all.labels.len(),
        groups: all.groups.iter().collect::<BTreeSet<_>>().len(),
        readout,
        primary_readout,
        exploratory,
        weighting: request.weighting,
        method: METHOD.into(),
        seed: SEED,
        caveats: [caveats(&loaded, [readout, primary_readout], &recipes, &contrasts), dropped].concat(),
        runs,
        recipes,
        contrasts,
        classes,
    })
}

/// The classes and images that a comparison is about.
fn asked_images(
    runs: &[Loaded],
    readout: ReadoutKind,
    request: &ComparisonRequest,
) -> Result<(Vec<String>, Images), ComparisonError> {
    let classes = runs.first().map(|run| run.report.classes.clone()).unwrap_or_default();
    let Some(pair) = &request.pair else { return Ok((classes, images(runs, readout)?)) };
    if let Some(unknown) = pair.iter().find(|name| !classes.contains(name)) {
        let (class, classes) = (unknown.clone(), classes.join(", "));
        return Err(ComparisonError::UnknownClass { class, classes });
    }
    if pair[0] == pair[1] {
        return Err(ComparisonError::SamePair(pair[0].clone()));
    }
    if request.part != EvaluationPart::Choose {
        return Err(ComparisonError::PairOfPart(request.part.name()));
    }
    Ok((pair.to_vec(), pair_images(runs, readout, pair)?))
}

fn with_wells(
    mut contrasts: Vec<RecipeContrast>,
    outcomes: &Outcomes,
    rows: Option<&PlateRows>,
    weighting: Weighting,
) -> Vec<RecipeContrast> {
    for contrast in &mut contrasts {
        let pairs = outcomes.pairs(contrast.figures.recipe);
        contrast.wells = rows.map(|rows| well_differences(outcomes, &pairs, rows, weighting));
    }
    contrasts
}

fn compared_run(run: &Loaded, recipe: usize, readout: ReadoutKind) -> ComparedRun {
    ComparedRun {
        name: run.name(),
        path: run.folder.path().to_path_buf(),
        recipe,
        seed: run.record.seed,
        program: run.record.program.clone(),
        balanced_accuracy: run.report.readouts.get(readout).and_then(|readout| readout.balanced_accuracy),
    }
}

fn compared_recipe(recipe: usize, name: &str, outcomes: &[RunOutcome], level: &Level) -> ComparedRecipe {
    ComparedRecipe {
        name: name.to_owned(),
        reference: recipe == 0,
        seeds: outcomes.iter().filter(|run| run.recipe == recipe).map(|run| run.seed).collect(),
        recall: level.recall.iter().map(|figure| figure.value).collect(),
        recall_ci95: level.recall.iter().map(|figure| figure.ci95).collect(),
        balanced_accuracy: level.balanced.value,
        balanced_accuracy_ci95: level.balanced.ci95,
    }
}

fn with_words(figures: Contrast, names: &[String], runs: &[Loaded], of_runs: &[usize]) -> RecipeContrast {
    let first_of =
        |recipe: usize| runs.iter().zip(of_runs).find(|(_, of)| **of == recipe).map(|(run, _)| run);
    let name = |recipe: usize| names.get(recipe).cloned().unwrap_or_default();
    let both = first_of(0).zip(first_of(figures.recipe));
    RecipeContrast {
        reference: name(0),
        other: name(figures.recipe),
        recipe_differences: both.map_or_else(Vec::new, |(a, b)| recipe_differences(&a.pipeline, &b.pipeline)),
        setting_differences: both.map_or_else(Vec::new, |(a, b)| of_settings(a, b)),
        figures,
        wells: None,
    }
}

/// Differences of settings but for the seed.
fn of_settings(a: &Loaded, b: &Loaded) -> Vec<String> {
    let same_seed = TrainConfig { seed: a.record.config.seed, ..b.record.config.clone() };
    setting_differences(&a.record.config, &same_seed)
}
