//! The Train room: is it going well, how long, and can I leave?

mod choices;
mod computes_on;
mod discard;
mod expectation;
mod learning;
mod more_settings;
mod now;
mod runs;
mod state;

pub use discard::discard_question;

use crate::app::command::Commands;
use crate::app::context::Context;
use crate::app::runs::RunInfo;
use egui::{CentralPanel, Panel, ScrollArea, Ui};

/// Below this width of the window, in points, the right panel's content stands below the centre's.
const NARROW: f32 = 900.0;

/// The room.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let narrow = ui.available_width() < NARROW;
    Panel::left("training").default_size(300.0).size_range(220.0..=460.0).show(ui, |ui| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            choices::show(ui, cx, out);
            ui.separator();
            runs::show(ui, cx, out);
        });
    });
    let run = shown(cx);
    if let Some(run) = run.filter(|_| !narrow) {
        Panel::right("learning").default_size(330.0).size_range(250.0..=520.0).show(ui, |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| learning::show(ui, run));
        });
    }
    CentralPanel::default().show(ui, |ui| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| match run {
            Some(run) => {
                now::show(ui, cx, out, run);
                if narrow {
                    ui.separator();
                    learning::show(ui, run);
                }
            }
            None => now::nothing(ui, cx, out),
        });
    });
}

/// The run that the room shows: the chosen one, else the one at work, else the newest. None while a new
/// one is being started.
fn shown<'a>(cx: &Context<'a>) -> Option<&'a RunInfo> {
    let chosen = cx.view.run.as_ref().and_then(|name| cx.runs.named(name));
    if chosen.is_some() {
        return chosen;
    }
    if cx.runs.is_starting_new() {
        return None;
    }
    cx.running().or_else(|| cx.runs.list().last())
}
