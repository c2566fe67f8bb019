//! The line at the bottom: what is being done, how far it is, and the newest message.

use crate::app::action::Action;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::theme;
use crate::app::view::{Gravity, Overlay};
use crate::app::widget::duration;
use augscope::job::Loaded;
use egui::{Align, Layout, Panel, ProgressBar, RichText, Ui};

/// The line at the bottom.
pub fn status_bar(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    Panel::bottom("status bar").show(ui, |ui| {
        if let Some(folder) = &cx.view.crashed {
            ui.horizontal_wrapped(|ui| {
                let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
                ui.colored_label(
                    theme::warning(ui.visuals()),
                    format!(
                        "The program ended unexpectedly while \"{}\" was open.",
                        name.unwrap_or_default()
                    ),
                );
                if ui.button("Open it again").on_hover_text("Nothing that was saved is lost.").clicked() {
                    out.push(Command::OpenProject(folder.clone()));
                }
                let no = ui.button("No").on_hover_text("It stays in the list of recent projects.");
                if no.clicked() {
                    out.push(Command::ForgetCrash);
                }
            });
        }
        ui.horizontal(|ui| {
            work(ui, cx, out);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| message(ui, cx, out));
        });
    });
}

fn work(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    if let Loaded::Loading(task) = &cx.data.opened {
        let (done, total) = (task.progress().done(), task.progress().total());
        let share = done as f32 / total.max(1) as f32;
        ui.label("opening images");
        ui.add(ProgressBar::new(share).desired_width(160.0).text(format!("{done} of {total}")));
        if ui.button("Cancel").on_hover_text("Stops opening; nothing is changed on the disk.").clicked() {
            out.push(Command::CancelLoading);
        }
        // The thread counts without waking the window.
        ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
    } else if let Some(run) = cx.running() {
        let course = &run.course;
        let share = course.steps.0 as f32 / course.steps.1.max(1) as f32;
        let text = format!("{}: round {:.0} of {}", run.name, course.epoch.ceil(), course.epochs);
        ui.add(ProgressBar::new(share).desired_width(240.0).text(text));
        if let Some(left) = run.seconds_left() {
            ui.label(format!("{} left", duration(left)));
        }
        if cx.runs.ordered(&run.folder).is_some() {
            ui.label("stopping...").on_hover_text("The training was told to end and saves its state.");
        } else {
            crate::app::widget::action_button(ui, cx, out, Action::Pause, Action::Pause.text());
        }
    } else if cx.runs.is_starting() {
        ui.spinner();
        ui.label("a training is being started");
    } else {
        ui.label(RichText::new("ready").weak());
    }
}

fn message(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    if cx.view.messages.len() > 1 {
        let all = ui.button("Show all").on_hover_text("Everything that was said in this session.");
        if all.clicked() {
            out.push(Command::Overlay(Overlay::Messages));
        }
    }
    if let Some(message) = cx.view.messages.last() {
        let colour = match message.gravity {
            Gravity::Note => ui.visuals().text_color(),
            Gravity::Warning => theme::warning(ui.visuals()),
            Gravity::Failure => theme::failure(ui.visuals()),
        };
        let label = egui::Label::new(RichText::new(&message.text).color(colour)).truncate();
        ui.add(label).on_hover_text(&message.text);
    }
}
