//! [`DoseResponse`]: the dose at which half of a treatment's effect is reached, or why it cannot be told.

use serde::{Deserialize, Serialize};

use super::curve::{Curve, Point};
use super::well::{Well, WellRole};
use crate::evaluate::figure::Figure;
use crate::evaluate::interval::beta::incomplete_beta;
use crate::evaluate::interval::{ENOUGH_GROUPS, expanded_percentiles};
use crate::evaluate::named::Named;
use crate::evaluate::random::Random;

/// Doses above 0 that a curve of four parameters needs.
const FEWEST_DOSES: usize = 4;
/// A response that varies less with the dose than this (F test) has no EC50.
const CHANGES: f64 = 0.01;
/// Share of the way from one plateau to the other that the lowest dose must not and the highest must have passed.
const PLATEAU: f64 = 0.2;
/// Draws of wells.
const SAMPLES: usize = 500;

/// What was found about one treatment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DoseResponse {
    /// Wells with a dose, those without the treatment included.
    pub wells: usize,
    /// Different doses above 0.
    pub doses: usize,
    /// The dose of half the effect, in the unit of the doses.
    pub ec50: Figure,
    /// The score without the treatment, by the fitted curve; as the following, null without a curve.
    pub bottom: Option<f64>,
    /// The score at any amount of it.
    pub top: Option<f64>,
    /// Steepness.
    pub hill: Option<f64>,
    /// Share of the variance between wells that the curve explains, 0..1.
    pub r2: Option<f64>,
    /// p of the F test of the curve against no change.
    pub p: Option<f64>,
}

/// The curve of every treatment that has doses. Negative controls, and wells of dose 0, are the response of all of
/// them to no dose.
pub(super) fn of_treatments(wells: &[Well], scores: &[f64], seed: u64) -> Named<DoseResponse> {
    let dose = |place: usize| wells[place].dose.filter(|d| d.is_finite() && *d >= 0.0);
    let without: Vec<(f64, f64)> = (0..wells.len())
        .filter(|&w| wells[w].role == WellRole::Negative || dose(w) == Some(0.0))
        .map(|w| (0.0, scores[w]))
        .collect();
    let mut treatments: Vec<(String, Vec<(f64, f64)>)> = Vec::new();
    for (place, well) in wells.iter().enumerate().filter(|(_, w)| w.role != WellRole::Negative) {
        let Some(dose) = dose(place).filter(|d| *d > 0.0) else { continue };
        match treatments.iter_mut().find(|(name, _)| *name == well.treatment) {
            Some((_, points)) => points.push((dose, scores[place])),
            None => treatments.push((well.treatment.clone(), vec![(dose, scores[place])])),
        }
    }
    treatments
        .into_iter()
        .map(|(name, mut points)| {
            points.extend(&without);
            let found = dose_response(&points, seed);
            (name, found)
        })
        .collect()
}

/// The curve through (dose, score) of wells and its EC50; doses are 0 or above. Deterministic in `seed`.
pub fn dose_response(wells: &[(f64, f64)], seed: u64) -> DoseResponse {
    let mut points: Vec<Point> = wells
        .iter()
        .filter(|(dose, _)| dose.is_finite() && *dose >= 0.0)
        .map(|&(dose, score)| (if dose > 0.0 { libm::log(dose) } else { f64::NEG_INFINITY }, score))
        .collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut levels: Vec<f64> = points.iter().map(|p| p.0).collect();
    levels.dedup();
    let doses = levels.iter().filter(|d| d.is_finite()).count();
    let none = |why: String| DoseResponse {
        wells: points.len(),
        doses,
        ec50: Figure::not_defined(why),
        bottom: None,
        top: None,
        hill: None,
        r2: None,
        p: None,
    };
    if doses < FEWEST_DOSES {
        return none(format!("only {doses} different doses above 0; a curve needs {FEWEST_DOSES}"));
    }
    if points.len() < FEWEST_DOSES + 1 {
        return none(format!("only {} wells with a dose; a curve needs {}", points.len(), FEWEST_DOSES + 1));
    }
    if points.iter().any(|p| !p.1.is_finite()) {
        return none("a score is not a finite number".to_owned());
    }
    let mean = points.iter().map(|p| p.1).sum::<f64>() / points.len() as f64;
    let spread: f64 = points.iter().map(|p| (p.1 - mean).powi(2)).sum();
    if spread <= 1e-20 * mean.abs().max(1.0) {
        return none("the score is the same in all wells".to_owned());
    }
    let Some(curve) = Curve::fit(&points, None) else {
        return none("no curve could be fitted".to_owned());
    };
    let p = f_test(&curve, spread, points.len());
    let ec50 = match why_not(&curve, &levels, p) {
        Some(why) => Figure::not_defined(why),
        None => Figure::new(libm::exp(curve.log_ec50), interval(&points, levels.len(), &curve, seed)),
    };
    DoseResponse {
        wells: points.len(),
        doses,
        ec50,
        bottom: Some(curve.bottom),
        top: Some(curve.top),
        hill: Some(curve.hill()),
        r2: Some(1.0 - curve.missed / spread),
        p: Some(p),
    }
}

