//! The chart's SVG: head, legend, axis and footer around the rows.

use std::fmt::Write;

use super::layout::{Entry, LEGEND_NAME, Layout, MARGIN, SMALL, TEXT, WIDTH};
use super::palette::{FAINT_INK, GRID, INK, PAPER, mark_style, series_colour, symbol};
use super::text::{FAMILY, Label, escape, shorten};
use super::{ClassChart, rows};

/// Name of the horizontal axis.
const AXIS: &str = "recall (fraction of a class's images recognised)";

/// The whole file.
pub(super) fn draw(chart: &ClassChart) -> String {
    let footer = footer(chart);
    let layout = Layout::new(chart, footer.len());
    let height = layout.height;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {WIDTH} {height:.0}\" font-family=\"{FAMILY}\" role=\"img\">\n\
         <title>{}</title>\n\
         <rect width=\"{WIDTH}\" height=\"{height:.0}\" fill=\"{PAPER}\"/>\n",
        escape(&chart.title)
    );
    out.push_str(&head(chart));
    out.push_str(&legend(chart, &layout));
    out.push_str(&rows::bands(chart, &layout));
    out.push_str(&axis(&layout));
    out.push_str(&rows::draw(chart, &layout));
    for (i, line) in footer.iter().enumerate() {
        let y = layout.bottom + 62.0 + i as f64 * 17.0;
        out.push_str(&plain(MARGIN, y, SMALL, "start", FAINT_INK, line));
    }
    out.push_str("</svg>\n");
    out
}

fn plain(x: f64, y: f64, size: f64, anchor: &'static str, colour: &'static str, text: &str) -> String {
    Label { x, y, size, anchor, colour, text, whole: "" }.draw()
}

fn head(chart: &ClassChart) -> String {
    let room = WIDTH - 2.0 * MARGIN;
    let title = shorten(&chart.title, 19.0, room);
    let below = shorten(&format!("Read-out: {}. Part: {}.", chart.readout, chart.part), TEXT, room);
    let label = |y, size, colour, text, whole| {
        Label { x: MARGIN, y, size, anchor: "start", colour, text, whole }.draw()
    };
    let mut out = label(32.0, 19.0, INK, &title, &chart.title) + &label(53.0, TEXT, FAINT_INK, &below, "");
    if !chart.remark.is_empty() {
        let remark = shorten(&chart.remark, TEXT, room);
        out.push_str(&label(71.0, TEXT, FAINT_INK, &remark, &chart.remark));
    }
    out
}

fn legend(chart: &ClassChart, layout: &Layout) -> String {
    let mut out = String::new();
    for &(entry, x, y) in &layout.legend {
        let middle = y - 4.5;
        let name = match entry {
            Entry::Run(i) => {
                let colour = series_colour(i);
                let _ = writeln!(
                    out,
                    "<path d=\"M{x:.1} {middle:.1}h18\" stroke=\"{colour}\" stroke-width=\"1.6\"/>{}",
                    symbol(i, x + 9.0, middle)
                );
                chart.series.get(i).map(|s| &s.name)
            }
            Entry::Baseline(i) => {
                let (colour, dashes) = mark_style(i);
                let _ = writeln!(
                    out,
                    "<path d=\"M{:.1} {:.1}v14\" stroke=\"{colour}\" stroke-width=\"1.6\" \
                     stroke-dasharray=\"{dashes}\"/>",
                    x + 9.0,
                    middle - 7.0
                );
                chart.marks.get(i).map(|m| &m.name)
            }
        };
        let name = name.map_or("", String::as_str);
        let short = shorten(name, SMALL, LEGEND_NAME);
        let label =
            Label { x: x + 25.0, y, size: SMALL, anchor: "start", colour: INK, text: &short, whole: name };
        out.push_str(&label.draw());
    }
    out
}

fn axis(layout: &Layout) -> String {
    let mut out = String::new();
    for tick in 0..=5 {
        let value = f64::from(tick) / 5.0;
        let x = layout.x(value);
        let _ = writeln!(
            out,
            "<path d=\"M{x:.1} {:.1}V{:.1}\" stroke=\"{GRID}\" stroke-width=\"1\"/>",
            layout.top,
            layout.bottom + 5.0
        );
        out.push_str(&plain(x, layout.bottom + 19.0, SMALL, "middle", FAINT_INK, &format!("{value:.1}")));
    }
    let centre = 0.5 * (layout.plot[0] + layout.plot[1]);
    out.push_str(&plain(centre, layout.bottom + 38.0, TEXT, "middle", INK, AXIS));
    out.push_str(&plain(layout.n_end, layout.top - 7.0, SMALL, "end", FAINT_INK, "images"));
    out.push_str(&plain(layout.names_end, layout.top - 7.0, SMALL, "end", FAINT_INK, "class"));
    out
}

/// The lines below the axis that say what whiskers are, and what their absence means.
fn footer(chart: &ClassChart) -> Vec<&'static str> {
    let has = |s: &super::Series, c: usize| s.ci.get(c).is_some_and(Option::is_some);
    let known = |s: &super::Series, c: usize| s.values.get(c).is_some_and(Option::is_some);
    let classes = || 0..chart.classes.len();
    let mut lines = Vec::new();
    if chart.series.iter().any(|s| classes().any(|c| has(s, c))) {
        lines.push("Whiskers: 95 % interval.");
    }
    if chart.series.iter().any(|s| classes().any(|c| known(s, c) && !has(s, c))) {
        lines.push("No whisker: too few groups of images for an interval.");
    }
    lines
}
