//! All studies of the project and what else waits for this computer, in the order of the queue.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::studies::{StudyInfo, StudyMove, Towards};
use crate::app::theme;
use augscope::run::engine::local::Ticket;
use egui::{DragValue, Frame, Label, ProgressBar, RichText, Ui};

/// The list.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let studied = cx.runs.studies.studied();
    ui.add_space(4.0);
    ui.heading("Studies");
    if studied.list.is_empty() {
        ui.label("None yet. Put one together at the left and start it.");
    }
    let words = if studied.served {
        "The queue of this computer is at work."
    } else {
        "The queue of this computer rests."
    };
    ui.label(RichText::new(words).small()).on_hover_text(
        "Studies wait in one queue for all projects. It goes on when the window is closed. After a restart of the computer it \
         goes on when this program is opened again.",
    );
    if !studied.served && studied.is_waiting() {
        let button = ui.button("Start the queue").on_hover_text(
            "Studies wait and none is at work: goes on with them, each from where it was interrupted.",
        );
        if button.clicked() {
            out.push(Command::Study(StudyMove::Serve));
        }
    }
    let mut list: Vec<&StudyInfo> = studied.list.iter().collect();
    let place = |study: &&StudyInfo| study.ticket.as_ref().map_or(usize::MAX, |(_, _, place)| *place);
    list.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.name.cmp(&b.name)));
    for study in list {
        card(ui, cx, out, study);
    }
    for (name, ticket) in &studied.elsewhere {
        elsewhere(ui, out, name, ticket);
    }
    for problem in &studied.problems {
        ui.label(RichText::new(problem).color(theme::failure(ui.visuals())));
    }
}

fn card(ui: &mut Ui, cx: &Context, out: &mut Commands, study: &StudyInfo) {
    let chosen = cx.study().is_some_and(|shown| shown.name == study.name);
    ui.push_id(&study.name, |ui| {
        Frame::group(ui.style()).show(ui, |ui| {
            ui.set_width(ui.available_width());
            let title =
                ui.add(egui::Button::selectable(chosen, RichText::new(&study.name).strong()).truncate());
            if title.on_hover_text(format!("{}\n{}", study.name, study.folder.display())).clicked() {
                out.push(Command::Study(StudyMove::Choose(study.name.clone())));
            }
            let count = study.count();
            let bar = ProgressBar::new(count.done as f32 / count.all.max(1) as f32);
            let words = format!("{} of {}", count.done, count.all);
            ui.add(bar.text(words)).on_hover_text("Runs that are trained and evaluated.");
            if let Some((ticket, waits, _)) = &study.ticket {
                if count.failed > 0 {
                    let words = format!("{} failed", count.failed);
                    ui.label(RichText::new(words).color(theme::failure(ui.visuals())));
                }
                ticket_row(ui, out, ticket, waits, &study.name);
            } else if count.done < count.all {
                let words = if study.on_cluster { "on a cluster" } else { "not in the queue" };
                ui.label(RichText::new(words).weak());
            }
        });
    });
}

fn elsewhere(ui: &mut Ui, out: &mut Commands, name: &str, ticket: &Ticket) {
    ui.push_id(("elsewhere", name), |ui| {
        Frame::group(ui.style()).show(ui, |ui| {
            ui.set_width(ui.available_width());
            let folder = ticket.out.display().to_string();
            ui.add(Label::new(RichText::new(name).strong()).truncate()).on_hover_text(&folder);
            ui.add(Label::new(RichText::new("of another project").weak()).truncate()).on_hover_text(folder);
            ticket_row(ui, out, name, ticket, name);
        });
    });
}

/// Priority, order, and a pause.
fn ticket_row(ui: &mut Ui, out: &mut Commands, name: &str, ticket: &Ticket, study: &str) {
    let mut push = |step: StudyMove| out.push(Command::Study(step));
    ui.horizontal_wrapped(|ui| {
        let words = if ticket.paused { "Go on" } else { "Pause" };
        let help = if ticket.paused {
            "Goes on with its runs where they were interrupted."
        } else {
            "Interrupts its runs; they go on later from the same place."
        };
        let button = ui.button(words).on_hover_text(help);
        if button.accessible_name(format!("{words} {study}")).clicked() {
            push(StudyMove::Pause(name.to_owned(), !ticket.paused));
        }
        for (words, towards, help) in [
            ("Sooner", Towards::Front, "Before the study that stands before it, among those of the same priority."),
            ("Later", Towards::Back, "Behind the study that stands behind it, among those of the same priority."),
        ] {
            let button = ui.button(words).on_hover_text(help);
            if button.accessible_name(format!("{words} {study}")).clicked() {
                push(StudyMove::Reorder(name.to_owned(), towards));
            }
        }
        let button = ui.button("Take out").on_hover_text(
            "Takes the study out of the queue: its runs are interrupted and wait until it is queued again. Nothing is deleted.",
        );
        if button.accessible_name(format!("Take {study} out of the queue")).clicked() {
            push(StudyMove::Withdraw(name.to_owned()));
        }
        let label = ui.label("Priority");
        let mut priority = ticket.priority;
        let drag = DragValue::new(&mut priority).range(-9..=9).speed(0.05);
        let drag = ui.add(drag).labelled_by(label.id).on_hover_text("Studies of a higher priority go first.");
        if drag.changed() {
            push(StudyMove::Priority(name.to_owned(), priority));
        }
    });
}
