//! [`HeatMap`]: figures in rows and columns, by colour and in numbers, with the legend of its colours.

use std::fmt::Write;

use super::axis::short;
use super::format::{Chart, Table, cell};
use super::lines::head;
use super::palette::{FAINT_INK, GRID, INK, PAPER};
use super::text::{FAMILY, Label, escape, shorten, shorten_name, width};

const TEXT: f64 = 12.5;
const MARGIN: f64 = 20.0;
/// The widest names of rows and of columns.
const NAMES_AT_MOST: f64 = 220.0;
/// How steeply the names of columns rise, in degrees.
const SLOPE: f64 = 50.0;
/// Letters on dark cells. No plain white: that is the paper, which is dark where the reader's screen is.
const LIGHT_INK: &str = "#fffffe";
/// Ends of the colours: the middle or least, the most, and the other way from the middle.
const LEAST: [f64; 3] = [248.0, 250.0, 252.0];
const MOST: [f64; 3] = [0.0, 72.0, 130.0];
const BELOW: [f64; 3] = [163.0, 62.0, 0.0];

/// One figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeatCell {
    /// The figure; none where it is not known or not defined.
    pub value: Option<f64>,
    /// Its 95 % interval.
    pub ci: Option<[f64; 2]>,
    /// Everything else that is known of it, for those who point at it.
    pub words: String,
    /// True of a place in which there is nothing, which is drawn hatched.
    pub empty: bool,
}

/// Which colours stand for which figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeatScale {
    /// What is measured, with its unit.
    pub label: String,
    /// The figure of the lightest colour, or of two ways the one of the strongest colour below.
    pub low: f64,
    /// The figure of the strongest colour.
    pub high: f64,
    /// Two colours, one below and one above the middle between the ends; otherwise one.
    pub two_ways: bool,
    /// Digits behind the point of numbers in cells.
    pub digits: usize,
}

impl HeatScale {
    /// How strong the colour of a figure is: 0 to 1, and -1 to 1 of two ways. Beyond the ends it is that of the end.
    pub fn share(&self, value: f64) -> Option<f64> {
        let share = (value - self.low) / (self.high - self.low);
        let share = if self.two_ways { (2.0 * share - 1.0).clamp(-1.0, 1.0) } else { share.clamp(0.0, 1.0) };
        share.is_finite().then_some(share)
    }

    /// A figure as it stands in a cell.
    pub fn words(&self, value: f64) -> String {
        let words = format!("{value:.*}", self.digits);
        // No minus in front of nothing.
        let nothing = words.trim_start_matches('-').chars().all(|c| c == '0' || c == '.');
        if nothing { words.trim_start_matches('-').to_owned() } else { words }
    }
}

/// Figures in rows and columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeatMap {
    /// What it shows, for the file's name.
    pub subject: &'static str,
    /// Headline.
    pub title: String,
    /// Below it.
    pub remark: String,
    /// What the rows are.
    pub row_title: String,
    /// What the columns are.
    pub column_title: String,
    /// Names of the rows.
    pub rows: Vec<String>,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Row after row.
    pub cells: Vec<Vec<HeatCell>>,
    /// The colours.
    pub scale: HeatScale,
}

/// Where things lie.
struct Grid {
    left: f64,
    top: f64,
    cell: f64,
    width: f64,
    height: f64,
    sloped: bool,
}

impl HeatMap {
    /// The cell at a place; nothing where there is none.
    pub fn cell(&self, row: usize, column: usize) -> Option<&HeatCell> {
        self.cells.get(row)?.get(column)
    }

    /// "rotate, large: 0.83, 95 % interval 0.71 to 0.90", for those who cannot see it.
    pub fn sentence(&self, row: usize, column: usize) -> String {
        let name = |names: &[String], place: usize| names.get(place).cloned().unwrap_or_default();
        let mut words = format!("{}, {}: ", name(&self.rows, row), name(&self.columns, column));
        let Some(cell) = self.cell(row, column) else { return words + "nothing" };
        match cell.value.filter(|value| value.is_finite()) {
            Some(value) => words.push_str(&self.scale.words(value)),
            None if cell.empty => words.push_str("empty"),
            None => words.push_str("not known"),
        }
        if let Some([low, high]) = cell.ci.filter(|ci| ci.iter().all(|end| end.is_finite())) {
            let _ = write!(words, ", 95 % interval {} to {}", self.scale.words(low), self.scale.words(high));
        }
        words
    }

