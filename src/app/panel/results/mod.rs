//! The Results room: which class did my choice help, which did it hurt, and may I believe it?

use crate::app::command::Commands;
use crate::app::context::Context;
use crate::app::opened::Opened;
use crate::app::preview::Tile;
use egui::Ui;
use std::path::Path;

/// The pictures that the room shows now.
pub fn tiles(_cx: &Context, _opened: &Opened) -> Vec<Tile> {
    Vec::new()
}

/// The room.
pub fn show(_ui: &mut Ui, _cx: &Context, _out: &mut Commands) {}

/// The images behind a cell of the confusion matrix.
pub fn behind_cell(
    _ui: &mut Ui,
    _cx: &Context,
    _out: &mut Commands,
    _run: &Path,
    _actual: &str,
    _predicted: &str,
) {
}
