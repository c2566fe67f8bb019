//! [`parameter_figures`]: the recall of every class against the one number in which recipes differ, from run folders.

use super::varied::{NotOne, Varied, varied};
use crate::evaluate::ReadoutKind;
use crate::evaluate::difference::{Outcomes, RunOutcome};
use crate::evaluate::sweep::{Sweep, sweep};
use crate::export::chart::{CorrelationChart, ParameterChart};
use crate::pipeline::Pipeline;
use crate::run::comparison::{ComparisonError, Loaded, images, recipe_names, recipe_of_runs};
use crate::run::{EvaluationPart, RunFolder};
use crate::train::TrainConfig;

/// Seed of all draws, so that the same runs always give the same figures.
const SEED: u64 = 0;

/// Why there is no figure.
#[derive(Debug, thiserror::Error)]
pub enum ParameterError {
    /// The runs cannot be compared.
    #[error(transparent)]
    Runs(#[from] ComparisonError),
    /// The recipes do not differ in one number.
    #[error(transparent)]
    NotOne(#[from] NotOne),
}

/// Curves and their correlation.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterFigures {
    /// Recall of every class against the parameter.
    pub curves: ParameterChart,
    /// Which classes move together.
    pub correlation: CorrelationChart,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// The figures of the runs in `folders` by one read-out, on the part for choosing. Runs that differ only in their seed
/// belong together.
///
/// # Errors
/// Where the runs cannot be compared, or their recipes do not differ in exactly one number; with the reason in words.
pub fn parameter_figures(
    folders: &[RunFolder],
    readout: ReadoutKind,
) -> Result<ParameterFigures, ParameterError> {
    if folders.len() < 2 {
        return Err(ComparisonError::TooFew.into());
    }
    let runs = folders.iter().map(|folder| Loaded::read(folder, EvaluationPart::Choose));
    let runs: Vec<Loaded> = runs.collect::<Result<_, _>>()?;
    for (first, other) in
        runs.first().into_iter().flat_map(|first| runs.iter().map(move |other| (first, other)))
    {
        first.check_same(other)?;
    }
    let of_runs = recipe_of_runs(&runs, false)?;
    let names = recipe_names(&runs, &of_runs);
    let firsts: Vec<(&Pipeline, &TrainConfig)> = (0..names.len())
        .filter_map(|recipe| {
            let place = of_runs.iter().position(|of| *of == recipe)?;
            runs.get(place).map(|run| (&run.pipeline, &run.record.config))
        })
        .collect();
    let varied = varied(&firsts)?;
    let all = images(&runs, readout)?;
    let outcomes: Vec<RunOutcome> = runs
        .iter()
        .zip(&of_runs)
        .zip(&all.answers)
        .map(|((run, &recipe), draws)| RunOutcome { recipe, seed: run.record.seed, draws: draws.clone() })
        .collect();
    let classes = runs.first().map(|run| run.report.classes.clone()).unwrap_or_default();
    let asked = Outcomes { classes: &classes, labels: &all.labels, groups: &all.groups, runs: &outcomes };
    let found = sweep(&asked, &varied.values, SEED).map_err(ComparisonError::from)?;
    let part = runs.first().map(|run| run.report.part.clone()).unwrap_or_default();
    let exploratory = runs.iter().any(|run| run.report.exploratory || run.report.primary_readout != readout);
    Ok(figures(found, &varied, &Material { names, classes, outcomes, readout, part, exploratory }))
}

/// What the words of the figures are about.
struct Material {
    names: Vec<String>,
    classes: Vec<String>,
    outcomes: Vec<RunOutcome>,
    readout: ReadoutKind,
    part: String,
    exploratory: bool,
}

fn figures(found: Sweep, varied: &Varied, about: &Material) -> ParameterFigures {
    let seeds = |recipe: usize| about.outcomes.iter().filter(|run| run.recipe == recipe).count();
    let recipe = |&recipe: &usize| {
        let name = about.names.get(recipe).map_or("", String::as_str);
        format!("{name}, {} {}", seeds(recipe), if seeds(recipe) == 1 { "seed" } else { "seeds" })
    };
    let mut notes: Vec<String> = varied.note.iter().cloned().collect();
    let single = found.recipes.iter().filter(|&&recipe| seeds(recipe) < 2).count();
    if single > 0 {
        notes.push(format!(
            "single run at {single} of {} values: there, intervals are over groups alone; one seed can invent or hide \
             an effect",
            found.values.len()
        ));
    }
    if about.exploratory {
        notes.push(
            "exploratory: a small data set, or another read-out than the one declared before the runs".into(),
        );
    }
    let remark = format!("Read-out: {}. Part: {}. The mean over seeds", about.readout.title(), about.part);
    let classes = about.classes.clone();
    let recall = (0..classes.len())
        .map(|class| found.levels.iter().filter_map(|level| level.recall.get(class).cloned()).collect());
    ParameterFigures {
        curves: ParameterChart {
            parameter: varied.name.clone(),
            remark: remark.clone(),
            recall: recall.collect(),
            balanced: found.levels.iter().map(|level| level.balanced.clone()).collect(),
            recipes: found.recipes.iter().map(recipe).collect(),
            values: found.values,
            classes: classes.clone(),
            chosen: Vec::new(),
        },
        correlation: CorrelationChart {
            parameter: varied.name.clone(),
            remark: format!("{remark}. Intervals: groups and seeds drawn again"),
            classes,
            figures: found.correlation,
        },
        notes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Figure;
    use crate::evaluate::difference::Level;

    #[test]
    fn curves_are_class_after_class_and_single_runs_are_told_of() {
        let level = |a: f64, b: f64| Level {
            recall: [a, b].map(|value| Figure::new(value, Ok([value - 0.1, value + 0.1]))).into(),
            balanced: Figure::new(0.5 * (a + b), Err("few".into())),
            ..Level::default()
        };
        let found = Sweep {
            values: vec![0.0, 1.0],
            recipes: vec![1, 0],
            levels: vec![level(0.2, 0.8), level(0.6, 0.4)],
            correlation: vec![vec![Figure::not_defined("few"); 2]; 2],
        };
        let varied =
            Varied { name: "Gain: factor".into(), values: vec![1.0, 0.0], note: Some("a note".into()) };
        let run = |recipe: usize, seed: u64| RunOutcome::new(recipe, seed, Vec::new());
        let about = Material {
            names: vec!["strong".into(), "weak".into()],
            classes: vec!["a".into(), "b".into()],
            outcomes: vec![run(0, 0), run(0, 1), run(1, 0)],
            readout: ReadoutKind::KnnEncoder,
            part: "choose".into(),
            exploratory: true,
        };
        let figures = figures(found, &varied, &about);
        assert_eq!(figures.curves.recipes, ["weak, 1 seed", "strong, 2 seeds"]);
        let values =
            |class: usize| figures.curves.recall[class].iter().map(|f| f.value.unwrap()).collect::<Vec<_>>();
        assert_eq!((values(0), values(1)), (vec![0.2, 0.6], vec![0.8, 0.4]));
        assert_eq!(figures.notes.len(), 3, "{:?}", figures.notes);
        assert!(figures.notes[1].contains("single run at 1 of 2"), "{:?}", figures.notes);
        assert!(matches!(
            parameter_figures(&[], ReadoutKind::KnnEncoder),
            Err(ParameterError::Runs(ComparisonError::TooFew))
        ));
    }
}
