//! [`CurveChart`]: how figures change from round to round, as lines.

use std::fmt::Write;

use super::format::{Chart, Table, cell};
use super::palette::{FAINT_INK, GRID, INK, PAPER, mark_style, series_colour, symbol};
use super::text::{FAMILY, Label, escape, shorten, width};
use super::ticks::{tick_words, ticks};

const WIDTH: f64 = 470.0;
const HEIGHT: f64 = 300.0;
const TEXT: f64 = 12.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = 14.0;
const BOTTOM: f64 = 44.0;
/// Points of a curve up to which each gets its symbol.
const FEW: usize = 40;
/// Dashes of the curves, so that they differ by more than colour.
const DASHES: [&str; 4] = ["none", "7 3", "2 3", "9 3 2 3"];

/// One line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// Its name, for the legend.
    pub name: String,
    /// Its points (x, y), from left to right; what is no number is left out.
    pub points: Vec<[f64; 2]>,
}

/// Lines over a common axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CurveChart {
    /// Headline.
    pub title: String,
    /// The horizontal axis.
    pub x_label: String,
    /// The vertical axis, with its unit.
    pub y_label: String,
    /// Ends that the vertical axis holds at least.
    pub y_range: Option<[f64; 2]>,
    /// The lines.
    pub curves: Vec<Curve>,
    /// Constants to compare with: name and value.
    pub guides: Vec<(String, f64)>,
}

struct Axes {
    x: Vec<f64>,
    y: Vec<f64>,
    top: f64,
}

impl Axes {
    fn place(of: &[f64], value: f64, ends: [f64; 2]) -> f64 {
        let (low, high) = (of.first().copied().unwrap_or(0.0), of.last().copied().unwrap_or(1.0));
        ends[0] + (value - low) / (high - low).max(f64::MIN_POSITIVE) * (ends[1] - ends[0])
    }

    fn x(&self, value: f64) -> f64 {
        Self::place(&self.x, value, [LEFT, WIDTH - RIGHT])
    }

    fn y(&self, value: f64) -> f64 {
        Self::place(&self.y, value, [HEIGHT - BOTTOM, self.top])
    }
}

impl Chart for CurveChart {
    fn subject(&self) -> &'static str {
        "curves"
    }

    fn to_svg(&self) -> String {
        let (legend, legend_end) = self.legend();
        let axes = self.axes(legend_end + 14.0);
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
             viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"{FAMILY}\" role=\"img\">\n<title>{}</title>\n\
             <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"{PAPER}\"/>\n",
            escape(&self.title)
        );
        let title = shorten(&self.title, 15.0, WIDTH - 24.0);
        let title = Label {
            x: 12.0,
            y: 22.0,
            size: 15.0,
            anchor: "start",
            colour: INK,
            text: &title,
            whole: &self.title,
        };
        out.push_str(&title.draw());
        out.push_str(&legend);
        self.draw_axes(&mut out, &axes);
        for (place, (_, value)) in self.guides.iter().enumerate().filter(|(_, (_, v))| v.is_finite()) {
            let (colour, dashes) = mark_style(place);
            let y = axes.y(*value);
            let _ = writeln!(
                out,
                "<path d=\"M{LEFT} {y:.1}H{:.1}\" stroke=\"{colour}\" stroke-width=\"1.2\" stroke-dasharray=\"{dashes}\"/>",
                WIDTH - RIGHT
            );
        }
        for (place, curve) in self.curves.iter().enumerate() {
            draw_curve(&mut out, &axes, place, curve);
        }
        out.push_str("</svg>\n");
        out
    }

    /// A row for every point of every line.
    fn table(&self) -> Table {
        let mut table = Table::new(&["curve", &self.x_label, &self.y_label]);
        for curve in &self.curves {
            for &[x, y] in &curve.points {
                table.push(vec![curve.name.clone(), cell(Some(x)), cell(Some(y))]);
            }
        }
        table
    }
}

