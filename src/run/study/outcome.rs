//! [`StudyOutcome`]: what came out of a study, beside what was expected of it.

use super::error::StudyError;
use super::file::{Expectation, Expected, StudyFile, Subject};
use super::plan::{Plan, PlannedRun};
use super::recipe_table::RecipeRow;
use crate::evaluate::difference::{LEVEL, MARGIN, holm};
use crate::evaluate::{ReadoutKind, Report};
use crate::run::comparison::ComparisonError;
use crate::run::{
    Comparison, ComparisonRequest, EvaluationPart, EventReader, RecipeContrast, RunFolder, compare_runs,
};
use crate::train::Event;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What may be said of an expectation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finding {
    /// It came out.
    #[serde(rename = "as expected")]
    AsExpected,
    /// The contrary came out.
    #[serde(rename = "the contrary")]
    Contrary,
    /// Images, groups and seeds do not say.
    #[serde(rename = "not sure")]
    NotSure,
}

impl Finding {
    /// The words for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::AsExpected => "as expected",
            Self::Contrary => "the contrary",
            Self::NotSure => "not sure",
        }
    }
}

/// An expectation with what came out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExpectationOutcome {
    /// What was expected.
    #[serde(flatten)]
    pub expectation: Expectation,
    /// Accuracy of the reference, the mean over seeds.
    pub reference: Option<f64>,
    /// Accuracy of the recipe.
    pub other: Option<f64>,
    /// The recipe's minus the reference's.
    pub difference: Option<f64>,
    /// Its 95 % interval.
    pub difference_ci95: Option<[f64; 2]>,
    /// p of "no difference"; absent where groups or seeds are too few for a verdict.
    pub p: Option<f64>,
    /// p of "differs by 3 points or more".
    pub p_equivalence: Option<f64>,
    /// p after Holm: of "no difference" over all that were expected to fall or rise, of "differs by 3 points or more"
    /// over all that were expected to stay.
    pub p_holm: Option<f64>,
    /// What may be said.
    pub finding: Option<Finding>,
    /// By what, or why nothing.
    pub reason: String,
}

/// What came out of a study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StudyOutcome {
    /// Its name.
    pub name: String,
    /// What it was to find out.
    pub question: String,
    /// The read-out that counts.
    pub readout: ReadoutKind,
    /// The images that count.
    pub part: String,
    /// Runs that are done, and that there are to be.
    pub runs: [usize; 2],
    /// Seconds of all runs together, from when each was begun or gone on with last to the end of its evaluation.
    pub seconds: f64,
    /// What every recipe reached.
    pub recipes: Vec<RecipeRow>,
    /// What was expected, with what came out.
    pub expectations: Vec<ExpectationOutcome>,
    /// All recipes against the reference, class by class. What was not expected of it is exploratory.
    pub comparison: Comparison,
    /// What a reader must know, in words.
    pub caveats: Vec<String>,
}

/// Judges `plan` by the runs that are done.
///
/// # Errors
/// Where runs of fewer than two recipes are done, or they cannot be compared.
pub fn study_outcome(plan: &Plan) -> Result<StudyOutcome, StudyError> {
    let study = &plan.study;
    let part = plan.part();
    let done: Vec<&PlannedRun> = plan.runs.iter().filter(|run| run.is_done(part)).collect();
    let folders = of_recipes(&done, |_| true);
    let request = |pair: Option<[String; 2]>| ComparisonRequest {
        readout: Some(study.readout),
        declared: Some(study.readout),
        weighting: study.weighting,
        part,
        pair,
        one_recipe: false,
    };
    let comparison = compare_runs(&folders, &request(None))?;
    let mut expectations = Vec::new();
    for expectation in &study.expectations {
        let found = match expectation.subject() {
            Some(Subject::Pair(pair)) => {
                let recipe = plan.recipes.iter().position(|recipe| recipe.name == expectation.recipe);
                let folders = of_recipes(&done, |run| run.recipe == 0 || Some(run.recipe) == recipe);
                match compare_runs(&folders, &request(Some(pair.clone()))) {
                    Ok(alone) => alone.contrasts.first().map(|contrast| look_up(expectation, contrast)),
                    Err(why @ (ComparisonError::Twice { .. } | ComparisonError::OneRecipe(_))) => {
                        Some(nothing(expectation, &why.to_string()))
                    }
                    Err(other) => return Err(other.into()),
                }
            }
            _ => contrast_of(plan, &comparison, &expectation.recipe)
                .map(|contrast| look_up(expectation, contrast)),
        };
        expectations.push(found.unwrap_or_else(|| nothing(expectation, "no run of the recipe is done")));
    }
    judge(&mut expectations);
    let reports = reports(&done, part)?;
    let row = |(number, recipe): (usize, &super::Variant)| {
        let of: Vec<(u64, &Report)> = done
            .iter()
            .zip(&reports)
            .filter(|(run, _)| run.recipe == number)
            .map(|(run, report)| (run.request.config.seed, report))
            .collect();
        let (seeds, reports): (Vec<u64>, Vec<&Report>) = of.into_iter().unzip();
        RecipeRow::new(recipe, &seeds, &reports, |kind| study.tells_of(kind))
    };
    let mut caveats = changed_since(plan)?;
    caveats.extend(comparison.caveats.iter().cloned());
    Ok(StudyOutcome {
        name: study.name.clone(),
        question: study.question.trim().to_owned(),
        readout: study.readout,
        part: part.name().to_owned(),
        runs: [done.len(), plan.runs.len()],
        seconds: done.iter().filter_map(|run| seconds(&run.request.folder)).sum(),
        recipes: plan.recipes.iter().enumerate().map(row).collect(),
        expectations,
        comparison,
        caveats,
    })
}

