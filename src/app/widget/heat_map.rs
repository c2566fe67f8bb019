//! [`heat_map`]: figures in rows and columns as colours and numbers, in sight however many there are.

use super::class_chart::shortened;
use super::{shade, signed_shade};
use crate::app::theme;
use augscope::export::chart::HeatMap;
use egui::epaint::TextShape;
use egui::{
    Align2, Color32, FontId, Pos2, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, TextStyle, Ui,
    WidgetInfo, pos2, vec2,
};
use std::f32::consts::FRAC_PI_2;

/// Room for names, at most.
const NAMES: f32 = 170.0;
/// The same above the columns, where they stand upright.
const HEADS: f32 = 110.0;
/// The largest side of a cell.
const LARGEST: f32 = 46.0;
/// The smallest side in which a number can be read is found from the numbers; without numbers it is this.
const SMALLEST: f32 = 15.0;

/// How it is shown.
pub struct HeatLook<'a> {
    /// Tells it apart from others in the room.
    pub id: &'a str,
    /// The row that is marked.
    pub row: Option<usize>,
    /// What a click does, in words; without them nothing.
    pub click: Option<&'a str>,
    /// The most height.
    pub height: f32,
    /// Whether numbers stand in the cells.
    pub numbers: bool,
}

/// Where it lies on the screen.
struct Grid {
    /// Left top of the first cell.
    origin: Pos2,
    cell: f32,
    /// Height of a row.
    tall: f32,
    /// Left top of what is in sight.
    corner: Pos2,
    names: f32,
    heads: f32,
    font: FontId,
    upright: bool,
}

/// Draws it with the legend of its colours above; the place (row, column) that was clicked.
pub fn heat_map(ui: &mut Ui, heat: &HeatMap, look: &HeatLook) -> Option<(usize, usize)> {
    legend(ui, heat);
    let font = TextStyle::Small.resolve(ui.style());
    let width =
        |text: &str| ui.painter().layout_no_wrap(text.to_owned(), font.clone(), Color32::WHITE).size().x;
    let longest = |names: &[String]| {
        names.iter().max_by_key(|name| name.chars().count()).map_or(0.0, |name| width(name))
    };
    let names = (longest(&heat.rows) + 10.0).min(NAMES.min(0.35 * ui.available_width()));
    let values =
        heat.cells.iter().flatten().filter_map(|cell| cell.value).map(|value| heat.scale.words(value));
    let widest = values.max_by_key(String::len).unwrap_or_default();
    let least = if look.numbers { (width(&widest) + 6.0).max(20.0) } else { SMALLEST };
    let (rows, columns) = (heat.rows.len(), heat.columns.len());
    let cell =
        ((ui.available_width() - names - 14.0) / columns.max(1) as f32).min(LARGEST).max(least).floor();
    let upright = longest(&heat.columns) > cell - 2.0;
    let heads = if upright { (longest(&heat.columns) + 10.0).min(HEADS) } else { 18.0 };
    let tall = if look.numbers { cell.min(22.0) } else { cell };
    let size = vec2(names + cell * columns as f32, heads + tall * rows as f32);
    let height = (size.y + 12.0).min(look.height.max(heads + 3.0 * tall));
    let area = ScrollArea::both().id_salt(look.id).max_height(height).min_scrolled_height(height);
    let mut clicked = None;
    area.auto_shrink([false, true]).show_viewport(ui, |ui, viewport| {
        let (whole, _) = ui.allocate_exact_size(size, Sense::hover());
        // Names stay at the edges while the cells move below them.
        let corner = whole.min + viewport.min.to_vec2();
        let origin = whole.min + vec2(names, heads);
        let grid = Grid { origin, cell, tall, corner, names, heads, font: font.clone(), upright };
        let first = |at: f32, side: f32| (at / side).floor().max(0.0) as usize;
        let end = |at: f32, side: f32, all: usize| ((at / side).ceil().max(0.0) as usize).min(all);
        let seen_rows = first(viewport.top(), tall)..end(viewport.bottom() - heads, tall, rows);
        let seen_columns = first(viewport.left(), cell)..end(viewport.right() - names, cell, columns);
        let clip = ui.clip_rect();
        ui.set_clip_rect(clip.intersect(Rect::from_min_max(corner + vec2(names, heads), clip.max)));
        for row in seen_rows.clone() {
            for column in seen_columns.clone() {
                if draw_cell(ui, heat, look, &grid, [row, column]) {
                    clicked = Some((row, column));
                }
            }
        }
        ui.set_clip_rect(clip);
        for row in seen_rows {
            if row_name(ui, heat, look, &grid, row) {
                clicked = Some((row, 0));
            }
        }
        for column in seen_columns {
            column_name(ui, heat, &grid, column);
        }
    });
    clicked
}

