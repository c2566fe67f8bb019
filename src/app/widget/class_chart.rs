//! Painting of the chart of classes: an axis, and rows with a bar, a symbol and a whisker for each run.

use crate::app::theme;
use crate::app::widget::percent;
use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Align2, Color32, FontId, Galley, Painter, Pos2, Rangef, Rect, Shape, Stroke, TextStyle, Ui, Visuals,
    pos2, vec2,
};
use std::sync::Arc;

/// Height of the part of a row that belongs to one run.
pub const LANE: f32 = 15.0;
/// Height of the axis.
pub const AXIS: f32 = 36.0;

/// Where the columns of the chart lie, from left to right.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    /// Class names.
    pub name: Rangef,
    /// Right end of the number of images.
    pub n_end: f32,
    /// 0 and 100 % of the axis.
    pub plot: Rangef,
    /// Right end of the values.
    pub value_end: f32,
    /// Right end of the differences, where they are shown.
    pub difference_end: Option<f32>,
}

impl Columns {
    /// The narrowest chart in which everything can be read.
    pub const NARROWEST: f32 = 380.0;

    /// Columns in a chart from `left`, `width` points wide. The longest class name takes `names` points.
    pub fn new(left: f32, width: f32, names: f32, differences: bool) -> Self {
        let right = left + width.max(Self::NARROWEST);
        let name_end = left + names.clamp(70.0, 0.3 * (right - left));
        let difference_end = differences.then_some(right - 4.0);
        let value_end = if differences { right - 52.0 } else { right - 4.0 };
        let n_end = name_end + 46.0;
        let plot = Rangef::new(n_end + 18.0, value_end - 58.0);
        Self { name: Rangef::new(left, name_end), n_end, plot, value_end, difference_end }
    }

    /// Where a recall (0 to 1) lies on the axis.
    pub fn x(&self, recall: f64) -> f32 {
        self.plot.min + self.plot.span() * recall.clamp(0.0, 1.0) as f32
    }
}

/// What is drawn of one run in one row.
#[derive(Clone, Copy, Debug)]
pub struct Bar {
    /// The run's place among those shown: its colour and symbol.
    pub place: usize,
    /// Recall, 0 to 1.
    pub value: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// Of a single run: hatched, since one seed can invent an effect.
    pub single: bool,
}

/// Something to compare with: a thin mark through the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Baseline {
    /// The network before any training.
    Untrained,
    /// Raw pixels.
    Pixels,
    /// Guessing.
    Chance,
}

impl Baseline {
    /// All, in the order of the legend.
    pub const ALL: [Self; 3] = [Self::Untrained, Self::Pixels, Self::Chance];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Untrained => "untrained encoder",
            Self::Pixels => "raw pixels",
            Self::Chance => "chance",
        }
    }

    /// What it is.
    pub fn help(self) -> &'static str {
        match self {
            Self::Untrained => "The same network before any training, read out in the same way.",
            Self::Pixels => "The pixels of the images, made small, in place of what an encoder says of them.",
            Self::Chance => "What guessing would reach: 1 divided by the number of classes.",
        }
    }

    /// Draws its mark at `x`.
    pub fn paint(self, painter: &Painter, visuals: &Visuals, x: f32, y: Rangef) {
        let line = [pos2(x, y.min), pos2(x, y.max)];
        match self {
            Self::Untrained => {
                painter.line_segment(line, Stroke::new(1.5, visuals.strong_text_color()));
            }
            Self::Pixels => {
                let stroke = Stroke::new(1.5, visuals.text_color());
                painter.extend(Shape::dashed_line(&line, stroke, 4.0, 2.5));
            }
            Self::Chance => painter.extend(Shape::dotted_line(&line, visuals.text_color(), 3.5, 0.9)),
        }
    }
}

/// The symbol of run `place` around `at`, as in the saved chart: a circle, square, diamond or triangle.
pub fn symbol(painter: &Painter, place: usize, at: Pos2) {
    let colour = theme::series(place);
    let polygon = |points: &[(f32, f32)]| {
        let points = points.iter().map(|(x, y)| at + vec2(*x, *y)).collect();
        painter.add(Shape::convex_polygon(points, colour, Stroke::NONE));
    };
    match place % 4 {
        0 => drop(painter.circle_filled(at, 4.0, colour)),
        1 => drop(painter.rect_filled(Rect::from_center_size(at, vec2(7.0, 7.0)), 0, colour)),
        2 => polygon(&[(0.0, -4.8), (4.8, 0.0), (0.0, 4.8), (-4.8, 0.0)]),
        _ => polygon(&[(0.0, -5.0), (4.6, 3.0), (-4.6, 3.0)]),
    }
}

/// The axis with its numbers and words, in `rect`.
pub fn axis(ui: &Ui, rect: Rect, columns: &Columns, words: &str) {
    let (painter, colour) = (ui.painter(), ui.visuals().text_color());
    let small = TextStyle::Small.resolve(ui.style());
    let bottom = rect.bottom() - 2.0;
    let middle = pos2(columns.plot.center(), rect.top());
    let room = columns.plot.span() + 100.0;
    let galley = truncated(painter, words, small.clone(), colour, room);
    painter.galley(middle - vec2(0.5 * galley.size().x, 0.0), galley, colour);
    let step = if columns.plot.span() < 180.0 { 50 } else { 20 };
    for tick in (0..=100).step_by(step) {
        let x = columns.x(f64::from(tick) / 100.0);
        painter.text(pos2(x, bottom), Align2::CENTER_BOTTOM, format!("{tick} %"), small.clone(), colour);
    }
    let label = |x: f32, align: Align2, text: &str| {
        painter.text(pos2(x, bottom), align, text, small.clone(), colour);
    };
    label(columns.name.min + 4.0, Align2::LEFT_BOTTOM, "class");
    label(columns.n_end, Align2::RIGHT_BOTTOM, "images");
    label(columns.value_end, Align2::RIGHT_BOTTOM, "recall");
    if let Some(end) = columns.difference_end {
        label(end, Align2::RIGHT_BOTTOM, "diff.");
    }
}

