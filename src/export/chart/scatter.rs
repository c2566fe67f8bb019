//! [`ScatterChart`]: things by two figures, each with its interval as a thin cross, with names at the points.

use std::fmt::Write;

use super::axis::Axis;
use super::format::{Chart, Table, cell};
use super::lines::head;
use super::palette::{FAINT_INK, GRID, INK, PAPER, series_colour, symbol};
use super::text::{FAMILY, Label, escape, shorten, shorten_name, width};

const WIDTH: f64 = 860.0;
const PLOT: f64 = 520.0;
const LEFT: f64 = 72.0;
const RIGHT: f64 = 26.0;
const BELOW: f64 = 56.0;
const MARGIN: f64 = 20.0;
const TEXT: f64 = 12.5;
const NAME: f64 = 170.0;

/// A thing with two figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScatterPoint {
    /// Its name.
    pub name: String,
    /// The figures.
    pub at: [f64; 2],
    /// Their 95 % intervals.
    pub ci: [Option<[f64; 2]>; 2],
    /// Its place among colours and symbols.
    pub place: usize,
    /// True of one that stands out, which is ringed and named first.
    pub marked: bool,
    /// Everything that is known of it, for those who point at it.
    pub words: String,
}

/// Things by two figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScatterChart {
    /// What it shows, for the file's name.
    pub subject: &'static str,
    /// Headline.
    pub title: String,
    /// Below it.
    pub remark: String,
    /// What the points are, for the table.
    pub of: String,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// The points.
    pub points: Vec<ScatterPoint>,
    /// A line from corner to corner, such as a front.
    pub line: Vec<[f64; 2]>,
    /// What marked points are, for the table.
    pub marked: String,
    /// True where zero of both axes and the line of equal figures are drawn.
    pub cross: bool,
    /// The last line below the chart.
    pub footer: String,
}

impl ScatterPoint {
    /// True where it can be drawn.
    pub fn is_drawn(&self) -> bool {
        self.at.iter().all(|value| value.is_finite())
    }

    /// The interval along the axis of that number, where it is one.
    pub fn interval(&self, axis: usize) -> Option<[f64; 2]> {
        self.ci.get(axis).copied().flatten().filter(|ci| ci.iter().all(|end| end.is_finite()))
    }
}

impl ScatterChart {
    /// The ends of both axes.
    pub fn ends(&self) -> [[f64; 2]; 2] {
        let of = |axis: usize| {
            let drawn = self.points.iter().filter(|point| point.is_drawn());
            let values = drawn.flat_map(move |point| {
                point.at.get(axis).copied().into_iter().chain(point.interval(axis).into_iter().flatten())
            });
            values.chain(self.cross.then_some(0.0))
        };
        [self.x.ends(of(0)), self.y.ends(of(1))]
    }
}

/// Where the name of every point stands beside it, so that no two lie upon each other: the left end and the middle of
/// its height; none where there is no room. `sizes` are widths of the names, `order` says who comes first. Units are
/// those of the places.
pub fn name_places(
    places: &[[f64; 2]],
    sizes: &[f64],
    order: &[usize],
    tall: f64,
    [left, top, right, bottom]: [f64; 4],
) -> Vec<Option<[f64; 2]>> {
    let mut found = vec![None; places.len()];
    // What is taken: left, top, right, bottom.
    let mut taken: Vec<[f64; 4]> = places.iter().map(|[x, y]| [x - 5.0, y - 5.0, x + 5.0, y + 5.0]).collect();
    for &point in order {
        let (Some(&[x, y]), Some(&wide)) = (places.get(point), sizes.get(point)) else { continue };
        let half = 0.5 * wide;
        let tries = [
            // Beside the arms of the cross rather than upon them.
            [x + 6.0, y - 0.6 * tall],
            [x + 6.0, y + 0.6 * tall],
            [x - 6.0 - wide, y - 0.6 * tall],
            [x - 6.0 - wide, y + 0.6 * tall],
            [x - half, y - 0.5 * tall - 8.0],
            [x - half, y + 0.5 * tall + 8.0],
            [x + 9.0, y],
            [x - 9.0 - wide, y],
        ];
        let free = tries.into_iter().find_map(|[at, middle]| {
            let own = [at, middle - 0.5 * tall, at + wide, middle + 0.5 * tall];
            let inside = own[0] >= left && own[1] >= top && own[2] <= right && own[3] <= bottom;
            let apart = |other: &[f64; 4]| {
                own[2] <= other[0] || other[2] <= own[0] || own[3] <= other[1] || other[3] <= own[1]
            };
            (inside && taken.iter().all(apart)).then_some((own, [at, middle]))
        });
        if let Some((own, at)) = free {
            taken.push(own);
            if let Some(place) = found.get_mut(point) {
                *place = Some(at);
            }
        }
    }
    found
}

