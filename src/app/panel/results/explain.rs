//! The button that finds out why a run is as it is, and what stands there while that is being done.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::runs::RunInfo;
use crate::app::theme;
use augscope::run::RunState;
use egui::{Label, RichText, Ui};
use std::time::Duration;

/// The button, or the work that it began; `again` where there is an answer already.
pub fn button(ui: &mut Ui, cx: &Context, out: &mut Commands, run: &RunInfo, again: bool) {
    let explanations = &cx.runs.explanations;
    if let Some(since) = explanations.since(&run.folder) {
        ui.horizontal_wrapped(|ui| {
            ui.spinner();
            let seconds = since.elapsed().as_secs();
            ui.label(format!("finding out why, for {} min {} s...", seconds / 60, seconds % 60));
            let stop = ui.button("Stop").on_hover_text("Ends the work; nothing of it is kept.");
            if stop.clicked() {
                out.push(Command::StopExplaining(run.folder.clone()));
            }
        });
        ui.ctx().request_repaint_after(Duration::from_millis(500));
        return;
    }
    let words = if again { "Find out again" } else { "Find out why (some minutes)" };
    let done = run.state == RunState::Done;
    let response = ui
        .add_enabled(done, egui::Button::new(words))
        .on_hover_text(format!(
            "Shows images of {} to its encoder under every transform alone, and measures what it ignores in which class, \
             which classes it confuses and which labels it doubts. It takes some minutes in the background, and the \
             sealed part stays sealed.",
            run.name
        ))
        .on_disabled_hover_text("The run is not done yet.");
    if response.clicked() {
        out.push(Command::Explain(run.folder.clone()));
    }
    if let Some(problem) = explanations.problem(&run.folder) {
        ui.add(Label::new(RichText::new(problem).color(theme::failure(ui.visuals()))).wrap());
    }
}
