//! The first steps, and the keys.

use crate::app::action::Action;
use crate::app::command::{Command, Commands};
use crate::app::view::Overlay;
use egui::{Grid, ScrollArea, Ui};

const STEPS: [(&str, &str); 5] = [
    (
        "Data",
        "Open your images, or simulated cells. Choose the column of classes, and the column of what must stay together: plate, well, slide, donor. Look whether everything was read right.",
    ),
    (
        "Design",
        "Add transforms: each teaches the encoder to ignore something. Move the sliders and watch what happens to your cells. What you see is what it trains on.",
    ),
    (
        "Train",
        "One click. The encoder learns to tell images apart although they were changed at random. It goes on when the window is closed.",
    ),
    (
        "Results",
        "How accurate every class became, with an interval, beside the untrained encoder. A transform that erases what tells two classes apart shows here.",
    ),
    (
        "Studies",
        "One run is an anecdote. Let one thing change (a parameter at several levels, each step left out), repeat it with several seeds, and see what it does to every class.",
    ),
];

/// Keys that belong to something on the screen.
const OTHER_KEYS: [(&str, &str); 2] = [
    ("X, or a click with Ctrl", "Mark the version under the pointer as implausible (Design room)"),
    ("Left and right arrow", "Move the divider of A/B, once it was clicked (Design room)"),
];

/// The first steps.
pub fn show(ui: &mut Ui, out: &mut Commands) {
    ui.set_width(560.0);
    ui.heading("First steps");
    ScrollArea::vertical().max_height(460.0).show(ui, |ui| {
        for (room, words) in STEPS {
            ui.strong(room);
            ui.label(words);
        }
        ui.separator();
        ui.strong("Keys");
        Grid::new("keys").num_columns(2).striped(true).show(ui, |ui| {
            for action in Action::ALL {
                let keys = action.shortcut().into_iter().chain(action.other_keys());
                let keys: Vec<String> = keys.map(|keys| ui.ctx().format_shortcut(&keys)).collect();
                if !keys.is_empty() {
                    ui.label(keys.join(" or "));
                    ui.label(action.text());
                    ui.end_row();
                }
            }
            for (keys, what) in OTHER_KEYS {
                ui.label(keys);
                ui.label(what);
                ui.end_row();
            }
        });
    });
    if ui.button("Close").on_hover_text("Back to the room (Escape).").clicked() {
        out.push(Command::Overlay(Overlay::None));
    }
}
