//! [`scores`]: wells on the axis between the controls.

use super::well::WellRole;

/// An axis shorter than this share of the wells' distances is rounding.
const ROUNDING: f64 = 1e-6;

/// The place of every well on the axis from the mean of the negative (0) to that of the positive controls (1), for
/// wells with the mean features `profiles`. A control is scored on the axis of all other controls.
///
/// # Errors
/// In words, where there are fewer than two wells of a control or they do not differ.
pub fn scores(profiles: &[Vec<f64>], roles: &[WellRole]) -> Result<Vec<f64>, String> {
    let of = |role: WellRole| -> Vec<usize> { (0..roles.len()).filter(|&i| roles[i] == role).collect() };
    let (negative, positive) = (of(WellRole::Negative), of(WellRole::Positive));
    for (wells, name) in [(&negative, "negative"), (&positive, "positive")] {
        if wells.len() < 2 {
            return Err(format!(
                "{} {name} control well(s); two are needed, so that each can be judged by the others",
                wells.len()
            ));
        }
    }
    let mean = |wells: &[usize], without: Option<usize>| -> Vec<f64> {
        let used: Vec<usize> = wells.iter().copied().filter(|w| Some(*w) != without).collect();
        let mut mean = vec![0.0; profiles[wells[0]].len()];
        for &well in &used {
            for (m, v) in mean.iter_mut().zip(&profiles[well]) {
                *m += v / used.len() as f64;
            }
        }
        mean
    };
    // Features are standardised, so that lengths are near 1 a feature.
    let size: f64 = profiles.iter().map(|p| p.iter().map(|v| v * v).sum::<f64>()).fold(0.0, f64::max);
    (0..profiles.len())
        .map(|well| {
            let without = (roles[well] != WellRole::Treated).then_some(well);
            let (from, to) = (mean(&negative, without), mean(&positive, without));
            let axis: Vec<f64> = to.iter().zip(&from).map(|(t, f)| t - f).collect();
            let length: f64 = axis.iter().map(|a| a * a).sum();
            if length.sqrt() <= ROUNDING * size.sqrt() || length == 0.0 {
                return Err("the positive and the negative controls do not differ".to_owned());
            }
            let along: f64 = profiles[well].iter().zip(&from).zip(&axis).map(|((v, f), a)| (v - f) * a).sum();
            Ok(along / length)
        })
        .collect()
}