/// p of the extra sum of squares that three more parameters than the mean explain (F test; Draper and Smith, Applied
/// Regression Analysis). For a curve that is not linear in them it is approximate.
fn f_test(curve: &Curve, spread: f64, wells: usize) -> f64 {
    let freedom = wells as f64 - 4.0;
    if curve.missed <= 0.0 {
        return 0.0;
    }
    let f = ((spread - curve.missed) / 3.0) / (curve.missed / freedom);
    // P(F > f) = I_{d2 / (d2 + d1 f)}(d2 / 2, d1 / 2).
    incomplete_beta(0.5 * freedom, 1.5, freedom / (freedom + 3.0 * f.max(0.0)))
}

/// Why the curve has no EC50; `levels` are the logarithms of the doses, ascending.
fn why_not(curve: &Curve, levels: &[f64], p: f64) -> Option<String> {
    let lowest = levels.iter().copied().find(|d| d.is_finite())?;
    let (&start, &highest) = (levels.first()?, levels.last()?);
    let percent = |share: f64| (100.0 * share).round();
    if p >= CHANGES {
        return Some(format!("the score does not change with the dose (F test: p = {p:.2})"));
    }
    if curve.log_ec50 > highest || curve.log_ec50 < lowest {
        let (side, end) = if curve.log_ec50 > highest { ("above", highest) } else { ("below", lowest) };
        return Some(format!(
            "half of the effect is reached {side} the tested doses, {side} {:.4}",
            libm::exp(end)
        ));
    }
    if curve.share(highest) < 1.0 - PLATEAU {
        return Some(format!(
            "there is no plateau at high doses: the highest has reached {} % of the fitted effect",
            percent(curve.share(highest))
        ));
    }
    if curve.share(start) > PLATEAU {
        return Some(format!(
            "there is no plateau at low doses: the lowest has {} % of the fitted effect already",
            percent(curve.share(start))
        ));
    }
    None
}

