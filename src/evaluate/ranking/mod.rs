//! [`rank`]: recipes in the order of what they recognise, those that cannot be told apart from the best, and what the
//! best may be expected to reach on new images.
//!
//! Which recipe comes out on top is partly luck, and it differs from study to study. So every recipe is held against
//! the one on top, and p is multiplied by the number of recipes that it is held against (Bonferroni): whichever recipe
//! truly is the best is among those that are not told apart in at least 95 of 100 studies, since the test between it
//! and any recipe on top would have to fail (subset selection: Gupta, Technometrics 1965; comparisons with the best:
//! Hsu, Ann. Stat. 1984). What the best reached flatters it for the same reason; see [`fresh`].

mod best;
mod criterion;
mod fresh;

#[cfg(test)]
mod tests;

pub use best::{BestOfClass, best_of_classes};
pub use criterion::Criterion;
pub use fresh::{Fresh, SPLITS, fresh};
pub(super) use fresh::{halves_of_groups, halves_of_seeds};

use super::difference::{Contrast, LEVEL, Level, Outcomes, levels, versus};
use super::error::EvaluateError;
use super::figure::Figure;
use super::interval::ENOUGH_GROUPS;
use criterion::Against;

/// How recipes are ranked, in words, for a report.
pub const METHOD: &str = "recipes by the mean over seeds; every one is held against the first by the difference on the \
    same images, with a standard error over groups and seeds; p is multiplied by the number of comparisons, so that the \
    truly best recipe is among those not told apart from the first in at least 95 of 100 studies (Gupta 1965; Hsu 1984). \
    Expected on new images: chosen on one half of the groups and seeds, judged on the other, the mean of 400 choices \
    (selection bias: Cawley and Talbot, J. Mach. Learn. Res. 2010)";

/// What may be said of a recipe beside the one on top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is the one on top.
    First,
    /// It may be as good.
    NotToldApart,
    /// It recognises less.
    Behind,
    /// Nothing may be said, and why.
    NotJudged(String),
}

/// A recipe in the ranking. Shares are 0..1.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// The number of the recipe.
    pub recipe: usize,
    /// What it reaches, the mean over seeds, with its interval over groups and seeds.
    pub value: Figure,
    /// What every run reached, by its seed.
    pub seeds: Vec<(u64, f64)>,
    /// The recipe's minus what the first one reaches; of the first none.
    pub difference: Option<f64>,
    /// Its 95 % interval, for this pair alone.
    pub difference_ci95: Option<[f64; 2]>,
    /// p of "no difference", times the number of recipes that are held against the first.
    pub p: Option<f64>,
    /// What may be said.
    pub standing: Standing,
    /// In what share of the halves it was chosen; 0..1.
    pub chosen: f64,
}

/// Recipes, the best first.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// By what.
    pub criterion: Criterion,
    /// The recipes that have a figure.
    pub recipes: Vec<Ranked>,
    /// What a recipe that is chosen in this way reaches on images and with seeds that did not choose it.
    pub fresh: Fresh,
}

/// Ranks the recipes of `outcomes` by `criterion`. All figures are fixed by their inputs and `seed`.
///
/// # Errors
/// Where the answers do not describe the same images.
pub fn rank(outcomes: &Outcomes, criterion: Criterion, seed: u64) -> Result<Ranking, EvaluateError> {
    let levels = levels(outcomes, seed)?;
    let order = order(&levels, criterion);
    let fresh = fresh(outcomes, criterion, seed)?;
    let first = order.first().copied();
    let tests = order.len().saturating_sub(1).max(1) as f64;
    let recipes = order.iter().map(|&recipe| {
        let value = levels.get(recipe).map(|level| criterion.of_level(level)).unwrap_or_default();
        let mut ranked = Ranked {
            recipe,
            value,
            seeds: criterion.of_runs(outcomes, recipe),
            difference: None,
            difference_ci95: None,
            p: None,
            standing: Standing::First,
            chosen: fresh.chosen.get(recipe).copied().unwrap_or_default(),
        };
        if let Some(first) = first.filter(|first| *first != recipe) {
            place(&mut ranked, criterion, versus(outcomes, [first, recipe], seed).as_ref(), tests);
        }
        ranked
    });
    Ok(Ranking { criterion, recipes: recipes.collect(), fresh })
}

/// The recipes that have a figure, the best first.
fn order(levels: &[Level], criterion: Criterion) -> Vec<usize> {
    let value = |recipe: usize| levels.get(recipe).and_then(|level| criterion.of_level(level).value);
    let mut known: Vec<(usize, f64)> =
        (0..levels.len()).filter_map(|recipe| Some((recipe, value(recipe)?))).collect();
    // Of equals the earlier stays in front.
    known.sort_by(|a, b| b.1.total_cmp(&a.1));
    known.into_iter().map(|(recipe, _)| recipe).collect()
}

fn place(ranked: &mut Ranked, criterion: Criterion, contrast: Option<&Contrast>, tests: f64) {
    let Some(Against { difference, ci95, p, groups, seeds, reason }) =
        contrast.and_then(|contrast| criterion.of_contrast(contrast))
    else {
        ranked.standing = Standing::NotJudged("it cannot be compared".into());
        return;
    };
    (ranked.difference, ranked.difference_ci95) = (Some(difference), ci95);
    let against = if seeds < 2 {
        Some("single run: another seed may say something else".to_owned())
    } else if groups.is_some_and(|groups| groups < ENOUGH_GROUPS) {
        Some(format!("too few groups: {}, a verdict needs {ENOUGH_GROUPS}", groups.unwrap_or_default()))
    } else {
        (ci95.is_none() || p.is_none())
            .then(|| reason.unwrap_or_else(|| "nothing could vary between groups or seeds".into()))
    };
    ranked.standing = match (against, p) {
        (Some(why), _) => Standing::NotJudged(why),
        (None, Some(p)) => {
            let p = (p * tests).min(1.0);
            ranked.p = Some(p);
            if p < LEVEL { Standing::Behind } else { Standing::NotToldApart }
        }
        (None, None) => Standing::NotJudged("there is no test".into()),
    };
}