/// The colours, and what they stand for.
fn legend(ui: &mut Ui, heat: &HeatMap) {
    ui.horizontal_wrapped(|ui| {
        let scale = &heat.scale;
        let font = TextStyle::Small.resolve(ui.style());
        let colour = ui.visuals().text_color();
        let (low, high) = (scale.words(scale.low), scale.words(scale.high));
        let (rect, response) = ui.allocate_exact_size(vec2(230.0, 16.0), Sense::hover());
        let bar = Rect::from_min_max(rect.min + vec2(44.0, 2.0), rect.max - vec2(44.0, 2.0));
        let steps = 24_u8;
        for step in 0..steps {
            let share = (f64::from(step) + 0.5) / f64::from(steps);
            let fill = if scale.two_ways {
                signed_shade(ui.visuals(), 2.0 * share - 1.0)
            } else {
                shade(ui.visuals(), share)
            }
            .0;
            let left = bar.left() + bar.width() * f32::from(step) / f32::from(steps);
            let part = Rect::from_min_size(
                pos2(left, bar.top()),
                vec2(bar.width() / f32::from(steps) + 0.5, bar.height()),
            );
            ui.painter().rect_filled(part, 0, fill);
        }
        ui.painter().rect_stroke(bar, 0, ui.visuals().widgets.noninteractive.bg_stroke, StrokeKind::Outside);
        ui.painter().text(
            bar.left_center() - vec2(4.0, 0.0),
            Align2::RIGHT_CENTER,
            &low,
            font.clone(),
            colour,
        );
        ui.painter().text(bar.right_center() + vec2(4.0, 0.0), Align2::LEFT_CENTER, &high, font, colour);
        let words = format!("{}: from {low} to {high}", scale.label);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
        response.on_hover_text(&words);
        ui.add(egui::Label::new(egui::RichText::new(&scale.label).small()).wrap());
    });
}

/// Draws a cell; true where it was clicked.
fn draw_cell(ui: &mut Ui, heat: &HeatMap, look: &HeatLook, grid: &Grid, [row, column]: [usize; 2]) -> bool {
    let at = grid.origin + vec2(column as f32 * grid.cell, row as f32 * grid.tall);
    let rect = Rect::from_min_size(at, vec2(grid.cell, grid.tall)).shrink(0.5);
    let cell = heat.cell(row, column);
    let empty = cell.is_none_or(|cell| cell.empty);
    let sense = if look.click.is_some() && !empty { Sense::click() } else { Sense::hover() };
    let response = ui.interact(rect, ui.scope_id().with((row, column)), sense);
    let painter = ui.painter();
    let known = cell.and_then(|cell| cell.value).and_then(|value| Some((value, heat.scale.share(value)?)));
    let faint = ui.visuals().widgets.noninteractive.bg_stroke;
    match known {
        Some((value, share)) => {
            let (fill, ink) = if heat.scale.two_ways {
                signed_shade(ui.visuals(), share)
            } else {
                shade(ui.visuals(), share)
            };
            painter.rect_filled(rect, 0, fill);
            if look.numbers {
                let words = heat.scale.words(value);
                painter.text(rect.center(), Align2::CENTER_CENTER, words, grid.font.clone(), ink);
            }
        }
        None if empty => hatch(ui, rect, faint),
        None => {
            painter.rect_stroke(rect, 0, faint, StrokeKind::Inside);
            painter.text(
                rect.center(),
                Align2::CENTER_CENTER,
                "?",
                grid.font.clone(),
                ui.visuals().weak_text_color(),
            );
        }
    }
    if response.hovered() || response.has_focus() {
        let stroke = Stroke::new(2.0, theme::warning(ui.visuals()));
        ui.painter().rect_stroke(rect, 0, stroke, StrokeKind::Inside);
    } else if look.row == Some(row) {
        let stroke = Stroke::new(1.5, theme::accent(ui.visuals()));
        ui.painter().hline(rect.x_range(), rect.top(), stroke);
        ui.painter().hline(rect.x_range(), rect.bottom(), stroke);
    }
    let role = if sense == Sense::click() { Role::Button } else { Role::Label };
    response.widget_info(|| WidgetInfo::labeled(role, true, heat.sentence(row, column)));
    let clicked = response.clicked();
    if response.hovered() {
        let words = cell.map_or("", |cell| cell.words.as_str());
        let words = if words.is_empty() { heat.sentence(row, column) } else { words.to_owned() };
        let click = look.click.filter(|_| !empty).map_or(String::new(), |click| format!("\n{click}"));
        response.on_hover_text(format!("{words}{click}"));
    }
    clicked
}

