//! The palette: all commands, found by a few letters.

use super::top_bar::hover;
use crate::app::action::Action;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::view::Overlay;
use egui::{Key, Modifiers, RichText, ScrollArea, TextEdit, Ui};

/// The commands that match what was typed: every word of it stands in their text.
pub fn matches(typed: &str) -> Vec<Action> {
    let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    let fits = |action: &Action| {
        let text = format!("{} {}", action.text(), action.menu().title()).to_lowercase();
        *action != Action::Palette && words.iter().all(|word| text.contains(word))
    };
    Action::ALL.iter().copied().filter(fits).collect()
}

/// The palette.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, typed: &str, chosen: usize) {
    ui.set_width(520.0);
    let found = matches(typed);
    let chosen = chosen.min(found.len().saturating_sub(1));
    let (up, down, enter) = ui.input_mut(|input| {
        (
            input.consume_key(Modifiers::NONE, Key::ArrowUp),
            input.consume_key(Modifiers::NONE, Key::ArrowDown),
            input.consume_key(Modifiers::NONE, Key::Enter),
        )
    });
    let mut text = typed.to_owned();
    let label = ui.label("What do you want to do?");
    let field =
        ui.add(TextEdit::singleline(&mut text).desired_width(f32::INFINITY).hint_text("undo, train..."));
    let field = field.labelled_by(label.id);
    field.request_focus();
    let mut next = chosen;
    if up {
        next = chosen.saturating_sub(1);
    } else if down {
        next = (chosen + 1).min(found.len().saturating_sub(1));
    }
    if text != typed {
        next = 0;
    }
    if text != typed || next != chosen {
        out.push(Command::Overlay(Overlay::Palette { typed: text, chosen: next }));
    }
    ScrollArea::vertical().max_height(380.0).show(ui, |ui| {
        for (place, &action) in found.iter().enumerate() {
            let obstacle = action.obstacle(cx);
            ui.horizontal(|ui| {
                let row = ui
                    .add_enabled_ui(obstacle.is_none(), |ui| {
                        ui.selectable_label(place == chosen, action.text())
                    })
                    .inner
                    .on_hover_text(hover(ui, action));
                if place == chosen && (up || down) {
                    row.scroll_to_me(None);
                }
                let words = obstacle
                    .map(str::to_owned)
                    .or_else(|| action.shortcut().map(|shortcut| ui.ctx().format_shortcut(&shortcut)));
                if let Some(words) = words {
                    ui.label(RichText::new(words).weak());
                }
                if row.clicked() {
                    out.push(Command::Act(action));
                }
            });
        }
        if found.is_empty() {
            ui.label("No command has these words.");
        }
    });
    if enter && let Some(&action) = found.get(chosen) {
        out.push(Command::Act(action));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_a_command_find_it() {
        assert_eq!(matches("take und"), []);
        assert!(matches("und").contains(&Action::Undo));
        assert!(matches("step DUP").contains(&Action::DuplicateStep));
        assert!(!matches("").contains(&Action::Palette));
    }
}
