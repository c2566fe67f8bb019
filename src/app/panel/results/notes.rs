//! What people write about the chosen run, and what can be done with it.

use super::export_run;
use crate::app::action::Action;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::runs::RunInfo;
use crate::app::view::{NotesDraft, Overlay};
use crate::app::widget::action_button;
use egui::{Label, RichText, TextEdit, Ui};

/// Below the table.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let run = cx.view.run.as_deref().and_then(|name| cx.runs.named(name));
    let Some(run) = run else {
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new("Click a row to write tags and a note about a run.").weak());
            action_button(ui, cx, out, Action::Bin, Action::Bin.text());
        });
        return;
    };
    ui.horizontal_wrapped(|ui| {
        ui.add(Label::new(RichText::new(&run.name).strong()).truncate()).on_hover_text(&run.name);
        buttons(ui, out, run);
        export_run::button(ui, cx, out, run);
        action_button(ui, cx, out, Action::Bin, Action::Bin.text());
    });
    let place = run.folder.display().to_string();
    ui.add(Label::new(RichText::new(&place).small().weak()).truncate()).on_hover_text(&place);
    fields(ui, cx, out, run);
}

fn buttons(ui: &mut Ui, out: &mut Commands, run: &RunInfo) {
    if run.linked {
        let help = "Takes this run from elsewhere off the list. Nothing is moved or deleted.";
        if ui.button("Take off the list").on_hover_text(help).clicked() {
            out.push(Command::UnlinkRun(run.folder.clone()));
        }
    } else if ui.button("Discard...").on_hover_text("Asks, and moves the run to the bin.").clicked() {
        out.push(Command::Overlay(Overlay::Discard { run: run.folder.clone() }));
    }
}

fn fields(ui: &mut Ui, cx: &Context, out: &mut Commands, run: &RunInfo) {
    let draft = cx.view.draft.as_ref().filter(|(folder, _)| *folder == run.folder).map(|(_, draft)| draft);
    let kept = NotesDraft { tags: run.notes.tags.join(", "), note: run.notes.note.clone() };
    let mut new = draft.unwrap_or(&kept).clone();
    let mut left = false;
    ui.horizontal(|ui| {
        let label = ui.label("Tags").on_hover_text("Words to find the run by, parted by commas.");
        let field = TextEdit::singleline(&mut new.tags).hint_text("plate 3, final").desired_width(180.0);
        left |= ui.add(field).labelled_by(label.id).lost_focus();
        let label = ui
            .label("Note")
            .on_hover_text("Anything. It is kept in the run's folder and goes where it goes.");
        let field =
            TextEdit::multiline(&mut new.note).desired_rows(2).desired_width(ui.available_width() - 8.0);
        left |= ui.add(field).labelled_by(label.id).lost_focus();
    });
    if draft != Some(&new) && (draft.is_some() || new != kept) {
        out.push(Command::DraftNotes(run.folder.clone(), new));
    }
    if left {
        out.push(Command::KeepNotes);
    }
}
