//! The Studies room: what changes for each class when one thing about a recipe changes?

mod buttons;
mod cluster;
mod compose;
mod forecast;
mod grid;
mod queue;
mod reached;
mod shown;
mod sweeps;

use crate::app::command::Commands;
use crate::app::context::Context;
use egui::{CentralPanel, Panel, ScrollArea, Ui};

/// Below this width of the window, in points, the queue stands below the study.
const NARROW: f32 = 1000.0;

/// Below this height, in points, the form and what it comes to scroll together.
const LOW: f32 = 480.0;

/// The room.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let narrow = ui.available_width() < NARROW;
    let widest = (0.45 * ui.available_width()).max(240.0);
    Panel::left("new study").default_size(330.0_f32.min(widest)).size_range(240.0..=widest.max(241.0)).show(
        ui,
        |ui| {
            // What the study takes and the button stay in sight, unless the window is too low for both.
            let low = ui.available_height() < LOW;
            if !low {
                Panel::bottom("what the study takes").show(ui, |ui| forecast::show(ui, cx, out));
            }
            ScrollArea::vertical().id_salt("new study").auto_shrink(false).show(ui, |ui| {
                compose::show(ui, cx, out);
                if low {
                    ui.separator();
                    forecast::show(ui, cx, out);
                }
            });
        },
    );
    if !narrow {
        Panel::right("studies").default_size(310.0).size_range(250.0..=460.0).show(ui, |ui| {
            ScrollArea::vertical()
                .id_salt("studies")
                .auto_shrink(false)
                .show(ui, |ui| queue::show(ui, cx, out));
        });
    }
    CentralPanel::default().show(ui, |ui| {
        ScrollArea::vertical().id_salt("study").auto_shrink(false).show(ui, |ui| {
            shown::show(ui, cx, out);
            if narrow {
                ui.separator();
                queue::show(ui, cx, out);
            }
        });
    });
}
