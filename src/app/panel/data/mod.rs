//! The Data room: what did I open, is it read right, what will be tested?

mod cell_settings;
mod cells;
mod channels;
mod classes;
mod clipped;
mod image;
mod left_out;
mod loading;
mod naming;
mod path_field;
mod pixel_sizes;
mod plate_map;
mod reading;
mod source;
mod start_page;
mod training_window;
mod unlabelled;
pub mod values;
mod window_column;

pub use cells::show as cells;
pub use classes::tiles;
pub use image::image;
pub use naming::show as naming;
pub use plate_map::show as plate_map;
pub use unlabelled::show as unlabelled;

use crate::app::command::Commands;
use crate::app::context::Context;
use augscope::job::Loaded;
use egui::{CentralPanel, Panel, ScrollArea, Ui};

/// The room.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let Some(opened) = cx.opened() else {
        CentralPanel::default().show(ui, |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| match &cx.data.opened {
                Loaded::Loading(task) => loading::show(ui, out, task.progress()),
                Loaded::Failed(words) => {
                    loading::failed(ui, cx, out, words);
                    start_page::show(ui, cx, out);
                }
                Loaded::Empty | Loaded::Ready(_) => start_page::show(ui, cx, out),
            });
        });
        return;
    };
    // At 200 % there is little room: the middle keeps a good part of it.
    let side = (ui.available_width() * 0.3).clamp(150.0, 420.0);
    Panel::left("source").default_size(side.min(280.0)).size_range(150.0..=side).show(ui, |ui| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| source::show(ui, cx, out, opened));
    });
    Panel::right("channels").default_size(side.min(290.0)).size_range(150.0..=side).show(ui, |ui| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            channels::show(ui, cx, out, opened);
            ui.separator();
            training_window::show(ui, cx, out, opened);
            clipped::show(ui, cx, opened);
        });
    });
    CentralPanel::default().show(ui, |ui| {
        Panel::bottom("left out").resizable(false).show(ui, |ui| left_out::show(ui, opened));
        classes::show(ui, cx, out, opened);
    });
}
