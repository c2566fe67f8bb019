//! [`DifferenceChart`]: what recipes did to every class, around a line at zero.

use std::fmt::Write;

use super::format::{Chart, Table, cell};
use super::palette::{BAND, FAINT_INK, GRID, INK, PAPER, series_colour, symbol};
use super::text::{FAMILY, Label, escape, shorten, shorten_name, width};
use super::ticks::{tick_words, ticks};

const WIDTH: f64 = 960.0;
const MARGIN: f64 = 20.0;
const TEXT: f64 = 13.0;
const SMALL: f64 = 12.0;
const NAMES_AT_MOST: f64 = 330.0;
const VERDICTS: f64 = 96.0;
const LANE: f64 = 13.0;

/// What one recipe did to one class.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// In points (percent of a class's images).
    pub points: Option<f64>,
    /// Its 95 % interval, in points.
    pub ci: Option<[f64; 2]>,
    /// The verdict in a word or two.
    pub verdict: String,
}

/// One recipe against the reference: an entry a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contrasted {
    /// Its name, for the legend.
    pub name: String,
    /// What it did, in the order of the rows.
    pub rows: Vec<Difference>,
}

/// Differences by class.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DifferenceChart {
    /// Headline.
    pub title: String,
    /// Below it: the reference, read-out and part.
    pub remark: String,
    /// The rows: classes, and averages behind them.
    pub rows: Vec<String>,
    /// The recipes.
    pub series: Vec<Contrasted>,
}

struct Layout {
    names_end: f64,
    names_room: f64,
    plot: [f64; 2],
    ticks: Vec<f64>,
    top: f64,
    row: f64,
    bottom: f64,
}

impl Layout {
    fn x(&self, points: f64) -> f64 {
        let (low, high) =
            (self.ticks.first().copied().unwrap_or(-1.0), self.ticks.last().copied().unwrap_or(1.0));
        self.plot[0] + (points - low) / (high - low).max(f64::MIN_POSITIVE) * (self.plot[1] - self.plot[0])
    }
}

impl Chart for DifferenceChart {
    fn subject(&self) -> &'static str {
        "differences per class"
    }

    fn to_svg(&self) -> String {
        let (legend, legend_end) = self.legend();
        let layout = self.layout(legend_end + 18.0);
        let height = layout.bottom + 78.0;
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height:.0}\" \
             viewBox=\"0 0 {WIDTH} {height:.0}\" font-family=\"{FAMILY}\" role=\"img\">\n<title>{}</title>\n\
             <rect width=\"{WIDTH}\" height=\"{height:.0}\" fill=\"{PAPER}\"/>\n",
            escape(&self.title)
        );
        let room = WIDTH - 2.0 * MARGIN;
        for (y, size, colour, text) in [(32.0, 19.0, INK, &self.title), (53.0, TEXT, FAINT_INK, &self.remark)]
        {
            let short = shorten(text, size, room);
            out.push_str(
                &Label { x: MARGIN, y, size, anchor: "start", colour, text: &short, whole: text }.draw(),
            );
        }
        out.push_str(&legend);
        for place in (0..self.rows.len()).step_by(2) {
            let y = layout.top + place as f64 * layout.row;
            let _ = writeln!(
                out,
                "<rect x=\"12\" y=\"{y:.1}\" width=\"{:.0}\" height=\"{:.1}\" fill=\"{BAND}\"/>",
                WIDTH - 24.0,
                layout.row
            );
        }
        axis(&mut out, &layout);
        for (place, name) in self.rows.iter().enumerate() {
            self.row(&mut out, &layout, place, name);
        }
        let words = "Whiskers: 95 % interval. No whisker: none can be given. Right of zero: more of the class is recognised.";
        let y = layout.bottom + 62.0;
        let footer =
            Label { x: MARGIN, y, size: SMALL, anchor: "start", colour: FAINT_INK, text: words, whole: "" };
        out.push_str(&footer.draw());
        out.push_str("</svg>\n");
        out
    }

    /// A row for every class and recipe.
    fn table(&self) -> Table {
        let mut table = Table::new(&[
            "class",
            "recipe",
            "difference, points",
            "interval low",
            "interval high",
            "verdict",
        ]);
        for (place, class) in self.rows.iter().enumerate() {
            for series in &self.series {
                let Some(row) = series.rows.get(place) else { continue };
                let [low, high] = [0, 1].map(|end| cell(row.ci.map(|ci| ci[end])));
                let words = row.verdict.clone();
                table.push(vec![class.clone(), series.name.clone(), cell(row.points), low, high, words]);
            }
        }
        table
    }
}

impl DifferenceChart {
    fn layout(&self, top: f64) -> Layout {
        let widest = self.rows.iter().map(|name| width(name, TEXT)).fold(60.0, f64::max);
        let names_room = widest.min(NAMES_AT_MOST);
        let names_end = MARGIN + names_room;
        let values = self.series.iter().flat_map(|s| &s.rows).flat_map(Difference::finite);
        let (low, high) = values.fold((-5.0, 5.0), |(low, high): (f64, f64), v| (low.min(v), high.max(v)));
        let row = (self.series.len() as f64 * LANE + 11.0).max(24.0);
        Layout {
            names_end,
            names_room,
            plot: [names_end + 22.0, WIDTH - MARGIN - VERDICTS],
            ticks: ticks(low, high, 6),
            top,
            row,
            bottom: top + row * self.rows.len() as f64,
        }
    }