/// The folders of those `runs` that are `wanted`, recipe by recipe, so that the reference comes first.
fn of_recipes(runs: &[&PlannedRun], wanted: impl Fn(&PlannedRun) -> bool) -> Vec<RunFolder> {
    let mut wanted: Vec<&PlannedRun> = runs.iter().copied().filter(|run| wanted(run)).collect();
    wanted.sort_by_key(|run| run.recipe);
    wanted.into_iter().map(|run| run.request.folder.clone()).collect()
}

/// The contrast of a recipe in a comparison of all, found by one of its runs.
fn contrast_of<'a>(plan: &Plan, comparison: &'a Comparison, recipe: &str) -> Option<&'a RecipeContrast> {
    let recipe = plan.recipes.iter().find(|known| known.name == recipe)?;
    // Of two names for the same recipe only the runs of one are compared.
    let same = |number: usize| plan.recipes.get(number).is_some_and(|other| other.is_same(recipe));
    let of = |path: &Path| {
        let mut planned = plan.runs.iter().filter(|run| same(run.recipe));
        planned.any(|run| run.request.folder.path() == path)
    };
    let number = comparison.runs.iter().find(|compared| of(&compared.path))?.recipe;
    comparison.contrasts.iter().find(|contrast| contrast.figures.recipe == number)
}

fn nothing(expectation: &Expectation, reason: &str) -> ExpectationOutcome {
    ExpectationOutcome {
        expectation: expectation.clone(),
        reference: None,
        other: None,
        difference: None,
        difference_ci95: None,
        p: None,
        p_equivalence: None,
        p_holm: None,
        finding: None,
        reason: reason.to_owned(),
    }
}

/// The figures that an expectation is about. Where groups are too few for a bootstrap, and the plate has rows, those by
/// the means of wells.
fn look_up(expectation: &Expectation, contrast: &RecipeContrast) -> ExpectationOutcome {
    let figures = &contrast.figures;
    let single = figures.seeds.len() < 2;
    let mut found = nothing(expectation, "");
    let wells = contrast.wells.as_ref();
    let by_wells = if let Some(Subject::Class(name)) = expectation.subject() {
        let Some(class) = figures.per_class.get(name) else {
            return nothing(expectation, &format!("there is no class \"{name}\" in this data set"));
        };
        (found.reference, found.other) = (class.recall_reference, class.recall_other);
        (found.difference, found.difference_ci95) = (class.difference, class.difference_ci95);
        found.reason = class.ci_reason.clone().unwrap_or_default();
        // A class that is in too few groups has a p of swaps, which says nothing by itself.
        found.p = class.p.filter(|_| class.difference_ci95.is_some());
        found.p_equivalence = class.p_equivalence;
        wells.and_then(|wells| wells.per_class.get(name))
    } else {
        let average = &figures.average;
        (found.reference, found.other) = (average.reference, average.other);
        (found.difference, found.difference_ci95) = (average.difference, average.difference_ci95);
        found.reason = average.ci_reason.clone().unwrap_or_default();
        found.p = average.p.filter(|_| average.difference_ci95.is_some());
        found.p_equivalence = average.p_equivalence;
        wells.map(|wells| &wells.average)
    };
    match by_wells {
        Some(figure) => {
            (found.p, found.p_equivalence, found.difference_ci95) = (None, None, None);
            if let Some(test) = &figure.test {
                found.difference = Some(test.difference);
                found.difference_ci95 = Some(test.difference_ci95);
                found.p = Some(test.p);
                found.reason = format!("t over the means of {} wells", test.wells);
            } else {
                found.reason = figure.why.clone().unwrap_or_default();
            }
        }
        None if found.p.is_some() => "groups and seeds, crossed".clone_into(&mut found.reason),
        None => {}
    }
    if single {
        (found.p, found.p_equivalence) = (None, None);
        "single run: another seed may say something else".clone_into(&mut found.reason);
    }
    found
}

