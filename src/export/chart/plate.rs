//! [`PlateChart`] and [`DoseChart`]: a plate well by well, and the response to doses of a treatment.

use super::axis::{Axis, Scale, short};
use super::format::{Chart, Table, cell};
use super::heat::{HeatCell, HeatMap, HeatScale};
use super::lines::{Line, LineChart, Point, Upright};
use crate::evaluate::Figure;

/// What is shown of every well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WellFigureKind {
    /// The share of its images that were recognised.
    #[default]
    Recall,
    /// Its images.
    Images,
    /// Its place between the negative (0) and the positive controls (1).
    Score,
}

/// One well.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlateWell {
    /// Its name, as it stands in the data.
    pub name: String,
    /// Its row, from the top, counted from 0.
    pub row: usize,
    /// Its column, from the left, counted from 0.
    pub column: usize,
    /// Images of it.
    pub images: usize,
    /// Share of them that were recognised, 0..1.
    pub recall: Option<f64>,
    /// Its score between the controls.
    pub score: Option<f64>,
    /// What is in it, in words: classes, treatment, dose.
    pub content: String,
}

/// A plate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlateChart {
    /// Its name; empty where there is only one.
    pub plate: String,
    /// The run.
    pub run: String,
    /// Read-out and part, in words.
    pub remark: String,
    /// The wells that hold images.
    pub wells: Vec<PlateWell>,
    /// What is shown.
    pub kind: WellFigureKind,
}

/// Rows and columns of plates of 6 to 1536 wells.
const SIZES: [(usize, usize); 6] = [(2, 3), (4, 6), (8, 12), (16, 24), (32, 48), (64, 96)];
/// The smallest plate that is drawn: few wells of a large plate are common, a small plate is not.
const SMALLEST: usize = 2;

impl PlateChart {
    fn figure(&self, well: &PlateWell) -> Option<f64> {
        match self.kind {
            WellFigureKind::Recall => well.recall.map(|share| 100.0 * share),
            WellFigureKind::Images => Some(well.images as f64),
            WellFigureKind::Score => well.score,
        }
    }

    /// Rows and columns of the plate.
    fn size(&self) -> (usize, usize) {
        let most = |of: fn(&PlateWell) -> usize| self.wells.iter().map(of).max().unwrap_or_default();
        let (row, column) = (most(|well| well.row), most(|well| well.column));
        let fits = SIZES.into_iter().skip(SMALLEST).find(|&(rows, columns)| row < rows && column < columns);
        fits.unwrap_or((SIZES[SIZES.len() - 1].0, SIZES[SIZES.len() - 1].1))
    }

    /// What is drawn.
    pub fn heat(&self) -> HeatMap {
        let (rows, columns) = self.size();
        let nothing = HeatCell { empty: true, words: "no image of this well".into(), ..HeatCell::default() };
        let mut cells = vec![vec![nothing; columns]; rows];
        for well in &self.wells {
            let Some(place) = cells.get_mut(well.row).and_then(|row| row.get_mut(well.column)) else {
                continue;
            };
            let value = self.figure(well).filter(|value| value.is_finite());
            *place = HeatCell { value, ci: None, words: well_in_words(well), empty: false };
        }
        let known =
            || self.wells.iter().filter_map(|well| self.figure(well)).filter(|value| value.is_finite());
        let most = known().fold(0.0, f64::max);
        let (title, scale) = match self.kind {
            WellFigureKind::Recall => (
                "recall of its images",
                HeatScale {
                    label: "recall, % of the well's images recognised".into(),
                    high: 100.0,
                    ..HeatScale::default()
                },
            ),
            WellFigureKind::Images => (
                "number of images",
                HeatScale { label: "images of the well".into(), high: most.max(1.0), ..HeatScale::default() },
            ),
            WellFigureKind::Score => (
                "score between the controls",
                HeatScale {
                    label: "score (0: as the negative controls, 1: as the positive ones)".into(),
                    low: known().fold(0.0, f64::min),
                    high: most.max(1.0),
                    digits: 2,
                    ..HeatScale::default()
                },
            ),
        };
        let plate = if self.plate.is_empty() { String::new() } else { format!("Plate {}: ", self.plate) };
        HeatMap {
            subject: "plate",
            title: format!("{plate}{title} of every well, {}", self.run),
            remark: self.remark.clone(),
            row_title: "rows of the plate".into(),
            column_title: "columns of the plate; hatched: no image".into(),
            rows: (0..rows).map(crate::dataset::WellPlace::row_name).collect(),
            columns: (1..=columns).map(|column| column.to_string()).collect(),
            cells,
            scale,
        }
    }
}

