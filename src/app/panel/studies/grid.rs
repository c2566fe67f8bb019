//! The runs of a study as a grid: a row a recipe, a column a seed, with how each stands.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::studies::{RunCell, Standing, StudyInfo, StudyMove};
use crate::app::theme;
use crate::app::widget::{duration, percent};
use egui::{
    Align2, FontId, Label, Response, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo, vec2,
};
use std::fmt::Write;

/// A cell, in points.
const CELL: Vec2 = vec2(52.0, 22.0);
/// Rows that are seen without scrolling.
const SEEN: usize = 12;
/// Space for the names of recipes, in points.
const NAMES: f32 = 210.0;

/// The grid.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, study: &StudyInfo) {
    let waiting = cx.view.cluster.as_ref().filter(|said| said.study == study.name);
    let waiting: &[(usize, String)] = waiting.map_or(&[], |said| &said.waiting);
    let seeds = &study.study().seeds;
    let recipes = study.plan.recipes.len();
    let row = CELL.y + ui.spacing().item_spacing.y;
    let names = NAMES.min(0.5 * ui.available_width());
    ui.label(RichText::new("Runs").strong()).on_hover_text(
        "A row a recipe, a column a seed. A number is the accuracy of a run that is done (mean over classes), a bar shows how \
         far one is that is at work.",
    );
    ScrollArea::both()
        .id_salt("runs of the study")
        .max_height(row * (SEEN.min(recipes) as f32 + 1.5))
        .auto_shrink([false, true])
        .show_rows(ui, CELL.y, recipes + 1, |ui, rows| {
            for line in rows {
                ui.horizontal(|ui| {
                    if line == 0 {
                        head(ui, names, seeds);
                    } else {
                        recipe(ui, out, (study, waiting), line - 1, names);
                    }
                });
            }
        });
    legend(ui);
}

fn head(ui: &mut Ui, names: f32, seeds: &[u64]) {
    ui.allocate_ui(vec2(names, CELL.y), |ui| {
        ui.set_width(names);
        ui.label(RichText::new("recipe").weak());
    });
    for seed in seeds {
        let (place, _) = ui.allocate_exact_size(CELL, Sense::hover());
        let font = FontId::proportional(11.5);
        let colour = ui.visuals().weak_text_color();
        ui.painter().text(place.center(), Align2::CENTER_CENTER, format!("seed {seed}"), font, colour);
    }
}

fn recipe(
    ui: &mut Ui,
    out: &mut Commands,
    (study, waiting): (&StudyInfo, &[(usize, String)]),
    number: usize,
    names: f32,
) {
    let Some(variant) = study.recipe(number) else { return };
    ui.allocate_ui(vec2(names, CELL.y), |ui| {
        ui.set_width(names);
        let points: Vec<String> =
            variant.points.iter().map(|point| format!("{} = {}", point.axis, point.level)).collect();
        ui.add(Label::new(&variant.name).truncate()).on_hover_text(format!(
            "{}\n{}",
            variant.name,
            points.join("\n")
        ));
    });
    for &seed in &study.study().seeds {
        let Some(run) = study.run_of(number, seed) else { continue };
        let Some(cell) = study.runs.get(run) else { continue };
        let name = study.plan.runs.get(run).map_or("", |run| run.name.as_str());
        let why = waiting.iter().find(|(waits, _)| *waits == run).map(|(_, why)| why.as_str());
        let response = draw(ui, cell, name, why);
        if response.clicked() && cell.accuracy.is_some() {
            out.push(Command::Study(StudyMove::Run(study.name.clone(), run)));
        }
    }
}

/// One run: its frame, its bar or number, and all about it in a tooltip.
fn draw(ui: &mut Ui, cell: &RunCell, name: &str, waits: Option<&str>) -> Response {
    let sense = if cell.accuracy.is_some() { Sense::click() } else { Sense::hover() };
    let (place, response) = ui.allocate_exact_size(CELL, sense);
    let (visuals, painter) = (ui.visuals(), ui.painter());
    let font = FontId::proportional(11.5);
    let text = |words: String, colour| {
        painter.text(place.center(), Align2::CENTER_CENTER, words, font.clone(), colour)
    };
    let frame = |colour, width| painter.rect_stroke(place, 3, Stroke::new(width, colour), StrokeKind::Inside);
    match &cell.standing {
        Standing::Open => {
            frame(visuals.weak_text_color().gamma_multiply(0.5), 1.0);
            if waits.is_some() {
                text("waits".into(), visuals.weak_text_color());
            }
        }
        Standing::Running { share, .. } => {
            let accent = theme::accent(visuals);
            let mut bar = place;
            bar.set_width(place.width() * *share as f32);
            painter.rect_filled(bar, 3, accent.gamma_multiply(0.35));
            frame(accent, 1.5);
            text(format!("{:.0} %", 100.0 * share), visuals.strong_text_color());
        }
        Standing::Done => {
            painter.rect_filled(place, 3, theme::good(visuals).gamma_multiply(0.22));
            let words = cell.accuracy.map_or_else(|| "done".to_owned(), |[mean, _]| percent(mean));
            text(words, visuals.strong_text_color());
        }
        Standing::Paused => {
            frame(theme::warning(visuals), 1.0);
            text("paused".into(), visuals.text_color());
        }
        Standing::Failed { again, .. } => {
            let colour = if *again { theme::warning(visuals) } else { theme::failure(visuals) };
            frame(colour, 1.5);
            text(if *again { "again" } else { "failed" }.into(), colour);
        }
    }
    if response.has_focus() {
        frame(theme::accent(visuals), 2.0);
    }
    let words = about(cell, name, waits);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words.replace('\n', ", ")));
    response.on_hover_text(words)
}

fn about(cell: &RunCell, name: &str, waits: Option<&str>) -> String {
    let mut words = format!("{name}\n{}", cell.standing.words());
    if let (Standing::Open | Standing::Paused, Some(why)) = (&cell.standing, waits) {
        // Writing into a text cannot fail.
        let _ = write!(words, "\nin the cluster's queue: {why}");
    }
    if let Standing::Running { seconds_left: Some(left), .. } = cell.standing {
        let _ = write!(words, "\nabout {} left of its training", duration(left));
    }
    if let Some([mean, worst]) = cell.accuracy {
        let _ = write!(
            words,
            "\n{} on average, {} in the worst class\nClick: this run in Results",
            percent(mean),
            percent(worst)
        );
    }
    words
}

fn legend(ui: &mut Ui) {
    ui.label(RichText::new("empty: not begun; bar: at work; number: accuracy of a run that is done").small());
}
