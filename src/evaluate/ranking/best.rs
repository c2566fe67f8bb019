//! [`best_of_classes`]: for every class the recipe that recognises the most of it, and whether that is certain.

use super::criterion::Criterion;
use super::order;
use crate::evaluate::difference::{Contrast, LEVEL, Outcomes, holm, levels, versus};
use crate::evaluate::error::EvaluateError;
use crate::evaluate::figure::Figure;
use crate::evaluate::interval::ENOUGH_GROUPS;
use std::collections::BTreeMap;

/// The best recipe for one class. Shares are 0..1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BestOfClass {
    /// The number of the recipe; none where no image of the class is there.
    pub recipe: Option<usize>,
    /// What it recognises of the class.
    pub recall: Figure,
    /// What the reference recognises.
    pub reference: Option<f64>,
    /// The best one's minus the reference's; none where it is the reference.
    pub gain: Option<f64>,
    /// Its 95 % interval, for this pair and class alone.
    pub gain_ci95: Option<[f64; 2]>,
    /// The next best recipe.
    pub runner_up: Option<usize>,
    /// The best one's minus the next best one's.
    pub lead: Option<f64>,
    /// p of "no lead", times the recipes that might have been next, after Holm over classes.
    pub p: Option<f64>,
    /// True where the lead is told apart from none; none where nothing may be said.
    pub certain: Option<bool>,
    /// Why nothing may be said.
    pub why: Option<String>,
}

/// The best recipe for every class of `outcomes`, of which recipe 0 is the reference. Fixed by its inputs and `seed`.
///
/// # Errors
/// Where the answers do not describe the same images.
pub fn best_of_classes(outcomes: &Outcomes, seed: u64) -> Result<Vec<BestOfClass>, EvaluateError> {
    let levels = levels(outcomes, seed)?;
    // Many classes share their first two recipes.
    let mut pairs: BTreeMap<[usize; 2], Option<Contrast>> = BTreeMap::new();
    let mut all = Vec::new();
    for class in 0..outcomes.classes.len() {
        let criterion = Criterion::Class(class);
        let order = order(&levels, criterion);
        let Some(&first) = order.first() else {
            let recall = levels.first().map(|level| criterion.of_level(level)).unwrap_or_default();
            let why = Some("there is no image of it".to_owned());
            all.push(BestOfClass { recall, why, ..BestOfClass::default() });
            continue;
        };
        let figure = |recipe: usize| levels.get(recipe).map(|level| criterion.of_level(level));
        let mut found = BestOfClass {
            recipe: Some(first),
            recall: figure(first).unwrap_or_default(),
            reference: figure(0).and_then(|figure| figure.value),
            runner_up: order.get(1).copied(),
            ..BestOfClass::default()
        };
        let mut against = |other: usize| {
            let contrast =
                pairs.entry([other, first]).or_insert_with(|| versus(outcomes, [other, first], seed));
            contrast.as_ref().and_then(|contrast| criterion.of_contrast(contrast))
        };
        if first != 0
            && let Some(gain) = against(0)
        {
            (found.gain, found.gain_ci95) = (Some(gain.difference), gain.ci95);
        }
        match found.runner_up.and_then(&mut against) {
            None => found.why = Some("there is no other recipe".into()),
            Some(lead) => {
                found.lead = Some(lead.difference);
                if lead.seeds < 2 {
                    found.why = Some("single run: another seed may say something else".into());
                } else if lead.groups.is_some_and(|groups| groups < ENOUGH_GROUPS) {
                    let groups = lead.groups.unwrap_or_default();
                    found.why = Some(format!("too few groups: {groups}, a verdict needs {ENOUGH_GROUPS}"));
                } else {
                    let others = order.len().saturating_sub(1).max(1) as f64;
                    found.p = lead.p.map(|p| (p * others).min(1.0));
                }
            }
        }
        all.push(found);
    }
    let p: Vec<f64> = all.iter().map(|found| found.p.unwrap_or(f64::NAN)).collect();
    for (found, p) in all.iter_mut().zip(holm(&p)) {
        if !p.is_nan() {
            (found.p, found.certain) = (Some(p), Some(p < LEVEL));
        }
    }
    Ok(all)
}
