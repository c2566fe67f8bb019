//! [`alike`]: whether two changes of one recipe do the same to the classes.
//!
//! The effects of two recipes on the classes are both differences from the same base, so that the luck of the base's
//! runs and of the images is in both and makes them look alike. They are therefore taken from halves that have nothing
//! in common: one recipe's from one half of the groups and of all seeds, the other's from the other half; the mean over
//! many halvings counts. Noise pulls such a correlation towards zero, which would make everything look different. So it
//! is divided by how well halves of the same effect agree (correction for attenuation: Spearman, Am. J. Psychol. 1904),
//! and so are the limits of Fisher's z over the classes (Charles, Psychol. Methods 2005).

use super::correlation::pearson;
use crate::evaluate::difference::{Design, Outcomes, RunOutcome, Weighting};
use crate::evaluate::error::EvaluateError;
use crate::evaluate::figure::Figure;
use crate::evaluate::random::Random;
use crate::evaluate::ranking::{halves_of_groups, halves_of_seeds};

/// Classes without which a correlation over classes says nothing.
pub const FEWEST_CLASSES: usize = 4;
/// Halvings.
const SPLITS: usize = 200;
/// Halves of one effect that agree less say that the effect is hardly there, beside its noise.
const FEWEST_AGREEMENT: f64 = 0.2;
/// The standard normal's two-sided 95 % point.
const Z: f64 = 1.959_963_984_540_054;

/// How much two changes do the same.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alike {
    /// Correlation of both effects over the classes, -1..1, without the luck that they share.
    pub correlation: Figure,
    /// How well halves of each effect agree, as a correlation over the classes.
    pub agreement: [Option<f64>; 2],
    /// True where a recipe has a single run, whose luck is in both halves.
    pub single: bool,
}

/// How much recipes `first` and `second` do the same to the classes, beside recipe `base`; all by their numbers.
///
/// # Errors
/// Where the answers do not describe the same images.
pub fn alike(
    outcomes: &Outcomes,
    [base, first, second]: [usize; 3],
    seed: u64,
) -> Result<Alike, EvaluateError> {
    outcomes.check()?;
    let designs = [base, first, second].map(|recipe| design(outcomes, recipe));
    let single = designs.iter().any(|design| design.seeds == 1);
    let classes: Vec<usize> = designs[0].present().collect();
    if designs.iter().any(|design| design.seeds == 0) {
        let correlation = Figure::not_defined("one of the recipes has no run");
        return Ok(Alike { correlation, single, ..Alike::default() });
    }
    if classes.len() < FEWEST_CLASSES {
        let why =
            format!("only {} classes; a correlation over classes needs {FEWEST_CLASSES}", classes.len());
        return Ok(Alike { correlation: Figure::not_defined(why), single, ..Alike::default() });
    }
    let strata = designs[0].strata();
    let mut random = Random::new(seed, 0xA11C_E000);
    let (mut across, mut within) = (Mean::default(), [Mean::default(), Mean::default()]);
    for _ in 0..SPLITS {
        let groups = halves_of_groups(&strata, designs[0].groups, &mut random);
        let seeds = [0, 1, 2].map(|of: usize| halves_of_seeds(designs[of].seeds, &mut random));
        let effect = |of: usize, half: usize| -> Option<Vec<f64>> {
            let recall = |of: usize, class: usize| {
                designs[of].recalls(class, &groups[half], &seeds[of][half]).map(|[recall, _]| recall)
            };
            classes.iter().map(|&class| Some(recall(of, class)? - recall(0, class)?)).collect()
        };
        let effects = [1, 2].map(|of| [0, 1].map(|half| effect(of, half)));
        let both = |a: &Option<Vec<f64>>, b: &Option<Vec<f64>>| pearson(a.as_ref()?, b.as_ref()?);
        across.add(both(&effects[0][0], &effects[1][1]));
        across.add(both(&effects[0][1], &effects[1][0]));
        for (mean, effect) in within.iter_mut().zip(&effects) {
            mean.add(both(&effect[0], &effect[1]));
        }
    }
    let agreement = within.map(Mean::value);
    let correlation = match (across.value(), agreement) {
        (Some(r), [Some(a), Some(b)]) if a >= FEWEST_AGREEMENT && b >= FEWEST_AGREEMENT => {
            corrected(r, a * b, classes.len())
        }
        _ => Figure::not_defined(
            "one of both effects is hardly there: it differs between halves of the images and seeds",
        ),
    };
    Ok(Alike { correlation, agreement, single })
}

/// The correlation of what is behind noisy figures of `n` classes, by that of the figures and the product of how well
/// each can be repeated.
fn corrected(r: f64, repeatable: f64, n: usize) -> Figure {
    let enlarge = 1.0 / repeatable.sqrt();
    let reach = Z / (n as f64 - 3.0).max(1.0).sqrt();
    let z = libm::atanh(r.clamp(-0.999_999, 0.999_999));
    let end = |z: f64| (enlarge * libm::tanh(z)).clamp(-1.0, 1.0);
    Figure::new((enlarge * r).clamp(-1.0, 1.0), Ok([end(z - reach), end(z + reach)]))
}

