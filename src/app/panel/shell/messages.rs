//! Everything that was said in this session.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::theme;
use crate::app::view::{Gravity, Overlay};
use crate::app::widget::duration;
use egui::{RichText, ScrollArea, Ui};

/// The messages, newest first.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    ui.set_width(620.0);
    ui.heading("Messages");
    ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
        for message in cx.view.messages.iter().rev() {
            let colour = match message.gravity {
                Gravity::Note => ui.visuals().text_color(),
                Gravity::Warning => theme::warning(ui.visuals()),
                Gravity::Failure => theme::failure(ui.visuals()),
            };
            ui.label(RichText::new(&message.text).color(colour));
            let ago = duration(message.when.elapsed().as_secs_f64());
            ui.label(RichText::new(format!("{ago} ago")).weak().small());
        }
    });
    if ui.button("Close").on_hover_text("Back to the room (Escape).").clicked() {
        out.push(Command::Overlay(Overlay::None));
    }
}
