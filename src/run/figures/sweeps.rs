//! [`sweeps`]: which of many recipes differ in one number alone, number by number.

use super::varied::{NotOne, Varied, varied};
use crate::pipeline::Pipeline;
use crate::train::TrainConfig;

/// Recipes that differ in one number and in nothing else.
#[derive(Clone, Debug, PartialEq)]
pub struct SweptRecipes {
    /// The recipes, by their numbers in the list that was asked about, in its order.
    pub recipes: Vec<usize>,
    /// The number, with its value in each of them.
    pub varied: Varied,
}

/// The numbers that are varied among `recipes`, each with the recipes that differ in it alone; the most values first. Of
/// a study these are its sweeps, whatever other recipes it has. A recipe without a step belongs to the sweep of that
/// step's setting, where the setting has a value at which it changes nothing.
///
/// # Errors
/// Where no two recipes differ in one number alone: what they differ in, taken together.
pub fn sweeps(recipes: &[(&Pipeline, &TrainConfig)]) -> Result<Vec<SweptRecipes>, NotOne> {
    let together = match varied(recipes) {
        Ok(varied) => return Ok(vec![SweptRecipes { recipes: (0..recipes.len()).collect(), varied }]),
        Err(why) => why,
    };
    let of = |places: &[usize]| -> Option<Varied> {
        let chosen: Vec<_> = places.iter().filter_map(|&place| recipes.get(place).copied()).collect();
        varied(&chosen).ok()
    };
    let mut found: Vec<SweptRecipes> = Vec::new();
    for first in 0..recipes.len() {
        for second in first + 1..recipes.len() {
            let Some(pair) = of(&[first, second]) else { continue };
            let known = found.iter().any(|sweep| {
                sweep.varied.subject == pair.subject
                    && sweep.recipes.contains(&first)
                    && sweep.recipes.contains(&second)
            });
            if !known {
                found.push(grown(first, second, pair, recipes.len(), &of));
            }
        }
    }
    // The same recipes need no second curve against something that comes with it.
    found.sort_by_key(|sweep| std::cmp::Reverse(sweep.recipes.len()));
    if found.is_empty() { Err(together) } else { Ok(found) }
}

/// A sweep of two with every other recipe that belongs to it.
fn grown(
    first: usize,
    second: usize,
    varied: Varied,
    count: usize,
    of: &impl Fn(&[usize]) -> Option<Varied>,
) -> SweptRecipes {
    let mut sweep = SweptRecipes { recipes: vec![first, second], varied };
    for other in (0..count).filter(|other| ![first, second].contains(other)) {
        let mut more = sweep.recipes.clone();
        more.push(other);
        more.sort_unstable();
        if let Some(varied) = of(&more).filter(|varied| varied.subject == sweep.varied.subject) {
            sweep = SweptRecipes { recipes: more, varied };
        }
    }
    sweep
}

#[cfg(test)]
mod tests {
    use super::super::gathered::quick;
    use super::super::made_up_runs::recipe;
    use super::*;
    use crate::transform::Setting;

    fn at(kinds: &[&str], step: usize, reach: f64) -> Pipeline {
        let mut recipe = recipe(kinds);
        recipe.steps[step].first.settings[0] = Setting::Uniform { low: -reach, high: reach };
        recipe
    }

    fn of(recipes: &[Pipeline]) -> Result<Vec<SweptRecipes>, NotOne> {
        let config = quick();
        sweeps(&recipes.iter().map(|recipe| (recipe, &config)).collect::<Vec<_>>())
    }

    #[test]
    fn a_study_with_baselines_and_two_sweeps_has_both_curves() {
        let steps = ["rotate", "translate"];
        let base = recipe(&steps);
        let recipes = [
            base.clone(),
            recipe(&[]),
            recipe(&["flip-horizontal", "gain"]),
            at(&steps, 0, 10.0),
            at(&steps, 0, 45.0),
            at(&steps, 1, 1.0),
            at(&steps, 0, 90.0),
        ];
        let found = of(&recipes).unwrap();
        assert_eq!(found[0].recipes, [0, 3, 4, 6]);
        assert!(found[0].varied.name.starts_with("Rotate: angle"), "{found:?}");
        assert_eq!(found[0].varied.values[1..], [10.0, 45.0, 90.0]);
        assert_eq!(found[1].recipes, [0, 5]);
        assert!(found[1].varied.name.starts_with("Shift"), "{found:?}");
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_step_left_out_belongs_to_the_sweep_of_its_setting() {
        let steps = ["rotate", "gain"];
        let recipes = [at(&steps, 0, 90.0), recipe(&["rotate"]), recipe(&["gain"]), at(&steps, 0, 30.0)];
        let found = of(&recipes).unwrap();
        assert_eq!(found[0].recipes, [0, 2, 3]);
        assert_eq!(found[0].varied.values, [90.0, 0.0, 30.0]);
    }

    #[test]
    fn where_nothing_is_a_number_all_is_named() {
        let words = of(&[recipe(&["rotate"]), recipe(&["gain"]), recipe(&[])]).unwrap_err().to_string();
        assert!(words.contains("Rotate: whether it is there"), "{words}");
    }
}
