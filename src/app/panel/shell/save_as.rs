//! A name for the project.

use crate::app::command::{Command, Commands};
use crate::app::view::Overlay;
use egui::{Key, TextEdit, Ui};

/// A field for the project's folder.
pub fn show(ui: &mut Ui, out: &mut Commands, typed: &str) {
    ui.set_width(560.0);
    ui.heading("Save project as");
    ui.label("Everything is saved by itself all the time. Here you choose the folder in which the project goes on; what lies in the present one stays.");
    let mut text = typed.to_owned();
    let label = ui.label("Folder of the project");
    let field = ui.add(TextEdit::singleline(&mut text).desired_width(f32::INFINITY)).labelled_by(label.id);
    if text != typed {
        out.push(Command::Overlay(Overlay::SaveAs { typed: text.clone() }));
    }
    let enter = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    ui.horizontal(|ui| {
        let save = ui.button("Save").on_hover_text("Goes on in this folder.").clicked();
        if (save || enter) && !text.trim().is_empty() {
            out.push(Command::SaveAs(text.trim().into()));
        }
        if ui.button("Cancel").on_hover_text("Everything stays as it is.").clicked() {
            out.push(Command::Overlay(Overlay::None));
        }
    });
}
