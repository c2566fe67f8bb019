//! Finding the column that names the pictures, where none was chosen.

use super::{FILE, Text};
use crate::image::is_picture_name;

/// Names that such columns have, in small letters without what is between their words.
const USUAL: [&str; 10] = [
    "file",
    "filename",
    "filepath",
    "path",
    "image",
    "imagefile",
    "imagename",
    "imagepath",
    "picture",
    "relativepath",
];
/// Rows that are looked at.
const ROWS: usize = 200;

/// The column, and whether it had to be guessed: `file`; else the first of a usual name that holds names of pictures; else
/// the column most of whose values are such names.
pub(super) fn find(text: &Text) -> Option<(usize, bool)> {
    if let Some(exact) = text.names.iter().position(|name| name == FILE) {
        return Some((exact, false));
    }
    let share = |column: usize| {
        let values = text.rows.iter().take(ROWS).filter_map(|row| row.get(column)).filter(|v| !v.is_empty());
        let (mut all, mut pictures) = (0_usize, 0_usize);
        for value in values {
            all += 1;
            pictures += usize::from(is_picture_name(value) || is_zarr(value));
        }
        if all == 0 { 0.0 } else { pictures as f64 / all as f64 }
    };
    let plain = |name: &str| -> String {
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    };
    let usual =
        |(column, name): &(usize, &String)| USUAL.contains(&plain(name).as_str()) && share(*column) > 0.5;
    if let Some((column, _)) = text.names.iter().enumerate().find(usual) {
        return Some((column, true));
    }
    let best = (0..text.names.len()).map(|column| (column, share(column))).filter(|(_, share)| *share > 0.5);
    // The first of equals.
    best.rev().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(column, _)| (column, true))
}

/// True for the name of an OME-Zarr image.
fn is_zarr(name: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zarr"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(names: &[&str], rows: &[&[&str]]) -> Text {
        let words = |row: &[&str]| row.iter().map(|cell| (*cell).to_owned()).collect();
        Text { folder: ".".into(), names: words(names), rows: rows.iter().map(|row| words(row)).collect() }
    }

    #[test]
    fn the_column_is_found_by_its_name_or_by_what_it_holds() {
        let rows: &[&[&str]] = &[&["a.tif", "x.png", "1"], &["b.tif", "y.png", "2"]];
        assert_eq!(find(&table(&["thumb", "file", "n"], rows)), Some((1, false)));
        assert_eq!(find(&table(&["thumb", "Image Path", "n"], rows)), Some((1, true)));
        assert_eq!(find(&table(&["crop", "mask", "n"], rows)), Some((0, true)));
        assert_eq!(find(&table(&["a", "path", "c"], &[&["1", "2", "3"]])), None);
        assert_eq!(find(&table(&["path"], &[])), None);
    }
}
