//! [`Cells`]: how cells are found in fields, and how large a window is cut around each.

use super::finder::Finder;
use super::length::LengthUnit;
use serde::{Deserialize, Serialize};

/// How cells are found in fields and cut out of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Cells {
    /// What tells where the cells are.
    pub from: CellSource,
    /// Side of the square that is cut out around the middle of each cell.
    pub window: f64,
    /// The unit of `window` and `min_distance`.
    pub unit: LengthUnit,
    /// Of cells whose middles are nearer to each other than this, only the first is cut out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_distance: Option<f64>,
}

impl Default for Cells {
    fn default() -> Self {
        Self { from: CellSource::default(), window: 64.0, unit: LengthUnit::Pixels, min_distance: None }
    }
}

impl Cells {
    /// Cells by the table of the data set itself.
    pub fn of_a_table() -> Self {
        Self { from: CellSource::Points(Points::default()), ..Self::default() }
    }
}

/// What tells where the cells are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellSource {
    /// A table with a row a cell.
    Points(Points),
    /// A label image for each field: one whole number a cell.
    Mask(Mask),
    /// They are found in one channel.
    Finder(Finder),
}

impl Default for CellSource {
    fn default() -> Self {
        Self::Finder(Finder::default())
    }
}

/// Where cells are by a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Points {
    /// The table, relative to the data set; the data set's own table where it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// The column of the middle's place from the left; found by its usual names if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x: Option<String>,
    /// The column of the middle's place from the top.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    /// The unit of both; the middle of the first pixel is 0 pixels.
    pub unit: LengthUnit,
}

/// Where the label images lie.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mask {
    /// The column of the table that names the label image of each field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The label image's path from the folder of the field, with `{name}` for the field's file name without its ending:
    /// `{name}_mask.tif`, `../masks/{name}.png`. If neither is given, the usual ones are tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_as_they_are_written() {
        let finder = Finder { channel: "DNA".into(), ..Finder::default() };
        for from in [
            CellSource::Points(Points { table: Some("Nuclei.csv".into()), ..Points::default() }),
            CellSource::Mask(Mask { pattern: Some("{name}_mask.tif".into()), column: None }),
            CellSource::Finder(finder),
        ] {
            let cells = Cells { from, min_distance: Some(20.0), unit: LengthUnit::Micrometres, window: 30.0 };
            let text = toml_edit::ser::to_string_pretty(&cells).unwrap();
            assert_eq!(toml_edit::de::from_str::<Cells>(&text).unwrap(), cells, "{text}");
        }
        let short: Cells =
            toml_edit::de::from_str("[from.finder]\nthreshold = { percentile = 95.0 }").unwrap();
        let CellSource::Finder(finder) = &short.from else { panic!("{short:?}") };
        assert_eq!(finder.threshold, super::super::Threshold::Percentile(95.0));
        let wrong = toml_edit::de::from_str::<Cells>("windows = 3").unwrap_err().to_string();
        assert!(wrong.contains("windows"), "{wrong}");
    }
}
