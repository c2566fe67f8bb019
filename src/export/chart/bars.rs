//! [`BarChart`]: figures in rows, each with its interval, the runs behind it and words beside it; in sections where
//! there are many.

use std::fmt::Write;

use super::axis::Axis;
use super::format::{Chart, Table, cell};
use super::lines::head;
use super::palette::{BAND, FAINT_INK, GRID, INK, PAPER, series_colour, symbol};
use super::text::{FAMILY, Label, escape, shorten, shorten_name, width};

const WIDTH: f64 = 960.0;
const MARGIN: f64 = 20.0;
const TEXT: f64 = 12.5;
const ROW: f64 = 25.0;
const NAMES_AT_MOST: f64 = 280.0;
const NOTES_AT_MOST: f64 = 290.0;

/// A row: a figure, or the head of a section.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BarRow {
    /// What it is.
    pub name: String,
    /// True of the head of a section, which has no figure.
    pub section: bool,
    /// The figure, in the unit of the axis.
    pub value: Option<f64>,
    /// Its 95 % interval.
    pub ci: Option<[f64; 2]>,
    /// What every run reached.
    pub rings: Vec<f64>,
    /// True where a single run is behind it: it is drawn hatched.
    pub single: bool,
    /// Its place among colours and symbols.
    pub place: usize,
    /// What stands at the right.
    pub note: String,
    /// Everything that is known of it, for those who point at it.
    pub words: String,
    /// Further cells of the table, as many as [`BarChart::more`].
    pub more: Vec<String>,
}

/// Rows over a common axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BarChart {
    /// What it shows, for the file's name.
    pub subject: &'static str,
    /// Headline.
    pub title: String,
    /// Below it.
    pub remark: String,
    /// The horizontal axis.
    pub axis: Axis,
    /// True where bars begin at zero; otherwise points stand on an axis that need not hold zero.
    pub from_zero: bool,
    /// What stands at the right of the rows.
    pub note_title: String,
    /// A place of the axis that matters, with its words.
    pub mark: Option<(f64, String)>,
    /// The rows.
    pub rows: Vec<BarRow>,
    /// The last line below the chart.
    pub footer: String,
    /// What the rows are, for the table.
    pub of: String,
    /// Further columns of the table.
    pub more: Vec<String>,
}

impl BarRow {
    /// The head of a section.
    pub fn section(name: impl Into<String>) -> Self {
        Self { name: name.into(), section: true, ..Self::default() }
    }

    /// The figure, where it is a number.
    pub fn figure(&self) -> Option<f64> {
        self.value.filter(|value| value.is_finite())
    }

    /// The interval, where it is one.
    pub fn interval(&self) -> Option<[f64; 2]> {
        self.ci.filter(|ci| ci.iter().all(|end| end.is_finite()))
    }
}

struct Frame {
    names: f64,
    plot: [f64; 2],
    ends: [f64; 2],
    top: f64,
    bottom: f64,
}

impl BarChart {
    /// The ends of the axis.
    pub fn ends(&self) -> [f64; 2] {
        let rows = self.rows.iter().flat_map(|row| {
            let rings = row.rings.iter().copied().filter(|ring| ring.is_finite());
            row.figure().into_iter().chain(row.interval().into_iter().flatten()).chain(rings)
        });
        let zero = self.from_zero.then_some(0.0);
        self.axis.ends(rows.chain(zero).chain(self.mark.iter().map(|(place, _)| *place)))
    }

    fn x(&self, frame: &Frame, value: f64) -> Option<f64> {
        let share = self.axis.place(value, frame.ends)?;
        Some(frame.plot[0] + share * (frame.plot[1] - frame.plot[0]))
    }

    fn frame(&self) -> Frame {
        let widest = |texts: &mut dyn Iterator<Item = &String>, size: f64, most: f64| {
            texts.map(|text| width(text, size)).fold(60.0, f64::max).min(most)
        };
        let names = MARGIN + widest(&mut self.rows.iter().map(|row| &row.name), TEXT, NAMES_AT_MOST);
        let mut notes = self.rows.iter().map(|row| &row.note).chain([&self.note_title]);
        let notes = widest(&mut notes, TEXT, NOTES_AT_MOST);
        let top = if self.remark.is_empty() { 64.0 } else { 84.0 };
        Frame {
            names,
            plot: [names + 20.0, WIDTH - MARGIN - notes - 14.0],
            ends: self.ends(),
            top,
            bottom: top + ROW * self.rows.len() as f64,
        }
    }