    fn grid(&self) -> Grid {
        let widest = |names: &[String]| {
            names.iter().map(|name| width(name, TEXT)).fold(20.0, f64::max).min(NAMES_AT_MOST)
        };
        let numbers = self
            .cells
            .iter()
            .flatten()
            .filter_map(|cell| cell.value)
            .map(|value| width(&self.scale.words(value), 11.0));
        let cell = numbers.fold(26.0, |a: f64, b| a.max(b + 6.0)).min(64.0);
        let (names, heads) = (widest(&self.rows), widest(&self.columns));
        let sloped = heads > cell - 2.0;
        let slope = SLOPE.to_radians();
        let above = if sloped { heads * libm::sin(slope) + 14.0 } else { 20.0 };
        let left = MARGIN + names + 10.0;
        let right = if sloped { heads * libm::cos(slope) + MARGIN } else { MARGIN };
        let top = 88.0 + above;
        let across = left + cell * self.columns.len() as f64 + right.max(MARGIN);
        Grid {
            left,
            top,
            cell,
            width: across.max(520.0),
            height: top + cell * self.rows.len() as f64 + 96.0,
            sloped,
        }
    }

    fn names(&self, out: &mut String, grid: &Grid) {
        for (row, name) in self.rows.iter().enumerate() {
            let y = grid.top + (row as f64 + 0.5) * grid.cell + 4.5;
            let short = shorten_name(name, TEXT, NAMES_AT_MOST);
            out.push_str(&label(grid.left - 8.0, y, "end", INK, &short, name));
        }
        for (column, name) in self.columns.iter().enumerate() {
            let (x, y) = (grid.left + (column as f64 + 0.5) * grid.cell, grid.top - 7.0);
            let short = shorten_name(name, TEXT, NAMES_AT_MOST);
            if grid.sloped {
                let _ = writeln!(
                    out,
                    "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{TEXT}\" fill=\"{INK}\" \
                     transform=\"rotate(-{SLOPE} {x:.1} {y:.1})\"><title>{}</title>{}</text>",
                    escape(name),
                    escape(&short)
                );
            } else {
                out.push_str(&label(x, y, "middle", INK, &short, name));
            }
        }
        out.push_str(&label(MARGIN, 72.0, "start", FAINT_INK, &self.axes_in_words(), ""));
    }

    /// "rows: transforms, columns: classes".
    pub fn axes_in_words(&self) -> String {
        if self.row_title.is_empty() && self.column_title.is_empty() {
            return String::new();
        }
        format!("rows: {}, columns: {}", self.row_title, self.column_title)
    }

    fn draw_cell(&self, out: &mut String, grid: &Grid, row: usize, column: usize) {
        let (x, y, side) =
            (grid.left + column as f64 * grid.cell, grid.top + row as f64 * grid.cell, grid.cell - 1.0);
        let cell = self.cell(row, column);
        let known =
            cell.and_then(|cell| cell.value).and_then(|value| Some((value, self.scale.share(value)?)));
        let Some((value, share)) = known else {
            let _ = writeln!(
                out,
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{side:.1}\" height=\"{side:.1}\" fill=\"none\" stroke=\"{GRID}\"/>"
            );
            if cell.is_some_and(|cell| cell.empty) {
                let (end, half) = (y + side, 0.5 * side);
                let _ = writeln!(
                    out,
                    "<path d=\"M{x:.1} {:.1}l{half:.1} {half:.1}M{x:.1} {y:.1}l{side:.1} {side:.1}M{:.1} {y:.1}L{:.1} {:.1}\" stroke=\"{GRID}\"/>",
                    end - half,
                    x + half,
                    x + side,
                    y + half
                );
            } else {
                out.push_str(&label(x + 0.5 * side, y + 0.5 * side + 4.0, "middle", FAINT_INK, "?", ""));
            }
            return;
        };
        let (fill, dark) = colour(share);
        let _ = writeln!(
            out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{side:.1}\" height=\"{side:.1}\" fill=\"{fill}\"><title>{}</title></rect>",
            escape(&self.sentence(row, column))
        );
        let text = self.scale.words(value);
        let colour = if dark { LIGHT_INK } else { INK };
        let at = Label {
            x: x + 0.5 * side,
            y: y + 0.5 * side + 4.0,
            size: 11.0,
            anchor: "middle",
            colour,
            text: &text,
            whole: "",
        };
        out.push_str(&at.draw());
    }

    fn legend(&self, out: &mut String, grid: &Grid) {
        const STEPS: usize = 20;
        let (x, y, wide) = (grid.left.min(grid.width - 300.0), grid.height - 62.0, 12.0);
        for step in 0..STEPS {
            let share = (step as f64 + 0.5) / STEPS as f64;
            let (fill, _) = colour(if self.scale.two_ways { 2.0 * share - 1.0 } else { share });
            let _ = writeln!(
                out,
                "<rect x=\"{:.1}\" y=\"{y:.1}\" width=\"{wide}\" height=\"12\" fill=\"{fill}\"/>",
                x + step as f64 * wide
            );
        }
        let end = x + STEPS as f64 * wide;
        let mut marks = vec![(x, self.scale.low), (end, self.scale.high)];
        if self.scale.two_ways {
            marks.push((0.5 * (x + end), f64::midpoint(self.scale.low, self.scale.high)));
        }
        for (x, value) in marks.into_iter().filter(|(_, value)| value.is_finite()) {
            out.push_str(&label(x, y + 26.0, "middle", FAINT_INK, &short(value), ""));
        }
        let words = shorten(&self.scale.label, TEXT, grid.width - 2.0 * MARGIN);
        out.push_str(&label(MARGIN, y + 48.0, "start", INK, &words, &self.scale.label));
    }
}

