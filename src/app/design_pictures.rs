//! The pictures that the Design room asks for: those that are on the screen, and no others.

use super::App;
use super::opened::Opened;
use super::panel;
use super::preview::{BoardRequest, Drawing, Tile, Version};
use augscope::pipeline::Pipeline;
use std::sync::Arc;

/// Makes a request for tiles of this size by a recipe.
type Asking<'a> = &'a dyn Fn(Drawing, Vec<Tile>, usize, &Arc<Pipeline>) -> BoardRequest;

impl App {
    /// Asks for the pictures of the Design room by the recipe on the screen and its revision.
    pub(super) fn want_design(
        &mut self,
        opened: &Opened,
        (revision, pipeline): (u64, Arc<Pipeline>),
        request: Asking,
    ) {
        let seed = self.document.project().training.seed;
        let recipe = || Drawing::Recipe { revision, seed };
        let size = pipeline.input.size.unwrap_or(64);
        let (item, epoch) = (self.view.sample, self.view.epoch);
        let large =
            [Version::Original, Version::Random { epoch, view: 0 }, Version::Random { epoch, view: 1 }];
        let tiles = large.map(|version| Tile { item, version }).to_vec();
        self.preview.versions.want(request(recipe(), tiles, size, &pipeline));
        let tiles = panel::strip_tiles(&self.context());
        self.preview.strip.want(request(recipe(), tiles, size, &pipeline));
        let tiles = panel::lower_tiles(&self.context(), opened);
        if !tiles.is_empty() {
            self.preview.grid.want(request(recipe(), tiles, size, &pipeline));
        }
    }
}
