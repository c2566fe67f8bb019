//! [`levels`]: what every recipe recognises of every class, with intervals over groups and seeds.
//!
//! The variance of a recall is that of [`crossed`]: with other groups and other seeds it would have been another one.
//! It gives the number of independent images that would be as uncertain (recall x (1 - recall) / variance), and Wilson's
//! limits are taken at that number, with Student's t in place of the normal's 1.96 (as for the recall of a single run,
//! see [`crate::evaluate::interval`]): limits stay within 0..1 and have a width at 0 and 100 % too, where draws have
//! none. There the images that count are those of the design effect.
//!
//! As for differences, two or three seeds say little about the luck in a seed, so the other classes have a say.

use super::crossed::{Components, Prior, Spread, crossed};
use super::design::{Design, images};
use super::outcomes::{Outcomes, RunOutcome, Weighting};
use crate::evaluate::error::EvaluateError;
use crate::evaluate::figure::Figure;
use crate::evaluate::interval::ENOUGH_GROUPS;
use crate::evaluate::interval::beta::t_975;
use crate::evaluate::random::Random;

/// The most degrees of freedom that other classes' luck is worth.
const MOST_PRIOR: f64 = 4.0;

/// What a recipe recognises, each 0..1: the mean over its seeds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Level {
    /// Recall of every class, in the order of the classes.
    pub recall: Vec<Figure>,
    /// The mean of the classes' recall.
    pub balanced: Figure,
    /// The recall of the class that is recognised worst.
    pub worst: Figure,
    /// The number of that class.
    pub worst_class: Option<usize>,
}

/// The level of every recipe of `outcomes`, by its number; all figures are fixed by their inputs and `seed`. A recipe
/// without a run has no figure. With a single seed intervals are over groups alone.
///
/// # Errors
/// Where the answers do not describe the same images.
pub fn levels(outcomes: &Outcomes, seed: u64) -> Result<Vec<Level>, EvaluateError> {
    outcomes.check()?;
    let recipes = outcomes.runs.iter().map(|run| run.recipe + 1).max().unwrap_or_default();
    Ok((0..recipes).map(|recipe| level(outcomes, recipe, seed)).collect())
}

fn level(outcomes: &Outcomes, recipe: usize, seed: u64) -> Level {
    let of_recipe = outcomes.runs.iter().filter(|run| run.recipe == recipe);
    // A design is of two recipes; here both are the same one.
    let runs: Vec<[&RunOutcome; 2]> = of_recipe.map(|run| [run, run]).collect();
    let classes = outcomes.classes.len();
    if runs.is_empty() {
        let none = Figure::not_defined("there is no run of this recipe");
        return Level {
            recall: vec![none.clone(); classes],
            balanced: none.clone(),
            worst: none,
            worst_class: None,
        };
    }
    let design = Design::new(outcomes, &runs, Weighting::Balanced);
    let work = Work { effective: design.effective_images(), design: &design, recipe: recipe as u64, seed };
    let components: Vec<Option<Components>> = (0..classes).map(|class| work.components(class)).collect();
    let luck = work.luck(&components);
    let recall =
        (0..classes).map(|class| work.of_class(class, components.get(class).copied().flatten(), luck));
    let recall = recall.collect();
    let (worst_class, worst) = work.of_worst(luck).unzip();
    let worst = worst.unwrap_or_else(|| Figure::not_defined("this part holds no image"));
    Level { recall, balanced: work.of_average(luck), worst, worst_class }
}

struct Work<'a> {
    design: &'a Design,
    /// Images that count, of every class.
    effective: Vec<f64>,
    recipe: u64,
    seed: u64,
}