impl Chart for HeatMap {
    fn subject(&self) -> &'static str {
        self.subject
    }

    fn to_svg(&self) -> String {
        let grid = self.grid();
        let Grid { width, height, .. } = grid;
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
             viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"{FAMILY}\" role=\"img\">\n<title>{}</title>\n\
             <rect width=\"{width:.0}\" height=\"{height:.0}\" fill=\"{PAPER}\"/>\n",
            escape(&self.title)
        );
        out.push_str(&head(&self.title, &self.remark, width));
        self.names(&mut out, &grid);
        for row in 0..self.rows.len() {
            for column in 0..self.columns.len() {
                self.draw_cell(&mut out, &grid, row, column);
            }
        }
        self.legend(&mut out, &grid);
        out.push_str("</svg>\n");
        out
    }

    /// A row for every cell that is not empty.
    fn table(&self) -> Table {
        let name =
            |title: &str, other: &str| if title.is_empty() { other.to_owned() } else { title.to_owned() };
        let header =
            [name(&self.row_title, "row"), name(&self.column_title, "column"), self.scale.label.clone()];
        let mut table = Table::new(&[&header[0], &header[1], &header[2], "interval low", "interval high"]);
        for (row, of_row) in self.rows.iter().enumerate() {
            for (column, of_column) in self.columns.iter().enumerate() {
                let Some(known) = self.cell(row, column).filter(|cell| !cell.empty) else { continue };
                let [low, high] = [0, 1].map(|end| cell(known.ci.map(|ci| ci[end])));
                table.push(vec![of_row.clone(), of_column.clone(), cell(known.value), low, high]);
            }
        }
        table
    }
}

fn label(x: f64, y: f64, anchor: &'static str, colour: &'static str, text: &str, whole: &str) -> String {
    Label { x, y, size: TEXT, anchor, colour, text, whole }.draw()
}

/// The colour of a share (-1 to 1), and whether it is a dark one.
fn colour(share: f64) -> (String, bool) {
    let to = if share < 0.0 { BELOW } else { MOST };
    let mixed: Vec<f64> = LEAST.iter().zip(to).map(|(from, to)| from + (to - from) * share.abs()).collect();
    let [r, g, b] = [0, 1, 2].map(|place| mixed.get(place).copied().unwrap_or_default());
    let light = 0.299 * r + 0.587 * g + 0.114 * b;
    (format!("#{:02x}{:02x}{:02x}", r as u8, g as u8, b as u8), light < 140.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_comes_is_drawn_without_a_number_that_is_none() {
        let names = |count: usize| -> Vec<String> {
            (0..count).map(|i| format!("class {i} & {}", "x".repeat(80))).collect()
        };
        for count in [0, 1, 40] {
            for (low, high, two_ways) in
                [(0.0, 1.0, false), (-1.0, 1.0, true), (0.5, 0.5, true), (f64::NAN, 1.0, false)]
            {
                let cell = |i: usize| HeatCell {
                    value: [Some(0.25), Some(f64::NAN), None, Some(-7.0)][i % 4],
                    ci: [Some([0.1, f64::NAN]), None][i % 2],
                    empty: i % 8 == 2,
                    words: String::new(),
                };
                let chart = HeatMap {
                    subject: "heat",
                    title: "A <title>".into(),
                    rows: names(count),
                    columns: names(count),
                    // One row is missing, and the others are too short.
                    cells: (1..count)
                        .map(|row| (1..count).map(|column| cell(row + column)).collect())
                        .collect(),
                    scale: HeatScale { label: "index".into(), low, high, two_ways, digits: 2 },
                    ..HeatMap::default()
                };
                let svg = chart.to_svg();
                assert!(!svg.contains("NaN") && !svg.contains(">inf"), "{svg}");
                crate::export::png::render(&svg, 0.5).unwrap();
                let csv = String::from_utf8(chart.table().to_csv().unwrap()).unwrap();
                assert!(!csv.contains("NaN"), "{csv}");
            }
        }
        let scale = HeatScale { low: -1.0, high: 1.0, two_ways: true, digits: 2, ..HeatScale::default() };
        assert_eq!(
            [scale.share(0.0), scale.share(-3.0), scale.share(f64::NAN)],
            [Some(0.0), Some(-1.0), None]
        );
        assert_eq!(scale.words(-0.001), "0.00");
    }
}
