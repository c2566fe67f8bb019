//! The rows of the chart: a class's name and number of images, its recalls with whiskers, its baselines.

use super::ClassChart;
use super::layout::{Layout, TEXT};
use super::palette::{BAND, FAINT_INK, INK, mark_style, series_colour, symbol};
use super::text::{Label, shorten};

/// The shading of every second row: it lies below the grid.
pub(super) fn bands(chart: &ClassChart, layout: &Layout) -> String {
    (0..chart.classes.len())
        .step_by(2)
        .map(|class| {
            let y = layout.middle(class) - 0.5 * layout.row;
            format!(
                "<rect x=\"12\" y=\"{y:.1}\" width=\"936\" height=\"{:.1}\" fill=\"{BAND}\"/>\n",
                layout.row
            )
        })
        .collect()
}

/// All rows.
pub(super) fn draw(chart: &ClassChart, layout: &Layout) -> String {
    (0..chart.classes.len()).map(|class| row(chart, layout, class)).collect()
}

fn row(chart: &ClassChart, layout: &Layout, class: usize) -> String {
    let middle = layout.middle(class);
    let mut out = names(chart, layout, class);
    for (i, mark) in chart.marks.iter().enumerate() {
        if let Some(value) = at(&mark.values, class) {
            let (colour, dashes) = mark_style(i);
            let (x, half) = (layout.x(value), 0.5 * layout.row - 3.0);
            out.push_str(&format!(
                "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{:.1}\" y2=\"{:.1}\" stroke=\"{colour}\" \
                 stroke-width=\"1.6\" stroke-dasharray=\"{}\"/>\n",
                middle - half,
                middle + half,
                if dashes.is_empty() { "none" } else { dashes },
            ));
        }
    }
    let first = middle - 0.5 * layout.lane * (chart.series.len().saturating_sub(1)) as f64;
    let mut any = false;
    for (i, series) in chart.series.iter().enumerate() {
        let y = first + layout.lane * i as f64;
        if let Some(ci) = at(&series.ci, class) {
            out.push_str(&whisker(layout, ci, y, series_colour(i)));
        }
        if let Some(value) = at(&series.values, class) {
            any = true;
            out.push_str(&symbol(i, layout.x(value), y));
            out.push('\n');
        }
    }
    let note = |x, anchor, colour, text: &str| {
        Label { x, y: middle + 4.5, size: TEXT, anchor, colour, text, whole: "" }.draw()
    };
    if !any {
        out.push_str(&note(layout.plot[0] + 8.0, "start", FAINT_INK, "no image of this class in this part"));
    } else if let [only] = chart.series.as_slice()
        && let Some(value) = at(&only.values, class)
    {
        out.push_str(&note(948.0 - 6.0, "end", INK, &format!("{:.1} %", value * 100.0)));
    }
    out
}

fn names(chart: &ClassChart, layout: &Layout, class: usize) -> String {
    let name = chart.classes.get(class).map_or("", String::as_str);
    let n = chart.n.get(class).map(usize::to_string).unwrap_or_default();
    let short = shorten(name, TEXT, layout.names_room);
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
