//! [`LineChart`]: figures over an axis, joined by lines, with their intervals as whiskers or bands.

use std::fmt::Write;

use super::axis::Axis;
use super::format::{Chart, Table, cell};
use super::palette::{FAINT_INK, GRID, INK, PAPER, series_colour, symbol};
use super::text::{FAMILY, Label, escape, shorten, shorten_name, width};

const WIDTH: f64 = 860.0;
const PLOT: f64 = 360.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 24.0;
const BELOW: f64 = 56.0;
const TEXT: f64 = 12.5;
const MARGIN: f64 = 20.0;
const LEGEND_NAME: f64 = 230.0;
/// Dashes of the lines, so that they differ by more than colour.
pub const DASHES: [&str; 4] = ["none", "7 3", "2 3", "9 3 2 3"];

/// A figure at a place of the axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Point {
    /// Its place.
    pub x: f64,
    /// The figure.
    pub y: f64,
    /// Its 95 % interval.
    pub ci: Option<[f64; 2]>,
    /// Everything that is known of it, for those who point at it.
    pub words: String,
}

/// One line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// Its name, for the legend.
    pub name: String,
    /// Its points, from left to right.
    pub points: Vec<Point>,
    /// True where a line joins the points.
    pub joined: bool,
    /// A curve that goes with the points, such as a fitted one.
    pub curve: Vec<[f64; 2]>,
    /// True of what the other lines are compared with: it is drawn as strongly as text.
    pub ink: bool,
}

/// A place of the horizontal axis that matters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Upright {
    /// What it is, with its number.
    pub name: String,
    /// Where it is.
    pub x: f64,
    /// Its 95 % interval.
    pub ci: Option<[f64; 2]>,
}

/// Lines over a common axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineChart {
    /// What it shows, for the file's name.
    pub subject: &'static str,
    /// Headline.
    pub title: String,
    /// Below it.
    pub remark: String,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// Intervals are drawn as bands; otherwise as whiskers.
    pub bands: bool,
    /// The lines.
    pub lines: Vec<Line>,
    /// Places that matter.
    pub uprights: Vec<Upright>,
    /// The last line below the chart: what whiskers and bands are.
    pub footer: String,
}

impl Point {
    /// True where it can be drawn on these axes.
    pub fn is_drawn(&self, chart: &LineChart) -> bool {
        chart.x.holds(self.x) && chart.y.holds(self.y)
    }

    /// The interval, where it is one.
    pub fn interval(&self) -> Option<[f64; 2]> {
        self.ci.filter(|ci| ci.iter().all(|end| end.is_finite()))
    }
}

impl Line {
    fn colour(&self, place: usize) -> &'static str {
        if self.ink { INK } else { series_colour(place) }
    }

    fn dashes(&self, place: usize) -> &'static str {
        if self.ink { "none" } else { dashes(place) }
    }

    fn symbol(&self, place: usize, x: f64, y: f64) -> String {
        if self.ink {
            return format!(
                "<path d=\"M{:.1} {y:.1}h8m-4 -4v8\" stroke=\"{INK}\" stroke-width=\"2.2\"/>",
                x - 4.0
            );
        }
        symbol(place, x, y)
    }
}

/// Where things lie.
struct Frame {
    x: [f64; 2],
    y: [f64; 2],
    top: f64,
}

impl LineChart {
    /// The ends of both axes.
    pub fn ends(&self) -> [[f64; 2]; 2] {
        let points = || self.lines.iter().flat_map(|line| &line.points).filter(|point| point.is_drawn(self));
        let curves = || {
            self.lines
                .iter()
                .flat_map(|line| &line.curve)
                .filter(|[x, y]| self.x.holds(*x) && self.y.holds(*y))
        };
        let uprights = self.uprights.iter().map(|upright| upright.x);
        let x = self.x.ends(points().map(|point| point.x).chain(curves().map(|[x, _]| *x)).chain(uprights));
        let intervals = points().filter_map(Point::interval).flatten();
        let y = self.y.ends(points().map(|point| point.y).chain(intervals).chain(curves().map(|[_, y]| *y)));
        [x, y]
    }

