//! The runs in the bin, to have them back.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::view::Overlay;
use egui::{Label, RichText, ScrollArea, Ui};

/// The window over the room.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    ui.set_width(480.0_f32.min(0.85 * ui.ctx().content_rect().width()));
    ui.heading("Bin of runs");
    let binned = cx.runs.binned();
    if binned.is_empty() {
        ui.label("The bin is empty.");
    } else {
        ui.label(
            "These runs were discarded. They lie in the folder .bin beside the others until you delete it.",
        );
    }
    let height = 0.6 * ui.ctx().content_rect().height();
    ScrollArea::vertical().max_height(height).show(ui, |ui| {
        for run in binned.iter().rev() {
            let name = run.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            ui.horizontal(|ui| {
                let button = ui.button("Put back").on_hover_text("Moves the run back among the others.");
                if button.accessible_name(format!("Put back {name}")).clicked() {
                    out.push(Command::Restore(run.clone()));
                }
                let place = run.display().to_string();
                ui.add(Label::new(RichText::new(&name).strong()).truncate()).on_hover_text(place);
            });
        }
    });
    if ui.button("Close").on_hover_text("Back to the room (Escape).").clicked() {
        out.push(Command::Overlay(Overlay::None));
    }
}
