//! [`Criterion`]: by what recipes are ranked, and where that stands in levels, contrasts and designs.

use crate::evaluate::difference::{Contrast, Design, Level, Outcomes, RunOutcome, Weighting};
use crate::evaluate::figure::Figure;

/// By what recipes are ranked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Criterion {
    /// The mean of the classes' recall.
    #[default]
    Balanced,
    /// The recall of the class that is recognised worst.
    Worst,
    /// The recall of the class of this number.
    Class(usize),
}

/// A recipe against another by a criterion.
pub(super) struct Against {
    pub difference: f64,
    pub ci95: Option<[f64; 2]>,
    pub p: Option<f64>,
    /// Groups of the class, where it is about one.
    pub groups: Option<usize>,
    /// Pairs of runs.
    pub seeds: usize,
    /// Why there is no interval.
    pub reason: Option<String>,
}

impl Criterion {
    /// The figure of a recipe.
    pub(super) fn of_level(self, level: &Level) -> Figure {
        match self {
            Self::Balanced => level.balanced.clone(),
            Self::Worst => level.worst.clone(),
            Self::Class(class) => {
                let figure = level.recall.get(class).cloned();
                figure.unwrap_or_else(|| Figure::not_defined("there is no such class"))
            }
        }
    }

    /// The difference of a contrast.
    pub(super) fn of_contrast(self, contrast: &Contrast) -> Option<Against> {
        let seeds = contrast.seeds.len();
        match self {
            Self::Balanced => {
                let found = &contrast.average;
                Some(Against {
                    difference: found.difference?,
                    ci95: found.difference_ci95,
                    p: found.p,
                    groups: None,
                    seeds,
                    reason: found.ci_reason.clone(),
                })
            }
            Self::Worst => {
                let found = &contrast.worst_class;
                Some(Against {
                    difference: found.difference?,
                    ci95: found.difference_ci95,
                    p: found.p,
                    groups: None,
                    seeds,
                    reason: found.ci_reason.clone(),
                })
            }
            Self::Class(class) => {
                let (_, found) = contrast.per_class.0.get(class)?;
                Some(Against {
                    difference: found.difference?,
                    ci95: found.difference_ci95,
                    p: found.p,
                    groups: Some(found.groups),
                    seeds,
                    reason: found.ci_reason.clone(),
                })
            }
        }
    }

    /// The value of a recipe, where every group and every seed counts as often as `groups` and `seeds` say.
    pub(super) fn of_design(self, design: &Design, groups: &[f64], seeds: &[f64]) -> Option<f64> {
        match self {
            Self::Balanced => design.averages(groups, seeds).map(|[value, _]| value),
            Self::Worst => design.worst(groups, seeds).map(|[(_, value), _]| value),
            Self::Class(class) => design.recalls(class, groups, seeds).map(|[value, _]| value),
        }
    }

    /// The value of every run of a recipe, by its seed.
    pub(super) fn of_runs(self, outcomes: &Outcomes, recipe: usize) -> Vec<(u64, f64)> {
        let design = design(outcomes, recipe);
        let groups = vec![1.0; design.groups];
        let runs = outcomes.runs.iter().filter(|run| run.recipe == recipe).enumerate();
        let mut all: Vec<(u64, f64)> = runs
            .filter_map(|(place, run)| {
                let alone: Vec<f64> =
                    (0..design.seeds).map(|seed| f64::from(u8::from(seed == place))).collect();
                Some((run.seed, self.of_design(&design, &groups, &alone)?))
            })
            .collect();
        all.sort_by_key(|(seed, _)| *seed);
        all
    }
}

/// What the runs of one recipe recognise, in their order.
pub(super) fn design(outcomes: &Outcomes, recipe: usize) -> Design {
    let of_recipe = outcomes.runs.iter().filter(|run| run.recipe == recipe);
    // A design is of two recipes; here both are the same one.
    let runs: Vec<[&RunOutcome; 2]> = of_recipe.map(|run| [run, run]).collect();
    Design::new(outcomes, &runs, Weighting::Balanced)
}