impl ScatterChart {
    /// Who is named first: marked points, then the others in their order.
    pub fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.points.len()).collect();
        order.sort_by_key(|&place| !self.points.get(place).is_some_and(|point| point.marked));
        order
    }

    fn draw_points(&self, out: &mut String, to: &impl Fn([f64; 2]) -> Option<[f64; 2]>, frame: [f64; 4]) {
        let drawn: Vec<(&ScatterPoint, [f64; 2])> =
            self.points.iter().filter_map(|point| Some((point, to(point.at)?))).collect();
        for (point, [x, y]) in &drawn {
            let mut path = String::new();
            if let Some([low, high]) = point.interval(0)
                && let (Some([low, _]), Some([high, _])) = (to([low, point.at[1]]), to([high, point.at[1]]))
            {
                let _ = write!(path, "M{low:.1} {y:.1}H{high:.1}");
            }
            if let Some([low, high]) = point.interval(1)
                && let (Some([_, low]), Some([_, high])) = (to([point.at[0], low]), to([point.at[0], high]))
            {
                let _ = write!(path, "M{x:.1} {low:.1}V{high:.1}");
            }
            let colour = series_colour(point.place);
            if !path.is_empty() {
                let _ = writeln!(
                    out,
                    "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"0.9\" stroke-opacity=\"0.7\"/>"
                );
            }
        }
        for (point, [x, y]) in &drawn {
            out.push_str(&symbol(point.place, *x, *y));
            if point.marked {
                let _ = writeln!(
                    out,
                    "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"7.5\" fill=\"none\" stroke=\"{INK}\" stroke-width=\"1.5\"/>"
                );
            }
        }
        let names: Vec<String> =
            drawn.iter().map(|(point, _)| shorten_name(&point.name, TEXT, NAME)).collect();
        let sizes: Vec<f64> = names.iter().map(|name| width(name, TEXT)).collect();
        let places: Vec<[f64; 2]> = drawn.iter().map(|(_, at)| *at).collect();
        let mut order: Vec<usize> = (0..drawn.len()).collect();
        order.sort_by_key(|&place| !drawn.get(place).is_some_and(|(point, _)| point.marked));
        let found = name_places(&places, &sizes, &order, TEXT + 3.0, frame);
        for ((at, name), (point, _)) in found.into_iter().zip(&names).zip(&drawn) {
            if let Some([x, y]) = at {
                out.push_str(&label(x, y + 4.0, "start", INK, name, &point.name));
            }
        }
    }
}

fn label(x: f64, y: f64, anchor: &'static str, colour: &'static str, text: &str, whole: &str) -> String {
    Label { x, y, size: TEXT, anchor, colour, text, whole }.draw()
}