/// Holm over what was planned, and what may be said.
pub(super) fn judge(expectations: &mut [ExpectationOutcome]) {
    let stays = |found: &ExpectationOutcome| found.expectation.outcome == Expected::Stays;
    let p: Vec<f64> = expectations
        .iter()
        .map(|found| if stays(found) { f64::NAN } else { found.p.unwrap_or(f64::NAN) })
        .collect();
    let equivalence: Vec<f64> = expectations
        .iter()
        .map(|found| if stays(found) { found.p_equivalence.unwrap_or(f64::NAN) } else { f64::NAN })
        .collect();
    let changed: Vec<f64> = expectations
        .iter()
        .map(|found| if stays(found) { found.p.unwrap_or(f64::NAN) } else { f64::NAN })
        .collect();
    let [p, equivalence, changed] = [p, equivalence, changed].map(|p| holm(&p));
    for (place, found) in expectations.iter_mut().enumerate() {
        let adjusted = if stays(found) { equivalence[place] } else { p[place] };
        if adjusted.is_nan() {
            continue;
        }
        found.p_holm = Some(adjusted);
        let difference = found.difference.unwrap_or_default();
        found.finding = Some(match found.expectation.outcome {
            Expected::Stays if adjusted < LEVEL => Finding::AsExpected,
            Expected::Stays if changed[place] < LEVEL && difference.abs() >= MARGIN => Finding::Contrary,
            Expected::Falls if adjusted < LEVEL && difference < 0.0 => Finding::AsExpected,
            Expected::Rises if adjusted < LEVEL && difference > 0.0 => Finding::AsExpected,
            Expected::Falls | Expected::Rises if adjusted < LEVEL => Finding::Contrary,
            _ => Finding::NotSure,
        });
    }
}

fn reports(runs: &[&PlannedRun], part: EvaluationPart) -> Result<Vec<Report>, StudyError> {
    let read = |run: &&PlannedRun| {
        let path = run.request.folder.file(part.report_file());
        let bytes = std::fs::read(&path).map_err(|source| StudyError::File {
            path: path.clone(),
            what: "read",
            source,
        })?;
        serde_json::from_slice(&bytes).map_err(|error| StudyError::BadFile { path, why: error.to_string() })
    };
    runs.iter().map(read).collect()
}

/// What was changed in the study since its first run, in words.
fn changed_since(plan: &Plan) -> Result<Vec<String>, StudyError> {
    let kept = plan.kept();
    if !kept.is_file() {
        return Ok(Vec::new());
    }
    let before = StudyFile::read(&kept)?;
    let now = &plan.study;
    let mut lines = Vec::new();
    let mut tell = |same: bool, what: &str| {
        if !same {
            lines.push(format!("exploratory: {what} was changed after the first run"));
        }
    };
    tell(before.readout == now.readout, "the read-out that counts");
    tell(before.on == now.on, "the part that counts");
    tell(before.expectations == now.expectations, "what is expected");
    Ok(lines)
}

/// Seconds from when a run was started last to its end, by its events.
pub(super) fn seconds(folder: &RunFolder) -> Option<f64> {
    let events = EventReader::new(folder.file("events.jsonl")).poll();
    events.iter().rev().find_map(|timed| match timed.event {
        Event::Finished { seconds } => Some(seconds),
        _ => None,
    })
}
