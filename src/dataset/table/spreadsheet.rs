//! Tables as spreadsheets of Excel or LibreOffice: the first sheet.

use super::text::{MOST_CELLS, Read};
use calamine::{Data, Reader, open_workbook_auto};
use std::path::Path;

/// The most bytes that a spreadsheet may unpack to.
const MOST_UNPACKED: u64 = 512 << 20;

/// Reads the first sheet of the file at `path`; its first row that is not empty names the columns.
pub(super) fn read(path: &Path) -> Read {
    refuse_bombs(path)?;
    let mut book = open_workbook_auto(path).map_err(|e| e.to_string())?;
    let sheet = book.worksheet_range_at(0).ok_or("it has no sheet")?.map_err(|e| e.to_string())?;
    if sheet.width().saturating_mul(sheet.height()) > MOST_CELLS {
        return Err("its first sheet has more than 100 million cells".to_owned());
    }
    let mut rows = sheet.rows().skip_while(|row| row.iter().all(|cell| *cell == Data::Empty));
    let names: Vec<String> = rows.next().ok_or("its first sheet is empty")?.iter().map(words).collect();
    let rows = rows.map(|row| row.iter().map(words).collect::<Vec<_>>());
    Ok((names, rows.filter(|row| row.iter().any(|cell| !cell.is_empty())).collect()))
}

/// Refuses a packed file that says it unpacks to more than any table.
fn refuse_bombs(path: &Path) -> Result<(), String> {
    let file = std::fs::File::open(path).map_err(|e| e.to_string())?;
    // An old spreadsheet (.xls) is not packed.
    let Ok(mut packed) = zip::ZipArchive::new(file) else { return Ok(()) };
    let mut all = 0_u64;
    for part in 0..packed.len() {
        all = all.saturating_add(packed.by_index_raw(part).map_err(|e| e.to_string())?.size());
    }
    if all > MOST_UNPACKED {
        return Err(format!("it unpacks to {} MB: save the sheet as CSV", all >> 20));
    }
    Ok(())
}

/// A cell in words. Excel keeps all numbers as fractions: whole ones are written without a point.
fn words(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    }
}
