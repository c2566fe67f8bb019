//! [`ParameterChart`] and [`CorrelationChart`]: the recall of every class against a parameter, and which classes move
//! together.

use super::axis::{Axis, short};
use super::format::{Chart, Table, cell};
use super::heat::{HeatCell, HeatMap, HeatScale};
use super::labels::{figure_cells, in_words};
use super::lines::{Line, LineChart, Point};
use crate::evaluate::Figure;

/// The line of all classes together.
const MEAN: &str = "mean of all classes";
/// More bands than these hide each other.
const MOST_BANDS: usize = 9;

/// Recall of every class against the parameter in which recipes differ.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParameterChart {
    /// The parameter, with its unit.
    pub parameter: String,
    /// What must be known: read-out, part, seeds.
    pub remark: String,
    /// Its values, ascending.
    pub values: Vec<f64>,
    /// The recipe of each value, with its seeds, in words.
    pub recipes: Vec<String>,
    /// Class names.
    pub classes: Vec<String>,
    /// Recall of every class, 0..1: class after class, each value after value.
    pub recall: Vec<Vec<Figure>>,
    /// The mean of the classes' recall at every value.
    pub balanced: Vec<Figure>,
    /// The classes that are drawn; all where it is empty.
    pub chosen: Vec<String>,
}

impl ParameterChart {
    /// True where intervals are drawn: of many classes at once they would hide each other.
    pub fn has_bands(&self) -> bool {
        let drawn = if self.chosen.is_empty() { self.classes.len() + 1 } else { self.chosen.len() };
        drawn <= MOST_BANDS
    }

    /// What is drawn: the mean, and a line a class.
    pub fn lines(&self) -> LineChart {
        let drawn = |name: &str| self.chosen.is_empty() || self.chosen.iter().any(|chosen| chosen == name);
        let mut lines: Vec<Line> =
            self.classes.iter().zip(&self.recall).map(|(name, figures)| self.line(name, figures)).collect();
        lines.push(self.line(MEAN, &self.balanced));
        // Classes keep their colour and symbol whichever are drawn.
        for line in &mut lines {
            if !drawn(&line.name) {
                line.points.clear();
            }
            if !self.has_bands() {
                for point in &mut line.points {
                    point.ci = None;
                }
            }
        }
        LineChart {
            subject: "recall by parameter",
            title: format!("Recall of every class against {}", self.parameter),
            remark: self.remark.clone(),
            x: Axis { label: self.parameter.clone(), ..Axis::default() },
            y: Axis {
                label: "recall, % of the class's images recognised".into(),
                range: Some([0.0, 100.0]),
                ..Axis::default()
            },
            bands: true,
            lines,
            footer: if self.has_bands() {
                "Bands: 95 % interval over groups of images and seeds. No band: too few groups.".into()
            } else {
                "Intervals are left out, since of so many classes they would hide each other.".into()
            },
            ..LineChart::default()
        }
    }

    fn line(&self, name: &str, figures: &[Figure]) -> Line {
        let point = |(place, figure): (usize, &Figure)| {
            let x = self.values.get(place).copied()?;
            let recipe = self.recipes.get(place).map_or("", String::as_str);
            let head = format!("{name}, {} = {} ({recipe})", self.parameter, short(x));
            Some(Point {
                x,
                y: 100.0 * figure.value?,
                ci: figure.ci95.map(|ci| ci.map(|end| 100.0 * end)),
                words: in_words(&head, figure, |share| format!("{:.1} %", 100.0 * share)),
            })
        };
        Line {
            name: name.to_owned(),
            points: figures.iter().enumerate().filter_map(point).collect(),
            joined: true,
            curve: Vec::new(),
            ink: name == MEAN,
        }
    }
}

impl Chart for ParameterChart {
    fn subject(&self) -> &'static str {
        "recall by parameter"
    }

    fn to_svg(&self) -> String {
        self.lines().to_svg()
    }

    /// Every class and value, whichever are drawn.
    fn table(&self) -> Table {
        let mut table =
            Table::new(&["class", &self.parameter, "recipe", "recall", "interval low", "interval high"]);
        let mean = (MEAN, &self.balanced);
        let classes = self.classes.iter().map(String::as_str).zip(&self.recall);
        for (name, figures) in classes.chain([mean]) {
            for (place, figure) in figures.iter().enumerate() {
                let recipe = self.recipes.get(place).cloned().unwrap_or_default();
                let mut row = vec![name.to_owned(), cell(self.values.get(place).copied()), recipe];
                row.extend(figure_cells(figure));
                table.push(row);
            }
        }
        table
    }
}

