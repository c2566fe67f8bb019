//! [`suspects`]: images that are probably mislabelled, as a list to look at.
//!
//! Confident learning (Northcutt, Jiang and Chuang, JAIR 2021): with out-of-fold probabilities p, the threshold of
//! class j is the mean of p_j over the images labelled j, its self-confidence. An image labelled i is suspected where
//! some other class j has p_j at or above its own threshold and is the most probable of the classes that reach theirs.
//! The threshold needs no setting and is lower for classes that are recognised with less certainty, so that a hard
//! class is not suspected as a whole. The list is sorted by the probability of the image's own label, least first.

use super::class_probabilities::ClassProbabilities;

/// One image whose label is in doubt.
#[derive(Clone, Debug, PartialEq)]
pub struct Suspect {
    /// Its place among the images.
    pub image: usize,
    /// Its label.
    pub label: usize,
    /// The class that the encoder says.
    pub says: usize,
    /// Out-of-fold probability of its own label.
    pub own_probability: f64,
    /// Out-of-fold probability of the class that the encoder says.
    pub says_probability: f64,
}

/// The list, and what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Suspects {
    /// The least probable first.
    pub list: Vec<Suspect>,
    /// The threshold of every class; None for classes of which no image was judged.
    pub thresholds: Vec<Option<f64>>,
    /// Images that could be judged.
    pub judged: usize,
}

/// The suspects among images with `labels`, which must be as many as `probabilities` and below its classes.
pub fn suspects(probabilities: &ClassProbabilities, labels: &[usize], classes: usize) -> Suspects {
    let judged: Vec<usize> =
        (0..labels.len().min(probabilities.n())).filter(|&i| probabilities.judged(i)).collect();
    let of = |i: usize, class: usize| probabilities.row(i).get(class).copied().unwrap_or(0.0);
    let thresholds: Vec<Option<f64>> = (0..classes)
        .map(|class| {
            let own: Vec<f64> =
                judged.iter().filter(|&&i| labels[i] == class).map(|&i| of(i, class)).collect();
            (!own.is_empty()).then(|| own.iter().sum::<f64>() / own.len() as f64)
        })
        .collect();
    let mut list: Vec<Suspect> = judged
        .iter()
        .filter_map(|&image| {
            let reached = (0..classes)
                .filter(|&c| thresholds[c].is_some_and(|t| of(image, c) >= t && of(image, c) > 0.0));
            let says = reached.reduce(|best, c| if of(image, c) > of(image, best) { c } else { best })?;
            let label = labels[image];
            let (own_probability, says_probability) = (of(image, label), of(image, says));
            // Two classes between which the probe is undecided are no reason for doubt.
            (says != label && says_probability > own_probability).then_some(Suspect {
                image,
                label,
                says,
                own_probability,
                says_probability,
            })
        })
        .collect();
    list.sort_by(|a, b| a.own_probability.total_cmp(&b.own_probability).then(a.image.cmp(&b.image)));
    Suspects { list, thresholds, judged: judged.len() }
}

#[cfg(test)]
mod tests {
    use super::super::made_up::uniform;
    use super::*;

    /// With `uniform` of `made_up.rs`:
    /// ```python
    /// y = np.arange(80) * 7 % 11 % 4; p = uniform(51, 320).reshape(80, 4) ** 2
    /// p[np.arange(80), y] += .3; p /= p.sum(1, keepdims=True)
    /// cleanlab.filter.find_label_issues(y, p, filter_by="confident_learning",   # cleanlab 2.9
    ///                                   return_indices_ranked_by="self_confidence")
    /// ```
    #[test]
    fn equals_cleanlab() {
        let labels: Vec<usize> = (0..80).map(|i| i * 7 % 11 % 4).collect();
        let mut p: Vec<f64> = uniform(51, 320).iter().map(|u| u * u).collect();
        for (row, &label) in p.chunks_exact_mut(4).zip(&labels) {
            row[label] += 0.3;
            let sum: f64 = row.iter().sum();
            for v in row {
                *v /= sum;
            }
        }
        let found = suspects(&ClassProbabilities::new(4, p, vec![true; 80]).unwrap(), &labels, 4);
        let images: Vec<usize> = found.list.iter().map(|s| s.image).collect();
        let golden = [
            60, 31, 49, 37, 20, 64, 43, 55, 57, 36, 34, 47, 35, 22, 7, 12, 29, 0, 9, 3, 39, 52, 27, 28, 16,
            2, 30, 14, 79, 66, 73, 78, 50,
        ];
        assert_eq!(images, golden);
        assert!(found.list.windows(2).all(|w| w[0].own_probability <= w[1].own_probability));
        assert!(found.list.iter().all(|s| s.label == labels[s.image] && s.says != s.label));
    }

    #[test]
    fn undecided_unjudged_and_empty_give_no_suspects() {
        let half = |judged: bool| ClassProbabilities::new(2, vec![0.5; 8], vec![judged; 4]).unwrap();
        assert!(suspects(&half(true), &[0, 1, 0, 1], 2).list.is_empty());
        let none = suspects(&half(false), &[0, 1, 0, 1], 2);
        assert_eq!((none.judged, none.thresholds), (0, vec![None, None]));
        let nobody = ClassProbabilities::new(3, vec![], vec![]).unwrap();
        assert!(suspects(&nobody, &[], 3).list.is_empty());
    }
}
