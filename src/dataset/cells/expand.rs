//! From fields to cells: each field of a listing becomes as many images as cells were found in it.

use super::field_cache::FieldCache;
use super::labels::Labels;
use super::mask;
use super::piece::Piece;
use super::place::{Chosen, Placed, Window};
use super::points::{self, PointField};
use super::settings::{CellSource, Cells, Points};
use crate::dataset::assign::LABEL;
use crate::dataset::dataset::LeftOut;
use crate::dataset::error::DatasetError;
use crate::dataset::listing::{Listing, Row};
use crate::dataset::places::Places;
use crate::dataset::source::Source;
use crate::image::{self, Image};
use crate::job::Progress;
use rayon::prelude::*;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The name of groups that are fields.
const FIELD: &str = "field";
/// The columns that every cell gets: its field, its number there, the place of its middle and its area, in pixels.
pub const COLUMNS: [&str; 5] = [FIELD, "cell", "x", "y", "area"];

/// A field and what tells where its cells are.
pub(super) struct Field {
    pub row: Row,
    pub hint: Hint,
}

/// What is known of a field's cells before it is read.
pub(super) enum Hint {
    Places(Vec<Placed>),
    Mask(PathBuf),
    Find,
}

/// The cells of the fields of `listing` as a listing of their own. `progress` counts fields, and is left without a total.
///
/// # Errors
/// Columns that are not there, a table that cannot be read, and the progress's stop.
pub(in crate::dataset) fn expand(
    mut listing: Listing,
    cells: &Cells,
    progress: &Progress,
) -> Result<Listing, DatasetError> {
    let (fields, columns, left_out) = fields_of(&listing, cells)?;
    listing.left_out.extend(left_out);
    let own_table =
        matches!(&cells.from, CellSource::Points(p) if p.table.is_none()) && listing.objects.is_none();
    let names = Names::new(&mut listing.column_names, columns, own_table);
    if listing.default_label.is_none() && listing.column_names.iter().any(|name| name == LABEL) {
        // A table of cells may say what each is.
        listing.default_label = Some(LABEL.to_owned());
    }
    let cache = Arc::new(FieldCache::default());
    progress.set_total(fields.len() as u64);
    let cut = |field: Field| {
        if progress.stop().requested() {
            return None;
        }
        let source = Arc::new(field.row.source.clone());
        let chosen = choose(&cache, &source, field.hint, cells);
        progress.add(1);
        Some((field.row, source, chosen))
    };
    let cut: Option<Vec<_>> = fields.into_par_iter().map(cut).collect();
    let cut = cut.ok_or_else(|| DatasetError::Cancelled { path: listing.root.clone() })?;
    listing.rows = Vec::new();
    let (mut at_edge, mut too_near) = (0, 0);
    for (row, source, chosen) in cut {
        let FoundIn { chosen, side, .. } = match chosen {
            Ok(found) => found,
            Err(why) => {
                listing.left_out.push(LeftOut::new(&row.key, why));
                continue;
            }
        };
        at_edge += chosen.at_edge;
        too_near += chosen.too_near;
        if chosen.cells.is_empty() {
            let why =
                if chosen.at_edge > 0 { "all its cells are at the edge" } else { "there is no cell in it" };
            listing.left_out.push(LeftOut::new(&row.key, why));
        }
        for (cell, corner) in chosen.cells {
            let piece =
                Piece { field: Arc::clone(&source), fields: Arc::clone(&cache), corner, size: (side, side) };
            listing.rows.push(names.row(&row, cell, piece));
        }
    }
    if at_edge > 0 {
        let words =
            format!("{at_edge} cells at the edge left out: the window around them leaves their field");
        listing.warnings.push(words);
    }
    if too_near > 0 {
        listing
            .warnings
            .push(format!("{too_near} cells left out that are nearer to another than the least distance"));
    }
    FIELD.clone_into(&mut listing.own_group_name);
    Ok(listing)
}

