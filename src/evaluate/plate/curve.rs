//! [`Curve`]: the four-parameter logistic curve of a response to a dose, fitted by least squares.
//!
//! y(x) = bottom + (top - bottom) / (1 + (EC50 / x)^hill) with hill > 0, so that `bottom` is the response to no dose and
//! `top` that to any amount, whichever is larger; y(0) = bottom. The fit is that of Levenberg and Marquardt (Marquardt,
//! SIAM J. 1963) in the logarithms of EC50 and hill, from the best places of a grid in which bottom and top follow by
//! linear least squares.

use crate::evaluate::spd::spd_inverse;

/// Steepness: beyond this a curve is a step between two doses, and no steeper one fits better.
const HILL: (f64, f64) = (0.05, 50.0);
/// EC50 may leave the doses by this factor; farther out nothing is known of it.
const BEYOND: f64 = 1000.0;
/// Places of the grid from which a fit is begun.
const STARTS: usize = 4;

/// A fitted curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Curve {
    pub bottom: f64,
    pub top: f64,
    /// Natural logarithm of EC50.
    pub log_ec50: f64,
    /// Natural logarithm of the steepness.
    pub log_hill: f64,
    /// Sum of the squared residuals.
    pub missed: f64,
}

/// A response to the dose with this natural logarithm; minus infinity is no dose.
pub(super) type Point = (f64, f64);

impl Curve {
    pub fn hill(&self) -> f64 {
        libm::exp(self.log_hill)
    }

    /// The share of the way from bottom to top at a dose.
    pub fn share(&self, log_dose: f64) -> f64 {
        share(log_dose, self.log_ec50, self.hill())
    }

    /// The best curve through `points`; `near` is a curve from which to begin besides. None without two doses above 0.
    pub fn fit(points: &[Point], near: Option<&Self>) -> Option<Self> {
        let mut doses: Vec<f64> = points.iter().map(|p| p.0).filter(|d| d.is_finite()).collect();
        doses.sort_unstable_by(f64::total_cmp);
        doses.dedup();
        let (&first, &last) = (doses.first()?, doses.last()?);
        if doses.len() < 2 || points.iter().any(|p| !p.1.is_finite()) {
            return None;
        }
        let reach = libm::log(BEYOND);
        let range = (first - reach, last + reach);
        let mut starts = Vec::new();
        if near.is_none() {
            let middles = doses.windows(2).map(|w| f64::midpoint(w[0], w[1]));
            for log_ec50 in doses.iter().copied().chain(middles) {
                for hill in [0.5, 1.0, 2.0, 5.0] {
                    starts.extend(linear(points, log_ec50, libm::log(hill)));
                }
            }
            starts.sort_by(|a, b| a.missed.total_cmp(&b.missed));
            starts.truncate(STARTS);
        }
        starts.extend(near.copied());
        let fits = starts.into_iter().map(|start| start.descended(points, range));
        fits.min_by(|a, b| a.missed.total_cmp(&b.missed)).filter(|c| c.missed.is_finite())
    }

    fn descended(mut self, points: &[Point], range: (f64, f64)) -> Self {
        self.missed = missed(points, &self);
        let mut damping = 1e-3;
        for _ in 0..1000 {
            let (normal, slope) = self.normal_equations(points);
            let mut damped = normal;
            for i in 0..4 {
                damped[i * 5] += damping * normal[i * 5].max(1e-12);
            }
            let step = spd_inverse(damped.to_vec(), 4).map(|inverse| {
                let row = |i: usize| -> f64 { (0..4).map(|j| inverse[i * 4 + j] * slope[j]).sum() };
                [row(0), row(1), row(2), row(3)]
            });
            let better = step.map(|step| {
                let mut next = Self {
                    bottom: self.bottom + step[0],
                    top: self.top + step[1],
                    log_ec50: (self.log_ec50 + step[2]).clamp(range.0, range.1),
                    log_hill: (self.log_hill + step[3]).clamp(libm::log(HILL.0), libm::log(HILL.1)),
                    missed: 0.0,
                };
                next.missed = missed(points, &next);
                next
            });
            let Some(next) = better.filter(|next| next.missed <= self.missed) else {
                damping *= 10.0;
                if damping > 1e12 {
                    break;
                }
                continue;
            };
            let moved = (next.log_ec50 - self.log_ec50).abs()
                + (next.log_hill - self.log_hill).abs()
                + ((next.bottom - self.bottom).abs() + (next.top - self.top).abs())
                    / (self.top - self.bottom).abs().max(1e-300);
            self = next;
            damping = (damping * 0.1).max(1e-15);
            if moved < 1e-12 {
                break;
            }
        }
        self
    }

    /// J'J (4 x 4) and J'r of the residuals r.
    fn normal_equations(&self, points: &[Point]) -> ([f64; 16], [f64; 4]) {
        let (mut normal, mut slope) = ([0.0; 16], [0.0; 4]);
        let (span, hill) = (self.top - self.bottom, self.hill());
        for &(log_dose, response) in points {
            let s = self.share(log_dose);
            let bend = span * s * (1.0 - s) * hill;
            let along = if log_dose.is_finite() { log_dose - self.log_ec50 } else { 0.0 };
            let j = [1.0 - s, s, -bend, bend * along];
            let residual = response - (self.bottom + span * s);
            for a in 0..4 {
                slope[a] += j[a] * residual;
                for b in 0..4 {
                    normal[a * 4 + b] += j[a] * j[b];
                }
            }
        }
        (normal, slope)
    }
}

