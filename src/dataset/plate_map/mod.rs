//! [`PlateMap`]: what was in each well of a plate, as it was pasted.

mod apply;
mod grid;
mod list;
mod mapped;
#[cfg(test)]
mod tests;

pub(super) use apply::apply;
pub use mapped::{Control, MappedWell};

use super::WellPlace;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was in each well of a plate.
///
/// The text is kept as it was pasted, so that it can be mended by hand: a grid of 8 x 12 (or 16 x 24, or 32 x 48) cells
/// with or without the letters and numbers of rows and columns, each cell a compound with its dose (`wortmannin 15.6
/// nM`), empty where nothing is known; or a list with the columns well, compound, dose, unit and perhaps control.
/// Between cells stand tabulators, semicolons or commas.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlateMap {
    /// The column that names the well of an image; found by what it holds if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The map as it was pasted.
    pub text: String,
}

impl PlateMap {
    /// The wells of the map.
    ///
    /// # Errors
    /// In words, with the line, where the text is neither a grid nor a list.
    pub fn wells(&self) -> Result<BTreeMap<WellPlace, MappedWell>, String> {
        let lines: Vec<Vec<String>> = cells(&self.text);
        if lines.is_empty() {
            return Err(
                "paste a grid of 8 x 12 or 16 x 24 cells, or a list of well, compound, dose, unit".to_owned()
            );
        }
        let wells = if list::is_list(&lines) { list::read(&lines)? } else { grid::read(&lines)? };
        if wells.is_empty() {
            return Err("all wells of the map are empty".to_owned());
        }
        Ok(mapped::with_controls(wells))
    }
}

impl PlateMap {
    /// True where the text is a list of wells rather than a grid.
    pub fn is_list(&self) -> bool {
        list::is_list(&cells(&self.text))
    }
}

/// The lines of `text` that are not empty, cut into cells at the sign that is most frequent.
fn cells(text: &str) -> Vec<Vec<String>> {
    let count = |sign: char| text.chars().filter(|c| *c == sign).count();
    // A tabulator never stands within a name: one is enough.
    let sign = if count('\t') > 0 {
        '\t'
    } else if count(';') > 0 {
        ';'
    } else {
        ','
    };
    let cut =
        |line: &str| line.split(sign).map(|cell| cell.trim().trim_matches('"').trim().to_owned()).collect();
    text.lines().filter(|line| !line.trim().is_empty()).map(cut).collect()
}
