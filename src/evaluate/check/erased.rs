//! [`Erased`]: a pair of classes that a recipe takes a sign from, the step that takes it, and what is left.

use super::CheckError;
use super::feature::Feature;
use super::pictures::{Applied, Measured, Pictures};
use super::signs::{HALF, Judge, Pair, Sign, Telling};
use crate::job::Progress;
use rayon::prelude::*;

/// How much of what told a pair apart is gone, when all features are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Degree {
    /// At least half of it: no feature tells the pair apart as before.
    Hides,
    /// At least half of it for versions two at a time, which is what learning goes by.
    Weakens,
    /// One sign, while another still tells the pair apart.
    OneSign,
}

/// A pair of classes that loses a sign.
#[derive(Clone, Debug)]
pub struct Erased {
    /// The place of the step in the chain.
    pub step: usize,
    /// The sign.
    pub sign: Sign,
    /// What the sign tells after the whole recipe.
    pub after: Telling,
    /// The same without the step.
    pub without: Telling,
    /// What tells the pair apart best after the recipe.
    pub left: (Feature, Telling),
    /// How much is gone.
    pub degree: Degree,
}

/// What tells each pair apart best, before and after.
#[derive(Clone, Debug)]
pub struct PairFigures {
    /// The classes.
    pub pair: Pair,
    /// In the pictures as they are.
    pub before: (Feature, Telling),
    /// After the recipe.
    pub after: (Feature, Telling),
}

/// Signs that the recipe takes, before it is known which step does.
struct Lost {
    sign: Sign,
    after: Telling,
    left: (Feature, Telling),
    degree: Degree,
}

/// All pairs, and those that lose a sign.
///
/// # Errors
/// An image that cannot be read, or the progress's stop.
pub fn erased(
    judge: Judge,
    pictures: &Pictures,
    (plain, whole): (&Measured, &Measured),
    (steps, versions): (usize, u32),
    progress: &Progress,
) -> Result<(Vec<PairFigures>, Vec<Erased>), CheckError> {
    let classes = judge.sample.of_class.len();
    let has = |class: usize| judge.sample.images.iter().any(|image| image.class == class);
    let pairs: Vec<Pair> =
        (0..classes).flat_map(|b| (0..b).map(move |a| (a, b))).filter(|(a, b)| has(*a) && has(*b)).collect();
    let looked: Vec<(Option<PairFigures>, Vec<Lost>)> =
        pairs.par_iter().map(|&pair| look(judge, plain, whole, pair)).collect();
    let (figures, lost): (Vec<_>, Vec<_>) = looked.into_iter().unzip();
    let lost: Vec<Lost> = lost.into_iter().flatten().collect();
    let figures = figures.into_iter().flatten().collect();
    if lost.is_empty() || steps == 0 {
        return Ok((figures, Vec::new()));
    }
    // Classes of pairs and of images are below `classes`.
    let mut wanted = vec![false; classes];
    for class in lost.iter().flat_map(|lost| [lost.sign.pair.0, lost.sign.pair.1]) {
        wanted[class] = true;
    }
    // The step to blame is found on the half for judging alone.
    let wanted = |place: usize| {
        judge.sample.images.get(place).is_some_and(|image| image.judged && wanted[image.class])
    };
    let measure = |applied: fn(usize) -> Applied| -> Result<Vec<Measured>, CheckError> {
        (0..steps).map(|step| pictures.measure(progress, applied(step), versions, wanted)).collect()
    };
    let without = measure(Applied::Without)?;
    let blamed: Vec<Option<usize>> = lost.par_iter().map(|lost| blame(judge, lost, &without)).collect();
    let alone = if blamed.contains(&None) { measure(Applied::Alone)? } else { Vec::new() };
    let mut found = Vec::new();
    for (lost, blamed) in lost.into_iter().zip(blamed) {
        let steps = blamed.map_or_else(|| together(judge, &lost, &alone), |step| vec![step]);
        for step in steps {
            let without = without.get(step).map_or(lost.after, |measured| tell(judge, &lost.sign, measured));
            let Lost { sign, after, left, degree } = lost;
            found.push(Erased { step, sign, after, without, left, degree });
        }
    }
    Ok((figures, found))
}

fn tell(judge: Judge, sign: &Sign, measured: &Measured) -> Telling {
    judge.telling(measured, sign.pair, sign.place, sign.turned)
}

fn look(judge: Judge, plain: &Measured, whole: &Measured, pair: Pair) -> (Option<PairFigures>, Vec<Lost>) {
    let (Some(before), Some(after)) = (judge.best_left(plain, pair), judge.best_left(whole, pair)) else {
        return (None, Vec::new());
    };
    let degree = if after.1.auc - 0.5 <= HALF * (before.1.auc - 0.5) {
        Degree::Hides
    } else if after.1.is_half_of(before.1) {
        Degree::Weakens
    } else {
        Degree::OneSign
    };
    let lost = judge.signs(plain, pair).into_iter().filter_map(|sign| {
        let now = tell(judge, &sign, whole);
        now.is_half_of(sign.before).then_some(Lost { sign, after: now, left: after, degree })
    });
    (Some(PairFigures { pair, before, after }), lost.collect())
}

/// The one step without which at least half of what was lost is back.
fn blame(judge: Judge, lost: &Lost, without: &[Measured]) -> Option<usize> {
    let kept = lost.after.share_of(lost.sign.before);
    let shares = without.iter().map(|measured| tell(judge, &lost.sign, measured).share_of(lost.sign.before));
    let best = shares.enumerate().fold(None, |best: Option<(usize, f64)>, (step, share)| match best {
        Some((_, other)) if other >= share => best,
        _ => Some((step, share)),
    });
    best.filter(|(_, share)| share - kept >= 0.5 * (1.0 - kept)).map(|(step, _)| step)
}

/// Where no single step will do, those that take the sign by themselves; or else the one that takes the most.
fn together(judge: Judge, lost: &Lost, alone: &[Measured]) -> Vec<usize> {
    let told: Vec<Telling> = alone.iter().map(|measured| tell(judge, &lost.sign, measured)).collect();
    let by_themselves: Vec<usize> = told
        .iter()
        .enumerate()
        .filter(|(_, telling)| telling.is_half_of(lost.sign.before))
        .map(|(step, _)| step)
        .collect();
    if !by_themselves.is_empty() {
        return by_themselves;
    }
    let share = |telling: &Telling| telling.share_of(lost.sign.before);
    let worst = told.iter().enumerate().min_by(|a, b| share(a.1).total_cmp(&share(b.1)));
    worst.map(|(step, _)| step).into_iter().collect()
}
