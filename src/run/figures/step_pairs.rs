//! [`step_pairs`]: recipes that differ in a single step, found by their recipes alone.

use crate::pipeline::{Pipeline, Step};
use crate::run::differences::{recipe_differences, setting_differences};
use crate::train::TrainConfig;

/// What is asked about single steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum StepQuestion {
    /// What a step brings to the whole recipe: the recipe against itself without the step.
    #[default]
    LeftOut,
    /// What a step brings by itself: the step alone against no augmentation.
    Alone,
    /// What it does that two steps change places.
    Swapped,
}

impl StepQuestion {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::LeftOut, Self::Alone, Self::Swapped];

    /// In a word or two, for a button.
    pub fn name(self) -> &'static str {
        match self {
            Self::LeftOut => "left out",
            Self::Alone => "alone",
            Self::Swapped => "swapped",
        }
    }
}

/// Recipes that tell about single steps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepPairs {
    /// The recipe that all are held against: the whole, or the one without any step.
    pub base: usize,
    /// The steps in words, each with the recipe that lacks it, has it alone or has it swapped.
    pub steps: Vec<(String, usize)>,
}

/// The recipes among `recipes` that answer `question`, about the recipe of which the most do. `None` where none do.
pub fn step_pairs(recipes: &[(&Pipeline, &TrainConfig)], question: StepQuestion) -> Option<StepPairs> {
    let all = (0..recipes.len()).map(|base| StepPairs { base, steps: of_base(recipes, base, question) });
    let working = |pairs: &StepPairs| recipes.get(pairs.base).map_or(0, |(recipe, _)| steps(recipe).len());
    // Of equals the recipe with more steps, then the earlier one: a step alone also is two steps less one.
    let better = |a: &StepPairs, b: &StepPairs| {
        (a.steps.len(), working(a)).cmp(&(b.steps.len(), working(b))).then(b.base.cmp(&a.base))
    };
    all.max_by(better).filter(|pairs| !pairs.steps.is_empty())
}

fn of_base(
    recipes: &[(&Pipeline, &TrainConfig)],
    base: usize,
    question: StepQuestion,
) -> Vec<(String, usize)> {
    let Some(&(recipe, config)) = recipes.get(base) else { return Vec::new() };
    let whole = steps(recipe);
    let others = recipes.iter().enumerate().filter(|(place, _)| *place != base);
    let found = others.filter_map(|(place, (other, settings))| {
        if !same_ground((recipe, config), (other, settings)) {
            return None;
        }
        let theirs = steps(other);
        let name = match question {
            StepQuestion::LeftOut => named(left_out(&whole, &theirs)?, &whole),
            StepQuestion::Alone if whole.is_empty() => match theirs.as_slice() {
                [only] => named(only, &theirs),
                _ => return None,
            },
            StepQuestion::Alone => return None,
            StepQuestion::Swapped => {
                let [first, second] = swapped(&whole, &theirs)?;
                format!("{} before {}", named(second, &whole), named(first, &whole))
            }
        };
        Some((name, place))
    });
    found.collect()
}

/// The steps that do anything.
fn steps(recipe: &Pipeline) -> Vec<&Step> {
    let works = |step: &&Step| {
        let often = [0, 1].iter().any(|&view| step.column(view).probability > 0.0);
        step.on && step.strength > 0.0 && often
    };
    if recipe.strength > 0.0 { recipe.steps.iter().filter(works).collect() } else { Vec::new() }
}

/// True where all but the steps is the same, and the seed. Groups and strength of all steps mean nothing without steps.
fn same_ground((a, of_a): (&Pipeline, &TrainConfig), (b, of_b): (&Pipeline, &TrainConfig)) -> bool {
    let bare = |recipe: &Pipeline| Pipeline { steps: Vec::new(), ..recipe.clone() };
    let (first, mut second) = (bare(a), bare(b));
    if steps(a).is_empty() || steps(b).is_empty() {
        (second.groups, second.strength) = (first.groups.clone(), first.strength);
    }
    let same_seed = TrainConfig { seed: of_a.seed, ..of_b.clone() };
    recipe_differences(&first, &second).is_empty() && setting_differences(of_a, &same_seed).is_empty()
}

/// True where two steps do the same; ids and notes do not count.
fn same(a: &Step, b: &Step) -> bool {
    a.entry.kind == b.entry.kind
        && (a.strength, &a.first, &a.second, &a.group) == (b.strength, &b.first, &b.second, &b.group)
}

