//! [`MapChart`]: an embedding in the plane, a mark an image, coloured by what the images are.

use std::fmt::Write;

use super::format::{Chart, Table, cell};
use super::palette::{FAINT_INK, GRID, INK, PAPER, series_colour};
use super::text::{FAMILY, Label, escape, shorten, shorten_name, width};

const TEXT: f64 = 12.5;
/// Side of the field of marks.
const SIDE: f64 = 520.0;
/// Left and top of it.
const LEFT: f64 = 40.0;
const TOP: f64 = 62.0;
/// The widest names in the legend.
const NAMES_AT_MOST: f64 = 230.0;
/// Height of a line of the legend.
const LINE: f64 = 18.0;
/// Forms that marks have beside their colours.
const FORMS: usize = 7;

/// An image on the map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapMark {
    /// Its file.
    pub image: String,
    /// Its class; empty where it has none.
    pub class: String,
    /// Its place among the categories.
    pub category: usize,
    /// Where it lies.
    pub place: [f32; 2],
}

/// A map of an embedding.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapChart {
    /// Headline.
    pub title: String,
    /// What distances on the map mean.
    pub remark: String,
    /// How the map was made, such as "t-SNE": the axes are called so.
    pub projection: String,
    /// What the colours stand for, such as "class".
    pub coloured_by: String,
    /// Names of the colours, in order.
    pub categories: Vec<String>,
    /// The images.
    pub marks: Vec<MapMark>,
}

impl Chart for MapChart {
    fn subject(&self) -> &'static str {
        "map"
    }

    fn to_svg(&self) -> String {
        let names = self.categories.iter().map(|name| width(name, TEXT)).fold(90.0, f64::max);
        let names = names.min(NAMES_AT_MOST);
        let legend = LEFT + SIDE + 24.0;
        let across = legend + 18.0 + names + 60.0;
        // Below the legend's last line, or below the words under the field.
        let lines = self.categories.len() as f64 + 1.0;
        let (high, remarks) = ((TOP + lines * LINE).max(TOP + SIDE), self.remarks(across - LEFT - 12.0));
        let height = high + 30.0 + 16.0 * remarks.len() as f64 + 12.0;
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{across:.0}\" height=\"{height:.0}\" \
             viewBox=\"0 0 {across:.0} {height:.0}\" font-family=\"{FAMILY}\" role=\"img\">\n<title>{}</title>\n\
             <rect width=\"{across:.0}\" height=\"{height:.0}\" fill=\"{PAPER}\"/>\n\
             <rect x=\"{LEFT}\" y=\"{TOP}\" width=\"{SIDE}\" height=\"{SIDE}\" fill=\"none\" stroke=\"{GRID}\"/>\n",
            escape(&self.title)
        );
        let mut text = |x, y, size, anchor, colour, text: &str, whole: &str| {
            out.push_str(&Label { x, y, size, anchor, colour, text, whole }.draw());
        };
        text(12.0, 22.0, 15.0, "start", INK, &shorten(&self.title, 15.0, across - 24.0), &self.title);
        let axis = |number: usize| format!("{} {number}", self.projection);
        text(LEFT + 0.5 * SIDE, TOP + SIDE + 18.0, TEXT, "middle", FAINT_INK, &axis(1), "");
        text(legend, TOP + 4.0, TEXT, "start", FAINT_INK, &format!("{}, images", self.coloured_by), "");
        for (line, words) in remarks.iter().enumerate() {
            let y = high + 38.0 + 16.0 * line as f64;
            text(LEFT, y, TEXT - 1.0, "start", FAINT_INK, words, "");
        }
        let counts = self.counts();
        for (category, name) in self.categories.iter().enumerate() {
            let y = TOP + 4.0 + LINE * (category + 1) as f64;
            let short = shorten_name(name, TEXT, names);
            text(legend + 16.0, y, TEXT, "start", INK, &short, name);
            let count = counts.get(category).copied().unwrap_or_default().to_string();
            text(legend + 18.0 + names + 46.0, y, TEXT, "end", FAINT_INK, &count, "");
        }
        let (x, y) = (LEFT - 14.0, TOP + 0.5 * SIDE);
        let _ = write!(out, "<g transform=\"rotate(-90 {x:.1} {y:.1})\">");
        out.push_str(
            &Label { x, y, size: TEXT, anchor: "middle", colour: FAINT_INK, text: &axis(2), whole: "" }
                .draw(),
        );
        out.push_str("</g>\n");
        for category in 0..self.categories.len() {
            let y = TOP + LINE * (category + 1) as f64;
            let _ = writeln!(
                out,
                "<path d=\"{}\" fill=\"{}\"/>",
                mark(category, legend + 6.0, y, 1.5),
                series_colour(category)
            );
        }
        self.draw_marks(&mut out);
        out.push_str("</svg>\n");
        out
    }

    /// A row for every image.
    fn table(&self) -> Table {
        let axis = |number: usize| format!("{} {number}", self.projection);
        let mut table =
            Table::new(&["image", "class", &format!("colour: {}", self.coloured_by), &axis(1), &axis(2)]);
        for mark in &self.marks {
            let category = self.categories.get(mark.category).cloned().unwrap_or_default();
            let [x, y] = mark.place.map(|v| if v.is_finite() { v.to_string() } else { cell(None) });
            table.push(vec![mark.image.clone(), mark.class.clone(), category, x, y]);
        }
        table
    }
}

