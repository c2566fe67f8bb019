//! The question before the sealed part is opened, with what it costs.

use super::comparison::ticked;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::runs::RunInfo;
use crate::app::theme;
use crate::app::view::Overlay;
use augscope::run::RunState;
use egui::{Label, RichText, ScrollArea, Ui};

/// The window over the room.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    ui.set_width(520.0_f32.min(0.85 * ui.ctx().content_rect().width()));
    ui.heading("Open the sealed part?");
    let done = |run: &&RunInfo| run.state == RunState::Done && run.report.is_some();
    let runs: Vec<&RunInfo> = ticked(cx).into_iter().filter(done).collect();
    let sealed = runs.first().and_then(|run| run.report.as_ref()?.split.parts.get("report").copied());
    let Some(part) = sealed.filter(|part| part.images > 0) else {
        ui.label("The ticked runs have no sealed part: the images are too few to put some aside.");
        return close(ui, out, "Close");
    };
    ui.label(format!(
        "{} images in {} groups were put aside before the first training. No recipe was chosen by them, so accuracy on \
         them is what new images will give.",
        part.images, part.groups
    ));
    ui.label(
        RichText::new(
            "That is true once. Whoever has seen these numbers and goes on changing recipes chooses by them, and then \
             nothing unseen is left. So open it at the very end, for the recipes that you will report, and together.",
        )
        .color(theme::warning(ui.visuals())),
    );
    let height = 0.4 * ui.ctx().content_rect().height();
    ScrollArea::vertical().max_height(height).show(ui, |ui| {
        for run in &runs {
            let times = match run.openings {
                0 => "not opened yet".to_owned(),
                1 => "opened once already".to_owned(),
                n => format!("opened {n} times already"),
            };
            let line = format!("• {}: {times}", run.name);
            ui.add(Label::new(&line).truncate()).on_hover_text(line);
        }
    });
    if ticked(cx).len() > runs.len() {
        ui.label("Ticked runs without results are left out.");
    }
    ui.label(RichText::new("Every opening is counted in the run's folder and said in reports.").small());
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        let text = if runs.len() == 1 {
            "Open it".to_owned()
        } else {
            format!("Open it for all {} runs", runs.len())
        };
        let text = RichText::new(text).color(theme::failure(ui.visuals()));
        let button = ui.button(text);
        if button
            .on_hover_text("Evaluates the ticked runs on the sealed part; some seconds to minutes each.")
            .clicked()
        {
            out.push(Command::OpenSealed(runs.iter().map(|run| run.folder.clone()).collect()));
            out.push(Command::Overlay(Overlay::None));
        }
        close(ui, out, "Keep it sealed");
    });
}

fn close(ui: &mut Ui, out: &mut Commands, words: &str) {
    if ui.button(words).on_hover_text("Nothing is opened (Escape).").clicked() {
        out.push(Command::Overlay(Overlay::None));
    }
}
