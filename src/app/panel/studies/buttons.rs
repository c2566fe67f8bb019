//! What can be done with a study.

use crate::app::command::{Command, Commands};
use crate::app::studies::{StudyInfo, StudyMove};
use egui::{Button, Ui};

/// The row of buttons.
pub fn show(ui: &mut Ui, out: &mut Commands, study: &StudyInfo) {
    let count = study.count();
    let name = || study.name.clone();
    let done = count.done > 0;
    let several = study.reached.len() > 1;
    let mut push = |step: StudyMove| out.push(Command::Study(step));
    ui.horizontal_wrapped(|ui| {
        if count.done < count.all && (study.ticket.is_none() || count.failed > 0) {
            let words = match (study.on_cluster, count.failed > 0) {
                (true, _) => "Queue it on this computer",
                (false, true) => "Try failed runs again",
                (false, false) if count.done + count.running == 0 => "Queue it",
                (false, false) => "Queue it again",
            };
            let help = "Hands the study to the queue of this computer: what failed is tried anew, what was interrupted goes on.";
            if ui.button(words).on_hover_text(help).clicked() {
                push(StudyMove::Enqueue(name()));
            }
        }
        let button = ui.add_enabled(done, Button::new("Show in Results")).on_hover_text(
            "Ticks all of its runs that are done in the Results room: ranking, curves, differences, what each step brings.",
        );
        if button.on_disabled_hover_text("No run is done yet.").clicked() {
            push(StudyMove::Results(name()));
        }
        let button = ui.add_enabled(several, Button::new("Write the report")).on_hover_text(
            "A page about the study as it stands, to be sent to somebody: report.html in its folder.",
        );
        if button.on_disabled_hover_text("Runs of at least two recipes must be done.").clicked() {
            push(StudyMove::Report(name()));
        }
        let button = ui.add_enabled(several, Button::new("Export")).on_hover_text(
            "A table of every run, class and read-out (CSV and Parquet), every figure and the page, in the folder export of the \
             study.",
        );
        if button.on_disabled_hover_text("Runs of at least two recipes must be done.").clicked() {
            push(StudyMove::Export(name()));
        }
        let button = ui.button("Add runs...");
        if button.on_hover_text("Adds levels, recipes or seeds. Runs that are done are not done again.").clicked() {
            push(StudyMove::AddTo(name()));
        }
    });
}
