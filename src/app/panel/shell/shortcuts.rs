//! Keys that do an action, wherever the pointer is.

use crate::app::action::Action;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::view::{Overlay, Room};
use egui::text_selection::LabelSelectionState;
use egui::{Event, Key, Ui};

/// Actions whose keys mean something else in a text.
const IN_TEXT: [Action; 6] =
    [Action::Undo, Action::Redo, Action::DeleteStep, Action::Train, Action::CopyStep, Action::PasteStep];

/// Turns pressed keys into commands. While a text is being typed, or a control is held by the keyboard, keys that mean
/// something to it are left to it. Letters without Ctrl or Alt count in the Design room alone.
pub fn take_shortcuts(ui: &Ui, cx: &Context, out: &mut Commands) {
    let typing = ui.ctx().egui_wants_keyboard_input();
    let designing = cx.view.room == Room::Design && cx.view.overlay == Overlay::None;
    if designing && !typing {
        copy_and_paste(ui, out);
    }
    let mut keys: Vec<_> = Action::ALL
        .iter()
        .flat_map(|action| {
            action.shortcut().into_iter().chain(action.other_keys()).map(|keys| (*action, keys))
        })
        .collect();
    // The longer combinations first: Ctrl+Z is part of Ctrl+Shift+Z.
    keys.sort_by_key(|(_, shortcut)| !shortcut.modifiers.shift);
    for (action, shortcut) in keys {
        let plain = shortcut.modifiers.is_none() && shortcut.logical_key != Key::F1;
        let step = matches!(action, Action::CopyStep | Action::PasteStep);
        if (typing && (plain || IN_TEXT.contains(&action))) || ((plain || step) && !designing) {
            continue;
        }
        if ui.ctx().input_mut(|input| input.consume_shortcut(&shortcut)) {
            out.push(Command::Act(action));
        }
    }
}

/// Systems turn Ctrl+C and Ctrl+V into events of their own, the latter with what is on the clipboard.
fn copy_and_paste(ui: &Ui, out: &mut Commands) {
    // Words that are marked with the pointer are what is meant to be copied.
    let marked =
        ui.ctx().with_plugin(|labels: &mut LabelSelectionState| labels.has_selection()).unwrap_or(false);
    let events = ui.ctx().input(|input| input.events.clone());
    for event in events {
        match event {
            Event::Copy if !marked => out.push(Command::Act(Action::CopyStep)),
            Event::Paste(text) => out.push(Command::PasteSteps(text)),
            _ => {}
        }
    }
}
