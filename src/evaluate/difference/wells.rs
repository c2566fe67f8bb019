//! [`wells`]: a plate with few wells: t on the wells' means, and again without each of its rows.
//!
//! Groups are too few for a bootstrap there, and neighbouring wells are alike. The read-outs that gave the means are to
//! be fitted without the row they are asked about. A difference that one row alone makes shows when that row is left
//! out.

use super::crossed::Spread;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Why a figure is not defined, in words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotDefined(pub String);

/// The test without one row.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WithoutRow {
    /// The row that was left out.
    pub row: usize,
    /// Mean difference of the other wells.
    pub difference: f64,
    /// Its two-sided p.
    pub p: f64,
}

/// A paired t test on the means of wells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WellTest {
    /// Wells.
    pub wells: usize,
    /// Mean difference of a well.
    pub difference: f64,
    /// Its 95 % interval.
    pub difference_ci95: [f64; 2],
    /// Two-sided p.
    pub p: f64,
    /// The same without each row.
    pub without_rows: Vec<WithoutRow>,
}

/// Student's paired t (Biometrika 1908) on `differences`, one a well (mean of the other recipe minus mean of the
/// reference), which stand in `rows`.
///
/// # Errors
/// Where there are fewer than two rows, fewer than three wells with or without a row, a value that is no number, or no
/// spread between wells.
pub fn wells(differences: &[f64], rows: &[usize]) -> Result<WellTest, NotDefined> {
    if differences.len() != rows.len() {
        let (d, r) = (differences.len(), rows.len());
        return Err(NotDefined(format!("{d} wells have {r} rows: every well needs its row")));
    }
    let distinct: BTreeSet<usize> = rows.iter().copied().collect();
    if distinct.len() < 2 {
        return Err(NotDefined("all wells are in one row, so none can be left out".into()));
    }
    let (difference, spread) = mean(differences)?;
    let mut without_rows = Vec::new();
    for row in distinct {
        let left: Vec<f64> =
            differences.iter().zip(rows).filter(|&(_, &r)| r != row).map(|(&d, _)| d).collect();
        let (difference, spread) = mean(&left)?;
        without_rows.push(WithoutRow { row, difference, p: spread.p(difference) });
    }
    let difference_ci95 = spread.interval(difference);
    Ok(WellTest { wells: rows.len(), difference, difference_ci95, p: spread.p(difference), without_rows })
}

fn mean(values: &[f64]) -> Result<(f64, Spread), NotDefined> {
    let n = values.len() as f64;
    if values.len() < 3 {
        return Err(NotDefined(format!("{n} wells are too few for a test; it needs 3")));
    }
    if values.iter().any(|value| !value.is_finite()) {
        return Err(NotDefined("a well has no difference that is a number".into()));
    }
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    if variance <= 1e-24 * mean * mean || variance == 0.0 {
        return Err(NotDefined(
            "all wells have the same difference, so nothing says how much it varies".into(),
        ));
    }
    Ok((mean, Spread { error: (variance / n).sqrt(), freedom: n - 1.0 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_scipy_with_and_without_a_row() {
        // scipy.stats.ttest_1samp(d, 0): pvalue and confidence_interval()
        let d = [0.10, 0.05, 0.12, 0.02, 0.08, 0.30];
        let found = wells(&d, &[0, 0, 1, 1, 2, 2]).unwrap();
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
        close(found.p, 0.039_536_921_043_892_93);
        close(found.difference_ci95[0], 0.007_901_589_513_534_2);
        close(found.difference_ci95[1], 0.215_431_743_819_799_15);
        close(found.without_rows[2].p, 0.050_462_964_016_298_16);
        assert_eq!(found.without_rows.len(), 3);
    }

    #[test]
    fn what_cannot_be_tested_is_said() {
        let words = |d: &[f64], rows: &[usize]| wells(d, rows).unwrap_err().to_string();
        assert!(words(&[0.1, 0.2, 0.3], &[0, 0, 0]).contains("one row"));
        assert!(words(&[0.1, 0.2, 0.3], &[0, 0, 1]).contains("too few"));
        assert!(words(&[0.1; 6], &[0, 0, 0, 1, 1, 1]).contains("same difference"));
        assert!(words(&[0.1, f64::NAN, 0.2, 0.3], &[0, 1, 0, 1]).contains("number"));
        assert!(words(&[0.1], &[]).contains("every well"));
    }
}
