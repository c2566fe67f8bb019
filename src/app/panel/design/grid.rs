//! The grid: images of every class, each with several random versions.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::opened::Opened;
use crate::app::preview::{Tile, Version};
use crate::app::widget::{Caption, tile};
use egui::{DragValue, Label, ScrollArea, Ui};

/// Columns of random versions.
const REROLLS: u32 = 6;
/// Smallest and largest side of a picture in points.
const SIDES: (f32, f32) = (48.0, 112.0);
/// Room for the name of a class, in points.
pub const NAMES: f32 = 110.0;
/// Rows that are made ahead of the hand that scrolls.
pub const AHEAD: usize = 3;

/// The image of row `row`: `per_class` rows of each class, one after the other.
fn item_of(opened: &Opened, per_class: usize, row: usize) -> Option<usize> {
    let mut left = row;
    for items in &opened.by_class {
        let rows = items.len().min(per_class);
        if left < rows {
            return items.get(left).copied();
        }
        left -= rows;
    }
    None
}

fn row_count(opened: &Opened, per_class: usize) -> usize {
    opened.by_class.iter().map(|items| items.len().min(per_class)).sum()
}

fn row_tiles(item: usize, epoch: u32) -> impl Iterator<Item = Tile> {
    let versions =
        (0..REROLLS).map(move |n| Version::Random { epoch: epoch.wrapping_add(n / 2), view: n % 2 });
    std::iter::once(Version::Original).chain(versions).map(move |version| Tile { item, version })
}

/// The pictures that the grid shows now.
pub fn tiles(cx: &Context, opened: &Opened) -> Vec<Tile> {
    let (first, end) = cx.view.grid_rows;
    let per_class = cx.view.images_per_class.max(1);
    let rows = first.saturating_sub(AHEAD)..(end.max(first + 6) + AHEAD);
    let mut tiles: Vec<Tile> = cx.view.pinned.clone();
    for item in rows.filter_map(|row| item_of(opened, per_class, row)) {
        tiles.extend(row_tiles(item, cx.view.epoch).filter(|tile| !cx.view.pinned.contains(tile)));
    }
    tiles
}

/// What stands beside the choice of the grid.
pub fn head(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let mut wanted = cx.view.images_per_class.max(1);
    let field = DragValue::new(&mut wanted).range(1..=50).prefix("images per class: ");
    if ui.add(field).on_hover_text("Rows of each class.").accessible_name("Images per class").changed() {
        out.push(Command::ImagesPerClass(wanted));
    }
}

/// The grid.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, opened: &Opened) {
    let per_class = cx.view.images_per_class.max(1);
    let pictures = (REROLLS + 1) as f32;
    let room = (ui.available_width() - NAMES - 12.0) / pictures - ui.spacing().item_spacing.x;
    let side = room.floor().clamp(SIDES.0, SIDES.1);
    pinned(ui, cx, out, opened);
    let rows = row_count(opened, per_class);
    let shown =
        ScrollArea::both().id_salt("grid").auto_shrink(false).show_rows(ui, side, rows, |ui, range| {
            for row in range.clone() {
                let Some(item) = item_of(opened, per_class, row) else { continue };
                ui.horizontal(|ui| show_row(ui, cx, out, opened, item, side));
            }
            range
        });
    let (first, end) = (shown.inner.start, shown.inner.end);
    if cx.view.grid_rows != (first, end) {
        out.push(Command::GridRows(first, end));
    }
}

fn show_row(ui: &mut Ui, cx: &Context, out: &mut Commands, opened: &Opened, item: usize, side: f32) {
    let class = opened.class_name(item);
    row_name(ui, out, opened, item, side);
    for (place, at) in row_tiles(item, cx.view.epoch).enumerate() {
        let chosen = cx.view.pinned.contains(&at);
        let words =
            if place == 0 { format!("{class}, original") } else { format!("{class}, version {place}") };
        let picture = tile(ui, &cx.preview.grid, at, side, Caption { words: &words, chosen });
        if picture.clicked() {
            out.push(if place == 0 { Command::ShowSample(item) } else { Command::Pin(at) });
        }
    }
}

/// The class beside a row of pictures `side` points high; a click shows the image large.
pub fn row_name(ui: &mut Ui, out: &mut Commands, opened: &Opened, item: usize, side: f32) {
    let class = opened.class_name(item);
    ui.allocate_ui(egui::vec2(NAMES, side), |ui| {
        ui.set_width(NAMES);
        let label = ui.add(Label::new(class).truncate().sense(egui::Sense::click()));
        let key = opened.dataset.items.get(item).map_or("", |item| item.key.as_str());
        if label.on_hover_text(format!("{class}\n{key}\nClick to show it large above.")).clicked() {
            out.push(Command::ShowSample(item));
        }
    });
}

/// Pictures that stay while others are rerolled.
fn pinned(ui: &mut Ui, cx: &Context, out: &mut Commands, opened: &Opened) {
    if cx.view.pinned.is_empty() {
        return;
    }
    ScrollArea::horizontal().id_salt("pinned").show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label("pinned")
                .on_hover_text("These stay the same draws while you reroll. Click one to let it go.");
            for &at in &cx.view.pinned {
                let words = format!("pinned, {}", opened.class_name(at.item));
                let caption = Caption { words: &words, chosen: true };
                if tile(ui, &cx.preview.grid, at, SIDES.0, caption).on_hover_text("Click to unpin.").clicked()
                {
                    out.push(Command::Pin(at));
                }
            }
        });
    });
}