/// Everything that is known of a well.
fn well_in_words(well: &PlateWell) -> String {
    let images = if well.images == 1 { "image" } else { "images" };
    let mut words = format!("{}\n{} {images}", well.name, well.images);
    if let Some(share) = well.recall {
        words = format!("{words}, {:.0} % recognised", 100.0 * share);
    }
    if let Some(score) = well.score {
        words = format!("{words}\nscore {score:.2} (0: as the negative controls, 1: as the positive ones)");
    }
    if !well.content.is_empty() {
        words = format!("{words}\n{}", well.content);
    }
    words
}

impl Chart for PlateChart {
    fn subject(&self) -> &'static str {
        "plate"
    }

    fn to_svg(&self) -> String {
        self.heat().to_svg()
    }

    /// A row for every well, with all its figures.
    fn table(&self) -> Table {
        let mut table =
            Table::new(&["plate", "well", "row", "column", "images", "recall", "score", "content"]);
        for well in &self.wells {
            table.push(vec![
                self.plate.clone(),
                well.name.clone(),
                crate::dataset::WellPlace::row_name(well.row.min(31)),
                (well.column + 1).to_string(),
                well.images.to_string(),
                cell(well.recall),
                cell(well.score),
                well.content.clone(),
            ]);
        }
        table
    }
}

/// A well with a dose.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DosePoint {
    /// Its name.
    pub well: String,
    /// How much; 0 is none.
    pub dose: f64,
    /// Its score between the controls.
    pub score: f64,
    /// What it is for: "negative control", "treated".
    pub role: String,
}

/// A four-parameter logistic curve.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DoseCurve {
    /// The score without the treatment.
    pub bottom: f64,
    /// The score at any amount of it.
    pub top: f64,
    /// The dose of half the effect.
    pub ec50: f64,
    /// Steepness.
    pub hill: f64,
}

/// The response to doses of a treatment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DoseChart {
    /// The treatment.
    pub treatment: String,
    /// The run.
    pub run: String,
    /// The unit of doses, where it is known.
    pub unit: Option<String>,
    /// The wells.
    pub points: Vec<DosePoint>,
    /// The fitted curve.
    pub curve: Option<DoseCurve>,
    /// The dose of half the effect.
    pub ec50: Figure,
    /// What must be known: how well the curve fits, why there is none.
    pub remark: String,
}

/// Places at which a curve is computed.
const STEPS: u32 = 120;

impl DoseChart {
    /// Wells without the treatment have no place on an axis of ratios: they stand left of the lowest dose, by as much
    /// as is between doses on the average.
    fn none_at(&self) -> (f64, Vec<f64>) {
        let mut doses: Vec<f64> = self
            .points
            .iter()
            .map(|point| point.dose)
            .filter(|dose| dose.is_finite() && *dose > 0.0)
            .collect();
        doses.sort_by(f64::total_cmp);
        doses.dedup();
        let (low, high) = (doses.first().copied().unwrap_or(1.0), doses.last().copied().unwrap_or(1.0));
        let between = libm::pow(high / low, 1.0 / (doses.len().max(2) - 1) as f64).clamp(2.0, 10.0);
        (low / between, doses)
    }

    /// What is drawn.
    pub fn lines(&self) -> LineChart {
        let (none, doses) = self.none_at();
        let unit = self.unit.as_deref().unwrap_or("in the unit of the table");
        let mut lines: Vec<Line> = Vec::new();
        for point in &self.points {
            let words = format!(
                "{}, {}: dose {}, score {:.2}",
                point.well,
                point.role,
                short(point.dose),
                point.score
            );
            let x = if point.dose == 0.0 { none } else { point.dose };
            let drawn = Point { x, y: point.score, ci: None, words };
            match lines.iter_mut().find(|line| line.name == point.role) {
                Some(line) => line.points.push(drawn),
                None => lines.push(Line { name: point.role.clone(), points: vec![drawn], ..Line::default() }),
            }
        }
        lines.extend(self.fitted(none, &doses));
        let mut names: Vec<(f64, String)> = doses.iter().map(|&dose| (dose, short(dose))).collect();
        if self.points.iter().any(|point| point.dose == 0.0) {
            names.insert(0, (none, "0".into()));
        }
        // Many doses are not all written out.
        let every = names.len().div_ceil(12).max(1);
        let names =
            names.into_iter().enumerate().filter(|(place, _)| place % every == 0).map(|(_, name)| name);
        let ec50 = self.ec50.value.filter(|dose| dose.is_finite() && *dose > 0.0);
        let interval = match self.ec50.ci95 {
            Some([low, high]) => format!(" [{}, {}]", short(low), short(high)),
            None => String::new(),
        };
        LineChart {
            subject: "dose and response",
            title: format!("{}: response to dose, {}", self.treatment, self.run),
            remark: self.remark.clone(),
            x: Axis {
                label: format!("dose, {unit} (logarithmic)"),
                scale: Scale::Log,
                names: names.collect(),
                range: None,
            },
            y: Axis {
                label: "score (0: negative, 1: positive controls)".into(),
                range: Some([0.0, 1.0]),
                ..Axis::default()
            },
            lines,
            uprights: ec50
                .map(|dose| Upright {
                    name: format!("EC50 {}{interval}", short(dose)),
                    x: dose,
                    ci: self.ec50.ci95,
                })
                .into_iter()
                .collect(),
            footer: "A point a well. Grey: 95 % interval of EC50, by drawing wells again within doses."
                .into(),
            ..LineChart::default()
        }
    }