impl CurveChart {
    fn axes(&self, top: f64) -> Axes {
        let points = || self.curves.iter().flat_map(Curve::finite);
        let ends = |values: &mut dyn Iterator<Item = f64>| {
            values.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], v| [low.min(v), high.max(v)])
        };
        let [left, right] = ends(&mut points().map(|[x, _]| x));
        let guides = self.guides.iter().map(|(_, value)| *value).filter(|value| value.is_finite());
        let range = self.y_range.into_iter().flatten();
        let [low, high] = ends(&mut points().map(|[_, y]| y).chain(guides).chain(range));
        // A line that is level has room above and below.
        let (low, high) = if high - low > 1e-9 { (low, high) } else { (low - 0.5, high + 0.5) };
        let x = if right > left { vec![left, right] } else { ticks(left, right, 2) };
        Axes { x, y: ticks(low, high, 5), top }
    }

    fn draw_axes(&self, out: &mut String, axes: &Axes) {
        let label = |x, y, anchor, colour, text: &str| {
            Label { x, y, size: TEXT, anchor, colour, text, whole: "" }.draw()
        };
        for &tick in &axes.y {
            let y = axes.y(tick);
            let _ = writeln!(
                out,
                "<path d=\"M{LEFT} {y:.1}H{:.1}\" stroke=\"{GRID}\" stroke-width=\"1\"/>",
                WIDTH - RIGHT
            );
            out.push_str(&label(LEFT - 6.0, y + 4.0, "end", FAINT_INK, &tick_words(tick, &axes.y)));
        }
        let (low, high) = (axes.x.first().copied().unwrap_or(0.0), axes.x.last().copied().unwrap_or(1.0));
        let inside = ticks(low, high, 6);
        for &tick in inside.iter().filter(|tick| (low..=high).contains(*tick) && tick.fract() == 0.0) {
            let (x, y) = (axes.x(tick), HEIGHT - BOTTOM);
            let _ = writeln!(out, "<path d=\"M{x:.1} {y:.1}v5\" stroke=\"{GRID}\" stroke-width=\"1\"/>");
            out.push_str(&label(x, y + 18.0, "middle", FAINT_INK, &tick_words(tick, &inside)));
        }
        let middle = 0.5 * (LEFT + WIDTH - RIGHT);
        out.push_str(&label(middle, HEIGHT - 8.0, "middle", INK, &self.x_label));
        let (x, y) = (14.0, 0.5 * (axes.top + HEIGHT - BOTTOM));
        let room = HEIGHT - BOTTOM - axes.top;
        let words = shorten(&self.y_label, TEXT, room + 20.0);
        let _ = writeln!(
            out,
            "<text x=\"{x}\" y=\"{y:.1}\" font-size=\"{TEXT}\" text-anchor=\"middle\" fill=\"{INK}\" \
             transform=\"rotate(-90 {x} {y:.1})\">{}</text>",
            escape(&words)
        );
    }

    /// The legend, and where it ends. A single curve that the axis names already has none.
    fn legend(&self) -> (String, f64) {
        let mut out = String::new();
        let (mut x, mut y) = (LEFT, 44.0);
        let curves = self.curves.iter().enumerate().map(|(i, curve)| (i, &curve.name, true));
        let guides = self.guides.iter().enumerate().map(|(i, (name, _))| (i, name, false));
        if self.curves.len() + self.guides.len() < 2 {
            return (out, 26.0);
        }
        for (i, name, is_curve) in curves.chain(guides) {
            let short = shorten(name, TEXT, 180.0);
            let wide = 26.0 + width(&short, TEXT) + 14.0;
            if x > LEFT && x + wide > WIDTH - RIGHT + 14.0 {
                (x, y) = (LEFT, y + 18.0);
            }
            let (colour, dashes) = if is_curve { curve_style(i) } else { mark_style(i) };
            let middle = y - 4.0;
            let _ = writeln!(
                out,
                "<path d=\"M{x:.1} {middle:.1}h20\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/>"
            );
            let text =
                Label { x: x + 25.0, y, size: TEXT, anchor: "start", colour: INK, text: &short, whole: name };
            out.push_str(&text.draw());
            x += wide;
        }
        (out, y)
    }
}

impl Curve {
    fn finite(&self) -> impl Iterator<Item = [f64; 2]> + '_ {
        self.points.iter().copied().filter(|point| point.iter().all(|v| v.is_finite()))
    }
}

fn curve_style(i: usize) -> (&'static str, &'static str) {
    (series_colour(i), DASHES.get(i % DASHES.len()).copied().unwrap_or("none"))
}

fn draw_curve(out: &mut String, axes: &Axes, place: usize, curve: &Curve) {
    let (colour, dashes) = curve_style(place);
    let mut path = String::new();
    for [x, y] in curve.finite() {
        let verb = if path.is_empty() { 'M' } else { 'L' };
        let _ = write!(path, "{verb}{:.1} {:.1}", axes.x(x), axes.y(y));
    }
    if path.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/>"
    );
    if curve.points.len() <= FEW {
        for [x, y] in curve.finite() {
            out.push_str(&symbol(place, axes.x(x), axes.y(y)));
            out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_lie_inside_and_what_is_no_number_is_left_out() {
        let curve = |name: &str, shift: f64| Curve {
            name: name.into(),
            points: (1..=30)
                .map(|x| [f64::from(x), if x == 7 { f64::NAN } else { shift + 4.0 / f64::from(x) }])
                .collect(),
        };
        let chart = CurveChart {
            title: "Loss <of> training".into(),
            x_label: "round".into(),
            y_label: "loss".into(),
            curves: vec![curve("total & all", 0.0), curve("term", 1.0)],
            guides: vec![("chance".into(), 0.125), ("nothing".into(), f64::NAN)],
            ..CurveChart::default()
        };
        let svg = chart.to_svg();
        assert!(
            !svg.contains("NaN") && svg.contains("Loss &lt;of&gt;") && svg.contains("total &amp; all"),
            "{svg}"
        );
        assert_eq!(svg.matches("<circle").count(), 29);
        crate::export::png::render(&svg, 1.0).unwrap();
        for points in [vec![], vec![[3.0, 2.0]], vec![[1.0, 5.0], [2.0, 5.0]]] {
            let curves = vec![Curve { name: "one".into(), points }];
            let svg = CurveChart { curves, ..CurveChart::default() }.to_svg();
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
            crate::export::png::render(&svg, 1.0).unwrap();
        }
    }
}