    fn grid(&self, out: &mut String, frame: &Frame) {
        for (tick, words) in self.axis.ticks(frame.ends) {
            let Some(x) = self.x(frame, tick) else { continue };
            let zero = self.from_zero && tick.abs() < 1e-9;
            let (colour, wide) = if zero { (INK, 1.6) } else { (GRID, 1.0) };
            let (top, bottom) = (frame.top, frame.bottom + 5.0);
            let _ = writeln!(
                out,
                "<path d=\"M{x:.1} {top:.1}V{bottom:.1}\" stroke=\"{colour}\" stroke-width=\"{wide}\"/>"
            );
            out.push_str(&label(x, frame.bottom + 19.0, "middle", FAINT_INK, &words, ""));
        }
        let middle = 0.5 * (frame.plot[0] + frame.plot[1]);
        let room = 2.0 * (middle - MARGIN).min(WIDTH - MARGIN - middle);
        let words = shorten(&self.axis.label, TEXT, room);
        out.push_str(&label(middle, frame.bottom + 39.0, "middle", INK, &words, &self.axis.label));
        if let Some((place, words)) = &self.mark
            && let Some(x) = self.x(frame, *place)
        {
            let (top, bottom) = (frame.top - 3.0, frame.bottom);
            let _ = writeln!(
                out,
                "<path d=\"M{x:.1} {top:.1}V{bottom:.1}\" stroke=\"{INK}\" stroke-width=\"1.3\" stroke-dasharray=\"4 3\"/>"
            );
            let room = WIDTH - 2.0 * MARGIN;
            let short = shorten(words, TEXT, room);
            let half = 0.5 * width(&short, TEXT);
            let x = x.clamp(MARGIN + half, (WIDTH - MARGIN - half).max(MARGIN + half));
            out.push_str(&label(x, frame.top - 7.0, "middle", INK, &short, words));
        }
    }

    fn row(&self, out: &mut String, frame: &Frame, place: usize, row: &BarRow) {
        let middle = frame.top + (place as f64 + 0.5) * ROW;
        let base = middle + 4.5;
        if row.section {
            let short = shorten_name(&row.name, TEXT + 1.0, WIDTH - 2.0 * MARGIN);
            let label = Label {
                x: MARGIN,
                y: base,
                size: TEXT + 1.0,
                anchor: "start",
                colour: INK,
                text: &short,
                whole: &row.name,
            };
            out.push_str(&label.draw().replacen("<text ", "<text font-weight=\"bold\" ", 1));
            return;
        }
        let short = shorten_name(&row.name, TEXT, frame.names - MARGIN);
        out.push_str(&label(frame.names, base, "end", INK, &short, &row.name));
        let note = shorten_name(&row.note, TEXT, WIDTH - MARGIN - frame.plot[1] - 14.0);
        out.push_str(&label(frame.plot[1] + 14.0, base, "start", FAINT_INK, &note, &row.note));
        let colour = series_colour(row.place);
        let value = row.figure().and_then(|value| self.x(frame, value));
        let ci = row.interval().and_then(|[a, b]| Some([self.x(frame, a)?, self.x(frame, b)?]));
        // A bar from zero, or where there is no zero the interval itself.
        let bar = if self.from_zero { self.x(frame, 0.0).zip(value).map(|(a, b)| [a, b]) } else { ci };
        if let Some([a, b]) = bar {
            let (left, right) = (a.min(b), a.max(b));
            let (wide, y) = (right - left, middle - 5.0);
            let _ = writeln!(
                out,
                "<rect x=\"{left:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"10\" fill=\"{colour}\" fill-opacity=\"0.3\"/>"
            );
            if row.single {
                hatch(out, [left, right], y);
            }
        }
        if let Some([low, high]) = ci {
            let (above, below) = (middle - 3.5, middle + 3.5);
            let _ = writeln!(
                out,
                "<path d=\"M{low:.1} {above:.1}V{below:.1}M{low:.1} {middle:.1}H{high:.1}M{high:.1} {above:.1}V{below:.1}\" \
                 stroke=\"{colour}\" stroke-width=\"1.6\" fill=\"none\"/>"
            );
        }
        for ring in row.rings.iter().filter_map(|ring| self.x(frame, *ring)) {
            let _ = writeln!(
                out,
                "<circle cx=\"{ring:.1}\" cy=\"{middle:.1}\" r=\"2.2\" fill=\"none\" stroke=\"{INK}\" stroke-width=\"1\"/>"
            );
        }
        if let Some(x) = value {
            out.push_str(&symbol(row.place, x, middle));
            out.push('\n');
        }
    }
}

/// Slanting lines in the colour of paper over a bar of height 10.
fn hatch(out: &mut String, [left, right]: [f64; 2], top: f64) {
    let mut path = String::new();
    let mut x = left + 1.0;
    while x + 4.0 < right {
        let _ = write!(path, "M{x:.1} {:.1}l4 -10", top + 10.0);
        x += 5.0;
    }
    if !path.is_empty() {
        let _ = writeln!(out, "<path d=\"{path}\" stroke=\"{PAPER}\" stroke-width=\"1.4\"/>");
    }
}