/// Fields with what is known before they are read, the names of the columns that come with their cells, and what is no
/// field or no cell.
type Fields = (Vec<Field>, Vec<String>, Vec<LeftOut>);

/// The fields of `listing`.
pub(super) fn fields_of(listing: &Listing, cells: &Cells) -> Result<Fields, DatasetError> {
    match &cells.from {
        CellSource::Points(points) => {
            let table = table_of(listing, points)?;
            let found = points::fields(listing, points, table.as_deref())?;
            let field = |PointField { row, cells }| Field { row, hint: Hint::Places(cells) };
            Ok((found.fields.into_iter().map(field).collect(), found.column_names, found.left_out))
        }
        CellSource::Mask(settings) => {
            let masks = mask::masks(listing, settings)?;
            // In a folder, label images are listed like fields.
            let known: HashSet<&Path> = masks.iter().flatten().map(PathBuf::as_path).collect();
            let mut fields = Vec::new();
            let mut without = Vec::new();
            for (row, mask) in listing.rows.iter().zip(&masks) {
                if row.source.files().iter().any(|file| known.contains(file)) {
                    continue;
                }
                match mask {
                    Ok(mask) => fields.push(Field { row: row.clone(), hint: Hint::Mask(mask.clone()) }),
                    Err(why) => without.push(LeftOut::new(&row.key, why.as_str())),
                }
            }
            Ok((fields, Vec::new(), without))
        }
        CellSource::Finder(_) => {
            let fields = listing.rows.iter().map(|row| Field { row: row.clone(), hint: Hint::Find });
            Ok((fields.collect(), Vec::new(), Vec::new()))
        }
    }
}

/// The table of the cells; `None` where the listing's own rows are cells.
fn table_of(listing: &Listing, points: &Points) -> Result<Option<PathBuf>, DatasetError> {
    let Some(name) = &points.table else { return Ok(listing.objects.clone()) };
    let found = Places::new(&listing.root)?.find(name);
    found
        .map(|(_, path)| Some(path))
        .map_err(|what| DatasetError::Table { path: listing.root.join(name), what })
}

/// What was found in a field.
pub(super) struct FoundIn {
    /// The cells that keep their window.
    pub chosen: Chosen,
    /// Side of the window.
    pub side: usize,
    /// The cells pixel by pixel, where they are known so.
    pub labels: Option<Labels>,
}

/// The cells of the field at `source`.
fn choose(cache: &FieldCache, source: &Arc<Source>, hint: Hint, cells: &Cells) -> Result<FoundIn, String> {
    let (field, scale) = cache.get(source).map_err(|error| error.to_string())?;
    choose_in(&field, scale, hint, cells)
}

/// The cells of `field`, of whose pixels `scale` were one of the file.
pub(super) fn choose_in(field: &Image, scale: f64, hint: Hint, cells: &Cells) -> Result<FoundIn, String> {
    let window = cells.window_in(field)?;
    let mut labels = None;
    let placed = match (hint, &cells.from) {
        (Hint::Places(placed), CellSource::Points(points)) => {
            // A length in pixels is one in pixels of the file, whatever became of them.
            let size = field.pixel_size_um.map(|size| size * scale);
            let factor = points.unit.pixels(1.0, size)?;
            placed.into_iter().map(|cell| cell.scaled(factor, scale)).collect()
        }
        (Hint::Mask(path), _) => {
            let mask = image::read(&path).map_err(|error| error.to_string())?;
            if scale == 1.0 && (mask.width, mask.height) != (field.width, field.height) {
                return Err(format!(
                    "its label image has {} x {} pixels, but it has {} x {}",
                    mask.width, mask.height, field.width, field.height
                ));
            }
            let found = Labels::of_image(&mask).map_err(|why| format!("its label image: {why}"))?;
            let placed = found.placed().into_iter().map(|cell| cell.scaled(1.0, scale)).collect();
            labels = (scale == 1.0).then_some(found);
            placed
        }
        (_, CellSource::Finder(finder)) => labels.insert(finder.find(field)?).placed(),
        _ => Vec::new(),
    };
    let chosen = window.choose(placed, (field.width, field.height));
    Ok(FoundIn { chosen, side: window.side, labels })
}

