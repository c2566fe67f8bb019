//! A field for a path, with what may follow below it.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{Button, Id, Key, Modifiers, ScrollArea, TextEdit, Ui, vec2};
use std::path::PathBuf;

/// The field, the button that opens, and the completions.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let typed = &cx.view.typed_path;
    let label = ui.label("Path of a folder, a table or a project");
    let id = Id::unique("typed path");
    let next = cx.data.completions.iter().find(|completion| *completion != typed);
    let mut text = typed.clone();
    let focused = ui.memory(|memory| memory.has_focus(id));
    let tab = focused && next.is_some() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Tab));
    if let Some(next) = next.filter(|_| tab) {
        take(ui, id, next, out);
        text.clone_from(next);
    }
    let before = text.clone();
    ui.horizontal(|ui| {
        let width = (ui.available_width() - 76.0).max(60.0);
        let field = TextEdit::singleline(&mut text)
            .id(id)
            .hint_text("/home/me/cells")
            .desired_width(width)
            // Tab takes the first completion; without one it leads on, as everywhere.
            .lock_focus(next.is_some() && !typed.is_empty());
        let help = "Type the path of a folder of images, of a table (.csv, .tsv) or of a project. Tab takes \
                    the first proposal, Enter opens.";
        let field = ui.add(field).labelled_by(label.id).on_hover_text(help);
        let enter = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let some = !text.trim().is_empty();
        let open = ui.add_enabled(some, Button::new("Open")).on_hover_text("Opens what lies at this path.");
        let open = open.on_disabled_hover_text("Type a path first.");
        if some && (enter || open.clicked()) {
            out.push(Command::OpenPath(path_of(&text)));
        }
    });
    if text != before {
        out.push(Command::TypePath(text));
    }
    completions(ui, cx, out, id);
}

/// What may follow, as a list to click.
fn completions(ui: &mut Ui, cx: &Context, out: &mut Commands, id: Id) {
    let typed = &cx.view.typed_path;
    if typed.is_empty() || cx.data.completions.is_empty() {
        return;
    }
    ScrollArea::vertical().id_salt("completions").max_height(150.0).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        for completion in cx.data.completions.iter().filter(|completion| *completion != typed) {
            let button = Button::selectable(false, last_part(completion)).truncate();
            let button = button.min_size(vec2(ui.available_width(), 0.0));
            if ui.add(button).on_hover_text(completion).clicked() {
                take(ui, id, completion, out);
            }
        }
    });
}

/// Puts a completion into the field, with the cursor behind it.
fn take(ui: &Ui, id: Id, completion: &str, out: &mut Commands) {
    out.push(Command::TypePath(completion.to_owned()));
    let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
    let end = CCursor::new(completion.chars().count());
    state.cursor.set_char_range(Some(CCursorRange::one(end)));
    state.store(ui.ctx(), id);
    ui.memory_mut(|memory| memory.request_focus(id));
}

/// The last part of a path, with the separator at its end.
fn last_part(path: &str) -> &str {
    let trimmed = path.trim_end_matches(std::path::is_separator);
    let start = trimmed.rfind(std::path::is_separator).map_or(0, |at| at + 1);
    path.get(start..).unwrap_or(path)
}

/// The path that was meant: without the quotes that file managers put around copied paths, and with the
/// home folder for `~`.
fn path_of(typed: &str) -> PathBuf {
    let text = typed.trim().trim_matches('"');
    let rest =
        text.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with(std::path::is_separator));
    match (rest, std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest.trim_start_matches(std::path::is_separator)),
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_understood_as_they_are_meant() {
        assert_eq!(path_of(" \"/data/my cells\" "), PathBuf::from("/data/my cells"));
        assert_eq!(path_of("~other/x"), PathBuf::from("~other/x"));
        if let Some(home) = std::env::home_dir() {
            assert_eq!(path_of("~/cells"), home.join("cells"));
            assert_eq!(path_of("~"), home);
        }
        assert_eq!(["/a/b/", "/a/b.csv", "b"].map(last_part), ["b/", "b.csv", "b"]);
    }
}