/// The interval of EC50 by drawing wells again within each dose. Percentiles are of the logarithm.
fn interval(points: &[Point], levels: usize, curve: &Curve, seed: u64) -> Result<[f64; 2], String> {
    if points.len() < ENOUGH_GROUPS {
        return Err(format!("only {} wells; a bootstrap over wells needs {ENOUGH_GROUPS}", points.len()));
    }
    let groups: Vec<&[Point]> = points.chunk_by(|a, b| a.0 == b.0).collect();
    if groups.iter().filter(|g| g.len() > 1).count() * 2 < groups.len() {
        return Err("most doses have a single well, so wells cannot be drawn again within doses".to_owned());
    }
    let mut random = Random::new(seed, 0xEC50);
    let mut values: Vec<f64> = (0..SAMPLES)
        .filter_map(|_| {
            let mut drawn = Vec::with_capacity(points.len());
            for group in &groups {
                drawn.extend(group.iter().map(|_| group[random.below(group.len())]));
            }
            Curve::fit(&drawn, Some(curve)).map(|c| c.log_ec50)
        })
        .collect();
    if values.len() < SAMPLES * 9 / 10 {
        return Err("in too many of the resamples no curve could be fitted".to_owned());
    }
    let wells = points.len() as f64;
    let freedom = wells - levels as f64;
    Ok(expanded_percentiles(&mut values, wells, freedom).map(libm::exp))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::made_up::uniform;

    /// Four wells of each of eight doses of a drug, three-fold apart.
    fn wells(response: impl Fn(f64, f64) -> f64) -> Vec<(f64, f64)> {
        let noise = uniform(73, 32);
        let dose = |i: usize| 3.0_f64.powi((i / 4) as i32);
        (0..32).map(|i| (dose(i), response(dose(i), noise[i] - 0.5))).collect()
    }

    #[test]
    fn an_ec50_has_an_interval_that_holds_it() {
        let found = dose_response(&wells(|x, u| 0.1 + 0.85 / (1.0 + (60.0 / x).powf(1.7)) + u * 0.1), 0);
        let ec50 = found.ec50.value.unwrap();
        // curve_fit: see curve.rs. The F test there: scipy.stats.f.sf(1364.99, 3, 28) = 1.9e-30.
        assert!((ec50 - 62.463_324).abs() < 1e-3);
        let [low, high] = found.ec50.ci95.unwrap();
        assert!(low < ec50 && ec50 < high && low > 45.0 && high < 85.0, "{low} {high}");
        assert!(found.p.unwrap() < 1e-28 && found.r2.unwrap() > 0.99);
        assert_eq!((found.wells, found.doses), (32, 8));
    }

    #[test]
    fn the_f_test_is_scipys() {
        // scipy.stats.f.sf(((10 - 6) / 3) / (6 / 28), 3, 28)
        let curve = Curve { bottom: 0.0, top: 1.0, log_ec50: 0.0, log_hill: 0.0, missed: 6.0 };
        assert!((f_test(&curve, 10.0, 32) - 0.002_250_898_570_708_217).abs() < 1e-9);
    }

    #[test]
    fn what_has_no_ec50_says_why() {
        let why = |wells: &[(f64, f64)]| {
            let found = dose_response(wells, 0);
            assert!(found.ec50.value.is_none() && found.ec50.ci95.is_none());
            found.ec50.not_defined.unwrap()
        };
        let good = wells(|x, u| 1.0 / (1.0 + 60.0 / x) + u * 0.02);
        assert!(why(&good[..12]).contains("only 3 different doses"));
        assert!(why(&[]).contains("only 0 different doses"));
        assert!(why(&wells(|_, _| 0.5)).contains("the same in all"));
        assert!(why(&wells(|_, u| u)).contains("does not change"));
        let late = wells(|x, u| 1.0 / (1.0 + 1e5 / x) + u * 0.001);
        assert!(why(&late).contains("above"), "{}", why(&late));
        let halfway = wells(|x, u| 1.0 / (1.0 + 1500.0 / x) + u * 0.01);
        assert!(why(&halfway).contains("no plateau at high"), "{}", why(&halfway));
        let early = wells(|x, u| 1.0 / (1.0 + 1.8 / x) + u * 0.01);
        assert!(why(&early).contains("no plateau at low"), "{}", why(&early));
        assert!(why(&wells(|x, _| if x > 20.0 { f64::NAN } else { x })).contains("not a finite"));
        let odd: Vec<(f64, f64)> = good.iter().map(|w| (-w.0, w.1)).collect();
        assert!(why(&odd).contains("only 0"));
    }

    #[test]
    fn single_wells_have_no_interval() {
        let one: Vec<(f64, f64)> =
            wells(|x, u| 1.0 / (1.0 + (60.0 / x).powi(2)) + u * 0.02).into_iter().step_by(4).collect();
        let found = dose_response(&one, 0);
        assert!(found.ec50.value.is_some());
        assert!(found.ec50.ci_reason.unwrap().contains("single well"));
    }
}
