//! The button that finds out why a run is as it is, and what stands there while that is being done.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::runs::RunInfo;
use crate::app::theme;
use augscope::run::{PlateColumns, RunState};
use egui::{Label, RichText, Ui};
use std::time::Duration;

/// A button that begins it.
pub struct Question<'a> {
    /// The words upon it.
    pub words: &'a str,
    /// What it does, in words.
    pub help: &'a str,
    /// The columns of a plate, where that is asked about too.
    pub plate: Option<&'a PlateColumns>,
    /// Why it cannot be asked, in words.
    pub obstacle: Option<&'a str>,
}

/// What is asked about transforms, twins and suspects.
pub const WHY: Question = Question {
    words: "Find out why (some minutes)",
    help: "Shows images of this run to its encoder under every transform alone, and measures what it ignores in which \
           class, which classes it confuses and which labels it doubts. It takes some minutes in the background; the \
           sealed part stays sealed.",
    plate: None,
    obstacle: None,
};

/// The button, or the work that it began.
pub fn button(ui: &mut Ui, cx: &Context, out: &mut Commands, run: &RunInfo, question: &Question) {
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
    let obstacle = question.obstacle.or((run.state != RunState::Done).then_some("The run is not done yet."));
    let response = ui
        .add_enabled(obstacle.is_none(), egui::Button::new(question.words))
        .on_hover_text(question.help)
        .on_disabled_hover_text(obstacle.unwrap_or_default());
    if response.clicked() {
        out.push(Command::Explain(run.folder.clone(), question.plate.cloned().map(Box::new)));
    }
    if let Some(problem) = explanations.problem(&run.folder) {
        ui.add(Label::new(RichText::new(problem).color(theme::failure(ui.visuals()))).wrap());
    }
}
