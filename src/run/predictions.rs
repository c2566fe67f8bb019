//! predictions.csv: the class that every read-out gave to every image of the part for choosing.

use super::{Material, RunError, RunFolder};
use crate::evaluate::{Readout, ReadoutKind, Readouts};
use std::collections::BTreeMap;
use std::path::Path;

/// The file.
const FILE: &str = "predictions.csv";
/// The columns in front of the read-outs.
const FIXED: [&str; 3] = ["file", "label", "group"];
/// The read-outs of the file: those with one set of predictions. (The one with few labels has several.)
const KINDS: [ReadoutKind; 3] = [ReadoutKind::KnnEncoder, ReadoutKind::KnnProjector, ReadoutKind::LinearFull];

/// What was said of one image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// The image's file, from the folder of the data set.
    pub file: String,
    /// Its class.
    pub label: String,
    /// Its group, where it has one.
    pub group: Option<String>,
    /// The class that each read-out gave, by the read-out's name in the report.
    pub by: BTreeMap<String, String>,
}

/// Writes the file for `items`, the images that `readouts` are about, in their order.
///
/// # Errors
/// What the file system answers.
pub(super) fn write_predictions(
    folder: &RunFolder,
    material: &Material,
    items: &[usize],
    readouts: &Readouts,
) -> Result<(), RunError> {
    let dataset = &material.dataset;
    let class = |class: Option<usize>| class.and_then(|c| dataset.classes.get(c)).map_or("", String::as_str);
    let mut table = csv::Writer::from_writer(Vec::new());
    let wrong = |error: csv::Error| unreadable(Path::new(FILE), &error);
    table.write_record(FIXED.into_iter().chain(KINDS.map(ReadoutKind::name))).map_err(wrong)?;
    for (place, item) in items.iter().filter_map(|&item| dataset.items.get(item)).enumerate() {
        let given = |readout: &Readout| readout.predicted.get(place).copied();
        let mut row = vec![item.key.as_str(), class(item.class), item.group.as_deref().unwrap_or_default()];
        row.extend(KINDS.map(|kind| class(readouts.get(kind).and_then(given))));
        table.write_record(row).map_err(wrong)?;
    }
    let bytes = table.into_inner().map_err(|error| unreadable(Path::new(FILE), &error))?;
    folder.write(FILE, &bytes)
}

/// Reads a file of predictions. An empty cell is no group, or no prediction.
///
/// # Errors
/// Where there is no such file, or a column is missing in it.
pub fn read_predictions(path: &Path) -> Result<Vec<Prediction>, RunError> {
    let bytes = std::fs::read(path).map_err(|source| RunError::File {
        path: path.to_path_buf(),
        what: "read",
        source,
    })?;
    let mut table = csv::Reader::from_reader(bytes.as_slice());
    let header = table.headers().map_err(|error| unreadable(path, &error))?.clone();
    let column = |name: &str| {
        let place = header.iter().position(|column| column == name);
        place.ok_or_else(|| unreadable(path, &format!("there is no column \"{name}\"")))
    };
    let [file, label, group] = [column(FIXED[0])?, column(FIXED[1])?, column(FIXED[2])?];
    let mut predictions = Vec::new();
    for row in table.records() {
        let row = row.map_err(|error| unreadable(path, &error))?;
        let cell = |place: usize| row.get(place).unwrap_or_default().to_owned();
        let by = header
            .iter()
            .enumerate()
            .filter(|(place, _)| ![file, label, group].contains(place) && !cell(*place).is_empty())
            .map(|(place, name)| (name.to_owned(), cell(place)));
        predictions.push(Prediction {
            file: cell(file),
            label: cell(label),
            group: Some(cell(group)).filter(|group| !group.is_empty()),
            by: by.collect(),
        });
    }
    Ok(predictions)
}

fn unreadable(path: &Path, why: &dyn std::fmt::Display) -> RunError {
    RunError::BadRecord { path: path.to_path_buf(), why: why.to_string() }
}