fn label(x: f64, y: f64, anchor: &'static str, colour: &'static str, text: &str, whole: &str) -> String {
    Label { x, y, size: TEXT, anchor, colour, text, whole }.draw()
}

impl Chart for BarChart {
    fn subject(&self) -> &'static str {
        self.subject
    }

    fn to_svg(&self) -> String {
        let mut frame = self.frame();
        let room = if self.mark.is_some() { 18.0 } else { 0.0 };
        (frame.top, frame.bottom) = (frame.top + room, frame.bottom + room);
        let height = frame.bottom + if self.footer.is_empty() { 54.0 } else { 76.0 };
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height:.0}\" \
             viewBox=\"0 0 {WIDTH} {height:.0}\" font-family=\"{FAMILY}\" role=\"img\">\n<title>{}</title>\n\
             <rect width=\"{WIDTH}\" height=\"{height:.0}\" fill=\"{PAPER}\"/>\n",
            escape(&self.title)
        );
        out.push_str(&head(&self.title, &self.remark, WIDTH));
        for (place, _) in self.rows.iter().enumerate().filter(|(place, row)| place % 2 == 0 && !row.section) {
            let y = frame.top + place as f64 * ROW;
            let wide = WIDTH - 24.0;
            let _ = writeln!(
                out,
                "<rect x=\"12\" y=\"{y:.1}\" width=\"{wide:.0}\" height=\"{ROW:.1}\" fill=\"{BAND}\"/>"
            );
        }
        self.grid(&mut out, &frame);
        let x = frame.plot[1] + 14.0;
        let title = shorten(&self.note_title, TEXT, WIDTH - MARGIN - x);
        if self.mark.is_none() {
            out.push_str(&label(x, frame.top - 7.0, "start", FAINT_INK, &title, &self.note_title));
        }
        for (place, row) in self.rows.iter().enumerate() {
            self.row(&mut out, &frame, place, row);
        }
        let footer = shorten(&self.footer, TEXT, WIDTH - 2.0 * MARGIN);
        out.push_str(&label(MARGIN, height - 12.0, "start", FAINT_INK, &footer, &self.footer));
        out.push_str("</svg>\n");
        out
    }

    /// A row for every figure, with the section that it stands in.
    fn table(&self) -> Table {
        let mut header = vec![
            "section",
            &self.of,
            &self.axis.label,
            "interval low",
            "interval high",
            "runs",
            &self.note_title,
        ];
        header.extend(self.more.iter().map(String::as_str));
        let mut table = Table::new(&header);
        let mut section = "";
        for row in &self.rows {
            if row.section {
                section = &row.name;
                continue;
            }
            let [low, high] = [0, 1].map(|end| cell(row.ci.map(|ci| ci[end])));
            let rings: Vec<String> = row.rings.iter().map(|ring| cell(Some(*ring))).collect();
            let mut cells = vec![section.to_owned(), row.name.clone(), cell(row.value), low, high];
            cells.extend([rings.join(" "), row.note.clone()]);
            cells.extend((0..self.more.len()).map(|place| row.more.get(place).cloned().unwrap_or_default()));
            table.push(cells);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_any_kind_are_drawn_and_the_axis_holds_them() {
        let row = |value: f64| BarRow {
            name: "培地のあるレシピ ".repeat(20),
            value: Some(value),
            ci: Some([value - 3.0, value + 2.0]),
            rings: vec![value - 1.0, f64::NAN],
            single: value > 0.0,
            note: "not told apart <b>".into(),
            ..BarRow::default()
        };
        for from_zero in [false, true] {
            let chart = BarChart {
                title: "Which & why".into(),
                from_zero,
                more: vec!["p".into()],
                mark: Some((78.0, "expected on new images".into())),
                rows: vec![
                    BarRow::section("a class"),
                    row(82.0),
                    row(-4.0),
                    row(f64::NAN),
                    BarRow { name: "none".into(), ..BarRow::default() },
                ],
                ..BarChart::default()
            };
            let [low, high] = chart.ends();
            assert!(low <= -7.0 && high >= 84.0, "{low} {high}");
            let svg = chart.to_svg();
            assert!(!svg.contains("NaN") && svg.contains("&lt;b&gt;") && svg.contains("Which &amp; why"));
            assert!(svg.contains("l4 -10"), "a single run is hatched");
            crate::export::png::render(&svg, 0.5).unwrap();
            let table = chart.table();
            assert_eq!(table.rows.len(), 4);
            assert_eq!(table.rows[0][0], "a class");
            assert!(!String::from_utf8(table.to_csv().unwrap()).unwrap().contains("NaN"));
        }
        assert!(!BarChart::default().to_svg().contains("NaN"));
        // Points on a plain axis use its room: zero is not on it.
        let chart = BarChart { rows: vec![row(80.0)], ..BarChart::default() };
        assert!(chart.ends()[0] > 70.0);
    }
}
