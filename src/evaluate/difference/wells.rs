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

/// The same for an average of classes: `strata` has the differences and rows of each class's wells, and the class's
/// weight (the weights add up to 1). The average is that of the classes' means; its variance is put together from the
/// classes', and so are its degrees of freedom (Satterthwaite, Biometrics Bulletin 1946).
///
/// # Errors
/// As [`wells`], for every class, which needs two wells with or without a row.
pub fn average_of_wells(strata: &[(f64, Vec<f64>, Vec<usize>)]) -> Result<WellTest, NotDefined> {
    let distinct: BTreeSet<usize> = strata.iter().flat_map(|(_, _, rows)| rows).copied().collect();
    if distinct.len() < 2 {
        return Err(NotDefined("all wells are in one row, so none can be left out".into()));
    }
    let (difference, spread) = stratified(strata.iter().map(|(weight, d, _)| (*weight, d.clone())))?;
    let mut without_rows = Vec::new();
    for row in distinct {
        let left = strata.iter().map(|(weight, differences, rows)| {
            let kept = differences.iter().zip(rows).filter(|&(_, &r)| r != row).map(|(&d, _)| d);
            (*weight, kept.collect())
        });
        let (difference, spread) = stratified(left)?;
        without_rows.push(WithoutRow { row, difference, p: spread.p(difference) });
    }
    Ok(WellTest {
        wells: strata.iter().map(|(_, differences, _)| differences.len()).sum(),
        difference,
        difference_ci95: spread.interval(difference),
        p: spread.p(difference),
        without_rows,
    })
}

fn stratified(strata: impl Iterator<Item = (f64, Vec<f64>)>) -> Result<(f64, Spread), NotDefined> {
    let (mut difference, mut variance, mut by_freedom) = (0.0, 0.0, 0.0);
    for (weight, values) in strata {
        let n = values.len() as f64;
        if values.len() < 2 {
            return Err(NotDefined("a class is in fewer than two wells when a row is left out".into()));
        }
        if values.iter().any(|value| !value.is_finite()) {
            return Err(NotDefined("a well has no difference that is a number".into()));
        }
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let part = weight * weight * squares / (n - 1.0) / n;
        difference += weight * mean;
        variance += part;
        by_freedom += part * part / (n - 1.0);
    }
    if variance <= 1e-24 * difference * difference || variance == 0.0 {
        return Err(NotDefined(
            "all wells of each class have the same difference, so nothing says how much it varies".into(),
        ));
    }
    Ok((difference, Spread { error: variance.sqrt(), freedom: variance * variance / by_freedom }))
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
    fn an_average_of_classes_counts_each_class_alike_however_many_wells_it_has() {
        // Difference of means with a weight of 1/2 each; error and degrees of freedom as in Welch's t:
        // a, b = [.1, .2, .3, .2], [-.1, 0., .1, .05, -.05, 0.]; va, vb = (np.var(x, ddof=1) / len(x) / 4 for x in (a, b))
        // d = (np.mean(a) + np.mean(b)) / 2; df = (va + vb)**2 / (va**2 / 3 + vb**2 / 5)
        // 2 * scipy.stats.t.sf(d / np.sqrt(va + vb), df)
        let a = (0.5, vec![0.1, 0.2, 0.3, 0.2], vec![0, 1, 2, 3]);
        let b = (0.5, vec![-0.1, 0.0, 0.1, 0.05, -0.05, 0.0], vec![0, 1, 2, 3, 2, 3]);
        let found = average_of_wells(&[a.clone(), b]).unwrap();
        assert!((found.difference - 0.1).abs() < 1e-12 && found.wells == 10 && found.without_rows.len() == 4);
        assert!((found.p - 0.007_446_616_640_578_947).abs() < 1e-9, "{}", found.p);
        // A single class is the plain test.
        let alone = average_of_wells(&[(1.0, a.1.clone(), a.2.clone())]).unwrap();
        assert!((alone.p - wells(&a.1, &a.2).unwrap().p).abs() < 1e-12);
        let short = average_of_wells(&[(0.5, vec![0.1, 0.2], vec![0, 1]), a]).unwrap_err();
        assert!(short.to_string().contains("fewer than two wells"));
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