impl Work<'_> {
    fn random(&self, question: u64) -> Random {
        Random::new(self.seed, 0x1E7E << 48 | self.recipe << 32 | question)
    }

    fn components(&self, class: usize) -> Option<Components> {
        let design = self.design;
        let cells = design.classes.get(class).filter(|cells| cells.len() >= ENOUGH_GROUPS)?;
        let strata = [cells.iter().map(|cell| cell.group).collect()];
        let statistic =
            |groups: &[f64], seeds: &[f64]| design.recalls(class, groups, seeds).map(|[recall, _]| recall);
        crossed(&strata, design.groups, design.seeds, statistic, &mut self.random(class as u64))
    }

    fn recall(&self, class: usize) -> Option<f64> {
        let (groups, seeds) = (vec![1.0; self.design.groups], vec![1.0; self.design.seeds]);
        self.design.recalls(class, &groups, &seeds).map(|[recall, _]| recall)
    }

    /// The variance of a single image's being recognised; a class that is nearly always recognised has less room.
    fn of_one_image(&self, class: usize) -> f64 {
        let p = self.recall(class).unwrap_or(0.5);
        (p * (1.0 - p)).max(0.05 * 0.95)
    }

    /// How much luck there is in a seed by all classes together, in units of the variance of a single image.
    fn luck(&self, components: &[Option<Components>]) -> Prior {
        let known = components.iter().enumerate();
        let known: Vec<f64> =
            known.filter_map(|(class, c)| Some(c.as_ref()?.seeds / self.of_one_image(class))).collect();
        if known.is_empty() {
            return Prior::default();
        }
        let (count, seeds) = (known.len() as f64, self.design.seeds as f64);
        Prior {
            variance: known.iter().sum::<f64>() / count,
            freedom: ((count - 1.0) * (seeds - 1.0)).clamp(0.0, MOST_PRIOR),
        }
    }

    fn of_class(&self, class: usize, components: Option<Components>, luck: Prior) -> Figure {
        let Some(recall) = self.recall(class) else {
            return Figure::not_defined("this part holds no image of the class");
        };
        let cells = self.design.classes.get(class).map_or(&[][..], Vec::as_slice);
        if cells.len() < ENOUGH_GROUPS {
            let why = format!("only {} groups; a bootstrap over groups needs {ENOUGH_GROUPS}", cells.len());
            return Figure::new(recall, Err(why));
        }
        let prior = Prior { variance: luck.variance * self.of_one_image(class), freedom: luck.freedom };
        let counted = self.effective.get(class).copied().unwrap_or_default().min(images(cells));
        let spread = components.map(|parts| parts.spread(prior, 0.0));
        Figure::new(recall, spread.map(|spread| limits(recall, spread, counted)).ok_or_else(nothing_varies))
    }

    fn of_average(&self, luck: Prior) -> Figure {
        let design = self.design;
        let (groups, seeds) = (vec![1.0; design.groups], vec![1.0; design.seeds]);
        let Some([average, _]) =
            design.averages(&groups, &seeds).filter(|_| design.present().next().is_some())
        else {
            return Figure::not_defined("this part holds no image");
        };
        let statistic =
            |groups: &[f64], seeds: &[f64]| design.averages(groups, seeds).map(|[average, _]| average);
        // As if the luck of each class had nothing to do with that of others.
        let expected = design
            .present()
            .map(|class| design.weights[class].powi(2) * luck.variance * self.of_one_image(class));
        let prior = Prior { variance: expected.sum(), freedom: luck.freedom };
        self.of_all(average, prior, self.effective.iter().sum(), 1 << 31, statistic)
    }

    /// The class that is recognised worst, with its recall. In every draw another class may be the worst.
    fn of_worst(&self, luck: Prior) -> Option<(usize, Figure)> {
        let design = self.design;
        let (groups, seeds) = (vec![1.0; design.groups], vec![1.0; design.seeds]);
        let [(class, recall), _] = design.worst(&groups, &seeds)?;
        let statistic =
            |groups: &[f64], seeds: &[f64]| design.worst(groups, seeds).map(|[(_, recall), _]| recall);
        let prior = Prior { variance: luck.variance * self.of_one_image(class), freedom: luck.freedom };
        let counted = self.effective.get(class).copied().unwrap_or_default();
        Some((class, self.of_all(recall, prior, counted, 1 << 31 | 1, statistic)))
    }

    /// A figure of all classes with its interval: groups are drawn in strata.
    fn of_all(
        &self,
        value: f64,
        prior: Prior,
        counted: f64,
        question: u64,
        statistic: impl Fn(&[f64], &[f64]) -> Option<f64>,
    ) -> Figure {
        let design = self.design;
        if design.groups < ENOUGH_GROUPS {
            let why = format!(
                "only {} groups in all; a bootstrap over groups needs {ENOUGH_GROUPS}",
                design.groups
            );
            return Figure::new(value, Err(why));
        }
        let mut random = self.random(question);
        let parts = crossed(&design.strata(), design.groups, design.seeds, statistic, &mut random);
        let spread = parts.map(|parts| parts.spread(prior, 0.0));
        Figure::new(value, spread.map(|spread| limits(value, spread, counted)).ok_or_else(nothing_varies))
    }
}

fn nothing_varies() -> String {
    "every class is in a single group, so nothing can be resampled".into()
}

