//! [`parameter_figures`]: the recall of every class against the one number in which recipes differ, from run folders.

use super::gathered::{Gathered, SEED, gather};
use super::varied::{NotOne, Varied, varied};
use crate::evaluate::ReadoutKind;
use crate::evaluate::sweep::{Sweep, sweep};
use crate::export::chart::{CorrelationChart, ParameterChart};
use crate::run::comparison::ComparisonError;
use crate::run::{EvaluationPart, RunFolder};

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
    parameter_figures_of(&gather(folders, readout, EvaluationPart::Choose)?)
}

/// The same of runs that were read already.
///
/// # Errors
/// As [`parameter_figures`].
pub fn parameter_figures_of(runs: &Gathered) -> Result<ParameterFigures, ParameterError> {
    let varied = varied(&runs.recipes())?;
    let found = sweep(&runs.outcomes(), &varied.values, SEED).map_err(ComparisonError::from)?;
    Ok(figures(found, &varied, runs))
}

fn figures(found: Sweep, varied: &Varied, about: &Gathered) -> ParameterFigures {
    let seeds = |recipe: usize| about.seeds(recipe);
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
    use crate::evaluate::difference::{Level, RunOutcome};

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
        let about = Gathered {
            names: vec!["strong".into(), "weak".into()],
            classes: vec!["a".into(), "b".into()],
            runs: vec![run(0, 0), run(0, 1), run(1, 0)],
            part: "choose".into(),
            exploratory: true,
            ..Gathered::default()
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
