//! [`Chart`]: what every chart can be written as, and [`ChartFormat`]: the list of the forms.

use super::super::{ExportError, png};

/// A figure made of data: drawn once as SVG, rendered from it as PNG, and given as a table of its numbers.
pub trait Chart: std::fmt::Debug + Send + Sync {
    /// What it shows, in the few words that a file is named by, such as "accuracy per class".
    fn subject(&self) -> &'static str;

    /// The text of an SVG file.
    fn to_svg(&self) -> String;

    /// The numbers drawn: a header, then a row a figure. What is not known is an empty cell, never a zero.
    fn table(&self) -> Table;

    /// The bytes of a file of that form; `scale` is pixels to a unit of the SVG and matters to PNG alone.
    ///
    /// # Errors
    /// Where a PNG cannot be drawn.
    fn bytes(&self, format: ChartFormat, scale: f32) -> Result<Vec<u8>, ExportError> {
        match format {
            ChartFormat::Png => png::render(&self.to_svg(), scale),
            ChartFormat::Svg => Ok(self.to_svg().into_bytes()),
            ChartFormat::Csv => self.table().to_csv(),
        }
    }
}

/// The forms of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartFormat {
    /// Pixels.
    Png,
    /// Lines that can be edited.
    Svg,
    /// Numbers.
    Csv,
}

impl ChartFormat {
    /// All.
    pub const ALL: [Self; 3] = [Self::Png, Self::Svg, Self::Csv];

    /// The ending of its files, without the dot.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Csv => "csv",
        }
    }

    /// Its name on a button.
    pub fn title(self) -> &'static str {
        match self {
            Self::Png => "as PNG",
            Self::Svg => "as SVG",
            Self::Csv => "as CSV",
        }
    }

    /// What it is good for.
    pub fn help(self) -> &'static str {
        match self {
            Self::Png => "A picture for slides and mails.",
            Self::Svg => "A drawing that stays sharp and can be edited, for a paper.",
            Self::Csv => "The numbers of the chart as a table, for a spreadsheet.",
        }
    }
}

/// Numbers of a chart as a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns, with units.
    pub header: Vec<String>,
    /// The rows, as long as the header.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns and no row.
    pub fn new(header: &[&str]) -> Self {
        Self { header: header.iter().map(|&name| name.to_owned()).collect(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    /// The table as the bytes of a CSV file.
    ///
    /// # Errors
    /// Where a row is longer or shorter than the header.
    pub fn to_csv(&self) -> Result<Vec<u8>, ExportError> {
        let bad = |error: &dyn std::fmt::Display| ExportError::Drawing { reason: error.to_string() };
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in std::iter::once(&self.header).chain(&self.rows) {
            writer.write_record(row).map_err(|error| bad(&error))?;
        }
        writer.into_inner().map_err(|error| bad(&error))
    }
}

/// A number as the cell of a table: the shortest text that reads back as the same number; empty where there is none.
pub fn cell(value: Option<f64>) -> String {
    value.filter(|value| value.is_finite()).map_or(String::new(), |value| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_commas_are_quoted_and_unknown_numbers_are_empty() {
        let mut table = Table::new(&["class", "recall"]);
        table.push(vec!["a, \"b\"".into(), cell(Some(0.1))]);
        table.push(vec!["c".into(), cell(None)]);
        table.push(vec!["d".into(), cell(Some(f64::NAN))]);
        let text = String::from_utf8(table.to_csv().unwrap()).unwrap();
        assert_eq!(text, "class,recall\n\"a, \"\"b\"\"\",0.1\nc,\nd,\n");
        table.push(vec!["short".into()]);
        assert!(table.to_csv().is_err());
    }
}