/// The one step of `whole` that `part` lacks.
fn left_out<'a>(whole: &[&'a Step], part: &[&Step]) -> Option<&'a Step> {
    if whole.len() != part.len() + 1 {
        return None;
    }
    let alike = whole.iter().zip(part).take_while(|(a, b)| same(a, b)).count();
    let rest = whole.iter().skip(alike + 1).zip(part.iter().skip(alike)).all(|(a, b)| same(a, b));
    whole.get(alike).copied().filter(|_| rest)
}

/// The two steps of `whole`, in its order, that change places in `other`.
fn swapped<'a>(whole: &[&'a Step], other: &[&Step]) -> Option<[&'a Step; 2]> {
    if whole.len() != other.len() {
        return None;
    }
    let apart = whole.iter().zip(other).enumerate().filter(|(_, (a, b))| !same(a, b));
    let places: Vec<usize> = apart.map(|(place, _)| place).collect();
    let &[first, second] = places.as_slice() else { return None };
    let crosswise =
        same(whole.get(first)?, other.get(second)?) && same(whole.get(second)?, other.get(first)?);
    Some([*whole.get(first)?, *whole.get(second)?]).filter(|_| crosswise)
}

/// The name of a step; with its id where another of the same name is there.
fn named(step: &Step, all: &[&Step]) -> String {
    let twice = all.iter().filter(|other| other.entry.kind == step.entry.kind).count() > 1;
    if twice { format!("{} ({})", step.entry.name, step.id) } else { step.entry.name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::gathered::quick;
    use super::super::made_up_runs::recipe;
    use super::*;
    use crate::transform::Setting;

    fn pairs(recipes: &[Pipeline], question: StepQuestion) -> Option<StepPairs> {
        let config = quick();
        let with: Vec<(&Pipeline, &TrainConfig)> = recipes.iter().map(|recipe| (recipe, &config)).collect();
        step_pairs(&with, question)
    }

    fn names(found: &StepPairs) -> Vec<(&str, usize)> {
        found.steps.iter().map(|(name, recipe)| (name.as_str(), *recipe)).collect()
    }

    #[test]
    fn recipes_that_lack_one_step_are_found_however_it_was_taken_out() {
        let whole = recipe(&["rotate", "gain", "gaussian-blur"]);
        let mut off = whole.clone();
        off.steps[1].on = false;
        let mut never = whole.clone();
        never.steps[2].first.probability = 0.0;
        let mut other = recipe(&["gain", "gaussian-blur"]);
        other.steps[0].id = "another id".into();
        let weaker = Pipeline { strength: 0.5, ..whole.clone() };
        let found = pairs(&[off, weaker, never, whole, other], StepQuestion::LeftOut).unwrap();
        assert_eq!(found.base, 3);
        assert_eq!(names(&found), [("Gain", 0), ("Gaussian blur", 2), ("Rotate", 4)]);
        assert_eq!(pairs(&[recipe(&["rotate"]), recipe(&["gain", "offset"])], StepQuestion::LeftOut), None);
    }

    #[test]
    fn steps_alone_are_held_against_none_and_groups_do_not_matter_there() {
        let none = recipe(&[]);
        let mut strong = recipe(&["gain"]);
        strong.steps[0].first.settings[0] = Setting::Fixed(2.0);
        let all = [recipe(&["rotate", "gain"]), none, recipe(&["rotate"]), strong];
        let found = pairs(&all, StepQuestion::Alone).unwrap();
        assert_eq!((found.base, names(&found)), (1, vec![("Rotate", 2), ("Gain", 3)]));
        // The gain alone is another gain than that of the whole, so that only the rotation is the whole less one step.
        let found = pairs(&all, StepQuestion::LeftOut).unwrap();
        assert_eq!(names(&found).len(), 1, "{found:?}");
        let mut trained = quick();
        trained.epochs += 1;
        let config = quick();
        let other = [(&all[1], &config), (&all[2], &trained)];
        assert_eq!(step_pairs(&other, StepQuestion::Alone), None);
    }

    #[test]
    fn swapped_neighbours_are_named_in_their_new_order() {
        let base = recipe(&["rotate", "gain", "gaussian-blur"]);
        let found = pairs(
            &[
                base,
                recipe(&["gain", "rotate", "gaussian-blur"]),
                recipe(&["rotate", "gaussian-blur", "gain"]),
                recipe(&["gaussian-blur", "rotate", "gain"]),
            ],
            StepQuestion::Swapped,
        )
        .unwrap();
        assert_eq!(found.base, 0);
        assert_eq!(names(&found), [("Gain before Rotate", 1), ("Gaussian blur before Gain", 2)]);
    }
}