    fn legend(&self) -> (String, f64) {
        let first = if self.remark.is_empty() { 58.0 } else { 78.0 };
        let (mut out, mut x, mut y) = (String::new(), MARGIN, first);
        for (place, line) in self.lines.iter().enumerate() {
            let short = shorten_name(&line.name, TEXT, LEGEND_NAME);
            let wide = 32.0 + width(&short, TEXT) + 16.0;
            if x > MARGIN && x + wide > WIDTH - MARGIN {
                (x, y) = (MARGIN, y + 19.0);
            }
            let (colour, dashes, middle) = (line.colour(place), line.dashes(place), y - 4.5);
            let _ = writeln!(
                out,
                "<path d=\"M{x:.1} {middle:.1}h22\" stroke=\"{colour}\" stroke-width=\"1.8\" stroke-dasharray=\"{dashes}\"/>{}",
                line.symbol(place, x + 11.0, middle)
            );
            out.push_str(&label(x + 27.0, y, "start", INK, &short, &line.name));
            x += wide;
        }
        (out, y)
    }

    fn axes(&self, out: &mut String, frame: &Frame) {
        let (bottom, right) = (frame.top + PLOT, WIDTH - RIGHT);
        for (tick, words) in self.y.ticks(frame.y) {
            let Some(y) = self.at_y(frame, tick) else { continue };
            let _ =
                writeln!(out, "<path d=\"M{LEFT} {y:.1}H{right:.1}\" stroke=\"{GRID}\" stroke-width=\"1\"/>");
            out.push_str(&label(LEFT - 7.0, y + 4.0, "end", FAINT_INK, &words, ""));
        }
        for (tick, words) in self.x.ticks(frame.x) {
            let Some(x) = self.at_x(frame, tick) else { continue };
            let _ = writeln!(
                out,
                "<path d=\"M{x:.1} {bottom:.1}v5\" stroke=\"{FAINT_INK}\" stroke-width=\"1\"/>"
            );
            out.push_str(&label(x, bottom + 19.0, "middle", FAINT_INK, &words, ""));
        }
        let words = shorten(&self.x.label, TEXT, right - LEFT);
        out.push_str(&label(0.5 * (LEFT + right), bottom + 40.0, "middle", INK, &words, &self.x.label));
        let (x, y) = (17.0, frame.top + 0.5 * PLOT);
        let words = shorten(&self.y.label, TEXT, PLOT);
        let _ = writeln!(
            out,
            "<text x=\"{x}\" y=\"{y:.1}\" font-size=\"{TEXT}\" text-anchor=\"middle\" fill=\"{INK}\" \
             transform=\"rotate(-90 {x} {y:.1})\">{}</text>",
            escape(&words)
        );
        for upright in &self.uprights {
            self.upright(out, frame, upright);
        }
    }

    fn upright(&self, out: &mut String, frame: &Frame, upright: &Upright) {
        let Some(x) = self.at_x(frame, upright.x) else { return };
        let (top, bottom) = (frame.top, frame.top + PLOT);
        let inside = |x: f64| x.clamp(LEFT, WIDTH - RIGHT);
        if let Some([low, high]) = upright.ci
            && let (Some(low), Some(high)) = (self.at_x(frame, low), self.at_x(frame, high))
        {
            let (low, high) = (inside(low), inside(high));
            let _ = writeln!(
                out,
                "<rect x=\"{low:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{PLOT}\" fill=\"{INK}\" fill-opacity=\"0.08\"/>",
                (high - low).max(0.0)
            );
        }
        let _ = writeln!(
            out,
            "<path d=\"M{x:.1} {top:.1}V{bottom:.1}\" stroke=\"{INK}\" stroke-width=\"1.2\" stroke-dasharray=\"4 3\"/>"
        );
        out.push_str(&label(inside(x) + 5.0, top + 14.0, "start", INK, &upright.name, ""));
    }

    fn at_x(&self, frame: &Frame, value: f64) -> Option<f64> {
        Some(LEFT + self.x.place(value, frame.x)? * (WIDTH - RIGHT - LEFT))
    }

    fn at_y(&self, frame: &Frame, value: f64) -> Option<f64> {
        Some(frame.top + PLOT - self.y.place(value, frame.y)? * PLOT)
    }

