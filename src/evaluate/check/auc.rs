//! [`auc`] and [`told_apart`]: how well a number tells two classes apart.

/// The probability that a value of `b` is larger than one of `a`, ties counting half: the area under the ROC curve in
/// the form of Mann and Whitney (1947). 0.5 where one of both is empty.
pub fn auc(a: &[f32], b: &[f32]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.5;
    }
    let mut sorted: Vec<(f32, bool)> =
        a.iter().map(|v| (*v, false)).chain(b.iter().map(|v| (*v, true))).collect();
    sorted.sort_unstable_by(|x, y| x.0.total_cmp(&y.0));
    let (mut below, mut wins) = (0.0, 0.0);
    for run in sorted.chunk_by(|x, y| x.0 == y.0) {
        let of_b = run.iter().filter(|(_, b)| *b).count() as f64;
        let of_a = run.len() as f64 - of_b;
        wins += of_b * (below + 0.5 * of_a);
        below += of_a;
    }
    wins / (a.len() as f64 * b.len() as f64)
}

/// The probability that two pictures of different classes differ more in a value than two of the same class: the area
/// under the ROC curve of pairs. This is what a contrastive objective goes by, which sees versions two at a time.
///
/// `a` and `b` hold a row a picture, of one value a version; the versions of one picture are not compared with each
/// other.
pub fn told_apart(a: &[Vec<f32>], b: &[Vec<f32>]) -> f64 {
    let mut same = Vec::new();
    for class in [a, b] {
        for (place, one) in class.iter().enumerate() {
            let others = class.iter().take(place);
            same.extend(others.flat_map(|other| differences(one, other)));
        }
    }
    let different: Vec<f32> =
        a.iter().flat_map(|one| b.iter().flat_map(|other| differences(one, other))).collect();
    auc(&same, &different)
}

/// Each version of one picture against one of the other, so that every version counts the same.
fn differences<'a>(one: &'a [f32], other: &'a [f32]) -> impl Iterator<Item = f32> + 'a {
    let turned = other.iter().cycle().skip(1);
    one.iter().zip(turned).map(|(a, b)| (a - b).abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_counting_pairs() {
        let a: Vec<f32> = (0..37).map(|i| ((i * 29) % 17) as f32).collect();
        let b: Vec<f32> = (0..23).map(|i| ((i * 31) % 19) as f32 + 1.0).collect();
        let mut wins = 0.0;
        for x in &a {
            for y in &b {
                wins += if y > x {
                    1.0
                } else if y == x {
                    0.5
                } else {
                    0.0
                };
            }
        }
        assert!((auc(&a, &b) - wins / (37.0 * 23.0)).abs() < 1e-12);
        assert!((auc(&b, &a) - 1.0 + auc(&a, &b)).abs() < 1e-12);
        assert_eq!(auc(&[], &b), 0.5);
    }

    #[test]
    fn classes_far_apart_are_told_apart_and_equal_ones_are_not() {
        let class = |shift: f32| -> Vec<Vec<f32>> {
            (0..30)
                .map(|i| vec![shift + ((i * 7) % 30) as f32 / 30.0, shift + ((i * 11) % 30) as f32 / 30.0])
                .collect()
        };
        assert!((told_apart(&class(0.0), &class(5.0)) - 1.0).abs() < 1e-12);
        assert!((told_apart(&class(0.0), &class(0.0)) - 0.5).abs() < 0.03);
        // Half a width apart, both evenly spread: P(|d| < |d' + 1/2|), d and d' triangular, is 0.672.
        let half = told_apart(&class(0.0), &class(0.5));
        assert!((half - 0.672).abs() < 0.03, "{half}");
    }
}
