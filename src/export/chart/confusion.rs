//! [`ConfusionChart`]: which class was taken for which, as a grid of shares.

use std::fmt::Write;

use super::format::{Chart, Table, cell};
use super::palette::{FAINT_INK, GRID, INK, PAPER, series_colour};
use super::text::{FAMILY, Label, escape, shorten, shorten_name, width};

/// The widest names.
const NAMES_AT_MOST: f64 = 230.0;
const TEXT: f64 = 12.5;
/// How steeply the names of the columns rise, in degrees.
const SLOPE: f64 = 50.0;
/// Letters on dark cells. No plain white: that is the paper, which is dark where the reader's screen is.
const LIGHT_INK: &str = "#fffffe";

/// A confusion matrix.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConfusionChart {
    /// Headline.
    pub title: String,
    /// The classes, in the order of rows and columns.
    pub classes: Vec<String>,
    /// Images by (actual, predicted) class.
    pub counts: Vec<Vec<f64>>,
    /// True where counts are differences of two recipes, what the other has more.
    pub difference: bool,
}

/// Where things lie.
struct Grid {
    names: f64,
    left: f64,
    top: f64,
    cell: f64,
    width: f64,
    height: f64,
    /// Classes are numbered, since names are cut.
    numbered: bool,
}

impl Chart for ConfusionChart {
    fn subject(&self) -> &'static str {
        "confusion"
    }

    /// The text of an SVG file. It grows with the classes, so that numbers stay legible.
    fn to_svg(&self) -> String {
        let grid = self.grid();
        let Grid { width, height, .. } = grid;
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
             viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"{FAMILY}\" role=\"img\">\n<title>{}</title>\n\
             <rect width=\"{width:.0}\" height=\"{height:.0}\" fill=\"{PAPER}\"/>\n",
            escape(&self.title)
        );
        let text = |x, y, size, anchor, colour, text: &str| {
            Label { x, y, size, anchor, colour, text, whole: "" }.draw()
        };
        out.push_str(&text(12.0, 22.0, 15.0, "start", INK, &shorten(&self.title, 15.0, width - 24.0)));
        let predicted = text(grid.left, 46.0, TEXT, "start", FAINT_INK, "taken for, from left to right:");
        out.push_str(&predicted);
        out.push_str(&text(grid.left - 12.0, grid.top - 8.0, TEXT, "end", FAINT_INK, "actual class"));
        for class in 0..self.classes.len() {
            self.names(&mut out, &grid, class);
        }
        for actual in 0..self.classes.len() {
            self.row(&mut out, &grid, actual);
        }
        out.push_str("</svg>\n");
        out
    }

    /// A row for every pair of classes.
    fn table(&self) -> Table {
        let mut table = Table::new(&["actual", "taken for", "images"]);
        for (actual, counts) in self.classes.iter().zip(&self.counts) {
            for (predicted, &count) in self.classes.iter().zip(counts) {
                table.push(vec![actual.clone(), predicted.clone(), cell(Some(count))]);
            }
        }
        table
    }
}

impl ConfusionChart {
    fn grid(&self) -> Grid {
        let n = self.classes.len() as f64;
        let cell = match self.classes.len() {
            0..=12 => 44.0,
            13..=24 => 32.0,
            _ => 25.0,
        };
        let widest = self.classes.iter().map(|name| width(name, TEXT)).fold(40.0, f64::max);
        let numbered = widest > NAMES_AT_MOST;
        let names = if numbered { NAMES_AT_MOST } else { widest };
        let (sine, cosine) = (libm::sin(SLOPE.to_radians()), libm::cos(SLOPE.to_radians()));
        let (left, top) = (12.0 + names + 12.0, 78.0 + names * sine);
        // The last column's name leans out to the right.
        let wide = left + n * cell + (names * cosine - 0.5 * cell).max(0.0) + 20.0;
        Grid { names, left, top, cell, width: wide.max(420.0), height: top + n * cell + 16.0, numbered }
    }

    /// The class's name before its row and above its column.
    fn names(&self, out: &mut String, grid: &Grid, class: usize) {
        let name = self.classes.get(class).map_or("", String::as_str);
        let number = if grid.numbered { format!("{} ", class + 1) } else { String::new() };
        let short = format!("{number}{}", shorten_name(name, TEXT, grid.names - width(&number, TEXT)));
        let middle = (class as f64 + 0.5) * grid.cell;
        let row = Label {
            x: grid.left - 8.0,
            y: grid.top + middle + 4.0,
            size: TEXT,
            anchor: "end",
            colour: INK,
            text: &short,
            whole: name,
        };
        out.push_str(&row.draw());
        let (x, y) = (grid.left + middle, grid.top - 7.0);
        let _ = write!(out, "<g transform=\"rotate(-{SLOPE} {x:.1} {y:.1})\">");
        let column =
            Label { x, y: y + 4.0, size: TEXT, anchor: "start", colour: INK, text: &short, whole: name };
        out.push_str(&column.draw());
        out.push_str("</g>\n");
    }

