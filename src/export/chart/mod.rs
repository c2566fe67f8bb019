//! Charts: [`ClassChart`] (the recall of every class with its interval, beside the baselines), curves, confusions,
//! differences.
//!
//! A picture is drawn once, as SVG; the PNG is a rendering of that SVG with the embedded font.

mod confusion;
mod curves;
mod differences;
mod layout;
mod palette;
mod report;
mod rows;
mod svg;
mod text;
mod ticks;

#[cfg(test)]
mod tests;

pub use confusion::ConfusionChart;
pub use curves::{Curve, CurveChart};
pub use differences::{Contrasted, Difference, DifferenceChart};

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

impl ClassChart {
    /// The chart as the text of an SVG file.
    pub fn to_svg(&self) -> String {
        svg::draw(self)
    }

    /// The chart as the bytes of a PNG file, `scale` pixels to a unit of the SVG (2 suits a slide).
    pub fn to_png(&self, scale: f32) -> Result<Vec<u8>, super::ExportError> {
        super::png::render(&self.to_svg(), scale)
    }
}
