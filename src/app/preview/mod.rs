//! Pictures of images and their random versions, made by threads and shown when they are there.

mod board;
mod drawn;
mod painted;
mod painter;
mod processor;
mod request;
mod sources;

pub use board::Board;
pub use drawn::{DrawnStep, number};
pub use painter::Painter;
pub use processor::LEVELS;
pub use request::{BoardKey, BoardRequest, Drawing, Tile, Version};

use eframe::egui_wgpu::RenderState;
use egui::Context;

/// The pictures of the Design room.
pub struct Preview {
    /// What makes pictures.
    pub painter: Painter,
    /// The original and two versions, large.
    pub versions: Board,
    /// Classes x rerolls.
    pub grid: Board,
    /// The first version after each step.
    pub strip: Board,
}

impl Preview {
    /// Nothing drawn yet.
    pub fn new(context: &Context, painter: Painter) -> Self {
        let versions = Board::new("versions", context, &painter);
        let grid = Board::new("grid", context, &painter);
        let strip = Board::new("after each step", context, &painter);
        Self { painter, versions, grid, strip }
    }
    fn boards(&mut self) -> [&mut Board; 3] {
        [&mut self.versions, &mut self.grid, &mut self.strip]
    }

    /// Takes over what threads have made. Returns at once.
    pub fn poll(&mut self, context: &Context, render: Option<&RenderState>) {
        for board in self.boards() {
            board.poll(context, render);
        }
    }

    /// Draws everything again, though nothing was changed: the way of drawing was.
    pub fn forget(&mut self) {
        for board in self.boards() {
            board.forget();
        }
    }
}