/// Correlation of the classes' curves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CorrelationChart {
    /// The parameter.
    pub parameter: String,
    /// What must be known.
    pub remark: String,
    /// Class names.
    pub classes: Vec<String>,
    /// Pearson's correlation of two classes' recalls over the values of the parameter.
    pub figures: Vec<Vec<Figure>>,
}

impl CorrelationChart {
    /// What is drawn.
    pub fn heat(&self) -> HeatMap {
        let name = |place: usize| self.classes.get(place).map_or("", String::as_str);
        let row = |(row, figures): (usize, &Vec<Figure>)| {
            let cell = |(column, figure): (usize, &Figure)| {
                let head = format!("{} and {}, correlation r", name(row), name(column));
                let mut words = in_words(&head, figure, |r| format!("{r:+.2}"));
                words.push_str(match figure.ci95 {
                    Some([low, _]) if low > 0.0 && row != column => "\nThey rise and fall together.",
                    Some([_, high]) if high < 0.0 => "\nWhat helps one hurts the other.",
                    _ => "",
                });
                HeatCell { value: figure.value, ci: figure.ci95, words, empty: false }
            };
            figures.iter().enumerate().map(cell).collect()
        };
        HeatMap {
            subject: "correlation of classes",
            title: format!("Which classes move together with {}", self.parameter),
            remark: self.remark.clone(),
            row_title: "classes".into(),
            column_title: "classes".into(),
            rows: self.classes.clone(),
            columns: self.classes.clone(),
            cells: self.figures.iter().enumerate().map(row).collect(),
            scale: HeatScale {
                label: "Pearson's correlation r (+1: they rise and fall together, -1: what helps one hurts the other)".into(),
                low: -1.0,
                high: 1.0,
                two_ways: true,
                digits: 2,
            },
        }
    }
}

impl Chart for CorrelationChart {
    fn subject(&self) -> &'static str {
        "correlation of classes"
    }

    fn to_svg(&self) -> String {
        self.heat().to_svg()
    }

    fn table(&self) -> Table {
        let mut table =
            Table::new(&["class", "other class", "correlation r", "interval low", "interval high"]);
        for (name, figures) in self.classes.iter().zip(&self.figures) {
            for (other, figure) in self.classes.iter().zip(figures) {
                let mut row = vec![name.clone(), other.clone()];
                row.extend(figure_cells(figure));
                table.push(row);
            }
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_and_correlations_are_drawn_whatever_the_figures_are() {
        let figure = |value| Figure { value, ci95: Some([0.1, f64::NAN]), ..Figure::default() };
        for count in [0, 1, 40] {
            let classes: Vec<String> = (0..count).map(|i| format!("class {i} {}", "x".repeat(80))).collect();
            let values = [Some(0.5), Some(f64::NAN), None, Some(0.25)].map(figure);
            let chart = ParameterChart {
                parameter: "Rotate: angle, deg".into(),
                values: vec![0.0, f64::NAN, 90.0],
                classes: classes.clone(),
                recall: vec![values.to_vec(); count],
                balanced: values.to_vec(),
                chosen: classes.iter().take(1).cloned().collect(),
                ..ParameterChart::default()
            };
            let correlation = CorrelationChart {
                classes: classes.clone(),
                figures: vec![values.to_vec(); count],
                ..CorrelationChart::default()
            };
            for (svg, table) in [(chart.to_svg(), chart.table()), (correlation.to_svg(), correlation.table())]
            {
                assert!(!svg.contains(">NaN<") && !svg.contains("=\"NaN"), "{svg}");
                crate::export::png::render(&svg, 0.5).unwrap();
                let csv = String::from_utf8(table.to_csv().unwrap()).unwrap();
                assert!(!csv.contains("NaN"), "{csv}");
            }
        }
    }
}
