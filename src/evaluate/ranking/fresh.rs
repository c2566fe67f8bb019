//! [`fresh`]: what a recipe that is chosen as the best reaches on images and with seeds that did not choose it.
//!
//! The best of many looks better than it is: it was chosen for its luck, too. So the choice is made again and again on
//! one half of the groups and of every recipe's seeds, and judged on the other half (selection bias: Cawley and Talbot,
//! On over-fitting in model selection, J. Mach. Learn. Res. 2010). Half of the images choose a little worse than all
//! do, so the figure errs on the low side.

use super::criterion::{Criterion, design};
use crate::evaluate::difference::{Design, Outcomes};
use crate::evaluate::error::EvaluateError;
use crate::evaluate::figure::Figure;
use crate::evaluate::random::Random;

/// How often groups and seeds are halved; each halving gives two choices.
pub const SPLITS: usize = 200;
/// Fewer halvings than this share that leave an image of every class in both halves say nothing.
const FEWEST: f64 = 0.5;

/// What to expect of the best.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fresh {
    /// What the chosen recipe reaches on the other half, the mean over all choices.
    pub expected: Figure,
    /// What it reached on the half that chose it, the mean over all choices.
    pub looked: Option<f64>,
    /// How often every recipe was chosen, by its number; a share, 0..1.
    pub chosen: Vec<f64>,
    /// True where some recipe has a single run, whose luck is in both halves.
    pub single: bool,
}

/// Chooses by `criterion` on halves and judges on the others. Fixed by its inputs and `seed`.
///
/// # Errors
/// Where the answers do not describe the same images.
pub fn fresh(outcomes: &Outcomes, criterion: Criterion, seed: u64) -> Result<Fresh, EvaluateError> {
    outcomes.check()?;
    let recipes = outcomes.runs.iter().map(|run| run.recipe + 1).max().unwrap_or_default();
    let designs: Vec<Design> = (0..recipes).map(|recipe| design(outcomes, recipe)).collect();
    let mut found = Fresh {
        chosen: vec![0.0; recipes],
        single: designs.iter().any(|design| design.seeds == 1),
        ..Fresh::default()
    };
    let Some(any) = designs.first() else { return Ok(found) };
    let (strata, groups) = (any.strata(), any.groups);
    let mut random = Random::new(seed, 0xF4E5_5000);
    let (mut sums, mut count) = ([0.0; 2], 0_usize);
    for _ in 0..SPLITS {
        let of_groups = halves_of_groups(&strata, groups, &mut random);
        let of_seeds: Vec<[Vec<f64>; 2]> =
            designs.iter().map(|design| halves_of_seeds(design.seeds, &mut random)).collect();
        for half in 0..2 {
            let value = |recipe: usize, half: usize| {
                let seeds = of_seeds.get(recipe)?.get(half)?;
                criterion.of_design(designs.get(recipe)?, of_groups.get(half)?, seeds)
            };
            let known = (0..recipes).filter_map(|recipe| Some((recipe, value(recipe, half)?)));
            // Of equals the earlier one, as in the ranking itself.
            let best = known.reduce(|best, next| if next.1 > best.1 { next } else { best });
            if let Some((recipe, looked)) = best
                && let Some(judged) = value(recipe, 1 - half)
            {
                sums = [sums[0] + looked, sums[1] + judged];
                count += 1;
                if let Some(chosen) = found.chosen.get_mut(recipe) {
                    *chosen += 1.0;
                }
            }
        }
    }
    if (count as f64) < FEWEST * 2.0 * SPLITS as f64 {
        found.chosen.fill(0.0);
        found.expected =
            Figure::not_defined("a class is in too few groups to be chosen by and judged on in turn");
        return Ok(found);
    }
    let n = count as f64;
    found.chosen.iter_mut().for_each(|chosen| *chosen /= n);
    found.looked = Some(sums[0] / n);
    found.expected = Figure::new(sums[1] / n, Err("a mean over choices has no interval of its own".into()));
    Ok(found)
}

/// Every group in one half; of every stratum as many in each.
pub(in crate::evaluate) fn halves_of_groups(
    strata: &[Vec<usize>],
    groups: usize,
    random: &mut Random,
) -> [Vec<f64>; 2] {
    let mut halves = [vec![0.0; groups], vec![0.0; groups]];
    for stratum in strata {
        let mut shuffled = stratum.clone();
        random.shuffle(&mut shuffled);
        // An odd one goes to either half.
        let first = random.below(2);
        for (place, group) in shuffled.into_iter().enumerate() {
            if let Some(weight) = halves[(place + first) % 2].get_mut(group) {
                *weight = 1.0;
            }
        }
    }
    halves
}

/// Every seed in one half; a single one in both.
pub(in crate::evaluate) fn halves_of_seeds(seeds: usize, random: &mut Random) -> [Vec<f64>; 2] {
    if seeds < 2 {
        return [vec![1.0; seeds], vec![1.0; seeds]];
    }
    let all: Vec<usize> = (0..seeds).collect();
    halves_of_groups(&[all], seeds, random)
}
