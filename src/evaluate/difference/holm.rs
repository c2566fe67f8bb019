//! [`holm`]: p values that stay honest when many questions are asked at once.

/// Holm's step-down adjustment (Scand. J. Stat. 1979), in the order of `p`: the smallest is multiplied by their number,
/// the next by one less, and none becomes smaller than one before it. What is no number stays so and does not count.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).filter(|&i| !p[i].is_nan()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let mut adjusted = p.to_vec();
    let mut largest = 0.0_f64;
    for (rank, &i) in order.iter().enumerate() {
        largest = largest.max(p[i] * (order.len() - rank) as f64).min(1.0);
        adjusted[i] = largest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_statsmodels() {
        // statsmodels.stats.multitest.multipletests(p, method="holm")[1]
        let close = |found: &[f64], expected: &[f64]| {
            assert_eq!(found.len(), expected.len());
            for (f, e) in found.iter().zip(expected) {
                assert!((f - e).abs() < 1e-12, "{found:?} {expected:?}");
            }
        };
        close(&holm(&[0.01, 0.04, 0.03, 0.005]), &[0.03, 0.06, 0.06, 0.02]);
        close(&holm(&[0.2, 0.9, 0.5, 0.001, 0.02, 0.02]), &[0.6, 1.0, 1.0, 0.006, 0.1, 0.1]);
        close(&holm(&[0.04]), &[0.04]);
        close(&holm(&[]), &[]);
    }

    #[test]
    fn what_is_no_number_does_not_count() {
        let found = holm(&[0.01, f64::NAN, 0.04]);
        assert_eq!((found[0], found[2]), (0.02, 0.04));
        assert!(found[1].is_nan());
    }
}
