//! The window in which a run is sent to another program.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::run_files::RunExport;
use crate::app::runs::RunInfo;
use crate::app::view::Overlay;
use augscope::export::{TARGETS, Target};
use augscope::run::RunState;
use egui::{Button, ComboBox, Key, TextEdit, Ui};
use std::path::Path;

/// The button that opens it.
pub fn button(ui: &mut Ui, cx: &Context, out: &mut Commands, run: &RunInfo) {
    let button = ui.add_enabled(run.state == RunState::Done, Button::new("Export..."));
    let button = button.on_hover_text(
        "The encoder for Python, Fiji or ilastik, a table of features or predictions, the curves: in the form of the program \
         that will read it.",
    );
    if button.on_disabled_hover_text("The run is not done yet.").clicked()
        && let Some(target) = targets().next()
    {
        let typed = RunExport::offered(&cx.exports_folder(), &run.name, target);
        let wish = RunExport { run: run.folder.clone(), target: target.name, typed };
        out.push(Command::Overlay(Overlay::ExportRun(wish)));
    }
}

/// The forms that a run can take.
fn targets() -> impl Iterator<Item = &'static Target> {
    TARGETS.iter().copied().filter(|target| target.needs_run())
}

/// The window.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, wish: &RunExport) {
    ui.set_width((0.6 * ui.ctx().content_rect().width()).clamp(380.0, 620.0));
    ui.heading("Export the run");
    let name =
        cx.runs.list().iter().find(|run| run.folder == wish.run).map_or("run", |run| run.name.as_str());
    ui.label(name);
    let mut next = wish.clone();
    let label = ui.label("What, and for which program");
    let list = ComboBox::from_id_salt("target of the run")
        .width(ui.available_width().min(480.0))
        .truncate()
        .selected_text(targets().find(|target| target.name == wish.target).map_or("", |target| target.title))
        .show_ui(ui, |ui| {
            for target in targets() {
                ui.selectable_value(&mut next.target, target.name, target.title).on_hover_text(target.help);
            }
        });
    list.response
        .labelled_by(label.id)
        .on_hover_text("What is written, in the form that the other program reads.");
    if next.target != wish.target
        && let Some(target) = targets().find(|target| target.name == next.target)
    {
        // Where the user wants it stays.
        let folder =
            Path::new(wish.typed.trim()).parent().map_or_else(|| cx.exports_folder(), Path::to_path_buf);
        next.typed = RunExport::offered(&folder, name, target);
    }
    if let Some(target) = targets().find(|target| target.name == wish.target) {
        ui.label(target.help);
    }
    let label = ui.label("Path of the file or folder");
    let field = ui
        .add(TextEdit::singleline(&mut next.typed).desired_width(f32::INFINITY))
        .labelled_by(label.id)
        .on_hover_text("Where it goes. Nothing is written over: a name that is taken gets a number.");
    let enter = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let some = !next.typed.trim().is_empty();
    ui.horizontal_wrapped(|ui| {
        if ui.button("Choose...").on_hover_text("The system's window for choosing a folder.").clicked() {
            out.push(Command::ChooseExports);
        }
        let write = ui.add_enabled(some, Button::new("Export"));
        let write = write.on_hover_text("Writes it.").on_disabled_hover_text("Type a path first.");
        if some && (write.clicked() || enter) {
            out.push(Command::ExportRun(next.clone()));
            out.push(Command::Overlay(Overlay::None));
        } else if ui.button("Cancel").on_hover_text("Nothing is written (Escape).").clicked() {
            out.push(Command::Overlay(Overlay::None));
        } else if next != *wish {
            out.push(Command::Overlay(Overlay::ExportRun(next.clone())));
        }
    });
}
