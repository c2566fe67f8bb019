//! What stands in place of the chart while there is nothing to draw.

use super::comparison::{ticked, why_no_report};
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::theme;
use crate::app::view::Room;
use augscope::run::RunState;
use egui::{RichText, ScrollArea, Ui};

/// Runs that are told of; the rest is counted.
const MOST_TOLD: usize = 50;

/// Says what to do.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.vertical_centered(|ui| {
            ui.add_space(60.0);
            let runs = cx.runs.list();
            let ticked = ticked(cx);
            if runs.is_empty() {
                ui.heading("No runs yet");
                ui.label("Train an encoder with a recipe; its accuracy for every class appears here when it is done.");
                to_training(ui, out);
            } else if ticked.is_empty() && runs.iter().any(|run| run.summary.is_some()) {
                ui.heading("No run is ticked");
                ui.label("Tick a run on the left to see its accuracy for every class; tick two to compare them.");
            } else {
                let failed = runs.iter().all(|run| run.state == RunState::Failed);
                ui.heading(if failed { "Every run has failed" } else { "No results yet" });
                let silent = if ticked.is_empty() { runs.iter().collect() } else { ticked };
                let more = silent.len().saturating_sub(MOST_TOLD);
                for run in silent.into_iter().take(MOST_TOLD) {
                    let text = format!("\"{}\" {}", run.name, why_no_report(run));
                    let mut text = RichText::new(text);
                    if run.state == RunState::Failed {
                        text = text.color(theme::failure(ui.visuals()));
                    }
                    ui.label(text);
                }
                if more > 0 {
                    ui.label(format!("and {more} more"));
                }
                to_training(ui, out);
            }
        });
    });
}

fn to_training(ui: &mut Ui, out: &mut Commands) {
    ui.add_space(8.0);
    let button = ui.button("To the Train room").on_hover_text("Trainings are started and watched there.");
    if button.clicked() {
        out.push(Command::Go(Room::Train));
    }
}
