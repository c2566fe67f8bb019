//! [`Matrix`]: which class was taken for which, as a grid of cells that can be clicked.

use crate::app::widget::class_chart::shortened;
use crate::app::widget::{percent, shade, signed_shade};
use egui::epaint::TextShape;
use egui::{
    Align2, Color32, FontId, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, TextStyle, Ui, WidgetInfo,
    pos2, vec2,
};
use std::f32::consts::FRAC_PI_2;

/// The widest strip of class names.
const NAMES: f32 = 96.0;

/// A matrix of classes: what they are downwards, what they were taken for across.
pub struct Matrix<'a> {
    /// The classes in order.
    pub classes: &'a [String],
    /// Images by (actual, predicted) class; of two recipes what the other has more.
    pub counts: &'a [Vec<f64>],
    /// True where counts are differences of two recipes.
    pub difference: bool,
    /// Further words for every cell, a line.
    pub note: &'static str,
    /// The largest side of a cell in points.
    pub largest: f32,
}

/// A cell that was clicked: row and column.
type Clicked = Option<(usize, usize)>;

impl Matrix<'_> {
    fn count(&self, row: usize, column: usize) -> f64 {
        self.counts.get(row).and_then(|counts| counts.get(column)).copied().unwrap_or_default()
    }

    fn share(&self, row: usize, column: usize) -> Option<f64> {
        let all: f64 = self.counts.get(row)?.iter().sum();
        (all > 0.0).then(|| self.count(row, column) / all)
    }

    fn class(&self, place: usize) -> &str {
        self.classes.get(place).map_or("", String::as_str)
    }

    /// Draws it; the cell that was clicked.
    pub fn show(&self, ui: &mut Ui) -> Clicked {
        let mut clicked = None;
        let classes = self.classes.len();
        let font = TextStyle::Small.resolve(ui.style());
        let width = |text: String| {
            ui.painter().layout_no_wrap(text, font.clone(), ui.visuals().text_color()).size().x
        };
        let longest = self.classes.iter().map(|name| width(name.clone())).fold(0.0, f32::max);
        let names = (longest + 8.0)
            .min((if self.largest > 50.0 { 1.7 * NAMES } else { NAMES }).min(0.4 * ui.available_width()));
        let numbers = self.counts.iter().flatten().map(|count| self.number(*count));
        let widest = numbers.max_by_key(String::len).unwrap_or_default();
        let room = (ui.available_width() - names - 12.0) / classes.max(1) as f32;
        let cell = room.min(self.largest).max(width(widest) + 6.0).max(22.0).floor();
        let side = names + cell * classes as f32;
        let most = if ui.available_height().is_finite() && self.largest > 50.0 {
            ui.available_height() - 8.0
        } else {
            0.62 * ui.ctx().content_rect().height()
        };
        let height = (side + 12.0).min(most.max(180.0));
        let area = ScrollArea::both().id_salt("matrix").max_height(height).min_scrolled_height(height);
        area.auto_shrink([false, true]).show_viewport(ui, |ui, viewport| {
            let (whole, _) = ui.allocate_exact_size(vec2(side, side), Sense::hover());
            // Names stay at the edges while the cells move below them.
            let corner = whole.min + viewport.min.to_vec2();
            let grid = Grid { origin: whole.min + vec2(names, names), cell, corner, names, font };
            let first = |at: f32| (at / cell).floor().max(0.0) as usize;
            let end = |at: f32| ((at / cell).ceil().max(0.0) as usize).min(classes);
            let rows = first(viewport.top())..end(viewport.bottom() - names);
            let columns = first(viewport.left())..end(viewport.right() - names);
            let inside = Rect::from_min_max(corner + vec2(names, names), ui.clip_rect().max);
            let clip = ui.clip_rect();
            ui.set_clip_rect(clip.intersect(inside));
            for row in rows.clone() {
                for column in columns.clone() {
                    if self.cell(ui, &grid, row, column) {
                        clicked = Some((row, column));
                    }
                }
            }
            ui.set_clip_rect(clip);
            for row in rows {
                self.name(ui, &grid, row, false);
            }
            for column in columns {
                self.name(ui, &grid, column, true);
            }
        });
        clicked
    }

    /// The colour of a cell and that of the number on it.
    fn colours(&self, ui: &Ui, row: usize, column: usize) -> (Color32, Color32) {
        if !self.difference {
            return shade(ui.visuals(), self.share(row, column).unwrap_or_default());
        }
        let most = self.counts.iter().flatten().fold(1.0_f64, |most, count| most.max(count.abs()));
        signed_shade(ui.visuals(), self.count(row, column) / most)
    }

    /// A count, which is a mean where labels were drawn several times; a difference with its sign.
    fn number(&self, count: f64) -> String {
        let words = if count.fract() == 0.0 { format!("{count:.0}") } else { format!("{count:.1}") };
        if self.difference && count > 0.0 { format!("+{words}") } else { words.replace('-', "\u{2212}") }
    }

    /// Draws a cell; true where it was clicked.
    fn cell(&self, ui: &mut Ui, grid: &Grid, row: usize, column: usize) -> bool {
        let at = grid.origin + vec2(column as f32, row as f32) * grid.cell;
        let rect = Rect::from_min_size(at, vec2(grid.cell, grid.cell));
        let count = self.count(row, column);
        let (fill, ink) = self.colours(ui, row, column);
        let response = ui.interact(rect, ui.scope_id().with((row, column)), Sense::click());
        let painter = ui.painter();
        painter.rect_filled(rect.shrink(0.5), 0, fill);
        if count != 0.0 {
            painter.text(rect.center(), Align2::CENTER_CENTER, self.number(count), grid.font.clone(), ink);
        }
        let frame = |width, colour| {
            painter.rect_stroke(rect.shrink(0.5), 0, Stroke::new(width, colour), StrokeKind::Inside);
        };
        if response.hovered() || response.has_focus() {
            frame(2.0, crate::app::theme::warning(ui.visuals()));
        } else if row == column {
            frame(1.0, ui.visuals().text_color());
        }
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, self.words(row, column)));
        let clicked = response.clicked();
        if response.hovered() {
            let click = if count == 0.0 { "" } else { "\nClick to see the images." };
            let (actual, predicted) = (self.class(row), self.class(column));
            let words = self.words(row, column);
            let note = if self.note.is_empty() { String::new() } else { format!("\n{}", self.note) };
            response.on_hover_text(format!("actual: {actual}\npredicted: {predicted}\n{words}{note}{click}"));
        }
        clicked
    }

    /// A cell in words.
    fn words(&self, row: usize, column: usize) -> String {
        let (actual, predicted, count) = (self.class(row), self.class(column), self.count(row, column));
        if self.difference {
            return format!("{actual} taken for {predicted}: {} images", self.number(count));
        }
        let share = self.share(row, column);
        let share =
            share.map_or("no image of this class".to_owned(), |s| format!("{} of the class", percent(s)));
        format!("{actual} taken for {predicted}: {} images, {share}", self.number(count))
    }

    /// A class name beside its row, or upright above its column.
    fn name(&self, ui: &mut Ui, grid: &Grid, place: usize, above: bool) {
        let name = self.class(place);
        let offset = place as f32 * grid.cell;
        let edge = if above { grid.corner.x } else { grid.corner.y } + grid.names;
        let start = if above { grid.origin.x } else { grid.origin.y } + offset;
        // Half hidden below the other strip: its name would be half hidden, too.
        if start < edge - 0.5 * grid.cell {
            return;
        }
        let colour = ui.visuals().text_color();
        let galley = shortened(ui.painter(), name, &grid.font, colour, grid.names - 6.0);
        let size = galley.size();
        let rect = if above {
            let shape = TextShape::new(
                pos2(start + 0.5 * (grid.cell - size.y), grid.corner.y + grid.names - 3.0),
                galley,
                colour,
            );
            ui.painter().add(shape.with_angle(-FRAC_PI_2));
            Rect::from_min_size(pos2(start, grid.corner.y), vec2(grid.cell, grid.names))
        } else {
            let at = pos2(grid.corner.x + grid.names - 4.0 - size.x, start + 0.5 * (grid.cell - size.y));
            ui.painter().galley(at, galley, colour);
            Rect::from_min_size(pos2(grid.corner.x, start), vec2(grid.names, grid.cell))
        };
        let which = if above { "predicted" } else { "actual" };
        let response = ui.interact(rect, ui.scope_id().with((which, place)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{which} {name}")));
        response.on_hover_text(format!("{which}: {name}"));
    }
}

/// Where the matrix lies on the screen.
struct Grid {
    /// Left top of the first cell.
    origin: egui::Pos2,
    /// Side of a cell.
    cell: f32,
    /// Left top of what is in sight.
    corner: egui::Pos2,
    /// Width and height of the strips of names.
    names: f32,
    font: FontId,
}
