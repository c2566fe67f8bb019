//! The question before a run is thrown away.

use super::{runs, state};
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::theme;
use crate::app::view::Overlay;
use crate::app::widget::percent;
use augscope::run::{Order, RunState};
use egui::{RichText, Ui};
use std::path::Path;

/// The question.
pub fn discard_question(ui: &mut Ui, cx: &Context, out: &mut Commands, run: &Path) {
    ui.set_width(440.0);
    let Some(info) = cx.runs.list().iter().find(|known| known.folder == run) else {
        ui.label("This run is gone already.");
        keep(ui, out, "Close");
        return;
    };
    ui.heading(format!("Discard \"{}\"?", info.name));
    let begun = runs::begun(&info.record.created);
    let course = &info.course;
    let far = match runs::accuracy(info) {
        Some(accuracy) => format!("balanced accuracy {}", percent(accuracy)),
        None => format!("{:.0} of {} rounds done", course.epoch.floor(), info.record.config.epochs),
    };
    ui.label(format!("{}, begun {begun}, {far}.", state::word(cx, info)));
    if info.state == RunState::Running {
        at_work(ui, cx, out, run);
        return;
    }
    ui.label("Its encoder, its curves and its results leave the project, and comparisons with it are gone.");
    let bin = run.parent().unwrap_or(run).join(".bin");
    ui.label(
        "Nothing is deleted: its folder is moved to the bin, from where you can have it back (Training, Bin of runs):",
    );
    ui.label(RichText::new(bin.display().to_string()).small().weak());
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        let text = RichText::new("Discard").color(theme::failure(ui.visuals()));
        if ui.button(text).on_hover_text("Moves the run to the bin folder.").clicked() {
            out.push(Command::Discard(run.to_path_buf()));
        }
        keep(ui, out, "Keep");
    });
}

/// A run that is at work has to be paused first: its process writes into its folder.
fn at_work(ui: &mut Ui, cx: &Context, out: &mut Commands, run: &Path) {
    ui.label("It is at work now, so it must be paused first. Then this question is asked again.");
    ui.add_space(6.0);
    let info = cx.runs.list().iter().find(|known| known.folder == run);
    let ordered = info.is_some_and(|info| state::order(cx, info) == Some(Order::Pause));
    ui.horizontal(|ui| {
        if ordered {
            ui.spinner();
            ui.label("pausing...");
        } else if ui.button("Pause").on_hover_text("Saves the state and ends the process.").clicked() {
            out.push(Command::Order(run.to_path_buf(), Order::Pause));
        }
        keep(ui, out, "Keep");
    });
}

fn keep(ui: &mut Ui, out: &mut Commands, text: &str) {
    if ui.button(text).on_hover_text("Closes this question; nothing is changed.").clicked() {
        out.push(Command::Overlay(Overlay::None));
    }
}
