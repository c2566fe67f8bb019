//! [`contrasts`]: every recipe against the reference, class by class.

use super::confusion::{Moved, confusion_difference, lost_to, won_from};
use super::crossed::{Components, Prior, Spread, crossed};
use super::design::{Design, images, won};
use super::equivalence::equivalence;
use super::holm::holm;
use super::outcomes::{Outcomes, RunOutcome, Weighting};
use super::swap::{SwapTest, swap};
use super::verdict::{MARGIN, Verdict, judge, reason_against};
use crate::evaluate::error::EvaluateError;
use crate::evaluate::interval::ENOUGH_GROUPS;
use crate::evaluate::named::Named;
use crate::evaluate::random::Random;
use serde::{Deserialize, Serialize};

/// The most degrees of freedom that other classes' luck is worth.
const MOST_PRIOR: f64 = 4.0;

/// What a recipe did to one class. Shares and their differences are 0..1; null where they are not defined.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClassDifference {
    /// Images of the class.
    pub n: usize,
    /// Groups that hold them.
    pub groups: usize,
    /// Recall by the reference, the mean over seeds.
    pub recall_reference: Option<f64>,
    /// Recall by the other recipe.
    pub recall_other: Option<f64>,
    /// The other minus the reference.
    pub difference: Option<f64>,
    /// Its 95 % interval.
    pub difference_ci95: Option<[f64; 2]>,
    /// Why there is none.
    pub ci_reason: Option<String>,
    /// Its standard error over groups and seeds.
    pub standard_error: Option<f64>,
    /// Degrees of freedom of that.
    pub degrees_of_freedom: Option<f64>,
    /// The test by swapping the recipes' names in whole groups.
    pub swap: Option<SwapTest>,
    /// p of t by the standard error; absent with a single seed.
    pub p_crossed: Option<f64>,
    /// The larger of both p: neither groups nor seeds alone make a finding.
    pub p: Option<f64>,
    /// p after Holm over the classes and contrasts that may be judged.
    pub p_holm: Option<f64>,
    /// p of "differs by 3 points or more", by two one-sided tests.
    pub p_equivalence: Option<f64>,
    /// What may be said.
    pub verdict: Option<Verdict>,
    /// Why that, or why nothing.
    pub why: String,
    /// Of a class that lost images, the class that took the most of them.
    pub lost_to: Option<Moved>,
    /// Of a class that won images, the class from which the most came back.
    pub won_from: Option<Moved>,
}

/// What a recipe did on the average. Described, not judged: verdicts are about classes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AverageDifference {
    /// What counts the same in the average.
    pub weighting: Weighting,
    /// The reference's average recall, the mean over seeds.
    pub reference: Option<f64>,
    /// The other recipe's.
    pub other: Option<f64>,
    /// The other minus the reference.
    pub difference: Option<f64>,
    /// Its 95 % interval.
    pub difference_ci95: Option<[f64; 2]>,
    /// Why there is none.
    pub ci_reason: Option<String>,
    /// p of "no difference", for this average alone.
    pub p: Option<f64>,
    /// p of "differs by 3 points or more", by two one-sided tests, for this average alone.
    #[serde(default)]
    pub p_equivalence: Option<f64>,
}

/// How the class that is recognised worst fares. Described, not judged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WorstClassDifference {
    /// The reference's worst class.
    pub class_reference: Option<String>,
    /// Its recall.
    pub recall_reference: Option<f64>,
    /// The other recipe's worst class.
    pub class_other: Option<String>,
    /// Its recall.
    pub recall_other: Option<f64>,
    /// The other minus the reference.
    pub difference: Option<f64>,
    /// Its 95 % interval.
    pub difference_ci95: Option<[f64; 2]>,
    /// Why there is none.
    pub ci_reason: Option<String>,
    /// p of t by its standard error; absent with a single seed.
    #[serde(default)]
    pub p: Option<f64>,
}

/// A recipe against the reference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contrast {
    /// The number of the recipe.
    pub recipe: usize,
    /// The seeds of the runs that were paired: the reference's and the other's.
    pub seeds: Vec<[u64; 2]>,
    /// By class name, in the order of the classes.
    pub per_class: Named<ClassDifference>,
    /// The average over classes or images.
    pub average: AverageDifference,
    /// The class that is recognised worst.
    pub worst_class: WorstClassDifference,
    /// Images by (actual, predicted) class, the mean over seeds: the other's minus the reference's.
    pub confusion_difference: Vec<Vec<f64>>,
}

