//! The grid: images of every class, each with several random versions.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::opened::Opened;
use crate::app::preview::{Tile, Version};
use crate::app::seeing::See;
use crate::app::theme;
use crate::app::widget::{Caption, tile};
use egui::{Color32, DragValue, Key, Label, Modifiers, Rect, Response, RichText, ScrollArea, Stroke, Ui};

/// Columns of random versions.
pub const REROLLS: u32 = 6;
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

/// All rows of the grid, on the screen or not: the image and its pictures.
pub fn all_rows<'a>(cx: &Context<'a>, opened: &'a Opened) -> impl Iterator<Item = (usize, Vec<Tile>)> + 'a {
    let (per_class, epoch) = (cx.view.images_per_class.max(1), cx.view.epoch);
    let items = (0..row_count(opened, per_class)).filter_map(move |row| item_of(opened, per_class, row));
    items.map(move |item| (item, row_tiles(item, epoch).collect()))
}

/// The pictures that are on the screen, without those that are made ahead.
pub fn visible_tiles(cx: &Context, opened: &Opened) -> Vec<Tile> {
    let per_class = cx.view.images_per_class.max(1);
    let rows = cx.view.grid_rows.0..cx.view.grid_rows.1;
    let items = rows.filter_map(|row| item_of(opened, per_class, row));
    let tiles = items.flat_map(|item| row_tiles(item, cx.view.epoch));
    cx.view.pinned.iter().copied().chain(tiles).collect()
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
    let field = DragValue::new(&mut wanted).range(1..=50).prefix("per class: ");
    if ui.add(field).on_hover_text("Rows of each class.").accessible_name("Images per class").changed() {
        out.push(Command::ImagesPerClass(wanted));
    }
    let marking = cx.view.seeing.marking;
    let help = "Mark the versions that could not be real, by clicks: from 3 marks on it is said which drawn value they have \
                in common. Without this switch: a click with Ctrl, or the key X over a version.";
    if ui.selectable_label(marking, "Mark implausible").on_hover_text(help).clicked() {
        out.push(Command::See(See::Marking(!marking)));
    }
}

/// What the marked versions have in common.
fn marks(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let marks = &cx.view.marks;
    if marks.is_empty() {
        return;
    }
    ui.horizontal(|ui| {
        let clear = ui.button("Clear marks").on_hover_text("Takes all marks away.");
        if clear.clicked() {
            out.push(Command::See(See::ClearMarks));
        }
        let text = RichText::new(marks.said()).color(theme::warning(ui.visuals()));
        let help = format!(
            "{} versions are marked, on this page of the grid and on earlier ones. The others are all versions that were on \
             the screen when one was marked.\n{}",
            marks.len(),
            marks.said()
        );
        ui.add(Label::new(text).truncate()).on_hover_text(help);
    });
}

/// The grid.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, opened: &Opened) {
    let per_class = cx.view.images_per_class.max(1);
    let pictures = (REROLLS + 1) as f32;
    let gap = ui.spacing().item_spacing.y;
    let room = (ui.available_width() - NAMES - 12.0) / pictures - ui.spacing().item_spacing.x;
    let side = room.floor().clamp(SIDES.0, SIDES.1);
    pinned(ui, cx, out, opened);
    let rows = row_count(opened, per_class);
    // Below the pictures, which stay where they are when the first one is marked.
    let below = if cx.view.marks.is_empty() { 0.0 } else { ui.spacing().interact_size.y + 2.0 * gap };
    let high = (ui.available_height() - below).max(SIDES.0);
    let shown = ScrollArea::both().id_salt("grid").max_height(high).auto_shrink(false).show_rows(
        ui,
        side,
        rows,
        |ui, range| {
            for row in range.clone() {
                let Some(item) = item_of(opened, per_class, row) else { continue };
                ui.horizontal(|ui| show_row(ui, cx, out, opened, item, side));
            }
            range
        },
    );
    let (first, end) = (shown.inner.start, shown.inner.end);
    if cx.view.grid_rows != (first, end) {
        out.push(Command::GridRows(first, end));
    }
    marks(ui, cx, out);
}

fn show_row(ui: &mut Ui, cx: &Context, out: &mut Commands, opened: &Opened, item: usize, side: f32) {
    let class = opened.class_name(item);
    row_name(ui, out, opened, item, side);
    for (place, at) in row_tiles(item, cx.view.epoch).enumerate() {
        let chosen = cx.view.pinned.contains(&at);
        let words =
            if place == 0 { format!("{class}, original") } else { format!("{class}, version {place}") };
        let marked = place > 0 && is_marked(cx, at);
        let words = if marked { format!("{words}, marked as implausible") } else { words };
        let picture = tile(ui, &cx.preview.grid, at, side, Caption { words: &words, chosen });
        if marked {
            cross(ui, picture.rect);
        }
        if place == 0 {
            if picture.clicked() {
                out.push(Command::ShowSample(item));
            }
        } else if let Some(command) = clicked(ui, cx, &picture, at) {
            out.push(command);
        }
    }
}

/// What a click on a version, or the key X over it, does.
fn clicked(ui: &Ui, cx: &Context, picture: &Response, at: Tile) -> Option<Command> {
    let ctrl = ui.input(|input| input.modifiers.command);
    let key = picture.hovered() && !ui.ctx().egui_wants_keyboard_input();
    let pressed = key && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::X));
    if pressed || (picture.clicked() && (ctrl || cx.view.seeing.marking)) {
        return Some(Command::See(See::Mark(at)));
    }
    picture.clicked().then_some(Command::Pin(at))
}

/// True where the picture on the screen is one that was marked.
fn is_marked(cx: &Context, at: Tile) -> bool {
    let drawn = cx.preview.grid.shown().map_or(&[][..], |shown| shown.painted.drawn(at));
    cx.view.marks.is_marked(at, drawn)
}

/// Crosses a picture out.
fn cross(ui: &Ui, rect: Rect) {
    let rect = rect.shrink(5.0);
    for (width, colour) in [(4.0, Color32::BLACK), (2.0, Color32::from_rgb(240, 180, 60))] {
        let stroke = Stroke::new(width, colour);
        ui.painter().line_segment([rect.left_top(), rect.right_bottom()], stroke);
        ui.painter().line_segment([rect.right_top(), rect.left_bottom()], stroke);
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