/// Wilson's limits of a share at the number of images that is as uncertain as `spread` says, with t in place of the
/// normal's point. Where nothing varied, at `counted` images.
fn limits(share: f64, spread: Spread, counted: f64) -> [f64; 2] {
    let variance = spread.error.powi(2);
    let one = share * (1.0 - share);
    let n = if variance > 0.0 && one > 0.0 { one / variance } else { counted };
    // Shares of groups cannot vary less than they would by twice as many independent images but by chance.
    let n = n.min(2.0 * counted).max(1.0);
    let t2 = t_975(spread.freedom).powi(2);
    let centre = (share + t2 / (2.0 * n)) / (1.0 + t2 / n);
    let half = (t2 * (one / n + t2 / (4.0 * n * n))).sqrt() / (1.0 + t2 / n);
    [(centre - half).max(0.0).min(share), (centre + half).min(1.0).max(share)]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Images of two classes in `groups` groups each, recognised by chance around `p` of the class, with luck of groups
    /// and of seeds.
    fn made(
        random: &mut Random,
        p: [f64; 2],
        [groups, images, seeds]: [usize; 3],
    ) -> (Vec<usize>, Vec<usize>, Vec<RunOutcome>) {
        let mut around = |reach: f64| reach * (2.0 * random.unit() - 1.0);
        let of_group: Vec<f64> = (0..2 * groups).map(|_| around(0.15)).collect();
        let of_seed: Vec<f64> = (0..2 * seeds).map(|_| around(0.1)).collect();
        let (mut labels, mut of) = (Vec::new(), Vec::new());
        for group in 0..2 * groups {
            for _ in 0..images {
                labels.push(group / groups);
                of.push(group);
            }
        }
        let runs = (0..seeds).map(|seed| {
            let answer = |(&label, &group): (&usize, &usize)| {
                let chance = p[label] + of_group[group] + of_seed[2 * seed + label];
                Some(if random.unit() < chance { label } else { 1 - label })
            };
            RunOutcome::new(0, seed as u64, labels.iter().zip(&of).map(answer).collect())
        });
        let runs = runs.collect();
        (labels, of, runs)
    }

    #[test]
    fn intervals_hold_the_truth_about_as_often_as_they_say() {
        let classes = ["a".to_owned(), "b".to_owned()];
        let mut random = Random::new(5, 0);
        let p = [0.7, 0.4];
        let (mut held, mut asked, mut width) = (0, 0, 0.0);
        for _ in 0..120 {
            let (labels, groups, runs) = made(&mut random, p, [10, 12, 4]);
            let outcomes = Outcomes { classes: &classes, labels: &labels, groups: &groups, runs: &runs };
            let level = levels(&outcomes, 0).unwrap().remove(0);
            for (figure, truth) in
                level.recall.iter().chain([&level.balanced]).zip([p[0], p[1], 0.5 * (p[0] + p[1])])
            {
                let [low, high] = figure.ci95.unwrap();
                assert!(low <= figure.value.unwrap() && figure.value.unwrap() <= high);
                asked += 1;
                width += high - low;
                held += usize::from(low <= truth && truth <= high);
            }
        }
        let share = f64::from(held as u32) / f64::from(asked);
        println!("{share:.3} of intervals hold the truth, mean width {:.3}", width / f64::from(asked));
        assert!((0.92..=0.995).contains(&share), "{share}");
        assert!(width / f64::from(asked) < 0.35, "{width}");
    }

    #[test]
    fn what_is_always_recognised_still_has_a_width_and_few_groups_have_words() {
        let classes = ["a".to_owned(), "b".to_owned(), "not there".to_owned()];
        let mut random = Random::new(6, 0);
        let (labels, groups, runs) = made(&mut random, [2.0, -1.0], [8, 5, 3]);
        let outcomes = Outcomes { classes: &classes, labels: &labels, groups: &groups, runs: &runs };
        let level = levels(&outcomes, 0).unwrap().remove(0);
        let [low, high] = level.recall[0].ci95.unwrap();
        assert!(high == 1.0 && low > 0.4 && low < 0.99, "{level:?}");
        let [low, high] = level.recall[1].ci95.unwrap();
        assert!(low == 0.0 && high > 0.01, "{level:?}");
        assert_eq!((level.worst_class, level.worst.value), (Some(1), level.recall[1].value));
        assert!(level.worst.ci95.is_some_and(|[low, high]| low == 0.0 && high > 0.01), "{level:?}");
        assert!(level.recall[2].value.is_none() && level.recall[2].not_defined.is_some());
        assert_eq!(level, levels(&outcomes, 0).unwrap().remove(0));

        let (labels, groups, mut runs) = made(&mut random, [0.5, 0.5], [3, 5, 2]);
        for run in &mut runs {
            run.recipe = 1;
        }
        let outcomes = Outcomes { classes: &classes, labels: &labels, groups: &groups, runs: &runs };
        let both = levels(&outcomes, 0).unwrap();
        assert!(both[0].balanced.value.is_none(), "no run of the first recipe");
        let few = &both[1].recall[0];
        assert!(few.value.is_some() && few.ci95.is_none());
        assert!(few.ci_reason.as_ref().unwrap().contains("only 3 groups"), "{few:?}");
    }
}
