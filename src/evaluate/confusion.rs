//! [`Confusion`]: how often images of each class were taken for each class, and what follows from it.

/// `counts[actual][predicted]`: images, or their mean number when several sets of predictions are averaged.
#[derive(Clone, Debug, PartialEq)]
pub struct Confusion {
    /// Rows are the actual classes, columns the predicted ones.
    pub counts: Vec<Vec<f64>>,
}

impl Confusion {
    /// Counts `predicted` against `actual`; both are below `classes`.
    pub fn new(actual: &[usize], predicted: &[usize], classes: usize) -> Self {
        let mut counts = vec![vec![0.0; classes]; classes];
        for (&a, &p) in actual.iter().zip(predicted) {
            counts[a][p] += 1.0;
        }
        Self { counts }
    }

    /// The mean over several sets of predictions for the same images.
    pub fn mean_of(actual: &[usize], draws: &[Vec<usize>], classes: usize) -> Self {
        let mut sum = Self::new(&[], &[], classes);
        for draw in draws {
            for (&a, &p) in actual.iter().zip(draw) {
                sum.counts[a][p] += 1.0;
            }
        }
        for count in sum.counts.iter_mut().flatten() {
            *count /= draws.len().max(1) as f64;
        }
        sum
    }

    /// Images of `class`.
    pub fn actual(&self, class: usize) -> f64 {
        self.counts[class].iter().sum()
    }

    /// Images taken for `class`.
    pub fn predicted(&self, class: usize) -> f64 {
        self.counts.iter().map(|row| row[class]).sum()
    }

    /// Recall: the fraction of the images of `class` that were recognised. None without images.
    pub fn recall(&self, class: usize) -> Option<f64> {
        ratio(self.counts[class][class], self.actual(class))
    }

    /// Precision: the fraction of the images taken for `class` that are of it. None when none was.
    pub fn precision(&self, class: usize) -> Option<f64> {
        ratio(self.counts[class][class], self.predicted(class))
    }

    /// F1 = 2 tp / (2 tp + fp + fn). None for a class without images.
    pub fn f1(&self, class: usize) -> Option<f64> {
        let actual = self.actual(class);
        if actual == 0.0 {
            return None;
        }
        ratio(2.0 * self.counts[class][class], actual + self.predicted(class))
    }

    /// The share of all images that were recognised. None without images.
    pub fn accuracy(&self) -> Option<f64> {
        let right = (0..self.counts.len()).map(|c| self.counts[c][c]).sum();
        ratio(right, self.counts.iter().flatten().sum())
    }

    /// The mean of the recalls of the classes that have images. None without images.
    pub fn balanced_accuracy(&self) -> Option<f64> {
        let recalls: Vec<f64> = (0..self.counts.len()).filter_map(|c| self.recall(c)).collect();
        ratio(recalls.iter().sum(), recalls.len() as f64)
    }
}

/// The balanced accuracy of predictions: [`Confusion::balanced_accuracy`] in one step.
pub fn balanced_accuracy(actual: &[usize], predicted: &[usize], classes: usize) -> Option<f64> {
    Confusion::new(actual, predicted, classes).balanced_accuracy()
}

fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_scikit_learn() {
        // sklearn.metrics: precision_recall_fscore_support and balanced_accuracy_score of
        // y = [0,0,0,1,1,2,2,2,2], p = [0,1,0,1,1,2,0,2,2]
        let c = Confusion::new(&[0, 0, 0, 1, 1, 2, 2, 2, 2], &[0, 1, 0, 1, 1, 2, 0, 2, 2], 3);
        let close = |a: Option<f64>, b: f64| assert!((a.unwrap() - b).abs() < 1e-12);
        close(c.recall(0), 2.0 / 3.0);
        // accuracy_score
        close(c.accuracy(), 7.0 / 9.0);
        close(c.precision(1), 2.0 / 3.0);
        close(c.f1(2), 6.0 / 7.0);
        close(c.balanced_accuracy(), 0.805_555_555_555_555_5);
    }

    #[test]
    fn a_class_without_images_has_no_recall_and_does_not_count() {
        let c = Confusion::new(&[0, 0], &[0, 2], 3);
        assert_eq!((c.recall(1), c.precision(1), c.f1(1)), (None, None, None));
        assert_eq!(c.balanced_accuracy(), Some(0.5));
        assert_eq!(Confusion::new(&[], &[], 2).balanced_accuracy(), None);
    }
}
