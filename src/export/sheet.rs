//! [`Sheet`]: embeddings with what is known of each image, ready for any form of table.

use super::{ExportError, TableWithColumns};
use crate::evaluate::{EvaluateError, Features};

/// A column about images.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// Texts; `None` where nothing is known.
    Text(Vec<Option<String>>),
    /// Numbers.
    Number(Vec<f32>),
}

impl Column {
    /// Images.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(texts) => texts.len(),
            Self::Number(numbers) => numbers.len(),
        }
    }

    /// True where there is no image.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// One row an image: its path, columns about it, and its features, which are called e0, e1, ...
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Keys of the images.
    pub paths: Vec<String>,
    /// What is known of them, by name.
    pub columns: Vec<(String, Column)>,
    /// Their features.
    pub features: Features,
}

impl Sheet {
    /// Checks that all columns describe the same images and have names of their own.
    ///
    /// # Errors
    /// The column that does not fit.
    pub fn new(
        paths: Vec<String>,
        columns: Vec<(String, Column)>,
        features: Features,
    ) -> Result<Self, ExportError> {
        let expected = features.n();
        let own = [("path", paths.len())].into_iter();
        for (what, found) in own.chain(columns.iter().map(|(name, column)| (name.as_str(), column.len()))) {
            if found != expected {
                return Err(EvaluateError::Length { what: what.to_owned(), found, expected }.into());
            }
        }
        Ok(Self { paths, columns, features })
    }

    /// The embeddings of a run: class, split, group, and the table's columns as `Metadata_...`.
    ///
    /// # Errors
    /// As [`Sheet::new`].
    pub fn of_run(run: TableWithColumns) -> Result<Self, ExportError> {
        let table = run.table;
        let mut columns = vec![
            ("class".to_owned(), Column::Text(table.classes)),
            ("split".to_owned(), Column::Text(table.splits.into_iter().map(Some).collect())),
            ("group".to_owned(), Column::Text(table.groups)),
        ];
        columns.extend(metadata(run.columns, &table.paths));
        Self::new(table.paths, columns, table.features)
    }

    /// The names of all columns: path, those about the images, features.
    pub fn names(&self) -> Vec<String> {
        let about = self.columns.iter().map(|(name, _)| name.clone());
        let features = (0..self.features.d()).map(|feature| format!("e{feature}"));
        std::iter::once("path".to_owned()).chain(about).chain(features).collect()
    }

    /// The text of column `column` for image `row`, as CSV has it.
    pub fn cell(&self, column: &Column, row: usize) -> String {
        match column {
            Column::Text(texts) => texts.get(row).cloned().flatten().unwrap_or_default(),
            Column::Number(numbers) => numbers.get(row).map_or_else(String::new, ToString::to_string),
        }
    }
}

/// Columns of a table under names that begin with `Metadata_`, as CytoTable and pycytominer want them; without those
/// that only repeat the path. Of two that get the same name and say other things (`X` and `Metadata_X`), the later one
/// gets a number.
pub fn metadata(columns: Vec<(String, Vec<String>)>, paths: &[String]) -> Vec<(String, Column)> {
    let mut found: Vec<(String, Column)> = Vec::new();
    for (name, texts) in columns {
        let base = if name.starts_with("Metadata_") { name } else { format!("Metadata_{name}") };
        if texts == paths {
            continue;
        }
        let texts = texts.into_iter().map(|text| Some(text).filter(|text| !text.is_empty())).collect();
        let column = Column::Text(texts);
        if found.iter().any(|(known, other)| *known == base && *other == column) {
            continue;
        }
        let mut name = base.clone();
        let mut number = 2;
        while found.iter().any(|(known, _)| *known == name) {
            name = format!("{base}_{number}");
            number += 1;
        }
        found.push((name, column));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_columns_that_get_one_name_are_both_kept() {
        let texts = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
        let columns = [
            ("Metadata_Plate", texts("1", "2")),
            ("Plate", texts("P1", "P2")),
            ("Metadata_Well", texts("A1", "A2")),
            ("Well", texts("A1", "A2")),
            ("file", texts("a.png", "b.png")),
        ];
        let columns = columns.map(|(name, texts)| (name.to_owned(), texts)).to_vec();
        let found = metadata(columns, &texts("a.png", "b.png"));
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Metadata_Plate", "Metadata_Plate_2", "Metadata_Well"]);
        assert_eq!(found[1].1, Column::Text(vec![Some("P1".into()), Some("P2".into())]));
    }
}
