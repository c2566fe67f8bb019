//! Z' and robust Z': how far apart the controls of an assay are, for their own spread.

use crate::evaluate::figure::Figure;
use crate::evaluate::interval::{ENOUGH_GROUPS, expanded_percentiles};
use crate::evaluate::random::Random;

/// Makes the median absolute deviation of a normal distribution its standard deviation.
const MAD_TO_SD: f64 = 1.482_602_218_505_602;
const SAMPLES: usize = 1000;

/// Z' = 1 - 3 (sd+ + sd-) / |mean+ - mean-| of the controls' scores, standard deviations with divisor n - 1 (Zhang,
/// Chung and Oldenburg, J. Biomol. Screen. 1999). From 0.5 an assay counts as excellent; below 0 the controls overlap.
/// The interval resamples wells within each control.
pub fn z_prime(positive: &[f64], negative: &[f64], seed: u64) -> Figure {
    figure(positive, negative, seed, |values| {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
        (mean, variance.sqrt())
    })
}

/// The same with medians, and 1.4826 times the median absolute deviation from them: a single odd well moves it little.
pub fn robust_z_prime(positive: &[f64], negative: &[f64], seed: u64) -> Figure {
    figure(positive, negative, seed, |values| {
        let middle = median(values.to_vec());
        (middle, MAD_TO_SD * median(values.iter().map(|v| (v - middle).abs()).collect()))
    })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let n = values.len();
    f64::midpoint(values[(n - 1) / 2], values[n / 2])
}

fn figure(positive: &[f64], negative: &[f64], seed: u64, of: fn(&[f64]) -> (f64, f64)) -> Figure {
    for (values, name) in [(positive, "positive"), (negative, "negative")] {
        if values.len() < 2 {
            return Figure::not_defined(format!("{} {name} control well(s); two are needed", values.len()));
        }
    }
    if positive.iter().chain(negative).any(|v| !v.is_finite()) {
        return Figure::not_defined("a score of a control is not a finite number");
    }
    let z = |positive: &[f64], negative: &[f64]| {
        let ((p, sp), (n, sn)) = (of(positive), of(negative));
        if p == n { f64::NAN } else { 1.0 - 3.0 * (sp + sn) / (p - n).abs() }
    };
    let value = z(positive, negative);
    if value.is_nan() {
        return Figure::not_defined("the positive and the negative controls do not differ");
    }
    let fewest = positive.len().min(negative.len());
    if fewest < ENOUGH_GROUPS {
        return Figure::new(
            value,
            Err(format!("only {fewest} wells of a control; a bootstrap over wells needs {ENOUGH_GROUPS}")),
        );
    }
    let mut random = Random::new(seed, 0x2F);
    let mut again = |of: &[f64]| -> Vec<f64> { of.iter().map(|_| of[random.below(of.len())]).collect() };
    let mut draws: Vec<f64> =
        (0..SAMPLES).map(|_| z(&again(positive), &again(negative))).filter(|z| z.is_finite()).collect();
    if draws.len() < SAMPLES * 9 / 10 {
        return Figure::new(value, Err("in too many of the resamples the figure is not defined".to_owned()));
    }
    let wells = (positive.len() + negative.len()) as f64;
    Figure::new(value, Ok(expanded_percentiles(&mut draws, wells, wells - 2.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::made_up::uniform;

    /// ```python
    /// p = uniform(71, 12) * .4 + .8; n = uniform(72, 12) * .4 - .2
    /// 1 - 3 * (p.std(ddof=1) + n.std(ddof=1)) / abs(p.mean() - n.mean())
    /// mad = lambda v: scipy.stats.median_abs_deviation(v, scale="normal")
    /// 1 - 3 * (mad(p) + mad(n)) / abs(np.median(p) - np.median(n))
    /// ```
    #[test]
    fn equals_scipy() {
        let p: Vec<f64> = uniform(71, 12).iter().map(|u| u * 0.4 + 0.8).collect();
        let n: Vec<f64> = uniform(72, 12).iter().map(|u| u * 0.4 - 0.2).collect();
        let (plain, robust) = (z_prime(&p, &n, 0), robust_z_prime(&p, &n, 0));
        assert!((plain.value.unwrap() - 0.293_392_044_350_202_05).abs() < 1e-12);
        assert!((robust.value.unwrap() - 0.408_639_953_189_840_7).abs() < 1e-9);
        let [low, high] = plain.ci95.unwrap();
        assert!(low < 0.293 && 0.294 < high);
        // Which of the two is the larger does not matter.
        assert_eq!(z_prime(&n, &p, 0).value, plain.value);
    }

    #[test]
    fn what_has_no_z_prime_says_why() {
        assert!(z_prime(&[1.0], &[0.0, 0.1], 0).not_defined.unwrap().contains("1 positive"));
        assert!(z_prime(&[1.0, 1.0], &[1.0, 1.0], 0).not_defined.unwrap().contains("do not differ"));
        assert!(robust_z_prime(&[1.0, f64::NAN], &[0.0, 0.1], 0).not_defined.is_some());
        let few = z_prime(&[1.0, 1.1], &[0.0, 0.1], 0);
        assert!(few.value.is_some() && few.ci_reason.unwrap().contains("only 2 wells"));
        assert_eq!(z_prime(&[1.0; 3], &[0.0; 3], 0).value, Some(1.0));
        assert!(z_prime(&[], &[], 0).value.is_none());
    }
}
