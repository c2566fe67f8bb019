//! A plate map as a grid: a cell for each well, as it is copied out of a spreadsheet.

use super::mapped::MappedWell;
use crate::dataset::WellPlace;
use std::collections::BTreeMap;

/// Rows and columns of plates.
const PLATES: [(usize, usize); 5] = [(8, 12), (16, 24), (32, 48), (4, 6), (6, 8)];

/// Reads the grid in `lines`.
pub(super) fn read(lines: &[Vec<String>]) -> Result<BTreeMap<WellPlace, MappedWell>, String> {
    let headed = lines.first().is_some_and(|first| heads(first));
    let rows = if headed { lines.get(1..).unwrap_or(&[]) } else { lines };
    let lettered = rows.iter().enumerate().all(|(row, cells)| {
        cells.first().is_some_and(|cell| cell.eq_ignore_ascii_case(&WellPlace::row_name(row)))
    });
    let skip = usize::from(lettered);
    let columns = rows.iter().map(|row| row.len().saturating_sub(skip)).max().unwrap_or(0);
    if !PLATES.contains(&(rows.len(), columns)) {
        return Err(format!(
            "this is a grid of {} x {columns} cells, and no plate has as many; plates have 8 x 12, 16 x 24 or 32 x 48 (empty \
             wells count: copy the whole plate), and a list begins with a line \"well, compound, dose, unit\"",
            rows.len()
        ));
    }
    let mut wells = BTreeMap::new();
    for (row, cells) in rows.iter().enumerate() {
        for (column, words) in cells.iter().skip(skip).enumerate().filter(|(_, words)| !words.is_empty()) {
            wells.insert(WellPlace { row, column }, MappedWell::parse(words));
        }
    }
    Ok(wells)
}

/// True for a line that numbers the columns: 1, 2, 3, ...
fn heads(line: &[String]) -> bool {
    let cells = if line.first().is_some_and(String::is_empty) { line.get(1..).unwrap_or(&[]) } else { line };
    cells.len() > 1 && cells.iter().enumerate().all(|(i, cell)| cell.parse() == Ok(i + 1))
}