fn share(log_dose: f64, log_ec50: f64, hill: f64) -> f64 {
    if log_dose == f64::NEG_INFINITY { 0.0 } else { 1.0 / (1.0 + libm::exp(-hill * (log_dose - log_ec50))) }
}

fn missed(points: &[Point], curve: &Curve) -> f64 {
    let expected = |log_dose: f64| curve.bottom + (curve.top - curve.bottom) * curve.share(log_dose);
    points.iter().map(|&(log_dose, response)| (response - expected(log_dose)).powi(2)).sum()
}

/// The best bottom and top for a given EC50 and steepness. None where they cannot be told apart.
fn linear(points: &[Point], log_ec50: f64, log_hill: f64) -> Option<Curve> {
    let n = points.len() as f64;
    let hill = libm::exp(log_hill);
    let shares: Vec<f64> = points.iter().map(|p| share(p.0, log_ec50, hill)).collect();
    let mean_share = shares.iter().sum::<f64>() / n;
    let mean = points.iter().map(|p| p.1).sum::<f64>() / n;
    let spread: f64 = shares.iter().map(|s| (s - mean_share).powi(2)).sum();
    if spread < 1e-12 {
        return None;
    }
    let along: f64 = shares.iter().zip(points).map(|(s, p)| (s - mean_share) * (p.1 - mean)).sum();
    let span = along / spread;
    let bottom = mean - span * mean_share;
    let mut curve = Curve { bottom, top: bottom + span, log_ec50, log_hill, missed: 0.0 };
    curve.missed = missed(points, &curve);
    Some(curve)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::made_up::uniform;

    fn rising() -> Vec<Point> {
        let noise = uniform(73, 32);
        (0..32)
            .map(|i| {
                let dose = 3.0_f64.powi(i / 4);
                let y = 0.1 + 0.85 / (1.0 + (60.0 / dose).powf(1.7)) + (noise[i as usize] - 0.5) * 0.1;
                (dose.ln(), y)
            })
            .collect()
    }

    fn close(curve: &Curve, [ec50, bottom, top, hill]: [f64; 4]) {
        let found = [curve.log_ec50.exp(), curve.bottom, curve.top, curve.hill()];
        for (f, e) in found.iter().zip([ec50, bottom, top, hill]) {
            assert!((f / e - 1.0).abs() < 1e-6, "{found:?} {e}");
        }
    }

    /// With `uniform` of `made_up.rs`:
    /// ```python
    /// dose = np.repeat(3.0 ** np.arange(8), 4)
    /// y = .1 + .85 / (1 + (60 / dose) ** 1.7) + (uniform(73, 32) - .5) * .1
    /// f = lambda x, b, t, l, h: b + (t - b) / (1 + np.exp(-h * (np.log(x) - l)))
    /// q, _ = scipy.optimize.curve_fit(f, dose, y, [0, 1, 3, 1], xtol=1e-14, ftol=1e-14, gtol=1e-14)
    /// np.exp(q[2]), q[0], q[1], q[3]
    /// # the same falling, with four wells without the drug
    /// q, _ = curve_fit(f, np.r_[0, 0, 0, 0, dose], np.r_[1 + (uniform(74, 4) - .5) * .1, 1 - y], [1, 0, 3, 1], ...)
    /// ```
    #[test]
    fn equals_scipys_curve_fit() {
        let points = rising();
        let curve = Curve::fit(&points, None).unwrap();
        close(&curve, [62.463_324_148_511_07, 0.107_730_42, 0.944_094_11, 1.779_526_614_648_322_4]);
        let none = uniform(74, 4);
        let mut falling: Vec<Point> =
            none.iter().map(|u| (f64::NEG_INFINITY, 1.0 + (u - 0.5) * 0.1)).collect();
        falling.extend(points.iter().map(|p| (p.0, 1.0 - p.1)));
        let curve = Curve::fit(&falling, None).unwrap();
        close(&curve, [59.203_449_773_817_45, 0.922_092_84, 0.050_289_54, 1.608_806_939_414_234_2]);
        // Begun at its end it stays there.
        let again = Curve::fit(&falling, Some(&curve)).unwrap();
        assert!((again.log_ec50 - curve.log_ec50).abs() < 1e-7);
    }

    #[test]
    fn what_has_no_curve_gives_none_or_ends() {
        assert!(Curve::fit(&[], None).is_none());
        assert!(Curve::fit(&[(1.0, 0.0), (1.0, 1.0), (f64::NEG_INFINITY, 0.0)], None).is_none());
        assert!(Curve::fit(&[(1.0, f64::NAN), (2.0, 1.0)], None).is_none());
        // Constant responses, a step, and a line end somewhere finite.
        for response in [|_: f64| 0.5, |x: f64| f64::from(u8::from(x > 3.0)), |x: f64| x] {
            let points: Vec<Point> = (0..7).map(|i| (f64::from(i), response(f64::from(i)))).collect();
            let curve = Curve::fit(&points, None).unwrap();
            assert!(curve.missed.is_finite() && curve.log_ec50.is_finite() && curve.hill() <= 51.0);
        }
    }
}
