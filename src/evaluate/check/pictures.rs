//! [`Pictures`]: the features of the sampled images, as they are and after a recipe or parts of it.

use super::CheckError;
use super::measure::{measure, smoothed};
use super::object::seems_dark;
use super::sample::Sample;
use crate::dataset::{Dataset, IntensityWindow};
use crate::image::Planes;
use crate::job::Progress;
use crate::pipeline::{Chain, Views, source_window};
use crate::transform::{Draw, ViewKey};
use rayon::prelude::*;
use std::sync::OnceLock;

/// Bytes of images that are kept, so that they are read once.
const BUDGET: usize = 512 << 20;

/// About how many images are asked whether objects are dark.
const VOTES: usize = 64;

/// What is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// Nothing: the image fitted to the view.
    Nothing,
    /// The whole recipe.
    All,
    /// All but the step at this place of the chain.
    Without(usize),
    /// Nothing but that step.
    Alone(usize),
}

impl Applied {
    fn settle(self, draws: &mut [Draw]) {
        for (place, draw) in draws.iter_mut().enumerate() {
            draw.applied &= match self {
                Self::Nothing => false,
                Self::All => true,
                Self::Without(step) => place != step,
                Self::Alone(step) => place == step,
            };
        }
    }
}

/// The features of the versions of every sampled image: `[image][version][feature]`; images that were not asked for
/// have no version.
pub type Measured = Vec<Vec<Vec<f32>>>;

/// The sampled images.
pub struct Pictures<'a> {
    dataset: &'a Dataset,
    sample: &'a Sample,
    chain: &'a Chain,
    window: &'a IntensityWindow,
    seed: u64,
    sources: Vec<OnceLock<Planes>>,
    keep: bool,
    dark: bool,
}

impl<'a> Pictures<'a> {
    /// Those of `sample`, seen through `views`.
    pub fn new(dataset: &'a Dataset, sample: &'a Sample, views: &'a Views) -> Self {
        let bytes = |item: usize| {
            dataset.items.get(item).map_or(0, |item| item.width * item.height * dataset.channels.len() * 4)
        };
        let keep = sample.images.iter().map(|image| bytes(image.item)).sum::<usize>() <= BUDGET;
        let sources = sample.images.iter().map(|_| OnceLock::new()).collect();
        Self {
            dataset,
            sample,
            chain: &views.chain,
            window: &views.window,
            seed: views.seed,
            sources,
            keep,
            dark: false,
        }
    }

    /// Calls `look` with every sampled image that is `wanted`, on all threads.
    ///
    /// # Errors
    /// An image that cannot be read, or the progress's stop.
    pub fn look<T: Send>(
        &self,
        progress: &Progress,
        wanted: impl Fn(usize) -> bool + Sync,
        look: impl Fn(usize, &Planes) -> T + Sync,
    ) -> Result<Vec<Option<T>>, CheckError> {
        (0..self.sample.images.len())
            .into_par_iter()
            .map(|place| {
                if progress.stop().requested() {
                    return Err(CheckError::Stopped);
                }
                if !wanted(place) {
                    return Ok(None);
                }
                let (Some(looked), Some(slot)) = (self.sample.images.get(place), self.sources.get(place))
                else {
                    return Ok(None);
                };
                if let Some(known) = slot.get() {
                    return Ok(Some(look(place, known)));
                }
                let source =
                    source_window(self.window, self.dataset, looked.item, &*self.dataset.image(looked.item)?);
                let answer = look(place, &source);
                if self.keep {
                    // Another thread may have been faster, with the same pixels.
                    let _ = slot.set(source);
                }
                Ok(Some(answer))
            })
            .collect()
    }

    /// Finds out by some dozens of images whether objects are darker than the ground.
    ///
    /// # Errors
    /// See [`Pictures::look`].
    pub fn settle_ground(&mut self, progress: &Progress) -> Result<(), CheckError> {
        let every = self.sample.images.len().div_ceil(VOTES).max(1);
        let votes = self.look(
            progress,
            |place| place % every == 0,
            |place, source| seems_dark(&smoothed(&self.version(place, source, 0, Applied::Nothing))),
        )?;
        let dark = votes.iter().flatten().filter(|dark| **dark).count();
        self.dark = 2 * dark > votes.iter().flatten().count();
        Ok(())
    }

    /// Version number `version` of the image at `place`: the two of the first round, then those of the next.
    pub fn version(&self, place: usize, source: &Planes, version: u32, applied: Applied) -> Planes {
        let item = self.sample.images.get(place).map_or(0, |image| image.item);
        let key = self.dataset.items.get(item).map_or("", |item| item.key.as_str());
        let mut draws = self.chain.draw(ViewKey::new(self.seed, key, version / 2, version % 2), source);
        applied.settle(&mut draws);
        self.chain.apply(source, &draws)
    }

    /// The features of `versions` versions of every wanted image.
    ///
    /// # Errors
    /// See [`Pictures::look`].
    pub fn measure(
        &self,
        progress: &Progress,
        applied: Applied,
        versions: u32,
        wanted: impl Fn(usize) -> bool + Sync,
    ) -> Result<Measured, CheckError> {
        let found = self.look(progress, wanted, |place, source| {
            let of_version = |version| measure(&self.version(place, source, version, applied), self.dark);
            (0..versions).map(of_version).collect::<Vec<_>>()
        })?;
        Ok(found.into_iter().map(Option::unwrap_or_default).collect())
    }
}
