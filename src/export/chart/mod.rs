//! Charts: [`ClassChart`] (the recall of every class with its interval, beside the baselines), curves, confusions,
//! differences.
//!
//! A picture is drawn once, as SVG; the PNG is a rendering of that SVG with the embedded font.

mod arrange;
mod axis;
mod bars;
mod confusion;
mod curves;
mod differences;
mod format;
mod heat;
mod invariance;
mod labels;
mod layout;
mod lines;
mod map;
mod palette;
mod parameter;
mod plate;
mod report;
mod rows;
mod scatter;
mod svg;
mod text;
mod ticks;

#[cfg(test)]
mod tests;

pub use axis::{Axis, Scale};
pub use bars::{BarChart, BarRow};
pub use confusion::ConfusionChart;
pub use curves::{Curve, CurveChart};
pub use differences::{Contrasted, Difference, DifferenceChart};
pub use format::{Chart, ChartFormat, Table, cell};
pub use heat::{HeatCell, HeatMap, HeatScale};
pub use invariance::{InvarianceChart, InvarianceRow, InvarianceStrength, Layer, Side};
pub use labels::{LabelChart, LabelRun};
pub use lines::{Line, LineChart, Point, Upright, dashes};
pub use map::{MapChart, MapMark};
pub use palette::SERIES_RGB;
pub use parameter::{CorrelationChart, ParameterChart};
pub use plate::{DoseChart, DoseCurve, DosePoint, PlateChart, PlateWell, WellFigureKind};
pub use scatter::{ScatterChart, ScatterPoint, name_places};

/// One run in the chart. Vectors have one entry a class.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// The run's name.
    pub name: String,
    /// Recall, 0..1; None where there is none.
    pub values: Vec<Option<f64>>,
    /// 95 % interval of the recall; None where there is none.
    pub ci: Vec<Option<[f64; 2]>>,
}

/// Something to compare with, drawn as a thin mark in every class's row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mark {
    /// Its name, for the legend.
    pub name: String,
    /// Recall by class, 0..1.
    pub values: Vec<Option<f64>>,
}

/// The accuracy of every class, for one run or several.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClassChart {
    /// Headline.
    pub title: String,
    /// The read-out, in words.
    pub readout: String,
    /// Name of the part on which it was measured.
    pub part: String,
    /// Further words below the headline, such as "transductive"; may be empty.
    pub remark: String,
    /// Class names, drawn from top to bottom in this order.
    pub classes: Vec<String>,
    /// Images of each class.
    pub n: Vec<usize>,
    /// The runs.
    pub series: Vec<Series>,
    /// The baselines.
    pub marks: Vec<Mark>,
}

impl Chart for ClassChart {
    fn subject(&self) -> &'static str {
        "accuracy per class"
    }

    fn to_svg(&self) -> String {
        svg::draw(self)
    }

    /// A row for every class of every run, then the baselines.
    fn table(&self) -> Table {
        let mut table =
            Table::new(&["class", "images", "run or baseline", "recall", "interval low", "interval high"]);
        for (place, class) in self.classes.iter().enumerate() {
            let n = self.n.get(place).map(usize::to_string).unwrap_or_default();
            let mut row = |name: &str, value: Option<f64>, ci: Option<[f64; 2]>| {
                let [low, high] = [0, 1].map(|end| cell(ci.map(|ci| ci[end])));
                table.push(vec![class.clone(), n.clone(), name.into(), cell(value), low, high]);
            };
            let at = |values: &[Option<f64>]| values.get(place).copied().flatten();
            for series in &self.series {
                row(&series.name, at(&series.values), series.ci.get(place).copied().flatten());
            }
            for mark in &self.marks {
                row(&mark.name, at(&mark.values), None);
            }
        }
        table
    }
}