    fn row(&self, out: &mut String, grid: &Grid, actual: usize) {
        let counts = self.counts.get(actual).map_or(&[][..], Vec::as_slice);
        let all: f64 = counts.iter().filter(|count| count.is_finite()).sum();
        let most =
            self.counts.iter().flatten().filter(|c| c.is_finite()).fold(1.0_f64, |m, c| m.max(c.abs()));
        let y = grid.top + actual as f64 * grid.cell;
        let name = |class: usize| self.classes.get(class).map_or("", String::as_str);
        for predicted in 0..self.classes.len() {
            let count = counts.get(predicted).copied().filter(|count| count.is_finite()).unwrap_or(0.0);
            let share = match self.difference {
                true => count.abs() / most,
                false if all > 0.0 => count / all,
                false => 0.0,
            };
            let x = grid.left + predicted as f64 * grid.cell;
            let colour = self.colour(actual, predicted, count);
            let cell = grid.cell;
            let _ = write!(
                out,
                "<g><title>{} taken for {}: {}</title>\
                 <rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{cell}\" height=\"{cell}\" fill=\"{colour}\" \
                 fill-opacity=\"{:.3}\" stroke=\"{GRID}\" stroke-width=\"0.7\"/>",
                escape(name(actual)),
                escape(name(predicted)),
                if self.difference {
                    format!("{} images", signed(count))
                } else {
                    format!("{} of {} ({:.1} %)", number(count), number(all), 100.0 * share)
                },
                shade(share)
            );
            let words = if self.difference { signed(count) } else { format!("{:.0}", 100.0 * share) };
            if words != "0" && width(&words, TEXT - 1.5) < cell - 2.0 {
                let ink = if share > 0.55 { LIGHT_INK } else { INK };
                let (x, y) = (x + 0.5 * cell, y + 0.5 * cell + 4.0);
                let size = TEXT - 1.5;
                let label = Label { x, y, size, anchor: "middle", colour: ink, text: &words, whole: "" };
                out.push_str(label.draw().trim_end());
            }
            out.push_str("</g>\n");
        }
    }
}

impl ConfusionChart {
    /// Right answers are blue, wrong ones vermilion; of a difference what there is more of is blue.
    fn colour(&self, actual: usize, predicted: usize, count: f64) -> &'static str {
        let vermilion = if self.difference { count < 0.0 } else { actual != predicted };
        series_colour(usize::from(vermilion))
    }
}

/// A difference of counts with its sign.
fn signed(count: f64) -> String {
    let words = number(count).replace('-', "\u{2212}");
    if count > 0.0 { format!("+{words}") } else { words }
}

/// How deep a share's colour is: small ones are seen too.
fn shade(share: f64) -> f64 {
    if share > 0.0 { 0.08 + 0.92 * share.clamp(0.0, 1.0) } else { 0.0 }
}

/// A number of images; means over draws have a decimal.
fn number(count: f64) -> String {
    if count.fract() == 0.0 { format!("{count:.0}") } else { format!("{count:.1}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(classes: usize, long: bool) -> ConfusionChart {
        let name = |class: usize| {
            if long {
                format!("Cytochalasin <B> & {} {class}", "x".repeat(80))
            } else {
                format!("class {class}")
            }
        };
        ConfusionChart {
            title: "Which class was taken for which".into(),
            classes: (0..classes).map(name).collect(),
            counts: (0..classes)
                .map(|a| {
                    (0..classes)
                        .map(|p| if a == p { 6.0 } else { f64::from(u8::from(p == (a + 1) % classes)) * 2.0 })
                        .collect()
                })
                .collect(),
            difference: false,
        }
    }

    #[test]
    fn differences_have_their_signs() {
        let mut chart = chart(3, false);
        chart.difference = true;
        chart.counts[0] = vec![-4.0, 2.5, 0.0];
        let svg = chart.to_svg();
        for words in [">\u{2212}4<", ">+2.5<", "class 0 taken for class 1: +2.5 images"] {
            assert!(svg.contains(words), "{words} is missing in {svg}");
        }
    }

    #[test]
    fn every_class_is_named_and_shares_stand_in_their_cells() {
        for (classes, long) in [(2, false), (12, true), (40, true)] {
            let chart = chart(classes, long);
            let svg = chart.to_svg();
            for name in &chart.classes {
                assert!(svg.contains(&escape(name)), "{name}");
            }
            assert!(!svg.contains("<B>") && svg.contains(">75<") && svg.contains(">25<"));
            assert_eq!(svg.contains(&format!(">{classes} ")), long, "long names are numbered");
            let png = crate::export::png::render(&svg, 1.0).unwrap();
            assert!(image::load_from_memory(&png).unwrap().width() >= 400);
        }
    }

    #[test]
    fn a_class_without_images_and_broken_counts_are_empty_cells() {
        let mut bent = chart(3, false);
        bent.counts[0] = vec![0.0; 3];
        bent.counts[1] = vec![f64::NAN];
        let svg = bent.to_svg();
        assert!(!svg.contains("NaN") && svg.contains("0 of 0 (0.0 %)"), "{svg}");
        ConfusionChart::default().to_svg();
    }
}
