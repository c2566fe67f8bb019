//! [`tsne`]: t-SNE (van der Maaten and Hinton 2008) by Barnes and Hut's approximation, from the crate `bhtsne`.
//!
//! The settings are scikit-learn's: rows of length 1 (so that the distance follows the cosine, as in our neighbours), at
//! most 50 principal components, perplexity 30, a start from the first two components scaled to 1e-4, exaggeration 12
//! for 250 of 1000 rounds, the learning rate n / 12 / 4 or at least 50.
//!
//! The crate adds up in an order that depends on which thread is free, and every round magnifies the last bit, so its
//! rounds run in one thread here: the same images and seed give the same map. Its callback cannot say "stop"; a stop
//! leaves the rounds by unwinding, which runs no panic hook and prints nothing.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use bhtsne::{Neighbor, tSNE};

use super::super::error::EvaluateError;
use super::super::features::Features;
use super::super::random::Random;
use super::euclidean::nearest_euclidean;
use super::pca::pca;
use crate::job::Progress;

/// Rounds of moving the points.
pub const ROUNDS: usize = 1000;
/// About how many neighbours each image looks at.
const PERPLEXITY: f32 = 30.0;
/// Components that distances are measured in.
const COMPONENTS: usize = 50;
/// How much stronger neighbours attract in the first rounds.
const EXAGGERATION: f32 = 12.0;
/// How coarsely far points are taken together.
const THETA: f32 = 0.5;
/// The spread of the first component at the start.
const START: f64 = 1e-4;
/// Images without which there are no neighbourhoods.
const FEWEST: usize = 5;

/// What a stop throws to leave the rounds.
struct Left;

/// A place in the plane for every image. Takes its `progress` to [`ROUNDS`].
///
/// # Errors
/// [`EvaluateError::NotFinite`], [`EvaluateError::TooFewImages`] for 1 to 4 images, and [`EvaluateError::Stopped`].
pub fn tsne(features: &Features, seed: u64, progress: &Progress) -> Result<Vec<[f32; 2]>, EvaluateError> {
    features.check_finite("the map's features")?;
    let n = features.n();
    if n == 0 {
        return Ok(Vec::new());
    }
    if n < FEWEST {
        return Err(EvaluateError::TooFewImages { what: "a t-SNE map".into(), found: n, needed: FEWEST });
    }
    progress.set_total(ROUNDS as u64);
    let along = pca(&features.normalised(), COMPONENTS, progress.stop())?.scores;
    let perplexity = PERPLEXITY.min(((n - 1) / 3) as f32);
    let neighbours = neighbours(&along, (3.0 * perplexity) as usize)?;
    if progress.stop().requested() {
        return Err(EvaluateError::Stopped);
    }
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let one_thread = one_thread.map_err(|error| EvaluateError::NoMap { reason: error.to_string() })?;
    let start = start(&along, seed);
    let found = one_thread.install(|| {
        catch_unwind(AssertUnwindSafe(|| {
            // The crate asks for samples, but looks at none where it is given their neighbours.
            let samples = vec![(); n];
            let mut rounds: tSNE<'_, f32, ()> = tSNE::new(&samples);
            // Its gradient is a quarter of scikit-learn's, whose rate this is.
            let rate = 4.0 * (n as f32 / EXAGGERATION / 4.0).max(50.0);
            rounds.perplexity(perplexity).epochs(ROUNDS).learning_rate(rate).initial_embedding(start);
            rounds.epoch_callback(|_, _| {
                progress.add(1);
                if progress.stop().requested() {
                    resume_unwind(Box::new(Left));
                }
            });
            rounds.barnes_hut_with_neighbors(THETA, &neighbours);
            rounds.embedding()
        }))
    });
    match found {
        Ok(places) if places.iter().all(|v| v.is_finite()) => Ok(places.as_chunks::<2>().0.to_vec()),
        Ok(_) => Err(EvaluateError::NoMap { reason: "its points ran away to infinity".into() }),
        Err(thrown) if thrown.is::<Left>() => Err(EvaluateError::Stopped),
        // A mistake of the crate or of ours: not to be hidden.
        Err(thrown) => resume_unwind(thrown),
    }
}

fn neighbours(x: &Features, k: usize) -> Result<Vec<Vec<Neighbor<f32>>>, EvaluateError> {
    let lists = nearest_euclidean(x, k)?.into_iter();
    let named = |(index, distance)| Neighbor { index, distance };
    Ok(lists.map(|list| list.into_iter().map(named).collect()).collect())
}

/// The first two components, scaled, and a hundredth of that by chance, so that equal images do not stay as one point.
fn start(along: &Features, seed: u64) -> Vec<f32> {
    let n = along.n();
    let first = || (0..n).filter_map(|i| along.row(i).first()).map(|&v| f64::from(v));
    let mean = first().sum::<f64>() / n as f64;
    let spread = (first().map(|v| (v - mean).powi(2)).sum::<f64>() / n as f64).sqrt();
    let scale = if spread > 0.0 { START / spread } else { 0.0 };
    let mut random = Random::new(seed, 0x7533);
    (0..2 * n)
        .map(|p| {
            let value = along.row(p / 2).get(p % 2).map_or(0.0, |&v| f64::from(v));
            (value * scale + 0.02 * START * (random.unit() - 0.5)) as f32
        })
        .collect()
}
