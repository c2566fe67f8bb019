//! [`Layout`]: where everything in the chart lies, in units of the SVG.

use super::ClassChart;
use super::text::width;

/// Width of the chart.
pub(super) const WIDTH: f64 = 960.0;
/// Free margin.
pub(super) const MARGIN: f64 = 20.0;
/// Size of class names and numbers.
pub(super) const TEXT: f64 = 13.0;
/// Size of small text.
pub(super) const SMALL: f64 = 12.0;
/// The widest column of class names.
const NAMES_AT_MOST: f64 = 330.0;
/// Distance between the lines of the legend.
pub(super) const LEGEND_STEP: f64 = 20.0;

/// An entry of the legend: a run or a baseline, by number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Entry {
    Run(usize),
    Baseline(usize),
}

/// Positions.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// Right end of the class names.
    pub names_end: f64,
    /// Room for a class name.
    pub names_room: f64,
    /// Right end of the column "n".
    pub n_end: f64,
    /// The axis' 0 and 1.
    pub plot: [f64; 2],
    /// Legend entries with the left end and baseline of each.
    pub legend: Vec<(Entry, f64, f64)>,
    /// Top of the first row, height of a row.
    pub top: f64,
    pub row: f64,
    /// Distance between runs within a row.
    pub lane: f64,
    /// Bottom of the last row.
    pub bottom: f64,
    /// Height of the chart.
    pub height: f64,
}

impl Layout {
    /// Finds room for everything in `chart`; `lines` is the number of lines below the axis' label.
    pub fn new(chart: &ClassChart, lines: usize) -> Self {
        let widest = chart.classes.iter().map(|c| width(c, TEXT)).fold(40.0, f64::max);
        let names_room = widest.min(NAMES_AT_MOST);
        let names_end = MARGIN + names_room;
        let n_end = names_end + 58.0;
        // On the right the recall in numbers, where there is a single run.
        let right = if chart.series.len() == 1 { 62.0 } else { 16.0 };
        let plot = [n_end + 18.0, WIDTH - MARGIN - right];
        let (legend, legend_end) =
            place_legend(chart, 76.0 + if chart.remark.is_empty() { 0.0 } else { 18.0 });
        let lane = 11.0;
        let row = (chart.series.len() as f64 * lane + 9.0).max(24.0);
        let top = legend_end + 34.0;
        let bottom = top + row * chart.classes.len() as f64;
        let height = bottom + 48.0 + lines as f64 * 17.0 + MARGIN;
        Self { names_end, names_room, n_end, plot, legend, top, row, lane, bottom, height }
    }

    /// Where a recall lies on the axis.
    pub fn x(&self, recall: f64) -> f64 {
        self.plot[0] + recall.clamp(0.0, 1.0) * (self.plot[1] - self.plot[0])
    }

    /// Vertical middle of class `class`.
    pub fn middle(&self, class: usize) -> f64 {
        self.top + (class as f64 + 0.5) * self.row
    }
}

/// Room for one name in the legend.
pub(super) const LEGEND_NAME: f64 = 300.0;

fn place_legend(chart: &ClassChart, first: f64) -> (Vec<(Entry, f64, f64)>, f64) {
    let runs = chart.series.iter().enumerate().map(|(i, s)| (Entry::Run(i), &s.name));
    let marks = chart.marks.iter().enumerate().map(|(i, m)| (Entry::Baseline(i), &m.name));
    let (mut x, mut y) = (MARGIN, first);
    let mut placed = Vec::new();
    for (entry, name) in runs.chain(marks) {
        let wide = 26.0 + width(name, SMALL).min(LEGEND_NAME) + 22.0;
        if x > MARGIN && x + wide > WIDTH - MARGIN {
            x = MARGIN;
            y += LEGEND_STEP;
        }
        placed.push((entry, x, y));
        x += wide;
    }
    (placed, y)
}
