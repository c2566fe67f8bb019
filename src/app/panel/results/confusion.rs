//! The confusion matrix of a run: rows are what images are, columns what they were taken for.

use super::comparison::{kind, ticked, why_no_report};
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::runs::RunInfo;
use crate::app::view::{Behind, Overlay, What};
use crate::app::widget::class_chart::shortened;
use crate::app::widget::percent;
use crate::app::widget::shade;
use augscope::evaluate::{ReadoutKind, Report};
use egui::epaint::TextShape;
use egui::{
    Align2, FontId, Label, Rect, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind, TextStyle, Ui,
    WidgetInfo, pos2, vec2,
};
use std::f32::consts::FRAC_PI_2;

/// The widest strip of class names.
const NAMES: f32 = 96.0;
/// The largest side of a cell.
const LARGEST: f32 = 44.0;

/// The run whose details are shown: the clicked one, else the last ticked one that has results.
pub fn shown_run<'a>(cx: &Context<'a>) -> Option<&'a RunInfo> {
    let clicked = cx.view.run.as_ref().and_then(|name| cx.runs.named(name));
    clicked.or_else(|| ticked(cx).into_iter().rev().find(|run| run.report.is_some()))
}

/// The matrix.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, run: &RunInfo) {
    ui.heading("Confusion");
    let title = RichText::new(&run.name).strong();
    ui.add(Label::new(title).truncate()).on_hover_text(&run.name);
    let Some(report) = &run.report else {
        ui.label(format!("No results: {}.", why_no_report(run)));
        return;
    };
    let kind = kind(cx);
    let Some(readout) = report.readouts.get(kind) else {
        ui.label(format!("Its evaluation has no \"{}\".", kind.title()));
        return;
    };
    ui.add(Label::new(RichText::new(kind.title()).small().weak()).truncate()).on_hover_text(kind.title());
    let help = "Rows: what the images are. Columns: what they were taken for. Numbers: images. Colour: share of the row. \
                The diagonal, framed, is right. Click a cell to see its images.";
    ui.label(RichText::new("rows: actual, columns: predicted").small()).on_hover_text(help);
    let matrix = Matrix { run, report, counts: &readout.confusion, kind };
    matrix.show(ui, out);
}

/// What is drawn.
struct Matrix<'a> {
    run: &'a RunInfo,
    report: &'a Report,
    counts: &'a [Vec<f64>],
    kind: ReadoutKind,
}

impl Matrix<'_> {
    fn count(&self, row: usize, column: usize) -> f64 {
        self.counts.get(row).and_then(|counts| counts.get(column)).copied().unwrap_or_default()
    }

    fn share(&self, row: usize, column: usize) -> Option<f64> {
        let all: f64 = self.counts.get(row)?.iter().sum();
        (all > 0.0).then(|| self.count(row, column) / all)
    }

    fn class(&self, place: usize) -> &str {
        self.report.classes.get(place).map_or("", String::as_str)
    }

    fn show(&self, ui: &mut Ui, out: &mut Commands) {
        let classes = self.report.classes.len();
        let font = TextStyle::Small.resolve(ui.style());
        let width = |text: String| {
            ui.painter().layout_no_wrap(text, font.clone(), ui.visuals().text_color()).size().x
        };
        let longest = self.report.classes.iter().max_by_key(|name| name.len()).cloned().unwrap_or_default();
        let names = (width(longest) + 8.0).min(NAMES.min(0.4 * ui.available_width()));
        let numbers = self.counts.iter().flatten().map(|count| number(*count));
        let widest = numbers.max_by_key(String::len).unwrap_or_default();
        let room = (ui.available_width() - names - 12.0) / classes.max(1) as f32;
        let cell = room.min(LARGEST).max(width(widest) + 6.0).max(22.0).floor();
        let side = names + cell * classes as f32;
        let height = (side + 12.0).min((0.62 * ui.ctx().content_rect().height()).max(180.0));
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
                    self.cell(ui, out, &grid, row, column);
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
    }

    fn cell(&self, ui: &mut Ui, out: &mut Commands, grid: &Grid, row: usize, column: usize) {
        let at = grid.origin + vec2(column as f32, row as f32) * grid.cell;
        let rect = Rect::from_min_size(at, vec2(grid.cell, grid.cell));
        let count = self.count(row, column);
        let share = self.share(row, column);
        let (fill, ink) = shade(ui.visuals(), share.unwrap_or_default());
        let response = ui.interact(rect, ui.scope_id().with((row, column)), Sense::click());
        let painter = ui.painter();
        painter.rect_filled(rect.shrink(0.5), 0, fill);
        if count > 0.0 {
            painter.text(rect.center(), Align2::CENTER_CENTER, number(count), grid.font.clone(), ink);
        }
        let frame = |width, colour| {
            painter.rect_stroke(rect.shrink(0.5), 0, Stroke::new(width, colour), StrokeKind::Inside);
        };
        if response.hovered() || response.has_focus() {
            frame(2.0, crate::app::theme::warning(ui.visuals()));
        } else if row == column {
            frame(1.0, ui.visuals().text_color());
        }
        let (actual, predicted) = (self.class(row), self.class(column));
        let words = || {
            let share =
                share.map_or("no image of this class".to_owned(), |s| format!("{} of the class", percent(s)));
            format!("{actual} taken for {predicted}: {} images, {share}", number(count))
        };
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words()));
        if response.clicked() {
            let what = What::Cell { actual: actual.to_owned(), predicted: predicted.to_owned() };
            out.push(Command::Overlay(Overlay::Behind(Behind { run: self.run.folder.clone(), what })));
        }
        if response.hovered() {
            let click = if count > 0.0 { "\nClick to see them." } else { "" };
            let more =
                if self.kind.label_budget().is_some() { "\nMean of several draws of labels." } else { "" };
            let share = share.map_or("–".to_owned(), |s| format!("{:.1} %", 100.0 * s));
            response.on_hover_text(format!(
                "actual: {actual}\npredicted: {predicted}\n{} images, {share} of the class{more}{click}",
                number(count)
            ));
        }
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

/// A count, which is a mean where labels were drawn several times.
fn number(count: f64) -> String {
    if count.fract() == 0.0 { format!("{count:.0}") } else { format!("{count:.1}") }
}