/// A place in which there is nothing.
fn hatch(ui: &Ui, rect: Rect, stroke: Stroke) {
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let side = rect.width() + rect.height();
    let mut offset = 3.0;
    while offset < side {
        painter.line_segment(
            [
                pos2(rect.left() + offset, rect.top()),
                pos2(rect.left() + offset - rect.height(), rect.bottom()),
            ],
            stroke,
        );
        offset += 6.0;
    }
}

/// The name beside a row; true where it was clicked.
fn row_name(ui: &mut Ui, heat: &HeatMap, look: &HeatLook, grid: &Grid, row: usize) -> bool {
    let top = grid.origin.y + row as f32 * grid.tall;
    // Half hidden below the names of the columns: it would be half hidden, too.
    if top < grid.corner.y + grid.heads - 0.5 * grid.tall {
        return false;
    }
    let name = heat.rows.get(row).map_or("", String::as_str);
    let marked = look.row == Some(row);
    let colour = if marked { theme::accent(ui.visuals()) } else { ui.visuals().text_color() };
    let galley = shortened(ui.painter(), name, &grid.font, colour, grid.names - 8.0);
    let size = galley.size();
    let at = pos2(grid.corner.x + grid.names - 5.0 - size.x, top + 0.5 * (grid.tall - size.y));
    ui.painter().galley(at, galley, colour);
    let rect = Rect::from_min_size(pos2(grid.corner.x, top), vec2(grid.names, grid.tall));
    let sense = if look.click.is_some() { Sense::click() } else { Sense::hover() };
    let response = ui.interact(rect, ui.scope_id().with(("row", row)), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("row {name}")));
    response.on_hover_text(name).clicked()
}

fn column_name(ui: &mut Ui, heat: &HeatMap, grid: &Grid, column: usize) {
    let left = grid.origin.x + column as f32 * grid.cell;
    if left < grid.corner.x + grid.names - 0.5 * grid.cell {
        return;
    }
    let name = heat.columns.get(column).map_or("", String::as_str);
    let colour = ui.visuals().text_color();
    let rect = Rect::from_min_size(pos2(left, grid.corner.y), vec2(grid.cell, grid.heads));
    if grid.upright {
        let galley = shortened(ui.painter(), name, &grid.font, colour, grid.heads - 8.0);
        let at = pos2(left + 0.5 * (grid.cell - galley.size().y), grid.corner.y + grid.heads - 4.0);
        ui.painter().add(TextShape::new(at, galley, colour).with_angle(-FRAC_PI_2));
    } else {
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, name, grid.font.clone(), colour);
    }
    let response = ui.interact(rect, ui.scope_id().with(("column", column)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("column {name}")));
    response.on_hover_text(name);
}