    fn fitted(&self, none: f64, doses: &[f64]) -> Option<Line> {
        let curve = self.curve?;
        let (low, high) = (none, doses.last().copied()? * 1.3);
        let at = |step: u32| {
            let dose = low * libm::pow(high / low, f64::from(step) / f64::from(STEPS));
            [
                dose,
                curve.bottom + (curve.top - curve.bottom) / (1.0 + libm::pow(curve.ec50 / dose, curve.hill)),
            ]
        };
        let curve = (0..=STEPS).map(at).filter(|point| point.iter().all(|v| v.is_finite())).collect();
        Some(Line { name: "fitted curve".into(), curve, ink: true, ..Line::default() })
    }
}

impl Chart for DoseChart {
    fn subject(&self) -> &'static str {
        "dose and response"
    }

    fn to_svg(&self) -> String {
        self.lines().to_svg()
    }

    /// A row for every well; the fit in the last rows.
    fn table(&self) -> Table {
        let mut table = Table::new(&[
            "well or figure",
            "role",
            "dose",
            "score or value",
            "interval low",
            "interval high",
        ]);
        for point in &self.points {
            let (dose, score) = (cell(Some(point.dose)), cell(Some(point.score)));
            table.push(vec![
                point.well.clone(),
                point.role.clone(),
                dose,
                score,
                String::new(),
                String::new(),
            ]);
        }
        let [value, low, high] = super::labels::figure_cells(&self.ec50);
        let mut fit = |name: &str, value: String, low: String, high: String| {
            table.push(vec![name.to_owned(), "fit".into(), String::new(), value, low, high]);
        };
        fit("EC50", value, low, high);
        for (name, value) in
            self.curve.iter().flat_map(|c| [("bottom", c.bottom), ("top", c.top), ("hill", c.hill)])
        {
            fit(name, cell(Some(value)), String::new(), String::new());
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plates_and_doses_are_drawn_whatever_is_known_of_wells() {
        let well = |i: usize| PlateWell {
            name: format!("well {i} {}", "x".repeat(80)),
            row: i % 20,
            column: i * 7 % 30,
            images: i,
            recall: [Some(0.5), Some(f64::NAN), None][i % 3],
            score: [None, Some(f64::INFINITY), Some(-0.3)][i % 3],
            content: String::new(),
        };
        for kind in [WellFigureKind::Recall, WellFigureKind::Images, WellFigureKind::Score] {
            for count in [0, 1, 40] {
                let chart =
                    PlateChart { wells: (0..count).map(well).collect(), kind, ..PlateChart::default() };
                let svg = chart.to_svg();
                assert!(!svg.contains("NaN") && !svg.contains(">inf"), "{svg}");
                crate::export::png::render(&svg, 0.5).unwrap();
                assert!(!String::from_utf8(chart.table().to_csv().unwrap()).unwrap().contains("NaN"));
            }
        }
        let far = PlateChart {
            wells: vec![PlateWell { row: 900, column: 900, ..well(1) }],
            ..PlateChart::default()
        };
        far.to_svg();

        let point = |i: usize| DosePoint {
            well: format!("A{i:02}"),
            dose: [0.0, 3.9, 15.6, f64::NAN, -1.0][i % 5],
            score: [0.1, f64::NAN, 0.9][i % 3],
            role: "treated".into(),
        };
        let curve = DoseCurve { bottom: 0.0, top: 1.0, ec50: 9.0, hill: 2.4 };
        for curve in
            [None, Some(curve), Some(DoseCurve { ec50: f64::NAN, ..curve }), Some(DoseCurve::default())]
        {
            for count in [0, 1, 40] {
                let chart = DoseChart {
                    treatment: "drug".into(),
                    points: (0..count).map(point).collect(),
                    curve,
                    ec50: Figure { value: Some(9.0), ci95: Some([7.0, f64::INFINITY]), ..Figure::default() },
                    ..DoseChart::default()
                };
                let svg = chart.to_svg();
                assert!(!svg.contains("NaN") && !svg.contains("=\"inf"), "{svg}");
                crate::export::png::render(&svg, 1.0).unwrap();
                assert!(!String::from_utf8(chart.table().to_csv().unwrap()).unwrap().contains("NaN"));
            }
        }
    }
}
