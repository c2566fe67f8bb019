//! [`Views`]: the one place where a stored image becomes a view, for preview, files and training.

use super::{Chain, Pipeline, View};
use crate::dataset::{Dataset, IntensityWindow};
use crate::image::{Image, Planes};
use crate::transform::ViewKey;

/// Everything that decides what a view of an image looks like, but for its number.
#[derive(Clone, Debug)]
pub struct Views {
    /// The pipeline, made ready.
    pub chain: Chain,
    /// How stored values become 0 to 1.
    pub window: IntensityWindow,
    /// The seed of all draws.
    pub seed: u64,
}

impl Views {
    /// Views of `size` x `size` by `pipeline` through `window`.
    pub fn new(pipeline: &Pipeline, size: usize, window: IntensityWindow, seed: u64) -> Self {
        Self { chain: Chain::new(pipeline, size), window, seed }
    }

    /// View number `view` of `image`, item number `item` of `dataset`, in `epoch`.
    pub fn view(&self, dataset: &Dataset, item: usize, image: &Image, epoch: u32, view: u32) -> View {
        let source = source_window(&self.window, dataset, item, image);
        let key = dataset.items.get(item).map_or("", |item| item.key.as_str());
        self.chain.view(&source, ViewKey::new(self.seed, key, epoch, view))
    }

    /// `image`, item number `item` of `dataset`, as evaluation sees it: fitted to the view and clipped, no step applied.
    pub fn plain(&self, dataset: &Dataset, item: usize, image: &Image) -> Planes {
        let plain = Pipeline::default();
        let mut chain = Chain::new(&plain, self.chain.size);
        chain.fit = self.chain.fit;
        (chain.border, chain.border_value) = (self.chain.border, self.chain.border_value);
        chain.apply(&source_window(&self.window, dataset, item, image), &[])
    }
}

/// The planes of `image`, item number `item` of `dataset`, in window units.
pub fn source_window(window: &IntensityWindow, dataset: &Dataset, item: usize, image: &Image) -> Planes {
    image.to_planes(&window.for_image(dataset, item, image))
}
