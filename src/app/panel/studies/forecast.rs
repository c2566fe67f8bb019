//! What the study will take, its runs by name, and the button that begins it.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::studies::{Forecast, StudyMove};
use crate::app::theme;
use crate::app::widget::duration;
use egui::{Button, CollapsingHeader, RichText, ScrollArea, Ui};

/// Names that are shown at the most.
const SHOWN: usize = 400;

/// Runs, time, disk, and the button.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let project = cx.document.project();
    let obstacle = cx.study_obstacle();
    if let (Some(Ok(recipes)), true) = (cx.runs.studies.preview.recipes(), cx.opened().is_some()) {
        let there = project.study.adds_to.as_ref().and_then(|name| cx.runs.studies.named(name));
        let forecast =
            Forecast::new(recipes, &project.study, &project.training, &cx.runs.studies.cost, there);
        words(ui, &forecast);
        let fold = CollapsingHeader::new("Its recipes").id_salt("recipes of the study").show(ui, |ui| {
            ScrollArea::vertical().id_salt("recipes").max_height(160.0).show(ui, |ui| {
                for recipe in recipes.iter().take(SHOWN) {
                    let points: Vec<String> = recipe
                        .points
                        .iter()
                        .map(|point| format!("{} = {}", point.axis, point.level))
                        .collect();
                    let label = ui.add(egui::Label::new(&recipe.name).truncate());
                    label.on_hover_text(if points.is_empty() {
                        recipe.name.clone()
                    } else {
                        points.join("\n")
                    });
                }
                if recipes.len() > SHOWN {
                    ui.label(format!("and {} more", recipes.len() - SHOWN));
                }
            });
        });
        fold.header_response
            .on_hover_text("Every recipe that will be trained; each is called by what is changed.");
    }
    if let Some(why) = &obstacle {
        ui.label(RichText::new(format!("It cannot be begun: {why}.")).color(theme::warning(ui.visuals())));
    }
    let text = if project.study.adds_to.is_some() { "Add these runs" } else { "Start the study" };
    // The second click of a double click is not meant for another study.
    let once = |button: &egui::Response| button.clicked() && !button.double_clicked();
    ui.horizontal_wrapped(|ui| {
        for (text, queued, help) in [
            (
                text,
                true,
                "Trains and evaluates every recipe with every seed, one after the other or several at once, as this computer \
                 allows. It goes on when the window is closed, and after a restart.",
            ),
            (
                "Only write it",
                false,
                "For a cluster, or for later: writes the study down and begins nothing. It stands in the list then: hand it to a \
                 cluster there, or queue it.",
            ),
        ] {
            let text = if queued { RichText::new(text).strong() } else { RichText::new(text) };
            let button = ui.add_enabled(obstacle.is_none(), Button::new(text)).on_hover_text(help);
            if once(&button) {
                out.push(Command::Study(StudyMove::Begin { queued }));
            }
        }
    });
}

fn words(ui: &mut Ui, forecast: &Forecast) {
    let Forecast { recipes, seeds, done, .. } = forecast;
    let seed = if *seeds == 1 { "seed" } else { "seeds" };
    let done = if *done > 0 { format!("; {done} of them are done") } else { String::new() };
    let line = format!("{} runs: {recipes} recipes, {seeds} {seed}{done}", forecast.runs());
    ui.label(RichText::new(line).strong());
    let time = match &forecast.seconds {
        None => "the time is being measured by a few steps...".to_owned(),
        Some(Err(why)) => why.clone(),
        Some(Ok(seconds)) => {
            let disk = forecast.bytes.map_or(String::new(), |bytes| format!(", {}", size(bytes)));
            format!("about {} on this computer{disk} on disk", duration(*seconds))
        }
    };
    ui.label(time)
        .on_hover_text(
            "The runs that are not done yet, one after the other. Several at once take about as long on one computer.",
        );
}

/// "340 MB".
fn size(bytes: u64) -> String {
    let megabytes = bytes as f64 / 1e6;
    if megabytes < 1000.0 { format!("{megabytes:.0} MB") } else { format!("{:.1} GB", megabytes / 1000.0) }
}
