//! Keys that do an action, wherever the pointer is.

use crate::app::action::Action;
use crate::app::command::{Command, Commands};
use egui::{Key, Modifiers, Ui};

/// Turns pressed keys into commands. While a text is being typed, keys that mean something in it are
/// left to it.
pub fn take_shortcuts(ui: &Ui, out: &mut Commands) {
    let typing = ui.ctx().egui_wants_keyboard_input();
    let in_text = [Action::Undo, Action::Redo, Action::DeleteStep, Action::Train];
    // The longer combinations first: Ctrl+Z is part of Ctrl+Shift+Z.
    let mut actions: Vec<Action> = Action::ALL.to_vec();
    actions.sort_by_key(|a| a.shortcut().is_none_or(|s| !s.modifiers.shift));
    for action in actions {
        let Some(shortcut) = action.shortcut() else { continue };
        if typing && in_text.contains(&action) {
            continue;
        }
        if ui.ctx().input_mut(|input| input.consume_shortcut(&shortcut)) {
            out.push(Command::Act(action));
        }
    }
    // What many hands know as "do it again" and as "delete".
    if !typing && ui.ctx().input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Y)) {
        out.push(Command::Act(Action::Redo));
    }
    if ui.ctx().input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Equals)) {
        out.push(Command::Act(Action::ZoomIn));
    }
}