    /// The legend, and where it ends.
    fn legend(&self) -> (String, f64) {
        let (mut out, mut y) = (String::new(), 56.0);
        for (place, series) in self.series.iter().enumerate() {
            y += 20.0;
            let (x, middle) = (MARGIN, y - 4.5);
            let colour = series_colour(place);
            let _ = writeln!(
                out,
                "<path d=\"M{x:.1} {middle:.1}h18\" stroke=\"{colour}\" stroke-width=\"1.6\"/>{}",
                symbol(place, x + 9.0, middle)
            );
            let short = shorten(&series.name, SMALL, WIDTH - 2.0 * MARGIN - 26.0);
            let (text, whole) = (short.as_str(), series.name.as_str());
            out.push_str(
                &Label { x: x + 25.0, y, size: SMALL, anchor: "start", colour: INK, text, whole }.draw(),
            );
        }
        (out, y)
    }

    fn row(&self, out: &mut String, layout: &Layout, place: usize, name: &str) {
        let middle = layout.top + (place as f64 + 0.5) * layout.row;
        let short = shorten_name(name, TEXT, layout.names_room);
        let (x, y) = (layout.names_end, middle + 4.5);
        out.push_str(
            &Label { x, y, size: TEXT, anchor: "end", colour: INK, text: &short, whole: name }.draw(),
        );
        let first = middle - 0.5 * LANE * self.series.len().saturating_sub(1) as f64;
        for (number, series) in self.series.iter().enumerate() {
            let Some(difference) = series.rows.get(place) else { continue };
            let y = first + LANE * number as f64;
            let colour = series_colour(number);
            if let Some([low, high]) = difference.ci.filter(|ci| ci.iter().all(|v| v.is_finite())) {
                let [low, high] = [layout.x(low), layout.x(high)];
                let (above, below) = (y - 3.5, y + 3.5);
                let _ = writeln!(
                    out,
                    "<path d=\"M{low:.1} {above:.1}V{below:.1}M{low:.1} {y:.1}H{high:.1}M{high:.1} {above:.1}V{below:.1}\" \
                     stroke=\"{colour}\" stroke-width=\"1.6\" fill=\"none\"/>"
                );
            }
            if let Some(points) = difference.points.filter(|points| points.is_finite()) {
                out.push_str(&symbol(number, layout.x(points), y));
                out.push('\n');
            }
            let (x, y) = (layout.plot[1] + 14.0, y + 4.0);
            let text = shorten(&difference.verdict, SMALL, VERDICTS);
            let (anchor, whole) = ("start", difference.verdict.as_str());
            out.push_str(&Label { x, y, size: SMALL, anchor, colour: FAINT_INK, text: &text, whole }.draw());
        }
    }
}

impl Difference {
    fn finite(&self) -> impl Iterator<Item = f64> {
        self.points.into_iter().chain(self.ci.into_iter().flatten()).filter(|v| v.is_finite())
    }
}

fn axis(out: &mut String, layout: &Layout) {
    let label = |x, y, size, colour, text: &str, out: &mut String| {
        out.push_str(&Label { x, y, size, anchor: "middle", colour, text, whole: "" }.draw());
    };
    for &tick in &layout.ticks {
        let x = layout.x(tick);
        let is_zero = tick.abs() < 1e-9;
        let (colour, wide) = if is_zero { (INK, 1.8) } else { (GRID, 1.0) };
        let _ = writeln!(
            out,
            "<path d=\"M{x:.1} {:.1}V{:.1}\" stroke=\"{colour}\" stroke-width=\"{wide}\"/>",
            layout.top,
            layout.bottom + 5.0
        );
        let sign = if tick > 1e-9 { "+" } else { "" };
        let words = format!("{sign}{}", tick_words(tick, &layout.ticks));
        label(x, layout.bottom + 19.0, SMALL, FAINT_INK, &words, out);
    }
    let middle = 0.5 * (layout.plot[0] + layout.plot[1]);
    label(
        middle,
        layout.bottom + 38.0,
        TEXT,
        INK,
        "difference of recall (points: percent of a class's images)",
        out,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_marked_and_every_class_named() {
        let row = |points: f64| Difference {
            points: Some(points),
            ci: Some([points - 8.0, points + 9.0]),
            verdict: "hurt".into(),
        };
        let missing = Difference { verdict: "no verdict".into(), ..Difference::default() };
        let chart = DifferenceChart {
            title: "What it did".into(),
            remark: "against <none>".into(),
            rows: vec!["round & <b>".into(), "x".repeat(80), "rare".into()],
            series: vec![
                Contrasted { name: "gain".into(), rows: vec![row(-31.0), row(12.0), missing.clone()] },
                Contrasted { name: "blur".into(), rows: vec![row(f64::NAN)] },
            ],
        };
        let svg = chart.to_svg();
        for words in [
            "round &amp; &lt;b&gt;",
            &"x".repeat(80),
            "against &lt;none&gt;",
            ">0</text>",
            ">+20<",
            "no verdict",
        ] {
            assert!(svg.contains(words), "{words} is missing in {svg}");
        }
        assert!(!svg.contains("NaN"));
        crate::export::png::render(&svg, 1.0).unwrap();
        DifferenceChart::default().to_svg();
    }
}
