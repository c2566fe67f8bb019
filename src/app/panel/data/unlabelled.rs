//! The folder of further images without classes.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::project::DataSource;
use crate::app::view::Overlay;
use egui::{Key, TextEdit, Ui};

/// A field for its path, and the system's window for choosing one.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, typed: &str) {
    let Some(source) = cx.document.project().data.as_ref() else {
        ui.label("Open images first.");
        return;
    };
    ui.set_width((0.6 * ui.ctx().content_rect().width()).clamp(380.0, 620.0));
    ui.heading("Unlabelled images");
    ui.label(
        "Images of the same kind whose class nobody knows. They serve the training of the encoder; nothing is tested on \
         them. They need the same channels as the others.",
    );
    let mut text = typed.to_owned();
    let label = ui.label("Path of the folder");
    let field = TextEdit::singleline(&mut text).hint_text("/home/me/more cells").desired_width(f32::INFINITY);
    let field = ui
        .add(field)
        .labelled_by(label.id)
        .on_hover_text("Type the path of a folder of images. Enter adds them.");
    if text != typed {
        out.push(Command::Overlay(Overlay::Unlabelled { typed: text.clone() }));
    }
    let enter = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let with = |folder: Option<std::path::PathBuf>| {
        let mut source: DataSource = source.clone();
        source.reading.unlabelled = folder;
        source
    };
    ui.horizontal_wrapped(|ui| {
        if ui.button("Choose...").on_hover_text("The system's window for choosing a folder.").clicked() {
            out.push(Command::ChooseUnlabelled);
        }
        let some = !text.trim().is_empty();
        let add = ui.add_enabled(some, egui::Button::new("Add them"));
        let add = add.on_hover_text("Opens the images again, with those of this folder.");
        if some && (enter || add.on_disabled_hover_text("Type a path first.").clicked()) {
            out.push(Command::OpenData(with(Some(text.trim().into()))));
            out.push(Command::Overlay(Overlay::None));
        }
        if source.reading.unlabelled.is_some()
            && ui.button("Take them away").on_hover_text("Opens the images again, without those.").clicked()
        {
            out.push(Command::OpenData(with(None)));
            out.push(Command::Overlay(Overlay::None));
        }
        if ui.button("Cancel").on_hover_text("Everything stays as it is (Escape).").clicked() {
            out.push(Command::Overlay(Overlay::None));
        }
    });
}