impl Cells {
    /// The window around each cell of `field`.
    ///
    /// # Errors
    /// In words for the user: a window that is too small or larger than the field, micrometres without a pixel size.
    pub fn window_in(&self, field: &Image) -> Result<Window, String> {
        let side = self.unit.pixels(self.window, field.pixel_size_um)?.round();
        if side.is_nan() || side < 2.0 {
            return Err(format!(
                "a window of {} {} is too small to be cut out",
                self.window,
                self.unit.symbol()
            ));
        }
        if side > field.width.min(field.height) as f64 {
            return Err(format!(
                "the window of {side} pixels around each cell is larger than the field of {} x {} pixels",
                field.width, field.height
            ));
        }
        let apart = self.unit.pixels(self.min_distance.unwrap_or(0.0).max(0.0), field.pixel_size_um)?;
        Ok(Window { side: side as usize, apart })
    }
}

impl Placed {
    /// The place in pixels of a field that was resampled: a place in units of `factor` pixels of the file, each of which
    /// became `scale` pixels.
    fn scaled(self, factor: f64, scale: f64) -> Self {
        // 0 is the middle of the first pixel, and its edge is half a pixel before.
        let place = |at: f64| if scale == 1.0 { at * factor } else { (at * factor + 0.5) * scale - 0.5 };
        Self { x: place(self.x), y: place(self.y), area: self.area.map(|area| area * scale * scale), ..self }
    }
}

impl Labels {
    /// Its cells with their places.
    pub fn placed(&self) -> Vec<Placed> {
        let placed = |cell: &super::labels::FoundCell| Placed {
            x: cell.x,
            y: cell.y,
            area: Some(cell.area as f64),
            number: cell.number,
            columns: Vec::new(),
        };
        self.cells.iter().map(placed).collect()
    }
}

/// Which columns the rows of cells have behind those of their field.
struct Names {
    /// Columns of a field before those of its cells.
    of_field: usize,
    /// Columns that a table of cells adds.
    of_table: usize,
    /// A table of the data set's own has the place already.
    own_table: bool,
}

impl Names {
    /// Adds the names: those of a table of cells, then the field, number, place and area.
    fn new(names: &mut Vec<String>, of_table: Vec<String>, own_table: bool) -> Self {
        let known = Self { of_field: names.len(), of_table: of_table.len(), own_table };
        names.extend(of_table);
        let added = if own_table { &COLUMNS[..1] } else { &COLUMNS[..] };
        for name in added {
            let free = !names.iter().any(|known| known == name);
            names.push(if free { (*name).to_owned() } else { format!("{name} (cut)") });
        }
        known
    }

    /// The row of a cell.
    fn row(&self, field: &Row, cell: Placed, piece: Piece) -> Row {
        let mut columns = field.columns.clone();
        columns.resize(if self.own_table { 0 } else { self.of_field }, String::new());
        columns.extend(cell.columns);
        columns.resize(self.of_field + self.of_table, String::new());
        columns.push(field.key.clone());
        if !self.own_table {
            let short = |v: f64| format!("{}", (v * 100.0).round() / 100.0);
            columns.extend([cell.number.to_string(), short(cell.x), short(cell.y)]);
            columns.push(cell.area.map_or_else(String::new, short));
        }
        // By the middle of its window: the same pixels keep their key while the settings of a finder change.
        let middle = |corner: usize, side: usize| corner + side.saturating_sub(1) / 2;
        let (x, y) = (middle(piece.corner.0, piece.size.0), middle(piece.corner.1, piece.size.1));
        let key = format!("{}@{x:05},{y:05}", field.key);
        Row {
            key,
            source: Source::Piece(piece),
            class_folder: field.class_folder.clone(),
            own_group: field.own_group.clone().or_else(|| Some(field.key.clone())),
            columns,
        }
    }
}
