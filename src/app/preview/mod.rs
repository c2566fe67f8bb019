//! Pictures of images and their random versions, made by threads and shown when they are there.

mod board;
mod painted;
mod painter;
mod request;
mod sources;

pub use board::Board;
pub use painted::DrawnStep;
pub use painter::Painter;
pub use request::{BoardKey, BoardRequest, Drawing, Tile, Version};

use egui::Context;

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
}

impl Preview {
    /// Nothing drawn yet.
    pub fn new(context: &Context, painter: Painter) -> Self {
        let versions = Board::new("versions", context, &painter);
        let grid = Board::new("grid", context, &painter);
        let sorting = Board::new("sorting", context, &painter);
        Self { painter, versions, grid, sorting }
    }
}
