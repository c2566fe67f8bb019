//! How well two groupings of the same images agree: adjusted mutual information and adjusted Rand index.
//!
//! Both are 1 for equal groupings and 0 on average for independent ones, and follow scikit-learn.

use std::collections::BTreeMap;

/// The table of two groupings: cells, row sums and column sums.
struct Table {
    cells: BTreeMap<(usize, usize), f64>,
    rows: Vec<f64>,
    columns: Vec<f64>,
    n: f64,
}

impl Table {
    fn new(a: &[usize], b: &[usize]) -> Self {
        let (mut cells, mut rows, mut columns) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (&a, &b) in a.iter().zip(b) {
            *cells.entry((a, b)).or_insert(0.0) += 1.0;
            *rows.entry(a).or_insert(0.0) += 1.0;
            *columns.entry(b).or_insert(0.0) += 1.0;
        }
        // Cells keep their names; sums are looked up by position.
        let place = |of: &BTreeMap<usize, f64>| -> BTreeMap<usize, usize> {
            of.keys().enumerate().map(|(position, &name)| (name, position)).collect()
        };
        let (row_of, column_of) = (place(&rows), place(&columns));
        Self {
            cells: cells.into_iter().map(|((a, b), n)| ((row_of[&a], column_of[&b]), n)).collect(),
            rows: rows.into_values().collect(),
            columns: columns.into_values().collect(),
            n: a.len().min(b.len()) as f64,
        }
    }
}

/// Adjusted mutual information, normalised by the arithmetic mean of both entropies
/// (Vinh, Epps and Bailey, JMLR 2010; `sklearn.metrics.adjusted_mutual_info_score`).
pub fn adjusted_mutual_information(a: &[usize], b: &[usize]) -> f64 {
    let table = Table::new(a, b);
    if table.rows.len() <= 1 && table.columns.len() <= 1 {
        return 1.0;
    }
    let mutual: f64 = table
        .cells
        .iter()
        .map(|(&(i, j), &n)| n / table.n * libm::log(n * table.n / (table.rows[i] * table.columns[j])))
        .sum();
    let expected = expected_mutual_information(&table);
    let mean = 0.5 * (entropy(&table.rows, table.n) + entropy(&table.columns, table.n));
    let room = mean - expected;
    let room = if room < 0.0 { room.min(-f64::EPSILON) } else { room.max(f64::EPSILON) };
    (mutual - expected) / room
}

fn entropy(sums: &[f64], n: f64) -> f64 {
    -sums.iter().map(|s| s / n * libm::log(s / n)).sum::<f64>()
}

/// The mean mutual information of random groupings with the same sizes (hypergeometric model).
fn expected_mutual_information(table: &Table) -> f64 {
    let n = table.n;
    let factorials: Vec<f64> = (0..=n as usize).map(|i| libm::lgamma(i as f64 + 1.0)).collect();
    let log_factorial = |v: f64| factorials[v as usize];
    let mut expected = 0.0;
    for &a in &table.rows {
        for &b in &table.columns {
            let fixed = log_factorial(a) + log_factorial(b) + log_factorial(n - a) + log_factorial(n - b)
                - log_factorial(n);
            let mut shared = (a + b - n).max(1.0);
            while shared <= a.min(b) {
                let chance = fixed
                    - log_factorial(shared)
                    - log_factorial(a - shared)
                    - log_factorial(b - shared)
                    - log_factorial(n - a - b + shared);
                expected += shared / n * libm::log(n * shared / (a * b)) * libm::exp(chance);
                shared += 1.0;
            }
        }
    }
    expected
}

/// Adjusted Rand index (Hubert and Arabie, J. Classif. 1985; `sklearn.metrics.adjusted_rand_score`).
pub fn adjusted_rand_index(a: &[usize], b: &[usize]) -> f64 {
    let table = Table::new(a, b);
    let squares = |of: &[f64]| of.iter().map(|v| v * v).sum::<f64>();
    let cells: f64 = table.cells.values().map(|v| v * v).sum();
    let (rows, columns) = (squares(&table.rows), squares(&table.columns));
    // Ordered pairs: together in both, only in one, in neither.
    let both = cells - table.n;
    let only_a = rows - cells;
    let only_b = columns - cells;
    let neither = table.n * table.n - rows - columns + cells;
    if only_a == 0.0 && only_b == 0.0 {
        return 1.0;
    }
    let room = (both + only_a) * (only_a + neither) + (both + only_b) * (only_b + neither);
    2.0 * (both * neither - only_a * only_b) / room
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_groupings_under_other_names_agree_fully() {
        let (a, b) = ([0, 0, 1, 1, 2], [7, 7, 3, 3, 0]);
        assert!((adjusted_mutual_information(&a, &b) - 1.0).abs() < 1e-12);
        assert!((adjusted_rand_index(&a, &b) - 1.0).abs() < 1e-12);
        assert_eq!(adjusted_mutual_information(&[1, 1], &[0, 0]), 1.0);
        assert_eq!(adjusted_rand_index(&[], &[]), 1.0);
    }

    #[test]
    fn equals_scikit_learn() {
        // import numpy as np; from sklearn.metrics import *
        // i = np.arange(200); a = i * i % 7; b = (i * i % 7 + (i % 3 == 0)) % 5
        // adjusted_mutual_info_score(a, b), adjusted_rand_score(a, b)
        let a: Vec<usize> = (0..200).map(|i| i * i % 7).collect();
        let b: Vec<usize> = (0..200).map(|i| (i * i % 7 + usize::from(i % 3 == 0)) % 5).collect();
        assert!((adjusted_mutual_information(&a, &b) - 0.622_774_140_209_208).abs() < 1e-9);
        assert!((adjusted_rand_index(&a, &b) - 0.473_229_374_307_279_3).abs() < 1e-9);
    }
}
