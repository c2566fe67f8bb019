//! The Data room: what did I open, is it read right, what will be tested?

use crate::app::command::Commands;
use crate::app::context::Context;
use crate::app::opened::Opened;
use crate::app::preview::Tile;
use egui::Ui;

/// The pictures that the room shows now.
pub fn tiles(_cx: &Context, _opened: &Opened) -> Vec<Tile> {
    Vec::new()
}

/// The room.
pub fn show(_ui: &mut Ui, _cx: &Context, _out: &mut Commands) {}

/// An image, large, with the values under the pointer.
pub fn image(_ui: &mut Ui, _cx: &Context, _out: &mut Commands, _item: usize) {}
