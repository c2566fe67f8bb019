//! [`parameter_figures`]: the recall of every class against a number in which recipes differ, from run folders.

use super::gathered::{Gathered, SEED, gather};
use super::sweeps::{SweptRecipes, sweeps};
use super::varied::NotOne;
use crate::evaluate::ReadoutKind;
use crate::evaluate::difference::Outcomes;
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
    /// No two recipes differ in one number alone.
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

/// The figures of the runs in `folders` by one read-out, on the part for choosing: one for every number in which some of
/// their recipes differ and in nothing else, the one with the most values first. Runs that differ only in their seed
/// belong together.
///
/// # Errors
/// Where the runs cannot be compared, or no two recipes differ in one number alone; with the reason in words.
pub fn parameter_figures(
    folders: &[RunFolder],
    readout: ReadoutKind,
) -> Result<Vec<ParameterFigures>, ParameterError> {
    parameter_figures_of(&gather(folders, readout, EvaluationPart::Choose)?)
}

/// The same of runs that were read already.
///
/// # Errors
/// As [`parameter_figures`].
pub fn parameter_figures_of(runs: &Gathered) -> Result<Vec<ParameterFigures>, ParameterError> {
    let swept = sweeps(&runs.recipes())?;
    let often = |name: &str| swept.iter().filter(|other| other.varied.name == name).count() > 1;
    let mut all = Vec::new();
    for swept in &swept {
        let chosen = runs.only(&swept.recipes);
        let outcomes = Outcomes { runs: &chosen, ..runs.outcomes() };
        let found = sweep(&outcomes, &swept.varied.values, SEED).map_err(ComparisonError::from)?;
        let mut figures = figures(found, swept, runs);
        // The same number in several groups of recipes, such as with each of two networks.
        if often(&swept.varied.name)
            && let Some(first) = swept.recipes.first()
        {
            let name = format!("{} (with {})", swept.varied.name, runs.name(*first));
            figures.curves.parameter.clone_from(&name);
            figures.correlation.parameter = name;
        }
        all.push(figures);
    }
    Ok(all)
}

fn figures(found: Sweep, swept: &SweptRecipes, about: &Gathered) -> ParameterFigures {
    let varied = &swept.varied;
    let of_all = |place: &usize| swept.recipes.get(*place).copied().unwrap_or_default();
    let seeds = |place: &usize| about.seeds(of_all(place));
    let recipe = |place: &usize| {
        let (name, seeds) = (about.name(of_all(place)), seeds(place));
        format!("{name}, {seeds} {}", if seeds == 1 { "seed" } else { "seeds" })
    };
    let mut notes: Vec<String> = varied.note.iter().cloned().collect();
    let single = found.recipes.iter().filter(|place| seeds(place) < 2).count();
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
    notes.extend(about.dropped.iter().cloned());
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
    use super::super::varied::Varied;
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
        let varied = Varied {
            name: "Gain: factor".into(),
            subject: "gain 0/factor".into(),
            values: vec![1.0, 0.0],
            note: Some("a note".into()),
        };
        let swept = SweptRecipes { recipes: vec![0, 2], varied };
        let run = |recipe: usize, seed: u64| RunOutcome::new(recipe, seed, Vec::new());
        let about = Gathered {
            names: vec!["strong".into(), "another".into(), "weak".into()],
            classes: vec!["a".into(), "b".into()],
            runs: vec![run(0, 0), run(0, 1), run(1, 0), run(1, 1), run(2, 0)],
            part: "choose".into(),
            exploratory: true,
            ..Gathered::default()
        };
        let figures = figures(found, &swept, &about);
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
