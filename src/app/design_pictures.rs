//! The pictures that the Design room asks for: those that are on the screen, and no others.

use super::App;
use super::opened::Opened;
use super::panel;
use super::preview::{BoardRequest, CountKey, Drawing, ProbeKey, Tile, Version};
use super::seeing::{Against, LowerHalf};
use augscope::pipeline::Pipeline;
use std::sync::Arc;

/// Makes a request for tiles of this size by a recipe.
type Asking<'a> = &'a dyn Fn(Drawing, Vec<Tile>, usize, &Arc<Pipeline>) -> BoardRequest;

impl App {
    /// Asks for the pictures of the Design room by the recipe on the screen and its revision.
    pub(super) fn want_design(
        &mut self,
        opened: &Arc<Opened>,
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
        self.want_numbers(opened, revision, &pipeline);
        let lower = self.view.seeing.lower;
        if lower != LowerHalf::Pair && lower != LowerHalf::Difference {
            return;
        }
        let tiles = panel::pair_tiles(&self.context(), opened);
        let other = self.other_recipe(revision);
        if lower == LowerHalf::Difference {
            let against = other.as_ref().map(|(id, _)| *id);
            let wish = request(Drawing::Difference { revision, seed, against }, tiles, size, &pipeline);
            let against = other.map(|(_, pipeline)| pipeline);
            return self.preview.difference.want(BoardRequest { against, ..wish });
        }
        let wish = if let Some((id, other)) = other {
            let size = other.input.size.unwrap_or(64);
            request(Drawing::Other { revision, seed, recipe: id }, tiles, size, &other)
        } else {
            let plain = |tile: &Tile| Tile { version: Version::Original, ..*tile };
            request(recipe(), tiles.iter().map(plain).collect(), size, &pipeline)
        };
        self.preview.other.want(wish);
    }

    /// Asks for the values under the pointer and for histograms, while they are on the screen.
    fn want_numbers(&mut self, opened: &Arc<Opened>, revision: u64, pipeline: &Arc<Pipeline>) {
        let seed = self.document.project().training.seed;
        let (data, size) = (opened.id, pipeline.input.size.unwrap_or(64));
        if let Some(tile) = self.view.seeing.hovered {
            self.preview.probe.want(ProbeKey { data, revision, seed, tile, size }, opened, pipeline);
        }
        // Counting would slow the pictures down that follow the hand.
        let held = self.system.context.input(|input| input.pointer.any_down());
        if self.view.seeing.histograms && !held {
            let context = self.context();
            let tiles = panel::histogram_tiles(&context, opened);
            let steps = panel::histogram_steps(&context);
            let key = CountKey { data, revision, seed, tiles, steps, size };
            self.preview.before_after.want(key, opened, pipeline);
        }
    }

    /// The recipe that the one on the screen is held against, copied once a change.
    fn other_recipe(&mut self, revision: u64) -> Option<(u64, Arc<Pipeline>)> {
        let Against::Recipe(id) = self.view.seeing.against(self.document.project()) else { return None };
        if let Some((known, of, pipeline)) = &self.preview.against
            && (*known, *of) == (revision, id)
        {
            return Some((id, Arc::clone(pipeline)));
        }
        let recipes = &self.document.project().recipes;
        let pipeline = recipes.iter().find(|recipe| recipe.id == id)?.file.pipeline.clone();
        let pipeline = Arc::new(pipeline);
        self.preview.against = Some((revision, id, Arc::clone(&pipeline)));
        Some((id, pipeline))
    }
}
