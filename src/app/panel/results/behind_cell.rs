//! The images behind a cell of the confusion matrix, as small pictures.

use super::comparison::kind;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::opened::Opened;
use crate::app::preview::{Tile, Version};
use crate::app::theme;
use crate::app::view::Overlay;
use crate::app::widget::{Caption, tile};
use egui::{Label, RichText, ScrollArea, Ui};
use std::path::Path;

/// Pictures in a row.
const ACROSS: usize = 7;
/// Side of a picture in points.
const SIDE: f32 = 76.0;
/// Rows that are made ahead of the hand that scrolls.
const AHEAD: usize = 2;
/// Names of files that are listed; the rest is counted.
const MOST_FILES: usize = 500;

fn picture(item: usize) -> Tile {
    Tile { item, version: Version::Original }
}

/// The pictures that the room shows now.
pub fn tiles(cx: &Context, opened: &Opened) -> Vec<Tile> {
    if !matches!(cx.view.overlay, Overlay::Confusion { .. }) {
        return Vec::new();
    }
    let Some(Ok(found)) = cx.data.behind_cell.found() else { return Vec::new() };
    let (first, end) = cx.view.cell_rows;
    let first = first.saturating_sub(AHEAD) * ACROSS;
    let end = (end.max(5) + AHEAD) * ACROSS;
    let shown = found.items.iter().skip(first).take(end.saturating_sub(first));
    shown.copied().filter(|&item| item < opened.dataset.items.len()).map(picture).collect()
}

/// The window over the room.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, run: &Path, actual: &str, predicted: &str) {
    ui.set_width((ACROSS as f32 * (SIDE + 6.0) + 16.0).min(0.85 * ui.ctx().content_rect().width()));
    let title = if actual == predicted {
        format!("{actual}, recognised")
    } else {
        format!("{actual}, taken for {predicted}")
    };
    ui.add(Label::new(RichText::new(&title).heading()).truncate()).on_hover_text(&title);
    let name = run.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let line = format!("{name} · {}", kind(cx).title());
    ui.add(Label::new(RichText::new(&line).weak()).truncate()).on_hover_text(&line);
    match cx.data.behind_cell.found() {
        None => {
            ui.spinner();
        }
        Some(Err(words)) => {
            ui.colored_label(theme::warning(ui.visuals()), words);
        }
        Some(Ok(found)) => {
            let count = found.items.len() + found.elsewhere.len();
            let images = if count == 1 { "image" } else { "images" };
            let click = if found.items.is_empty() { "" } else { " A click shows one large." };
            ui.label(format!("{count} {images}.{click}"));
            if let Some(note) = &found.note {
                ui.colored_label(theme::warning(ui.visuals()), note);
            }
            pictures(ui, cx, out, &found.items);
            files(ui, &found.elsewhere);
        }
    }
    ui.add_space(6.0);
    if ui.button("Close").on_hover_text("Back to the results (Escape).").clicked() {
        out.push(Command::Overlay(Overlay::None));
    }
}

fn pictures(ui: &mut Ui, cx: &Context, out: &mut Commands, items: &[usize]) {
    let Some(opened) = cx.opened().filter(|_| !items.is_empty()) else { return };
    let rows = items.len().div_ceil(ACROSS);
    let height = 0.6 * ui.ctx().content_rect().height();
    ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
    let area =
        ScrollArea::both().id_salt("images behind the cell").max_height(height).auto_shrink([false, true]);
    let shown = area.show_rows(ui, SIDE, rows, |ui, range| {
        for row in items.chunks(ACROSS).skip(range.start).take(range.len()) {
            ui.horizontal(|ui| {
                for &item in row {
                    let key = opened.dataset.items.get(item).map_or("", |item| item.key.as_str());
                    let caption = Caption { words: key, chosen: false };
                    let response = tile(ui, &cx.data.thumbnails, picture(item), SIDE, caption);
                    if response.on_hover_text(format!("{key}\nClick to see it large.")).clicked() {
                        out.push(Command::Overlay(Overlay::Image { item }));
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

fn files(ui: &mut Ui, files: &[String]) {
    if files.is_empty() {
        return;
    }
    let height = 0.4 * ui.ctx().content_rect().height();
    ScrollArea::vertical().id_salt("files behind the cell").max_height(height).show(ui, |ui| {
        for file in files.iter().take(MOST_FILES) {
            ui.add(Label::new(RichText::new(file).small()).truncate()).on_hover_text(file);
        }
        if files.len() > MOST_FILES {
            ui.small(format!("and {} more", files.len() - MOST_FILES));
        }
    });
}
