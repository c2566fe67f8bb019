//! The images behind a figure, as small pictures with what was said of each.

use super::comparison::kind;
use super::evidence;
use super::seeds::seeds;
use super::suspects;
use crate::app::behind::{BehindImage, BehindImages};
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::opened::Opened;
use crate::app::preview::{Tile, Version};
use crate::app::project::DataSource;
use crate::app::theme;
use crate::app::view::{Behind, Evidence, Overlay, What};
use crate::app::widget::class_chart::shortened;
use crate::app::widget::{Caption, tile};
use egui::{Label, RichText, ScrollArea, TextStyle, Ui};

/// Pictures in a row.
const ACROSS: usize = 8;
/// Side of a picture in points.
const SIDE: f32 = 84.0;
/// Height of a row: the picture, and the line below it.
const ROW: f32 = SIDE + 20.0;
/// Rows that are made ahead of the hand that scrolls.
const AHEAD: usize = 2;

fn picture(item: usize) -> Tile {
    Tile { item, version: Version::Original }
}

/// The pictures that the room shows now.
pub fn tiles(cx: &Context, opened: &Opened) -> Vec<Tile> {
    let there = |tile: &Tile| tile.item < opened.dataset.items.len();
    match &cx.view.overlay {
        Overlay::Evidence(_) => evidence::tiles(cx).into_iter().filter(there).collect(),
        Overlay::Behind(_) => {
            let Some(Ok(found)) = cx.data.behind.found() else { return Vec::new() };
            let (first, end) = cx.view.cell_rows;
            let first = first.saturating_sub(AHEAD) * ACROSS;
            let end = (end.max(5) + AHEAD) * ACROSS;
            let shown = found.images.iter().skip(first).take(end.saturating_sub(first));
            shown.filter_map(|image| image.item).map(picture).filter(there).collect()
        }
        Overlay::None => suspects::tiles(cx).into_iter().filter(there).collect(),
        _ => Vec::new(),
    }
}

/// What is looked at, in words.
fn title(what: &What) -> String {
    match what {
        What::Cell { actual, predicted } if actual == predicted => format!("{actual}, recognised"),
        What::Cell { actual, predicted } => format!("{actual}, taken for {predicted}"),
        What::Class(Some(class)) => format!("{class}: missed images first"),
        What::Class(None) => "All classes: missed images first".into(),
        What::Chosen { title, .. } => title.clone(),
    }
}

/// The window over the room.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, behind: &Behind) {
    ui.set_width((ACROSS as f32 * (SIDE + 6.0) + 16.0).min(0.85 * ui.ctx().content_rect().width()));
    let title = title(&behind.what);
    ui.add(Label::new(RichText::new(&title).heading()).truncate()).on_hover_text(&title);
    let name = behind.run.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let line = format!("{name} · {}", kind(cx).title());
    ui.add(Label::new(RichText::new(&line).weak()).truncate()).on_hover_text(&line);
    let info = cx.runs.list().iter().find(|info| info.folder == behind.run);
    if let Some(other) = info.and_then(|info| seeds(ui, cx, info)) {
        let run = other.folder.clone();
        out.push(Command::Overlay(Overlay::Behind(Behind { run, ..behind.clone() })));
    }
    match cx.data.behind.found() {
        None => {
            ui.spinner();
        }
        Some(Err(words)) => {
            ui.colored_label(theme::warning(ui.visuals()), words);
        }
        Some(Ok(found)) => {
            ui.label(count(found));
            if let Some(note) = &found.note {
                ui.colored_label(theme::warning(ui.visuals()), note);
            }
            if found.closed {
                open_images(ui, cx, out, behind);
            }
            pictures(ui, cx, out, behind, &found.images);
        }
    }
    ui.add_space(6.0);
    if ui.button("Close").on_hover_text("Back to the results (Escape).").clicked() {
        out.push(Command::Overlay(Overlay::None));
    }
}

/// How many there are, and how many were missed.
fn count(found: &BehindImages) -> String {
    let all = found.images.len();
    let images = if all == 1 { "image" } else { "images" };
    let missed = found.images.iter().filter(|image| image.missed.0 > 0).count();
    let click = if all == 0 { "" } else { " Click one to look closer." };
    format!("{all} {images}, {missed} missed.{click}")
}

/// Opens the images that the run was trained on.
fn open_images(ui: &mut Ui, cx: &Context, out: &mut Commands, behind: &Behind) {
    let Some(run) = cx.runs.list().iter().find(|run| run.folder == behind.run) else { return };
    let data = &run.record.data;
    let button = ui.button("Open this run's images");
    if button.on_hover_text(format!("Opens {}.", data.path.display())).clicked() {
        out.push(Command::OpenData(DataSource::of_run(data)));
    }
}

fn pictures(ui: &mut Ui, cx: &Context, out: &mut Commands, behind: &Behind, images: &[BehindImage]) {
    if images.is_empty() {
        return;
    }
    let rows = images.len().div_ceil(ACROSS);
    let height = 0.6 * ui.ctx().content_rect().height();
    ui.spacing_mut().item_spacing = egui::vec2(6.0, 4.0);
    let area =
        ScrollArea::both().id_salt("images behind the figure").max_height(height).auto_shrink([false, true]);
    let shown = area.show_rows(ui, ROW, rows, |ui, range| {
        for row in images.chunks(ACROSS).skip(range.start).take(range.len()) {
            ui.horizontal_top(|ui| {
                for image in row {
                    if one(ui, cx, image) {
                        let evidence = Evidence {
                            run: behind.run.clone(),
                            key: image.key.clone(),
                            back: Some(behind.clone()),
                        };
                        out.push(Command::Overlay(Overlay::Evidence(evidence)));
                    }
                }
            });
        }
        range
    });
    let range = (shown.inner.start, shown.inner.end);
    if cx.view.cell_rows != range {
        out.push(Command::CellRows(range.0, range.1));
    }
}

/// An image and what was said of it; true where it was clicked.
fn one(ui: &mut Ui, cx: &Context, image: &BehindImage) -> bool {
    let said = image.words();
    let words = format!("{}, {}, {said}", image.key, image.label);
    let help =
        format!("{}\n{}: {said}\nClick for its random versions and neighbours.", image.key, image.label);
    ui.allocate_ui(egui::vec2(SIDE, ROW), |ui| {
        ui.vertical(|ui| {
            ui.set_width(SIDE);
            ui.set_height(ROW);
            ui.spacing_mut().item_spacing.y = 1.0;
            let clicked = if let Some(item) = image.item {
                let caption = Caption { words: &words, chosen: false };
                tile(ui, &cx.data.thumbnails, picture(item), SIDE, caption).on_hover_text(&help).clicked()
            } else {
                let name = egui::Button::new(RichText::new(&image.key).small()).wrap();
                ui.add_sized([SIDE, SIDE], name).on_hover_text(&help).clicked()
            };
            let missed = image.missed.0 > 0;
            let colour = if missed { theme::warning(ui.visuals()) } else { ui.visuals().weak_text_color() };
            // Both ends of the class's name: names of treatments often differ at the end only.
            let line = if image.missed == (1, 1) { format!("as {}", image.said) } else { said };
            let font = TextStyle::Small.resolve(ui.style());
            let galley = shortened(ui.painter(), &line, &font, colour, SIDE - 2.0);
            ui.add(Label::new(galley)).on_hover_text(&help);
            clicked
        })
        .inner
    })
    .inner
}