    fn line_band(&self, out: &mut String, frame: &Frame, place: usize, line: &Line) {
        let drawn: Vec<&Point> = line.points.iter().filter(|point| point.is_drawn(self)).collect();
        out.push_str(&band(&drawn, line.colour(place), &|x, y| {
            Some((self.at_x(frame, x)?, self.at_y(frame, y)?))
        }));
    }

    fn line(&self, out: &mut String, frame: &Frame, place: usize, line: &Line) {
        let at = |x: f64, y: f64| Some((self.at_x(frame, x)?, self.at_y(frame, y)?));
        let (colour, dashes) = (line.colour(place), line.dashes(place));
        let drawn: Vec<&Point> = line.points.iter().filter(|point| point.is_drawn(self)).collect();
        let path = |places: &mut dyn Iterator<Item = (f64, f64)>| {
            let mut path = String::new();
            for (x, y) in places.filter_map(|(x, y)| at(x, y)) {
                let _ = write!(path, "{}{x:.1} {y:.1}", if path.is_empty() { 'M' } else { 'L' });
            }
            path
        };
        let mut stroke = |path: String| {
            if !path.is_empty() {
                let _ = writeln!(
                    out,
                    "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.8\" stroke-dasharray=\"{dashes}\"/>"
                );
            }
        };
        if line.joined {
            stroke(path(&mut drawn.iter().map(|point| (point.x, point.y))));
        }
        stroke(path(&mut line.curve.iter().map(|[x, y]| (*x, *y))));
        for point in drawn {
            let Some((x, y)) = at(point.x, point.y) else { continue };
            if let Some([low, high]) = point.interval().filter(|_| !self.bands)
                && let (Some(low), Some(high)) = (self.at_y(frame, low), self.at_y(frame, high))
            {
                let (left, right) = (x - 3.5, x + 3.5);
                let _ = writeln!(
                    out,
                    "<path d=\"M{left:.1} {low:.1}H{right:.1}M{x:.1} {low:.1}V{high:.1}M{left:.1} {high:.1}H{right:.1}\" \
                     fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.3\"/>"
                );
            }
            out.push_str(&line.symbol(place, x, y));
            out.push('\n');
        }
    }
}

impl Chart for LineChart {
    fn subject(&self) -> &'static str {
        self.subject
    }

    fn to_svg(&self) -> String {
        let (legend, legend_end) = self.legend();
        let [x, y] = self.ends();
        let frame = Frame { x, y, top: legend_end + 16.0 };
        let height = frame.top + PLOT + BELOW + if self.footer.is_empty() { 0.0 } else { 20.0 };
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height:.0}\" \
             viewBox=\"0 0 {WIDTH} {height:.0}\" font-family=\"{FAMILY}\" role=\"img\">\n<title>{}</title>\n\
             <rect width=\"{WIDTH}\" height=\"{height:.0}\" fill=\"{PAPER}\"/>\n",
            escape(&self.title)
        );
        out.push_str(&head(&self.title, &self.remark, WIDTH));
        out.push_str(&legend);
        self.axes(&mut out, &frame);
        if self.bands {
            // Below all lines: a band would make those of other lines pale.
            for (place, line) in self.lines.iter().enumerate() {
                self.line_band(&mut out, &frame, place, line);
            }
        }
        for (place, line) in self.lines.iter().enumerate() {
            self.line(&mut out, &frame, place, line);
        }
        let footer = shorten(&self.footer, TEXT, WIDTH - 2.0 * MARGIN);
        out.push_str(&label(MARGIN, height - 12.0, "start", FAINT_INK, &footer, &self.footer));
        out.push_str("</svg>\n");
        out
    }

    /// A row for every point.
    fn table(&self) -> Table {
        let mut table = Table::new(&["line", &self.x.label, &self.y.label, "interval low", "interval high"]);
        for line in &self.lines {
            for point in &line.points {
                // A place with a name is known by it.
                let name =
                    self.x.names.iter().find(|(place, _)| *place == point.x).map(|(_, name)| name.clone());
                let [low, high] = [0, 1].map(|end| cell(point.ci.map(|ci| ci[end])));
                table.push(vec![
                    line.name.clone(),
                    name.unwrap_or_else(|| cell(Some(point.x))),
                    cell(Some(point.y)),
                    low,
                    high,
                ]);
            }
        }
        table
    }
}

