//! The study that is shown: how it stands, its runs, what they reached.

use super::{buttons, cluster, grid, reached};
use crate::app::command::Commands;
use crate::app::context::Context;
use crate::app::studies::Standing;
use crate::app::studies::StudyInfo;
use crate::app::theme;
use egui::{Label, RichText, Ui};
use std::fmt::Write;

/// Failures that are told with their reasons.
const MOST_FAILURES: usize = 20;

/// The study.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let Some(study) = cx.study() else {
        return nothing(ui);
    };
    ui.add_space(4.0);
    ui.add(Label::new(RichText::new(study.study().name.as_str()).heading()).truncate())
        .on_hover_text(study.folder.display().to_string());
    ui.label(line(study));
    buttons::show(ui, out, study);
    ui.add_space(4.0);
    grid::show(ui, cx, out, study);
    failures(ui, study);
    ui.separator();
    reached::show(ui, out, study);
    ui.separator();
    cluster::show(ui, cx, out, study);
}

fn nothing(ui: &mut Ui) {
    ui.vertical_centered(|ui| {
        ui.add_space(80.0);
        ui.heading("No study yet");
        ui.label(
            "One run is an anecdote. A study trains many recipes that differ in one thing, each with several seeds, and tells \
             for every class what that one thing did.",
        );
        ui.add_space(6.0);
        ui.label("At the left, choose what changes: a parameter at several levels, each step left out, other recipes.");
    });
}

/// "12 of 30 runs are done, 2 at work, 1 failed".
fn line(study: &StudyInfo) -> String {
    let count = study.count();
    let mut line = format!("{} of {} runs are done", count.done, count.all);
    for (number, words) in [(count.running, "at work"), (count.failed, "failed")] {
        if number > 0 {
            // Writing into a text cannot fail.
            let _ = write!(line, ", {number} {words}");
        }
    }
    line
}

/// Why runs failed.
fn failures(ui: &mut Ui, study: &StudyInfo) {
    let failed = study.runs.iter().zip(&study.plan.runs).filter_map(|(cell, run)| match &cell.standing {
        Standing::Failed { reason, again } => Some((&run.name, reason, *again)),
        _ => None,
    });
    let all: Vec<_> = failed.collect();
    let waits = study.ticket.as_ref().is_some_and(|(_, ticket, _)| !ticket.paused);
    for &(name, reason, again) in all.iter().take(MOST_FAILURES) {
        let again = again && waits;
        let then = if again { " It is tried again." } else { "" };
        let words = format!("{name}: {reason}.{then}");
        let colour = if again { theme::warning(ui.visuals()) } else { theme::failure(ui.visuals()) };
        ui.label(RichText::new(words.replace("..", ".")).color(colour));
    }
    if let Some(more) = all.len().checked_sub(MOST_FAILURES).filter(|more| *more > 0) {
        ui.label(format!("and {more} more: point at their cells above"));
    }
}
