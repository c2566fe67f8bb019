//! Cells by a table: a row a cell, with the columns of its place.

use super::place::Placed;
use super::settings::Points;
use crate::dataset::dataset::LeftOut;
use crate::dataset::error::DatasetError;
use crate::dataset::listing::{Listing, Row};
use crate::dataset::places::Places;
use crate::dataset::table::{Text, no_column};
use std::collections::HashMap;
use std::path::Path;

/// Columns that are taken for the place from the left, and those for the place from the top.
const USUAL: [(&str, &str); 6] = [
    ("x", "y"),
    ("X", "Y"),
    ("AreaShape_Center_X", "AreaShape_Center_Y"),
    ("Location_Center_X", "Location_Center_Y"),
    ("centroid_x", "centroid_y"),
    ("centroid-1", "centroid-0"),
];
/// The column that joins CellProfiler's tables.
pub(super) const IMAGE_NUMBER: &str = "ImageNumber";
/// The column that numbers the cells of an image.
pub(super) const OBJECT_NUMBER: &str = "ObjectNumber";
/// The column that names files.
const FILE: &str = "file";

/// A field with its cells, places as the table gives them.
#[derive(Debug)]
pub(super) struct PointField {
    /// The field.
    pub row: Row,
    /// Its cells. Their columns stand behind those of the field.
    pub cells: Vec<Placed>,
}

/// The fields of a listing with their cells.
#[derive(Debug, Default)]
pub(super) struct PointFields {
    pub fields: Vec<PointField>,
    /// The names of the cells' columns.
    pub column_names: Vec<String>,
    /// Rows that are no cell, and why.
    pub left_out: Vec<LeftOut>,
}

/// The place of `x` and `y` among `names`.
pub(super) fn place_columns(names: &[String], points: &Points) -> Option<(usize, usize)> {
    let place = |name: &str| names.iter().position(|known| known == name);
    match (&points.x, &points.y) {
        (Some(x), Some(y)) => Some((place(x)?, place(y)?)),
        _ => USUAL.iter().find_map(|(x, y)| Some((place(x)?, place(y)?))),
    }
}

/// True where the rows of the listing's own table are cells by the usual columns: several in one image, at different places.
pub(in crate::dataset) fn are_cells(listing: &Listing) -> bool {
    let Some(columns) = place_columns(&listing.column_names, &Points::default()) else { return false };
    let mut seen: HashMap<&str, (f64, f64)> = HashMap::new();
    listing.table.is_some()
        && listing.rows.iter().any(|row| {
            number_pair(&row.columns, columns)
                .is_ok_and(|place| *seen.entry(&row.key).or_insert(place) != place)
        })
}

/// The cells of `listing` by `points`; `table` is the table of the cells, or none where each row of the listing is one.
pub(super) fn fields(
    listing: &Listing,
    points: &Points,
    table: Option<&Path>,
) -> Result<PointFields, DatasetError> {
    match table {
        Some(table) => joined(listing, points, &Text::read(table)?, table),
        None => own(listing, points),
    }
}

/// The error of places that no column names.
fn no_places(path: &Path, names: &[String], points: &Points) -> DatasetError {
    match (&points.x, &points.y) {
        (Some(x), Some(y)) => {
            let missing = if names.contains(x) { y } else { x };
            no_column(path, names, missing, "where the cells are")
        }
        _ => no_column(path, names, "x", "where the cells are; choose the columns of x and y"),
    }
}

/// Every row of the listing is a cell.
fn own(listing: &Listing, points: &Points) -> Result<PointFields, DatasetError> {
    let names = &listing.column_names;
    let path = listing.table.as_ref().unwrap_or(&listing.root);
    let columns = place_columns(names, points).ok_or_else(|| no_places(path, names, points))?;
    let mut found = PointFields::default();
    let mut by_key: HashMap<&str, usize> = HashMap::new();
    for (number, row) in (1..).zip(&listing.rows) {
        let place = match number_pair(&row.columns, columns) {
            Ok(place) => place,
            Err(why) => {
                found.left_out.push(LeftOut::new(&row.key, why));
                continue;
            }
        };
        let field = *by_key.entry(&row.key).or_insert_with(|| {
            found.fields.push(PointField { row: row.clone(), cells: Vec::new() });
            found.fields.len() - 1
        });
        // The row itself says everything: its columns take the place of the field's.
        let cell = Placed { x: place.0, y: place.1, area: None, number, columns: row.columns.clone() };
        if let Some(field) = found.fields.get_mut(field) {
            field.row.columns.clear();
            field.cells.push(cell);
        }
    }
    Ok(found)
}