/// Compares every recipe of `outcomes` with the reference. All figures are fixed by their inputs and `seed`.
///
/// A recipe without a run, or without one of the reference to compare it with, has no contrast.
///
/// # Errors
/// Where the answers do not describe the same images.
pub fn contrasts(
    outcomes: &Outcomes,
    weighting: Weighting,
    seed: u64,
) -> Result<Vec<Contrast>, EvaluateError> {
    outcomes.check()?;
    let recipes = outcomes.runs.iter().map(|run| run.recipe).max().unwrap_or_default();
    let mut all: Vec<Contrast> = (1..=recipes)
        .map(|recipe| (recipe, outcomes.pairs(recipe)))
        .filter(|(_, pairs)| !pairs.is_empty())
        .map(|(recipe, pairs)| contrast(outcomes, recipe, &pairs, weighting, seed))
        .collect();
    let mut judged: Vec<(usize, &mut ClassDifference)> = Vec::new();
    for contrast in &mut all {
        let seeds = contrast.seeds.len();
        judged.extend(contrast.per_class.0.iter_mut().map(|(_, class)| (seeds, class)));
    }
    judged.retain_mut(|(seeds, class)| match reason_against(class.n, class.groups, *seeds) {
        Some(why) => {
            class.why = why;
            false
        }
        None => true,
    });
    let p: Vec<f64> = judged.iter().map(|(_, class)| class.p.unwrap_or(f64::NAN)).collect();
    let tests = p.iter().filter(|p| !p.is_nan()).count();
    for ((_, class), p) in judged.into_iter().zip(holm(&p)) {
        class.p_holm = Some(p).filter(|p| !p.is_nan());
        let (verdict, why) = judge(class, tests);
        (class.verdict, class.why) = (Some(verdict), why);
    }
    Ok(all)
}

/// Recipe `other` against `reference`, both by their numbers in `outcomes`, which has been checked; Holm is over the
/// classes of these two alone. `None` where one of them has no run.
pub(in crate::evaluate) fn versus(
    outcomes: &Outcomes,
    [reference, other]: [usize; 2],
    seed: u64,
) -> Option<Contrast> {
    let place = |recipe: usize| [reference, other].iter().position(|known| *known == recipe);
    let runs = outcomes.runs.iter().filter_map(|run| {
        Some(RunOutcome { recipe: place(run.recipe)?, seed: run.seed, draws: run.draws.clone() })
    });
    let runs: Vec<RunOutcome> = runs.collect();
    let two = Outcomes { runs: &runs, ..*outcomes };
    let all = contrasts(&two, Weighting::Balanced, seed).ok()?;
    all.into_iter().next().map(|found| Contrast { recipe: other, ..found })
}

fn contrast(
    outcomes: &Outcomes,
    recipe: usize,
    pairs: &[[&RunOutcome; 2]],
    weighting: Weighting,
    seed: u64,
) -> Contrast {
    let design = Design::new(outcomes, pairs, weighting);
    let names = outcomes.classes;
    let confusion = confusion_difference(outcomes.labels, pairs, names.len());
    let mut work = Work {
        design: &design,
        effective: design.effective_images(),
        components: Vec::new(),
        luck: Prior::default(),
        recipe: recipe as u64,
        seed,
    };
    work.components = (0..names.len()).map(|class| work.components(class)).collect();
    work.luck = work.luck();
    let per_class = names.iter().zip(&confusion).enumerate().map(|(class, (name, row))| {
        let moved = ClassDifference {
            lost_to: lost_to(row, class, names),
            won_from: won_from(row, class, names),
            ..work.of_class(class)
        };
        (name.clone(), moved)
    });
    Contrast {
        recipe,
        seeds: pairs.iter().map(|pair| pair.map(|run| run.seed)).collect(),
        per_class: per_class.collect(),
        average: AverageDifference { weighting, ..work.of_average() },
        worst_class: work.of_worst(names),
        confusion_difference: confusion,
    }
}