fn design(outcomes: &Outcomes, recipe: usize) -> Design {
    let of_recipe = outcomes.runs.iter().filter(|run| run.recipe == recipe);
    let runs: Vec<[&RunOutcome; 2]> = of_recipe.map(|run| [run, run]).collect();
    Design::new(outcomes, &runs, Weighting::Balanced)
}

#[derive(Clone, Copy, Default)]
struct Mean {
    sum: f64,
    count: usize,
}

impl Mean {
    fn add(&mut self, value: Option<f64>) {
        if let Some(value) = value {
            self.sum += value;
            self.count += 1;
        }
    }

    /// `None` where it was defined in less than half of the halvings.
    fn value(self) -> Option<f64> {
        (2 * self.count >= SPLITS).then(|| self.sum / self.count as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Eight classes of 10 groups of 8 images; recipe 0 recognises a half of each, the others more or less of a class.
    fn world(
        random: &mut Random,
        seeds: usize,
        effect: impl Fn(usize, usize) -> f64,
    ) -> (Vec<String>, Vec<usize>, Vec<usize>, Vec<RunOutcome>) {
        let (classes, groups) = (8, 10);
        let (mut labels, mut of_group) = (Vec::new(), Vec::new());
        for group in 0..classes * groups {
            for _ in 0..8 {
                labels.push(group / groups);
                of_group.push(group);
            }
        }
        let mut runs = Vec::new();
        for recipe in 0..3 {
            for seed in 0..seeds {
                let answer = |&label: &usize| {
                    let right = random.unit() < 0.5 + effect(recipe, label);
                    Some(if right { label } else { (label + 1) % classes })
                };
                let predicted = labels.iter().map(answer).collect();
                runs.push(RunOutcome::new(recipe, seed as u64, predicted));
            }
        }
        ((0..classes).map(|class| class.to_string()).collect(), labels, of_group, runs)
    }

    fn found(random: &mut Random, seeds: usize, effect: impl Fn(usize, usize) -> f64) -> Alike {
        let (classes, labels, groups, runs) = world(random, seeds, effect);
        let outcomes = Outcomes { classes: &classes, labels: &labels, groups: &groups, runs: &runs };
        alike(&outcomes, [0, 1, 2], 0).unwrap()
    }

    #[test]
    fn the_same_effect_is_alike_another_one_is_not_and_none_is_said() {
        let mut random = Random::new(3, 0);
        let up = |class: usize| 0.06 * class as f64 - 0.21;
        let same = found(&mut random, 4, |recipe, class| if recipe > 0 { up(class) } else { 0.0 });
        assert!(same.correlation.value.unwrap() > 0.9, "{same:?}");
        assert!(same.correlation.ci95.unwrap()[0] > 0.0, "{same:?}");
        let against = found(&mut random, 4, |recipe, class| [0.0, up(class), -up(class)][recipe]);
        assert!(against.correlation.value.unwrap() < -0.9, "{against:?}");
        // One that goes up and down has nothing in common with one that rises.
        let other = found(&mut random, 4, |recipe, class| {
            [0.0, up(class), if matches!(class, 0 | 3 | 4 | 7) { 0.2 } else { -0.2 }][recipe]
        });
        assert!(other.correlation.value.unwrap().abs() < 0.3, "{other:?}");
        let [low, high] = other.correlation.ci95.unwrap();
        assert!(low < 0.0 && high > 0.0, "{other:?}");
        let nothing = found(&mut random, 4, |recipe, class| [0.0, up(class), 0.0][recipe]);
        assert!(nothing.correlation.not_defined.unwrap().contains("hardly there"), "{:?}", nothing.agreement);
    }

    /// Where neither recipe does anything, the luck of the base that both share does not make them alike.
    #[test]
    fn the_luck_of_the_base_is_not_taken_for_likeness() {
        let mut random = Random::new(11, 0);
        let (mut plain, mut halves) = (0.0, Mean::default());
        for _ in 0..20 {
            let (classes, labels, groups, runs) = world(&mut random, 2, |_, _| 0.0);
            let outcomes = Outcomes { classes: &classes, labels: &labels, groups: &groups, runs: &runs };
            let designs = [0, 1, 2].map(|recipe| design(&outcomes, recipe));
            let recall = |of: usize, class: usize| {
                designs[of].recalls(class, &vec![1.0; designs[of].groups], &[1.0, 1.0]).unwrap()[0]
            };
            let effect =
                |of: usize| (0..8).map(|class| recall(of, class) - recall(0, class)).collect::<Vec<_>>();
            plain += pearson(&effect(1), &effect(2)).unwrap() / 20.0;
            let found = alike(&outcomes, [0, 1, 2], 0).unwrap();
            halves.add(found.correlation.value);
        }
        println!("plain correlation {plain:.2}; {} of 20 have one by halves", halves.count);
        assert!(plain > 0.3, "the shared base makes them look alike: {plain}");
        assert!(halves.count <= 4, "{}", halves.count);
    }
}