/// The rows of another table are cells of the listing's fields.
fn joined(listing: &Listing, points: &Points, text: &Text, path: &Path) -> Result<PointFields, DatasetError> {
    let columns = place_columns(&text.names, points).ok_or_else(|| no_places(path, &text.names, points))?;
    let field_of = Join::new(listing, text, path)?;
    let object = text.names.iter().position(|name| name == OBJECT_NUMBER);
    // What the field's own table says comes first; its columns are not there twice.
    let kept: Vec<usize> = (0..text.names.len())
        .filter(|&c| text.names.get(c).is_some_and(|n| !listing.column_names.contains(n)))
        .collect();
    let pick = |row: &[String]| kept.iter().map(|&c| row.get(c).cloned().unwrap_or_default()).collect();
    let mut found = PointFields {
        fields: listing.rows.iter().map(|row| PointField { row: row.clone(), cells: Vec::new() }).collect(),
        column_names: pick(&text.names),
        left_out: Vec::new(),
    };
    let mut without = 0_usize;
    for (line, row) in text.rows.iter().enumerate() {
        let Some(field) = field_of.find(row).and_then(|field| found.fields.get_mut(field)) else {
            without += 1;
            continue;
        };
        match number_pair(row, columns) {
            Ok((x, y)) => {
                let number = object.and_then(|c| row.get(c)?.parse().ok()).unwrap_or(line as u64 + 1);
                field.cells.push(Placed { x, y, area: None, number, columns: pick(row) });
            }
            Err(why) => {
                let name = format!("row {} of the table of cells", line + 1);
                found.left_out.push(LeftOut::new(name, why));
            }
        }
    }
    if without > 0 {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        found
            .left_out
            .push(LeftOut::new(name, format!("{without} of its cells lie in images that are not here")));
    }
    Ok(found)
}

fn number_pair(row: &[String], columns: (usize, usize)) -> Result<(f64, f64), String> {
    let number = |column: usize| {
        let text = row.get(column).map_or("", |text| text.trim());
        let number: Option<f64> = text.parse().ok();
        number
            .filter(|v| v.is_finite())
            .ok_or_else(|| format!("the place of the cell is no number: {text:?}"))
    };
    Ok((number(columns.0)?, number(columns.1)?))
}

/// How rows of cells find their field.
struct Join {
    column: usize,
    /// The field of each value of the column.
    fields: HashMap<String, usize>,
    /// Where values name files.
    places: Option<Places>,
}

impl Join {
    fn new(listing: &Listing, text: &Text, path: &Path) -> Result<Self, DatasetError> {
        let here = text.names.iter().position(|name| name == IMAGE_NUMBER);
        let there = listing.column_names.iter().position(|name| name == IMAGE_NUMBER);
        if let (Some(column), Some(number)) = (here, there) {
            let value = |row: &Row| row.columns.get(number).cloned().unwrap_or_default();
            let fields = listing.rows.iter().enumerate().map(|(place, row)| (value(row), place)).collect();
            return Ok(Self { column, fields, places: None });
        }
        let column = text.names.iter().position(|name| name == FILE);
        let column =
            column.ok_or_else(|| no_column(path, &text.names, FILE, "the image that each cell lies in"))?;
        let mut fields: HashMap<String, usize> = HashMap::new();
        for (place, row) in listing.rows.iter().enumerate() {
            fields.insert(row.key.clone(), place);
        }
        // Names of single channels, and names without folders, mean their field too, where only one has it.
        let mut names: HashMap<String, Option<usize>> = HashMap::new();
        for (place, row) in listing.rows.iter().enumerate() {
            for file in row.source.files() {
                let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
                names
                    .entry(name)
                    .and_modify(|known| *known = known.filter(|k| *k == place))
                    .or_insert(Some(place));
            }
        }
        for (name, place) in names {
            if let Some(place) = place {
                fields.entry(name).or_insert(place);
            }
        }
        Ok(Self { column, fields, places: Some(Places::new(&text.folder)?) })
    }

    fn find(&self, row: &[String]) -> Option<usize> {
        let value = row.get(self.column)?.trim();
        if let Some(&field) = self.fields.get(value) {
            return Some(field);
        }
        let (key, _) = self.places.as_ref()?.find(value).ok()?;
        self.fields.get(&key).copied()
    }
}
