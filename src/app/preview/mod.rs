//! Pictures of images and their random versions, made by threads and shown when they are there.

mod before_after;
mod board;
mod difference;
mod drawn;
mod painted;
mod painter;
mod probe;
mod processor;
mod request;
mod sources;

pub use before_after::{BeforeAfter, ChannelCounts, CountKey};
pub use board::Board;
pub use difference::Differences;
#[cfg(test)]
pub use drawn::DrawnValue;
pub use drawn::{DrawnStep, number};
pub use painter::Painter;
pub use probe::{Probe, ProbeKey, Probed};
pub use processor::{LEVELS, Processor};
pub use request::{BoardKey, BoardRequest, Drawing, Tile, Version};
pub use sources::Sources;

use augscope::pipeline::Pipeline;
use eframe::egui_wgpu::RenderState;
use egui::Context;
use std::sync::Arc;

/// The pictures of the Design room.
pub struct Preview {
    /// What makes pictures.
    pub painter: Painter,
    /// The original and two versions, large.
    pub versions: Board,
    /// Classes x rerolls.
    pub grid: Board,
    /// What is sorted blindly.
    pub sorting: Board,
    /// The first version after each step.
    pub strip: Board,
    /// The same versions by another recipe.
    pub other: Board,
    /// By how much those differ.
    pub difference: Board,
    /// The other recipe, copied once a change: the revision, its id, and it.
    pub against: Option<(u64, u64, Arc<Pipeline>)>,
    /// Histograms before and after.
    pub before_after: BeforeAfter,
    /// The values under the pointer.
    pub probe: Probe,
}

impl Preview {
    /// Nothing drawn yet.
    pub fn new(context: &Context, painter: Painter) -> Self {
        let versions = Board::new("versions", context, &painter);
        let grid = Board::new("grid", context, &painter);
        let sorting = Board::new("sorting", context, &painter);
        let strip = Board::new("after each step", context, &painter);
        let other = Board::new("other recipe", context, &painter);
        let difference = Board::new("difference", context, &painter);
        let (before_after, probe) = (BeforeAfter::new(context), Probe::new(context));
        Self {
            painter,
            versions,
            grid,
            sorting,
            strip,
            other,
            difference,
            against: None,
            before_after,
            probe,
        }
    }

    fn boards(&mut self) -> [&mut Board; 6] {
        let Self { versions, grid, sorting, strip, other, difference, .. } = self;
        [versions, grid, sorting, strip, other, difference]
    }

    /// Takes over what threads have made. Returns at once.
    pub fn poll(&mut self, context: &Context, render: Option<&RenderState>) {
        for board in self.boards() {
            board.poll(context, render);
        }
        self.before_after.poll();
        self.probe.poll();
    }

    /// Draws everything again, though nothing was changed: the way of drawing was.
    pub fn forget(&mut self) {
        for board in self.boards() {
            board.forget();
        }
    }
}
