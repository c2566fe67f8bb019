//! [`Processor`]: a recipe made ready for the images of a data set, for pictures and for numbers alike.

use super::request::Version;
use super::sources::Sources;
use crate::app::opened::Opened;
use augscope::dataset::{IntensityWindow, WindowRule};
use augscope::image::Planes;
use augscope::pipeline::{Chain, Pipeline, first_steps, with_value};
use augscope::transform::{Draw, ViewKey};

/// Values of a swept parameter, at most.
pub const LEVELS: usize = 9;

/// A recipe made ready for the images of a data set.
pub struct Processor {
    /// The recipe, for pixels of this size.
    pub pipeline: Pipeline,
    /// It, made ready to run.
    pub chain: Chain,
    /// How stored values become 0 to 1.
    pub window: IntensityWindow,
    /// The seed of the draws.
    pub seed: u64,
}

impl Processor {
    /// `pipeline` for versions of `size` x `size` of the images of `opened`, through a window by `rule`.
    ///
    /// # Errors
    /// In words for the user.
    pub fn new(
        sources: &mut Sources,
        opened: &Opened,
        pipeline: &Pipeline,
        rule: &WindowRule,
        (size, seed): (usize, u64),
    ) -> Result<Self, String> {
        let window = sources.window(opened, rule)?;
        let pipeline = pipeline.for_pixels_of(&opened.dataset).map_err(|error| error.to_string())?;
        let chain = Chain::new(&pipeline, size);
        Ok(Self { pipeline: pipeline.into_owned(), chain, window, seed })
    }

    /// What `version` of the image called `key` gets for every step; nothing where there is no such version.
    pub fn draws(&self, key: &str, version: Version, source: &Planes) -> Option<Vec<Draw>> {
        let random = |epoch, view| self.chain.draw(ViewKey::new(self.seed, key, epoch, view), source);
        Some(match version {
            Version::Original => first_steps(random(0, 0), 0),
            Version::Random { epoch, view } => random(epoch, view),
            Version::After { epoch, view, steps } => first_steps(random(epoch, view), usize::from(steps)),
            Version::Swept { epoch, view, step, slot, level } => {
                let (step, slot) = (usize::from(step), usize::from(slot));
                let sweep = self.chain.sweep(step, slot, view, LEVELS);
                let value = *sweep.values.get(usize::from(level))?;
                with_value(random(epoch, view), step, slot, value)
            }
        })
    }

    /// The picture of `version` of the image called `key`, on the processor.
    pub fn planes(&self, key: &str, version: Version, source: &Planes) -> Option<Planes> {
        self.draws(key, version, source).map(|draws| self.chain.apply(source, &draws))
    }

    /// Gain and offset of every channel for `display`, see [`augscope::image::Display::scale_of_window`].
    pub fn scale(&self, display: &augscope::image::Display) -> Vec<(f32, f32)> {
        let windows = Some(self.window.channels.as_slice()).filter(|channels| !channels.is_empty());
        display.scale_of_window(windows)
    }
}
