//! [`Projection`]: the ways to lay an embedding out in the plane.
//!
//! UMAP is not among them. `umap-rs` 0.4.5 draws from an unseeded generator and lets threads overwrite each other, so no
//! map of it can be made again; `manifolds-rs` 0.8.0 has a seed, but neither progress nor a way to be stopped, and comes
//! with two libraries of linear algebra and neighbour search. One that has all three is a new entry here.

use super::super::error::EvaluateError;
use super::super::features::Features;
use super::pca::pca;
use super::tsne::tsne;
use crate::job::Progress;

/// A way to lay features of many numbers an image out in the plane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Projection {
    /// Principal components.
    Pca,
    /// t-distributed stochastic neighbour embedding.
    #[default]
    Tsne,
}

impl Projection {
    /// All, in the order of a list to choose from.
    pub const ALL: [Self; 2] = [Self::Tsne, Self::Pca];

    /// Its word in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pca => "pca",
            Self::Tsne => "tsne",
        }
    }

    /// The one with that word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|projection| projection.word() == word)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pca => "PCA",
            Self::Tsne => "t-SNE",
        }
    }

    /// What distances on the map mean, and what they do not.
    pub fn help(self) -> &'static str {
        match self {
            Self::Pca => {
                "Distances along the axes are true, but only the two directions in which the images differ most are \
                 shown: what lies together here may differ in others."
            }
            Self::Tsne => {
                "Neighbours are images that the encoder finds alike; sizes of clusters, and distances between clusters \
                 that lie far apart, mean nothing."
            }
        }
    }

    /// A place in the plane for every image; the same for the same features and seed.
    ///
    /// # Errors
    /// [`EvaluateError::NotFinite`], [`EvaluateError::TooFewImages`], [`EvaluateError::Stopped`].
    pub fn places(
        self,
        features: &Features,
        seed: u64,
        progress: &Progress,
    ) -> Result<Vec<[f32; 2]>, EvaluateError> {
        match self {
            Self::Tsne => tsne(features, seed, progress),
            Self::Pca => {
                progress.set_total(1);
                let scores = pca(features, 2, progress.stop())?.scores;
                progress.add(1);
                let value = |i: usize, component: usize| scores.row(i).get(component).copied().unwrap_or(0.0);
                Ok((0..scores.n()).map(|i| [value(i, 0), value(i, 1)]).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::made_up::data;
    use super::super::trustworthiness;
    use super::*;
    use crate::job::Stop;

    fn apart([a, b]: [f32; 2], [c, d]: [f32; 2]) -> f32 {
        (a - c).hypot(b - d)
    }

    #[test]
    fn planted_clusters_stay_apart_and_every_map_can_be_made_again() {
        let (x, labels) = data(150, 20, 3, 5, 6.0);
        for projection in Projection::ALL {
            let places = projection.places(&x, 3, &Progress::default()).unwrap();
            // The nearest point of every point is of its own cluster.
            for i in 0..places.len() {
                let others = (0..places.len()).filter(|&j| j != i);
                let nearest = others
                    .min_by(|&a, &b| apart(places[i], places[a]).total_cmp(&apart(places[i], places[b])));
                assert_eq!(labels[nearest.unwrap()], labels[i], "{projection:?}");
            }
            let trust = trustworthiness(&x.normalised(), &places, 12, &Stop::new()).unwrap().unwrap();
            assert!(trust > 0.85, "{projection:?}: {trust}");
            let four = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
            let again = four.install(|| projection.places(&x, 3, &Progress::default()).unwrap());
            assert_eq!(places, again, "{projection:?}");
        }
    }

    #[test]
    fn tiny_and_broken_inputs_give_words_or_places_and_never_a_number_that_is_none() {
        for projection in Projection::ALL {
            for n in [0, 1, 2, 3, 4, 5, 6, 40] {
                for same in [true, false] {
                    let values = (0..4 * n).map(|p| if same { 1.0 } else { (p * p % 17) as f32 });
                    let x = Features::new(n, 4, values.collect()).unwrap();
                    match projection.places(&x, 0, &Progress::default()) {
                        Ok(places) => {
                            assert_eq!(places.len(), n);
                            let finite = places.iter().flatten().all(|v| v.is_finite());
                            assert!(finite, "{projection:?} {n} {same}");
                        }
                        Err(error) => assert!(error.to_string().contains("5 images"), "{error}"),
                    }
                }
            }
            let broken = Features::new(2, 1, vec![0.0, f32::NAN]).unwrap();
            assert!(projection.places(&broken, 0, &Progress::default()).is_err());
        }
    }

    #[test]
    fn a_stop_ends_the_work_soon_and_without_a_word() {
        let (x, _) = data(300, 20, 3, 5, 0.5);
        let progress = Progress::default();
        let (result, done) = std::thread::scope(|scope| {
            let work = scope.spawn(|| Projection::Tsne.places(&x, 0, &progress));
            while progress.done() < 3 && !work.is_finished() {
                std::thread::yield_now();
            }
            progress.stop().request();
            let done = progress.done();
            (work.join().unwrap(), done)
        });
        assert!(matches!(result, Err(EvaluateError::Stopped)));
        // The round under way, and one that may have begun before the stop was seen.
        assert!(progress.done() <= done + 2, "{} rounds after {done}", progress.done());
    }

    #[test]
    fn words_name_each_one() {
        for projection in Projection::ALL {
            assert_eq!(Projection::of_word(projection.word()), Some(projection));
            assert!(projection.help().ends_with('.') && !projection.name().is_empty());
        }
        assert_eq!(Projection::of_word("umap"), None);
    }
}
