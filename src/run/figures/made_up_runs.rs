//! [`made`]: the runs of recipes as tests need them, with a known truth.

use super::gathered::{Gathered, quick};
use crate::evaluate::Random;
use crate::evaluate::difference::RunOutcome;
use crate::pipeline::{Pipeline, Step};
use crate::train::TrainConfig;
use crate::transform::catalogue;

/// Which recipes, how many seeds of each.
pub struct Made {
    pub names: Vec<String>,
    pub settings: Vec<(Pipeline, TrainConfig)>,
    pub seeds: usize,
    pub classes: usize,
}

impl Made {
    /// Recipes without steps.
    pub fn plain(names: &[&str], seeds: usize) -> Self {
        let settings = names.iter().map(|_| (Pipeline::default(), quick())).collect();
        Self { names: names.iter().map(|name| (*name).to_owned()).collect(), settings, seeds, classes: 3 }
    }

    /// Recipes with those kinds of steps, by default as they are.
    pub fn steps(recipes: &[(&str, &[&str])], seeds: usize) -> Self {
        let names: Vec<&str> = recipes.iter().map(|(name, _)| *name).collect();
        let mut made = Self::plain(&names, seeds);
        for ((pipeline, _), (_, kinds)) in made.settings.iter_mut().zip(recipes) {
            *pipeline = recipe(kinds);
        }
        made
    }
}

/// A recipe of steps as they are by default.
pub fn recipe(kinds: &[&str]) -> Pipeline {
    let step = |kind: &&str| Step::new(format!("{kind}-1"), catalogue::find(kind).unwrap());
    Pipeline { steps: kinds.iter().map(step).collect(), ..Pipeline::default() }
}

/// Classes of 10 groups of 10 images, each recognised with the chance that `chance(recipe, class)` says, with a little
/// luck of groups and seeds.
pub fn made(about: &Made, chance: impl Fn(usize, usize) -> f64) -> Gathered {
    let mut random = Random::new(7, 0);
    let (mut labels, mut groups) = (Vec::new(), Vec::new());
    for group in 0..10 * about.classes {
        for _ in 0..10 {
            labels.push(group / 10);
            groups.push(group);
        }
    }
    let luck: Vec<f64> = (0..10 * about.classes).map(|_| 0.06 * (random.unit() - 0.5)).collect();
    let mut runs = Vec::new();
    for recipe in 0..about.names.len() {
        for seed in 0..about.seeds {
            let of_seed = 0.02 * (random.unit() - 0.5);
            let mut answer = |(&label, &group): (&usize, &usize)| {
                let right = random.unit() < chance(recipe, label) + luck[group] + of_seed;
                Some(if right { label } else { (label + 1) % about.classes })
            };
            let predicted = labels.iter().zip(&groups).map(&mut answer).collect();
            runs.push(RunOutcome::new(recipe, seed as u64, predicted));
        }
    }
    Gathered {
        names: about.names.clone(),
        settings: about.settings.clone(),
        classes: (0..about.classes).map(|class| format!("class {class}")).collect(),
        labels,
        groups,
        runs,
        part: "choose".into(),
        ..Gathered::default()
    }
}
