//! [`nearest_euclidean`]: the nearest other images of every image by the plain distance of their features.

use super::super::error::EvaluateError;
use super::super::features::Features;
use super::super::nearest::nearest;

/// The `k` nearest other rows of every row, nearest first, each with its distance. Fewer where there are fewer.
///
/// # Errors
/// None in practice: the widened features have the shape they are made with.
pub(super) fn nearest_euclidean(x: &Features, k: usize) -> Result<Vec<Vec<(usize, f32)>>, EvaluateError> {
    // |a - b|^2 = |a|^2 - 2 (a b - |b|^2 / 2), so with one more number a row the largest product is the nearest row.
    let widened = |last: fn(f32) -> f32| {
        let values = (0..x.n()).flat_map(|i| {
            let square: f32 = x.row(i).iter().map(|v| v * v).sum();
            x.row(i).iter().copied().chain([last(square)])
        });
        Features::new(x.n(), x.d() + 1, values.collect())
    };
    let (queries, references) = (widened(|_| 1.0)?, widened(|square| -0.5 * square)?);
    let found = nearest(&queries, &references, k + 1);
    let others = found.into_iter().enumerate().map(|(i, list)| {
        let mut others: Vec<(usize, f32)> = list
            .into_iter()
            .filter(|neighbour| neighbour.index != i)
            .map(|neighbour| (neighbour.index, distance(x.row(i), x.row(neighbour.index))))
            .collect();
        others.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        // Among many equal rows the row itself may be missing in its own list.
        others.truncate(k);
        others
    });
    Ok(others.collect())
}

fn distance(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2)).sum::<f64>().sqrt() as f32
}

#[cfg(test)]
mod tests {
    use super::super::super::made_up::data;
    use super::*;

    #[test]
    fn equals_an_exhaustive_sort() {
        let (x, _) = data(200, 5, 3, 5, 0.5);
        for (i, found) in nearest_euclidean(&x, 6).unwrap().iter().enumerate() {
            let mut all: Vec<(usize, f32)> =
                (0..x.n()).filter(|&j| j != i).map(|j| (j, distance(x.row(i), x.row(j)))).collect();
            all.sort_by(|a, b| a.1.total_cmp(&b.1));
            assert_eq!(found, &all[..6]);
        }
    }

    #[test]
    fn equal_rows_have_as_many_neighbours_as_others() {
        let x = Features::new(5, 2, vec![1.0; 10]).unwrap();
        let found = nearest_euclidean(&x, 3).unwrap();
        assert!(found.iter().enumerate().all(|(i, list)| list.len() == 3 && list.iter().all(|n| n.0 != i)));
        assert!(nearest_euclidean(&Features::default(), 3).unwrap().is_empty());
    }
}
