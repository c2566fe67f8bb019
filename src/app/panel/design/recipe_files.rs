//! The windows in which a recipe is sent to another program, or taken from one.

use crate::app::command::{Command, Commands};
use crate::app::recipe_files::RecipeExport;
use crate::app::view::Overlay;
use augscope::export::TARGETS;
use augscope::export::target::Form;
use egui::{Button, ComboBox, Key, TextEdit, Ui};
use std::path::Path;

/// Which program, and where its file goes.
pub fn export(ui: &mut Ui, out: &mut Commands, wish: &RecipeExport) {
    ui.set_width((0.6 * ui.ctx().content_rect().width()).clamp(380.0, 620.0));
    ui.heading("Export the recipe");
    let mut next = wish.clone();
    let chosen = TARGETS.iter().find(|target| target.name == wish.target);
    let label = ui.label("For which program");
    ComboBox::from_id_salt("target of the recipe")
        .width(ui.available_width().min(480.0))
        .truncate()
        .selected_text(chosen.map_or(wish.target, |target| target.title))
        .show_ui(ui, |ui| {
            for target in TARGETS.iter().filter(|target| !target.needs_run()) {
                ui.selectable_value(&mut next.target, target.name, target.title).on_hover_text(target.help);
            }
        })
        .response
        .labelled_by(label.id)
        .on_hover_text("The program that will read the file.");
    if next.target != wish.target
        && let Some(Form::File { ending }) = TARGETS.iter().find(|t| t.name == next.target).map(|t| t.form)
    {
        // Our own ending has two parts.
        let one = wish.typed.strip_suffix(".augscope.toml").map(|name| format!("{name}.toml"));
        next.typed =
            Path::new(one.as_ref().unwrap_or(&wish.typed)).with_extension(ending).display().to_string();
    }
    if let Some(target) = chosen {
        ui.label(target.help);
    }
    let label = ui.label("Path of the file");
    let field = ui
        .add(TextEdit::singleline(&mut next.typed).desired_width(f32::INFINITY))
        .labelled_by(label.id)
        .on_hover_text("Where the file goes. Nothing is written over: a name that is taken gets a number.");
    ui.checkbox(&mut next.partial, "Leave out steps that the other program lacks").on_hover_text(
        "Without this the recipe is not exported where a step of it has no counterpart there. What was left out is told.",
    );
    let enter = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let some = !next.typed.trim().is_empty();
    ui.horizontal_wrapped(|ui| {
        if ui.button("Choose...").on_hover_text("The system's window for choosing a folder.").clicked() {
            out.push(Command::ChooseExports);
        }
        let write = ui.add_enabled(some, Button::new("Export"));
        let write = write.on_hover_text("Writes the file.").on_disabled_hover_text("Type a path first.");
        if some && (write.clicked() || enter) {
            out.push(Command::ExportRecipe(next.clone()));
        }
        if ui.button("Cancel").on_hover_text("Nothing is written (Escape).").clicked() {
            out.push(Command::Overlay(Overlay::None));
        } else if next != *wish {
            out.push(Command::Overlay(Overlay::ExportRecipe(next.clone())));
        }
    });
}

/// The path of a recipe's file.
pub fn import(ui: &mut Ui, out: &mut Commands, typed: &str) {
    ui.set_width((0.6 * ui.ctx().content_rect().width()).clamp(380.0, 620.0));
    ui.heading("Import a recipe");
    ui.label(
        "A recipe file of this program (.toml), of Albumentations (.json, .yaml), of solo-learn (.yaml) or of lightly (.py, \
         .yaml, .json). It is added beside the others. What was not understood is told.",
    );
    let mut text = typed.to_owned();
    let label = ui.label("Path of the file");
    let field = ui
        .add(
            TextEdit::singleline(&mut text)
                .hint_text("/home/me/augmentations.json")
                .desired_width(f32::INFINITY),
        )
        .labelled_by(label.id)
        .on_hover_text("Type the path of the file. Enter reads it.");
    if text != typed {
        out.push(Command::Overlay(Overlay::ImportRecipe { typed: text.clone() }));
    }
    let enter = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    ui.horizontal_wrapped(|ui| {
        if ui.button("Choose...").on_hover_text("The system's window for choosing a file.").clicked() {
            out.push(Command::ChooseRecipe);
        }
        let some = !text.trim().is_empty();
        let read = ui.add_enabled(some, Button::new("Import"));
        let read = read.on_hover_text("Reads the file and adds the recipe.");
        if some && (enter || read.on_disabled_hover_text("Type a path first.").clicked()) {
            out.push(Command::ImportRecipe(text.trim().into()));
        }
        if ui.button("Cancel").on_hover_text("Everything stays as it is (Escape).").clicked() {
            out.push(Command::Overlay(Overlay::None));
        }
    });
}
