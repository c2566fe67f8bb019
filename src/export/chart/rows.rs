//! The rows of the chart: a class's name and number of images, its recalls with whiskers, its baselines.

use std::fmt::Write;

use super::ClassChart;
use super::layout::{Layout, MARGIN, TEXT, WIDTH};
use super::palette::{BAND, FAINT_INK, INK, mark_style, series_colour, symbol};
use super::text::{Label, shorten_name};

/// The shading of every second row: it lies below the grid.
pub(super) fn bands(chart: &ClassChart, layout: &Layout) -> String {
    let mut out = String::new();
    for class in (0..chart.classes.len()).step_by(2) {
        let y = layout.middle(class) - 0.5 * layout.row;
        let _ = writeln!(
            out,
            "<rect x=\"12\" y=\"{y:.1}\" width=\"{:.0}\" height=\"{:.1}\" fill=\"{BAND}\"/>",
            WIDTH - 24.0,
            layout.row
        );
    }
    out
}

/// All rows.
pub(super) fn draw(chart: &ClassChart, layout: &Layout) -> String {
    (0..chart.classes.len()).map(|class| row(chart, layout, class)).collect()
}

fn row(chart: &ClassChart, layout: &Layout, class: usize) -> String {
    let mut out = names(chart, layout, class);
    let y = layout.middle(class) + 4.5;
    let note =
        |x, anchor, colour, text: &str| Label { x, y, size: TEXT, anchor, colour, text, whole: "" }.draw();
    if chart.series.iter().all(|s| at(&s.values, class).is_none()) {
        // Baselines would run through the words, and compare with nothing.
        let words = "no image of this class in this part";
        return out + &note(layout.plot[0] + 8.0, "start", FAINT_INK, words);
    }
    out.push_str(&baselines(chart, layout, class));
    out.push_str(&runs(chart, layout, class));
    if let [only] = chart.series.as_slice()
        && let Some(value) = at(&only.values, class)
    {
        out.push_str(&note(WIDTH - MARGIN + 2.0, "end", INK, &format!("{:.1} %", value * 100.0)));
    }
    out
}

fn baselines(chart: &ClassChart, layout: &Layout, class: usize) -> String {
    let mut out = String::new();
    let (middle, half) = (layout.middle(class), 0.5 * layout.row - 3.0);
    for (i, mark) in chart.marks.iter().enumerate() {
        if let Some(value) = at(&mark.values, class) {
            let (colour, dashes) = mark_style(i);
            let (x, above, below) = (layout.x(value), middle - half, middle + half);
            let _ = writeln!(
                out,
                "<path d=\"M{x:.1} {above:.1}V{below:.1}\" stroke=\"{colour}\" stroke-width=\"1.6\" \
                 stroke-dasharray=\"{dashes}\"/>"
            );
        }
    }
    out
}

fn runs(chart: &ClassChart, layout: &Layout, class: usize) -> String {
    let mut out = String::new();
    let first = layout.middle(class) - 0.5 * layout.lane * chart.series.len().saturating_sub(1) as f64;
    for (i, series) in chart.series.iter().enumerate() {
        let y = first + layout.lane * i as f64;
        if let Some(ci) = at(&series.ci, class) {
            out.push_str(&whisker(layout, ci, y, series_colour(i)));
        }
        if let Some(value) = at(&series.values, class) {
            out.push_str(&symbol(i, layout.x(value), y));
            out.push('\n');
        }
    }
    out
}

fn names(chart: &ClassChart, layout: &Layout, class: usize) -> String {
    let name = chart.classes.get(class).map_or("", String::as_str);
    let n = chart.n.get(class).map(usize::to_string).unwrap_or_default();
    let short = shorten_name(name, TEXT, layout.names_room);
    let y = layout.middle(class) + 4.5;
    let label =
        |x, colour, text, whole| Label { x, y, size: TEXT, anchor: "end", colour, text, whole }.draw();
    label(layout.names_end, INK, &short, name) + &label(layout.n_end, FAINT_INK, &n, "")
}

fn whisker(layout: &Layout, ci: [f64; 2], y: f64, colour: &str) -> String {
    let [low, high] = ci.map(|v| layout.x(v));
    let (above, below) = (y - 3.5, y + 3.5);
    format!(
        "<path d=\"M{low:.1} {above:.1}V{below:.1}M{low:.1} {y:.1}H{high:.1}M{high:.1} {above:.1}V{below:.1}\" \
         stroke=\"{colour}\" stroke-width=\"1.6\" fill=\"none\"/>\n"
    )
}

/// The finite entry of a class.
fn at<T: Copy + Finite>(values: &[Option<T>], class: usize) -> Option<T> {
    values.get(class).copied().flatten().filter(Finite::finite)
}

/// What can be drawn: a number that is not finite has no place on an axis.
trait Finite {
    fn finite(&self) -> bool;
}

impl Finite for f64 {
    fn finite(&self) -> bool {
        self.is_finite()
    }
}

impl Finite for [f64; 2] {
    fn finite(&self) -> bool {
        self.iter().all(|v| v.is_finite())
    }
}