struct Work<'a> {
    design: &'a Design,
    /// Images that count, of every class.
    effective: Vec<f64>,
    /// What makes the difference of every class vary, where it has enough groups.
    components: Vec<Option<Components>>,
    /// The variance by seeds that classes have on the average, in units of the variance of a single image.
    luck: Prior,
    recipe: u64,
    seed: u64,
}

impl Work<'_> {
    /// Numbers of chance for one question.
    fn random(&self, question: u64) -> Random {
        Random::new(self.seed, 0xD1FF << 48 | self.recipe << 32 | question)
    }

    /// Every group and every seed once.
    fn whole(&self) -> (Vec<f64>, Vec<f64>) {
        (vec![1.0; self.design.groups], vec![1.0; self.design.seeds])
    }

    /// The variance of two more images of which each recipe wins one, in every pair of runs (Bonett and Price, J. Educ.
    /// Behav. Stat. 2012): where both recipes say the same of all few images, the difference is not known to be 0.
    fn extra(&self, class: usize) -> f64 {
        let pairs = self.design.seeds.max(1) as f64;
        self.effective.get(class).filter(|n| **n > 0.0).map_or(0.0, |n| 2.0 / (n * n * pairs))
    }

    fn components(&self, class: usize) -> Option<Components> {
        let Self { design, .. } = self;
        let cells = design.classes.get(class).filter(|cells| cells.len() >= ENOUGH_GROUPS)?;
        let strata = [cells.iter().map(|cell| cell.group).collect()];
        let statistic = |groups: &[f64], seeds: &[f64]| {
            design.recalls(class, groups, seeds).map(|[reference, other]| other - reference)
        };
        let mut random = self.random(2 * class as u64 + 1);
        crossed(&strata, design.groups, design.seeds, statistic, &mut random)
    }

    /// How much luck there is in a seed, by all classes together. It is worth no more degrees of freedom than the
    /// other classes have, nor more than [`MOST_PRIOR`], since classes are not alike.
    fn luck(&self) -> Prior {
        let known = self.components.iter().enumerate();
        let known: Vec<f64> =
            known.filter_map(|(class, c)| Some(c.as_ref()?.seeds / self.of_one_image(class))).collect();
        let (count, seeds) = (known.len() as f64, self.design.seeds as f64);
        if known.is_empty() {
            return Prior::default();
        }
        Prior {
            variance: known.iter().sum::<f64>() / count,
            freedom: ((count - 1.0) * (seeds - 1.0)).clamp(0.0, MOST_PRIOR),
        }
    }

    /// The variance of a single image's being recognised, the mean of both recipes: classes that are nearly always
    /// recognised have less room for luck.
    fn of_one_image(&self, class: usize) -> f64 {
        let (groups, seeds) = self.whole();
        let recalls = self.design.recalls(class, &groups, &seeds).unwrap_or([0.5; 2]);
        (0.5 * recalls.iter().map(|p| p * (1.0 - p)).sum::<f64>()).max(0.05 * 0.95)
    }

    /// The variance by seeds that is expected of a class.
    fn prior(&self, class: usize) -> Prior {
        Prior { variance: self.luck.variance * self.of_one_image(class), freedom: self.luck.freedom }
    }

    fn of_class(&self, class: usize) -> ClassDifference {
        let Self { design, .. } = self;
        let cells = &design.classes[class];
        let (groups, seeds) = self.whole();
        let mut figures =
            ClassDifference { n: images(cells) as usize, groups: cells.len(), ..ClassDifference::default() };
        let Some([reference, other]) = design.recalls(class, &groups, &seeds) else {
            figures.ci_reason = Some("this part holds no image of the class".into());
            return figures;
        };
        let difference = other - reference;
        (figures.recall_reference, figures.recall_other) = (Some(reference), Some(other));
        figures.difference = Some(difference);
        let won: Vec<f64> = cells.iter().map(won).collect();
        let swapped = swap(&won, &mut self.random(2 * class as u64));
        figures.swap = Some(swapped);
        figures.p = Some(swapped.p);
        if cells.len() < ENOUGH_GROUPS {
            figures.ci_reason =
                Some(format!("only {} groups; a bootstrap over groups needs {ENOUGH_GROUPS}", cells.len()));
            return figures;
        }
        let components = self.components.get(class).copied().flatten();
        let spread = components.map(|parts| parts.spread(self.prior(class), self.extra(class)));
        if let Some(spread) = spread {
            figures.difference_ci95 = Some(spread.interval(difference));
            figures.standard_error = Some(spread.error);
            figures.degrees_of_freedom = Some(spread.freedom);
            figures.p_equivalence = Some(equivalence(difference, &spread, MARGIN));
            if design.seeds > 1 {
                let p = spread.p(difference);
                figures.p_crossed = Some(p);
                figures.p = Some(p.max(swapped.p));
            }
        }
        figures
    }

    fn of_average(&self) -> AverageDifference {
        let Self { design, .. } = self;
        let (groups, seeds) = self.whole();
        let Some([reference, other]) = design.averages(&groups, &seeds) else {
            return AverageDifference::default();
        };
        let difference = other - reference;
        let mut won_by_group = vec![0.0; design.groups];
        for class in design.present() {
            let cells = &design.classes[class];
            let each = design.weights[class] / images(cells);
            for cell in cells {
                won_by_group[cell.group] += each * won(cell);
            }
        }
        let swapped = swap(&won_by_group, &mut self.random(1 << 31));
        let extra = design.present().map(|class| design.weights[class].powi(2) * self.extra(class)).sum();
        let statistic = |groups: &[f64], seeds: &[f64]| {
            design.averages(groups, seeds).map(|[reference, other]| other - reference)
        };
        // As if the luck of each class had nothing to do with that of others.
        let expected =
            design.present().map(|class| design.weights[class].powi(2) * self.prior(class).variance);
        let prior = Prior { variance: expected.sum(), freedom: self.luck.freedom };
        let (spread, ci_reason) = self.spread(prior, extra, 1 << 31 | 1, statistic);
        let p_crossed = spread.filter(|_| design.seeds > 1).map_or(0.0, |spread| spread.p(difference));
        AverageDifference {
            weighting: Weighting::default(),
            reference: Some(reference),
            other: Some(other),
            difference: Some(difference),
            difference_ci95: spread.map(|spread| spread.interval(difference)),
            ci_reason,
            p: Some(swapped.p.max(p_crossed)),
            p_equivalence: spread.map(|spread| equivalence(difference, &spread, MARGIN)),
        }
    }

    fn of_worst(&self, names: &[String]) -> WorstClassDifference {
        let Self { design, .. } = self;
        let (groups, seeds) = self.whole();
        let Some([reference, other]) = design.worst(&groups, &seeds) else {
            return WorstClassDifference::default();
        };
        let difference = other.1 - reference.1;
        let extra = self.extra(reference.0).max(self.extra(other.0));
        let statistic = |groups: &[f64], seeds: &[f64]| {
            design.worst(groups, seeds).map(|[reference, other]| other.1 - reference.1)
        };
        let [a, b] = [reference.0, other.0].map(|class| self.prior(class));
        let prior = if a.variance > b.variance { a } else { b };
        let (spread, ci_reason) = self.spread(prior, extra, 1 << 31 | 2, statistic);
        WorstClassDifference {
            class_reference: names.get(reference.0).cloned(),
            recall_reference: Some(reference.1),
            class_other: names.get(other.0).cloned(),
            recall_other: Some(other.1),
            difference: Some(difference),
            difference_ci95: spread.map(|spread| spread.interval(difference)),
            ci_reason,
            p: spread.filter(|_| design.seeds > 1).map(|spread| spread.p(difference)),
        }
    }

    /// The spread of a figure of all classes, or why there is none.
    fn spread(
        &self,
        prior: Prior,
        extra: f64,
        question: u64,
        statistic: impl Fn(&[f64], &[f64]) -> Option<f64>,
    ) -> (Option<Spread>, Option<String>) {
        let Self { design, .. } = self;
        if design.groups < ENOUGH_GROUPS {
            let why = format!(
                "only {} groups in all; a bootstrap over groups needs {ENOUGH_GROUPS}",
                design.groups
            );
            return (None, Some(why));
        }
        let mut random = self.random(question);
        let parts = crossed(&design.strata(), design.groups, design.seeds, statistic, &mut random);
        let why = "every class is in a single group, so nothing can be resampled";
        (parts.map(|parts| parts.spread(prior, extra)), parts.is_none().then(|| why.to_owned()))
    }
}
