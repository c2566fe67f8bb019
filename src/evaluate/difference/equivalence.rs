//! [`equivalence`]: the test that two recipes do *not* differ by more than a margin.

use super::crossed::Spread;
use crate::evaluate::interval::beta::student_upper;

/// Two one-sided tests (Schuirmann, J. Pharmacokinet. Biopharm. 1987): the larger p of "the difference is below
/// -`margin`" and "it is above `margin`". A small one says that it lies between, which a large p of "no difference"
/// never says.
pub fn equivalence(difference: f64, spread: &Spread, margin: f64) -> f64 {
    if spread.error <= 0.0 {
        return if difference.abs() < margin { 0.0 } else { 1.0 };
    }
    let nearest = margin - difference.abs();
    student_upper(nearest / spread.error, spread.freedom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_statsmodels() {
        // statsmodels.stats.weightstats.ttost_paired(a, b, -0.03, 0.03)[0], as benches/peers/comparisons.py prints it
        let d = [0.010, -0.020, 0.015, 0.000, 0.030, -0.010, 0.005, 0.020];
        let n = d.len() as f64;
        let mean = d.iter().sum::<f64>() / n;
        let variance = d.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let spread = Spread { error: (variance / n).sqrt(), freedom: n - 1.0 };
        let p = equivalence(mean, &spread, 0.03);
        assert!((p - 0.002_157_939_778_183_5).abs() < 1e-9, "{p}");
        // Which of the two is the reference does not matter.
        assert_eq!(p, equivalence(-mean, &spread, 0.03));
        assert!(equivalence(0.05, &spread, 0.03) > 0.5);
    }

    #[test]
    fn without_any_spread_it_is_the_margin_alone() {
        let spread = Spread { error: 0.0, freedom: 7.0 };
        assert_eq!((equivalence(0.01, &spread, 0.03), equivalence(0.03, &spread, 0.03)), (0.0, 1.0));
    }
}
