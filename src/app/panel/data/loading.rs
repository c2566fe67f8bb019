//! What stands in the Data room while images are opened, and when they could not be.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::project::DataSource;
use crate::app::theme;
use augscope::job::Progress;
use egui::{Frame, ProgressBar, RichText, Ui};
use std::time::Duration;

/// How far the opening is.
pub fn show(ui: &mut Ui, out: &mut Commands, progress: &Progress) {
    ui.vertical_centered(|ui| {
        ui.add_space(120.0);
        ui.heading("The images are being opened");
        ui.add_space(6.0);
        let (done, total) = (progress.done(), progress.total());
        let width = ui.available_width().min(420.0);
        if total == 0 {
            ui.spinner();
            ui.label("The files are being counted.");
        } else {
            let words = format!("{done} of {total} images");
            let share = done as f32 / total as f32;
            ui.add(ProgressBar::new(share).desired_width(width).text(&words)).accessible_name(words);
        }
        ui.add_space(6.0);
        let stopping = progress.stop().requested();
        let cancel = ui.add_enabled(!stopping, egui::Button::new("Cancel"));
        let cancel = cancel.on_hover_text("Stops opening. Nothing is changed on the disk.");
        if cancel.on_disabled_hover_text("It stops after the image that is being read.").clicked() {
            out.push(Command::CancelLoading);
        }
    });
    // The thread counts without waking the window.
    ui.ctx().request_repaint_after(Duration::from_millis(100));
}

/// Why the images could not be opened, and what can be done.
pub fn failed(ui: &mut Ui, cx: &Context, out: &mut Commands, words: &str) {
    Frame::group(ui.style()).show(ui, |ui| {
        // The scroll bar floats over the right edge.
        ui.set_width(ui.available_width() - 8.0);
        ui.label(RichText::new("The images could not be opened").strong());
        ui.colored_label(theme::failure(ui.visuals()), words);
        ui.label(
            "Put right what is said above and try again, or open something else below. A folder needs a \
             sub-folder for every class, or a table labels.csv that names each file and its class.",
        );
        let Some(source) = &cx.document.project().data else { return };
        ui.horizontal_wrapped(|ui| {
            let again = ui.button("Try again");
            if again.on_hover_text(source.path.display().to_string()).clicked() {
                out.push(Command::OpenData(source.clone()));
            }
            if source.label.is_some() || source.group.is_some() {
                let plain = ui.button("Try without the chosen columns");
                let help = "Takes the column \"label\" for the classes, and no groups. Other columns can be \
                            chosen afterwards.";
                if plain.on_hover_text(help).clicked() {
                    let path = source.path.clone();
                    out.push(Command::OpenData(DataSource::new(path, None, None)));
                }
            }
        });
    });
}