impl Chart for ScatterChart {
    fn subject(&self) -> &'static str {
        self.subject
    }

    fn to_svg(&self) -> String {
        let top = if self.remark.is_empty() { 52.0 } else { 72.0 };
        let (bottom, right) = (top + PLOT, WIDTH - RIGHT);
        let height = bottom + BELOW + if self.footer.is_empty() { 0.0 } else { 20.0 };
        let [xs, ys] = self.ends();
        let to = |[x, y]: [f64; 2]| {
            Some([LEFT + self.x.place(x, xs)? * (right - LEFT), bottom - self.y.place(y, ys)? * PLOT])
        };
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height:.0}\" \
             viewBox=\"0 0 {WIDTH} {height:.0}\" font-family=\"{FAMILY}\" role=\"img\">\n<title>{}</title>\n\
             <rect width=\"{WIDTH}\" height=\"{height:.0}\" fill=\"{PAPER}\"/>\n",
            escape(&self.title)
        );
        out.push_str(&head(&self.title, &self.remark, WIDTH));
        let mut line = |path: String, colour: &str, wide: f64, dashes: &str| {
            let _ = writeln!(
                out,
                "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{wide}\" stroke-dasharray=\"{dashes}\"/>"
            );
        };
        let mut words = String::new();
        for (tick, text) in self.x.ticks(xs) {
            let Some([x, _]) = to([tick, ys[0]]) else { continue };
            let zero = self.cross && tick.abs() < 1e-9;
            line(format!("M{x:.1} {top:.1}V{bottom:.1}"), if zero { INK } else { GRID }, 1.0, "none");
            words.push_str(&label(x, bottom + 19.0, "middle", FAINT_INK, &text, ""));
        }
        for (tick, text) in self.y.ticks(ys) {
            let Some([_, y]) = to([xs[0], tick]) else { continue };
            let zero = self.cross && tick.abs() < 1e-9;
            line(format!("M{LEFT} {y:.1}H{right:.1}"), if zero { INK } else { GRID }, 1.0, "none");
            words.push_str(&label(LEFT - 7.0, y + 4.0, "end", FAINT_INK, &text, ""));
        }
        if self.cross {
            let (low, high) = (xs[0].max(ys[0]), xs[1].min(ys[1]));
            if let (Some([a, b]), Some([c, d]), true) = (to([low; 2]), to([high; 2]), low < high) {
                line(format!("M{a:.1} {b:.1}L{c:.1} {d:.1}"), FAINT_INK, 1.2, "6 4");
            }
        }
        let places: Vec<[f64; 2]> = self.line.iter().filter_map(|at| to(*at)).collect();
        if let Some(([x, y], rest)) = places.split_first() {
            let mut path = format!("M{x:.1} {y:.1}");
            for [x, y] in rest {
                let _ = write!(path, "L{x:.1} {y:.1}");
            }
            line(path, INK, 1.4, "5 3");
        }
        out.push_str(&words);
        let text = shorten(&self.x.label, TEXT, right - LEFT);
        out.push_str(&label(0.5 * (LEFT + right), bottom + 40.0, "middle", INK, &text, &self.x.label));
        let (x, y) = (17.0, top + 0.5 * PLOT);
        let text = escape(&shorten(&self.y.label, TEXT, PLOT));
        let _ = writeln!(
            out,
            "<text x=\"{x}\" y=\"{y:.1}\" font-size=\"{TEXT}\" text-anchor=\"middle\" fill=\"{INK}\" \
             transform=\"rotate(-90 {x} {y:.1})\">{text}</text>"
        );
        self.draw_points(&mut out, &to, [LEFT, top, right, bottom]);
        let footer = shorten(&self.footer, TEXT, WIDTH - 2.0 * MARGIN);
        out.push_str(&label(MARGIN, height - 12.0, "start", FAINT_INK, &footer, &self.footer));
        out.push_str("</svg>\n");
        out
    }

    /// A row for every point.
    fn table(&self) -> Table {
        let (x, y) = (self.x.label.as_str(), self.y.label.as_str());
        let low_high = |name: &str| [format!("{name}, interval low"), format!("{name}, interval high")];
        let ([xl, xh], [yl, yh]) = (low_high(x), low_high(y));
        let mut table = Table::new(&[&self.of, x, &xl, &xh, y, &yl, &yh, &self.marked]);
        for point in &self.points {
            let mut row = vec![point.name.clone()];
            for axis in 0..2 {
                row.push(cell(point.at.get(axis).copied()));
                row.extend([0, 1].map(|end| cell(point.interval(axis).map(|ci| ci[end]))));
            }
            row.push(if point.marked { "yes" } else { "no" }.into());
            table.push(row);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_never_lie_upon_each_other_and_marked_ones_come_first() {
        let places: Vec<[f64; 2]> =
            (0..60).map(|i| [100.0 + f64::from(i % 10) * 9.0, 100.0 + f64::from(i / 10) * 6.0]).collect();
        let sizes = vec![80.0; 60];
        let mut order: Vec<usize> = (0..60).collect();
        order.swap(0, 59);
        let found = name_places(&places, &sizes, &order, 14.0, [0.0, 0.0, 400.0, 400.0]);
        let boxes: Vec<[f64; 4]> =
            found.iter().flatten().map(|[x, y]| [*x, y - 7.0, x + 80.0, y + 7.0]).collect();
        assert!(!boxes.is_empty() && boxes.len() < 60 && found[59].is_some());
        for (place, a) in boxes.iter().enumerate() {
            for b in &boxes[..place] {
                let apart = a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
                assert!(apart, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn points_without_a_place_are_left_out_and_everything_else_is_drawn() {
        let point = |x: f64, y: f64| ScatterPoint {
            name: "とても長い名前 <&> ".repeat(9),
            at: [x, y],
            ci: [Some([x - 1.0, x + 2.0]), None],
            marked: x > 50.0,
            ..ScatterPoint::default()
        };
        for cross in [false, true] {
            let chart = ScatterChart {
                points: vec![point(70.0, 30.0), point(40.0, f64::NAN), point(12.0, 20.0)],
                line: vec![[12.0, 30.0], [70.0, 30.0]],
                cross,
                ..ScatterChart::default()
            };
            let svg = chart.to_svg();
            assert!(!svg.contains("NaN") && svg.matches("r=\"7.5\"").count() == 1, "{svg}");
            crate::export::png::render(&svg, 0.5).unwrap();
            let csv = String::from_utf8(chart.table().to_csv().unwrap()).unwrap();
            assert!(!csv.contains("NaN") && csv.lines().count() == 4, "{csv}");
        }
        assert!(!ScatterChart::default().to_svg().contains("NaN"));
    }
}
