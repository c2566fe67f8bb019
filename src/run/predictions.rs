//! predictions.csv: the class that every read-out gave to every image of an evaluated part.

use super::{EvaluationPart, Material, RunError, RunFolder};
use crate::evaluate::{Readout, ReadoutKind, Readouts};
use std::collections::BTreeMap;
use std::path::Path;

/// The columns in front of the read-outs.
const FIXED: [&str; 3] = ["file", "label", "group"];

/// What was said of one image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// The image's file, from the folder of the data set.
    pub file: String,
    /// Its class.
    pub label: String,
    /// Its group, where it has one.
    pub group: Option<String>,
    /// The class that each read-out gave, by the name of its column: that of the read-out in the report, and for one
    /// that was made several times with other labels `linear_10.1`, `linear_10.2` and so on.
    pub by: BTreeMap<String, String>,
}

impl Prediction {
    /// What `kind` said of the image, draw by draw; nothing where it was not made.
    pub fn answers(&self, kind: ReadoutKind) -> Vec<&str> {
        let of = |column: &str| self.by.get(column).map(String::as_str);
        match kind.label_budget() {
            None => of(kind.name()).into_iter().collect(),
            Some(_) => (1..).map_while(|draw| of(&column(kind, draw))).collect(),
        }
    }
}

/// The column of a draw, counted from 1.
fn column(kind: ReadoutKind, draw: usize) -> String {
    if kind.label_budget().is_some() { format!("{}.{draw}", kind.name()) } else { kind.name().to_owned() }
}

/// Writes the file of `part` for `items`, the images that `readouts` are about, in their order.
///
/// # Errors
/// What the file system answers.
pub(super) fn write_predictions(
    folder: &RunFolder,
    part: EvaluationPart,
    material: &Material,
    items: &[usize],
    readouts: &Readouts,
) -> Result<(), RunError> {
    let dataset = &material.dataset;
    let class = |class: Option<usize>| class.and_then(|c| dataset.classes.get(c)).map_or("", String::as_str);
    let mut table = csv::Writer::from_writer(Vec::new());
    let file = part.predictions_file();
    let wrong = |error: csv::Error| unreadable(Path::new(file), &error);
    let draws = |kind| readouts.get(kind).into_iter().flat_map(|readout: &Readout| readout.predicted.iter());
    let columns: Vec<(String, &Vec<usize>)> = ReadoutKind::ALL
        .into_iter()
        .flat_map(|kind| draws(kind).zip(1..).map(move |(draw, number)| (column(kind, number), draw)))
        .collect();
    table
        .write_record(FIXED.into_iter().chain(columns.iter().map(|(name, _)| name.as_str())))
        .map_err(wrong)?;
    for (place, item) in items.iter().filter_map(|&item| dataset.items.get(item)).enumerate() {
        let mut row = vec![item.key.as_str(), class(item.class), item.group.as_deref().unwrap_or_default()];
        row.extend(columns.iter().map(|(_, draw)| class(draw.get(place).copied())));
        table.write_record(row).map_err(wrong)?;
    }
    let bytes = table.into_inner().map_err(|error| unreadable(Path::new(file), &error))?;
    folder.write(file, &bytes)
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
