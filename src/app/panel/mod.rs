//! Panels: what stands where. They read the context and send commands.

mod data;
mod design;
mod results;
mod shell;
mod studies;
mod train;

pub use data::tiles as data_tiles;
pub use design::{
    histogram_steps, histogram_tiles, pair_tiles, sheet_plan, strip_tiles, tiles as lower_tiles,
    visible_tiles,
};
pub use results::Roll;
#[cfg(test)]
#[allow(unused_imports, reason = "the tests of the window walk the list of charts")]
pub use results::chart_words;
pub use results::{evidence_wish, map_run, shown_run, tiles as behind_tiles};

use super::command::Commands;
use super::context::Context;
use super::view::Room;

/// One frame.
pub fn show(ui: &mut egui::Ui, cx: &Context, out: &mut Commands) {
    shell::take_shortcuts(ui, cx, out);
    shell::top_bar(ui, cx, out);
    shell::status_bar(ui, cx, out);
    match cx.view.room {
        Room::Data => data::show(ui, cx, out),
        Room::Design => design::show(ui, cx, out),
        Room::Train => train::show(ui, cx, out),
        Room::Results => results::show(ui, cx, out),
        Room::Studies => studies::show(ui, cx, out),
    }
    shell::overlay(ui.ctx(), cx, out);
}