impl MapChart {
    /// Images of each category.
    fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.categories.len()];
        for mark in &self.marks {
            if let Some(count) = counts.get_mut(mark.category) {
                *count += 1;
            }
        }
        counts
    }

    /// The remark in lines no wider than `room`.
    fn remarks(&self, room: f64) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in self.remark.split_whitespace() {
            match lines.last_mut() {
                Some(line) if width(line, TEXT) + width(word, TEXT) + 4.0 <= room => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }

    /// One path a category: a drawing program then moves and colours all its images at once.
    fn draw_marks(&self, out: &mut String) {
        let there = || self.marks.iter().filter(|mark| mark.place.iter().all(|v| v.is_finite()));
        let ends = |axis: usize| {
            there()
                .map(|mark| f64::from(mark.place[axis]))
                .fold((f64::INFINITY, f64::NEG_INFINITY), |ends, v| (ends.0.min(v), ends.1.max(v)))
        };
        let (x, y) = (ends(0), ends(1));
        // One scale for both axes: a distance is the same in every direction.
        let extent = (x.1 - x.0).max(y.1 - y.0);
        let scale = if extent > 0.0 { (SIDE - 24.0) / extent } else { 0.0 };
        let (middle_x, middle_y) = (0.5 * (x.0 + x.1), 0.5 * (y.0 + y.1));
        let size = if self.marks.len() > 4000 { 0.6 } else { 1.0 };
        for category in 0..self.categories.len() {
            let mut path = String::new();
            for one in there().filter(|mark| mark.category == category) {
                let at_x = LEFT + 0.5 * SIDE + (f64::from(one.place[0]) - middle_x) * scale;
                let at_y = TOP + 0.5 * SIDE - (f64::from(one.place[1]) - middle_y) * scale;
                path.push_str(&mark(category, at_x, at_y, size));
            }
            if path.is_empty() {
                continue;
            }
            let name = self.categories.get(category).map_or("", String::as_str);
            let _ = writeln!(
                out,
                "<path d=\"{path}\" fill=\"{}\" fill-opacity=\"0.8\"><title>{}</title></path>",
                series_colour(category),
                escape(name)
            );
        }
    }
}

/// The outline of a category's mark around (x, y): every colour comes with every form once.
fn mark(category: usize, x: f64, y: f64, size: f64) -> String {
    let form = (category % 6 + category / 6) % FORMS;
    let r = 2.6 * size;
    let polygon = |points: &[(f64, f64)]| {
        let mut path = String::new();
        for (place, (dx, dy)) in points.iter().enumerate() {
            let letter = if place == 0 { 'M' } else { 'L' };
            let _ = write!(path, "{letter}{:.1} {:.1}", x + dx * r, y + dy * r);
        }
        path.push('Z');
        path
    };
    match form {
        0 => format!("M{:.1} {y:.1}a{r} {r} 0 1 0 {} 0a{r} {r} 0 1 0 -{} 0Z", x - r, 2.0 * r, 2.0 * r),
        1 => polygon(&[(0.0, -1.2), (1.15, 0.8), (-1.15, 0.8)]),
        2 => polygon(&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]),
        3 => polygon(&[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)]),
        4 => polygon(&[(0.0, 1.2), (1.15, -0.8), (-1.15, -0.8)]),
        5 => polygon(&[(-1.4, -0.45), (1.4, -0.45), (1.4, 0.45), (-1.4, 0.45)]),
        _ => polygon(&[(-0.45, -1.4), (0.45, -1.4), (0.45, 1.4), (-0.45, 1.4)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(categories: usize, images: usize) -> MapChart {
        MapChart {
            title: "Map of <run> & more".into(),
            remark: "Distances between clusters that lie far apart mean nothing. ".repeat(4),
            projection: "t-SNE".into(),
            coloured_by: "class".into(),
            categories: (0..categories).map(|c| format!("class {c} {}", "x".repeat(c * 3))).collect(),
            marks: (0..images)
                .map(|i| MapMark {
                    image: format!("a,{i}.png"),
                    class: format!("class {}", i % categories),
                    category: i % categories,
                    place: [(i * i % 97) as f32, (i * 7 % 89) as f32],
                })
                .collect(),
        }
    }

    #[test]
    fn axes_categories_and_images_are_there() {
        for (categories, images) in [(3, 60), (40, 400)] {
            let chart = chart(categories, images);
            let svg = chart.to_svg();
            assert!(svg.contains(">t-SNE 1<") && svg.contains(">t-SNE 2<") && !svg.contains("<run>"));
            for name in &chart.categories {
                assert!(svg.contains(&escape(name)), "{name}");
            }
            let png = crate::export::png::render(&svg, 1.0).unwrap();
            assert!(image::load_from_memory(&png).unwrap().width() >= 600);
            let table = chart.table();
            assert_eq!(table.header, ["image", "class", "colour: class", "t-SNE 1", "t-SNE 2"]);
            assert_eq!((table.rows.len(), table.rows[1][0].as_str()), (images, "a,1.png"));
        }
    }

    #[test]
    fn forty_categories_look_different_and_nothing_breaks_a_map() {
        let looks: std::collections::HashSet<(String, &str)> =
            (0..40).map(|c| (mark(c, 0.0, 0.0, 1.0), series_colour(c))).collect();
        assert_eq!(looks.len(), 40);
        let mut bent = chart(2, 3);
        bent.marks[0].place = [f32::NAN, 1.0];
        bent.marks[1].category = 9;
        assert!(!bent.to_svg().contains("NaN"));
        assert_eq!(bent.table().rows[0][3], "");
        let one = MapChart { marks: bent.marks[2..].to_vec(), ..bent };
        assert!(!one.to_svg().contains("NaN") && !one.to_svg().contains("inf"));
        assert!(!MapChart::default().to_svg().contains("NaN"));
    }
}