/// Title and remark at the top of a chart.
pub(super) fn head(title: &str, remark: &str, wide: f64) -> String {
    let room = wide - 2.0 * MARGIN;
    let mut out = String::new();
    for (y, size, colour, text) in [(30.0, 17.0, INK, title), (51.0, TEXT, FAINT_INK, remark)] {
        let short = shorten(text, size, room);
        out.push_str(
            &Label { x: MARGIN, y, size, anchor: "start", colour, text: &short, whole: text }.draw(),
        );
    }
    out
}

fn label(x: f64, y: f64, anchor: &'static str, colour: &'static str, text: &str, whole: &str) -> String {
    Label { x, y, size: TEXT, anchor, colour, text, whole }.draw()
}

/// The dashes of line number `place`: lines of one colour differ by them.
pub fn dashes(place: usize) -> &'static str {
    DASHES.get(place / 2 % DASHES.len()).copied().unwrap_or("none")
}

fn band(points: &[&Point], colour: &str, at: &dyn Fn(f64, f64) -> Option<(f64, f64)>) -> String {
    let mut out = String::new();
    // A point without an interval ends the band.
    for piece in points.split(|point| point.interval().is_none()) {
        let edge = |end: usize| -> Vec<(f64, f64)> {
            piece.iter().filter_map(|point| at(point.x, point.interval()?[end])).collect()
        };
        let (mut around, high) = (edge(0), edge(1));
        around.extend(high.into_iter().rev());
        if around.len() > 3 {
            let path: Vec<String> = around.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
            let _ =
                writeln!(out, "<path d=\"M{}z\" fill=\"{colour}\" fill-opacity=\"0.14\"/>", path.join("L"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::chart::axis::Scale;

    fn chart(lines: usize) -> LineChart {
        let point = |x: f64, y: f64, ci| Point { x, y, ci, words: String::new() };
        let line = |place: usize| Line {
            name: format!("class {place} {}", "of a very long name ".repeat(4)),
            points: vec![
                point(1.0, 0.5, Some([0.4, 0.6])),
                point(10.0, f64::NAN, Some([0.4, 0.6])),
                point(f64::INFINITY, 0.5, None),
                point(0.0, 0.7, Some([f64::NAN, 0.6])),
                point(100.0, 0.7, Some([0.65, 0.8])),
            ],
            joined: true,
            curve: vec![[1.0, 0.2], [f64::NAN, 0.3], [0.0, 0.1], [50.0, 0.6]],
            ink: place == 1,
        };
        LineChart {
            subject: "lines",
            title: "A <title> & \"more\"".into(),
            x: Axis { label: "dose, nM".into(), scale: Scale::Log, ..Axis::default() },
            y: Axis { label: "score".into(), ..Axis::default() },
            lines: (0..lines).map(line).collect(),
            uprights: vec![
                Upright { name: "EC50".into(), x: 7.0, ci: Some([f64::NAN, 9.0]) },
                Upright { name: "none".into(), x: f64::NAN, ci: None },
            ],
            footer: "Whiskers: 95 % interval.".into(),
            ..LineChart::default()
        }
    }

    #[test]
    fn whatever_comes_is_drawn_without_a_number_that_is_none() {
        for lines in [0, 1, 40] {
            for bands in [false, true] {
                for scale in [Scale::Log, Scale::Linear] {
                    let mut chart = LineChart { bands, ..chart(lines) };
                    chart.x.scale = scale;
                    let svg = chart.to_svg();
                    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
                    crate::export::png::render(&svg, 1.0).unwrap();
                    let csv = String::from_utf8(chart.table().to_csv().unwrap()).unwrap();
                    assert!(!csv.contains("NaN") && csv.lines().count() == 1 + 5 * lines, "{csv}");
                }
            }
        }
        let svg = LineChart::default().to_svg();
        assert!(!svg.contains("NaN"));
        crate::export::png::render(&svg, 1.0).unwrap();
    }
}