/// The lines of the axis in a row.
pub fn grid(ui: &Ui, rect: Rect, columns: &Columns) {
    let stroke = ui.visuals().widgets.noninteractive.bg_stroke;
    for tick in (0..=100).step_by(20) {
        ui.painter().vline(columns.x(f64::from(tick) / 100.0), rect.y_range(), stroke);
    }
}

/// A run's bar, whisker, symbol and value, around the height `y`.
pub fn bar(ui: &Ui, columns: &Columns, bar: Bar, y: f32) {
    let painter = ui.painter();
    let body = TextStyle::Body.resolve(ui.style());
    let at = pos2(columns.value_end, y);
    let Some(value) = bar.value.filter(|value| value.is_finite()) else {
        painter.text(at, Align2::RIGHT_CENTER, "–", body, ui.visuals().weak_text_color());
        return;
    };
    let colour = theme::series(bar.place);
    let filled = Rect::from_x_y_ranges(columns.plot.min..=columns.x(value), y - 4.0..=y + 4.0);
    painter.rect_filled(filled, 0, colour.gamma_multiply(0.30));
    if bar.single {
        hatch(painter, filled, ui.visuals().panel_fill);
    }
    if let Some([low, high]) = bar.interval.filter(|ci| ci.iter().all(|v| v.is_finite())) {
        let (low, high) = (columns.x(low), columns.x(high));
        // A line in the colour of text below, so that it stands out from bars of any colour.
        for (width, colour) in [(3.0, ui.visuals().panel_fill), (1.6, colour)] {
            let stroke = Stroke::new(width, colour);
            painter.hline(low..=high, y, stroke);
            painter.vline(low, y - 4.0..=y + 4.0, stroke);
            painter.vline(high, y - 4.0..=y + 4.0, stroke);
        }
    }
    symbol(painter, bar.place, pos2(columns.x(value), y));
    painter.text(at, Align2::RIGHT_CENTER, percent(value), body, ui.visuals().text_color());
}

/// Slanting lines over a bar.
pub fn hatch(painter: &Painter, bar: Rect, colour: Color32) {
    let clipped = painter.with_clip_rect(bar.intersect(painter.clip_rect()));
    let mut x = bar.left() - bar.height();
    while x < bar.right() {
        let line = [pos2(x, bar.bottom()), pos2(x + bar.height(), bar.top())];
        clipped.line_segment(line, Stroke::new(1.4, colour));
        x += 5.0;
    }
}

/// What every seed reached: a small ring each, around the height `y`.
pub fn seeds(ui: &Ui, columns: &Columns, values: &[f64], y: f32) {
    let stroke = Stroke::new(1.0, ui.visuals().text_color());
    for value in values.iter().filter(|value| value.is_finite()) {
        ui.painter().circle_stroke(pos2(columns.x(*value), y), 2.0, stroke);
    }
}

/// `text` on one line, ended with an ellipsis where it is wider than `room`.
pub fn truncated(painter: &Painter, text: &str, font: FontId, colour: Color32, room: f32) -> Arc<Galley> {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, colour);
    job.wrap = TextWrapping::truncate_at_width(room.max(0.0));
    painter.layout_job(job)
}

/// A name on one line. Where it is wider than `room`, letters in its middle give way to an ellipsis: names of
/// treatments often differ at the end only.
pub fn shortened(painter: &Painter, name: &str, font: &FontId, colour: Color32, room: f32) -> Arc<Galley> {
    let lay = |text: String| painter.layout_no_wrap(text, font.clone(), colour);
    let whole = lay(name.to_owned());
    if whole.size().x <= room {
        return whole;
    }
    // The most letters that fit, by halving.
    let (mut fits, mut too_many) = (0, name.chars().count());
    while too_many - fits > 1 {
        let middle = usize::midpoint(fits, too_many);
        if lay(without_middle(name, middle)).size().x <= room { fits = middle } else { too_many = middle }
    }
    lay(without_middle(name, fits))
}

/// `kept` letters of `name`, half of them from its end, with an ellipsis for the rest.
fn without_middle(name: &str, kept: usize) -> String {
    let letters = name.chars().count();
    if kept >= letters {
        return name.to_owned();
    }
    let tail = kept / 2;
    let head: String = name.chars().take(kept - tail).collect();
    let end: String = name.chars().skip(letters - tail).collect();
    format!("{}\u{2026}{}", head.trim_end(), end.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_lie_in_order_at_every_width() {
        for width in [0.0, 200.0, 500.0, 2000.0] {
            for differences in [false, true] {
                let c = Columns::new(10.0, width, 900.0, differences);
                assert!(c.name.max < c.n_end && c.n_end < c.plot.min && c.plot.max < c.value_end, "{c:?}");
                assert!(c.plot.span() >= 80.0, "{c:?}");
                assert_eq!((c.x(-1.0), c.x(2.0)), (c.plot.min, c.plot.max));
            }
        }
    }

    #[test]
    fn long_names_keep_both_ends() {
        assert_eq!(without_middle("Cytochalasin B, batch 07", 9), "Cytoc\u{2026}h 07");
        assert_eq!(without_middle("µm", 2), "µm");
        assert_eq!(without_middle("µmµm", 0), "\u{2026}");
    }
}
