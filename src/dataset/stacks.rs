//! Stacks among the files of a data set: which depths and time points of them become images.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::dataset::LeftOut;
use super::error::DatasetError;
use super::listing::{Listing, Row};
use super::options::Reading;
use super::source::Source;
use crate::image::{ReadOptions, Selection, StackSize, ZChoice, stack_size};
use crate::job::Progress;

/// The rows of `listing`, each stack replaced by the images that the setting `stack` makes of it.
///
/// # Errors
/// Somebody asked to stop.
pub(super) fn expand(
    listing: Listing,
    reading: &Reading,
    progress: &Progress,
) -> Result<Listing, DatasetError> {
    let root = listing.root.clone();
    let sizes: Option<Vec<Option<StackSize>>> = listing
        .rows
        .par_iter()
        .map(|row| {
            if progress.stop().requested() {
                return None;
            }
            // What cannot be read is found, and told, when its pixels are read.
            Some(stack_of(&row.source).and_then(|path| stack_size(path, Some(&root)).ok()))
        })
        .collect();
    let sizes = sizes.ok_or_else(|| DatasetError::Cancelled { path: root.clone() })?;
    let names: BTreeSet<PathBuf> =
        listing.rows.iter().filter_map(|row| stack_of(&row.source).map(Path::to_path_buf)).collect();
    let mut out = listing;
    let mut told = Told::default();
    let rows = std::mem::take(&mut out.rows);
    let listed: Vec<Row> = rows_of(rows, sizes, &names, reading, &root, &mut told, &mut out.left_out);
    if told.several && out.own_group_name.is_empty() {
        // Planes of one file resemble each other.
        "file".clone_into(&mut out.own_group_name);
    }
    out.rows = listed;
    if told.several {
        let by_file = out.own_group_name == "file";
        for row in out.rows.iter_mut().filter(|row| by_file && row.own_group.is_none()) {
            row.own_group = Some(row.key.clone());
        }
    }
    told.warn(reading, &mut out.warnings);
    Ok(out)
}

/// The file that tells how many depths and time points an image has.
fn stack_of(source: &Source) -> Option<&Path> {
    match source {
        Source::File(path) => Some(path),
        Source::Channels(channels) => channels.first().and_then(|(_, source)| stack_of(source)),
        _ => None,
    }
}

/// What the user should know.
#[derive(Default)]
struct Told {
    /// True where a file became several images.
    several: bool,
    stacks: usize,
    deepest: usize,
    movies: usize,
    longest: usize,
}

impl Told {
    fn warn(&self, reading: &Reading, warnings: &mut Vec<String>) {
        if self.stacks > 0 && reading.stack.z == ZChoice::Maximum {
            warnings.push(format!(
                "{} file(s) are stacks of up to {} depths: of each pixel the greatest value of all depths is taken (the \
                 setting z chooses one depth, each of them, or all as channels)",
                self.stacks, self.deepest
            ));
        }
        if self.movies > 0 {
            warnings.push(format!(
                "{} file(s) have up to {} time points: each becomes an image of its own, those of a file in one group (the \
                 setting t chooses one)",
                self.movies, self.longest
            ));
        }
    }
}

fn rows_of(
    rows: Vec<Row>,
    sizes: Vec<Option<StackSize>>,
    names: &BTreeSet<PathBuf>,
    reading: &Reading,
    root: &Path,
    told: &mut Told,
    left_out: &mut Vec<LeftOut>,
) -> Vec<Row> {
    let mut out = Vec::with_capacity(rows.len());
    for (row, size) in rows.into_iter().zip(sizes) {
        let Some(size) = size else {
            out.push(with_options(row, &Selection::default(), "", reading, None));
            continue;
        };
        if let Some(first) = begins_elsewhere(&row.source, &size, names) {
            left_out
                .push(LeftOut::new(&row.key, format!("it is a part of the image that begins in {first}")));
            continue;
        }
        let images = match reading.stack.images(&size) {
            Ok(images) => images,
            Err(why) => {
                left_out.push(LeftOut::new(&row.key, why));
                continue;
            }
        };
        if size.depths > 1 {
            told.stacks += 1;
            told.deepest = told.deepest.max(size.depths);
        }
        told.several |= images.len() > 1;
        if images.iter().any(|(_, selection)| selection.time.is_some()) && images.len() > 1 {
            told.movies += 1;
            told.longest = told.longest.max(size.times);
        }
        let several = images.len() > 1;
        for (behind, selection) in images {
            // Only what is spread over files needs to know how far it may look for them.
            let root = size.spread.then_some(root);
            let mut image = with_options(row.clone(), &selection, &behind, reading, root);
            if several && image.own_group.is_none() {
                image.own_group = Some(row.key.clone());
            }
            out.push(image);
        }
    }
    out
}

/// The name of the file in which the image begins, where that is listed itself.
fn begins_elsewhere(source: &Source, size: &StackSize, names: &BTreeSet<PathBuf>) -> Option<String> {
    let Source::File(path) = source else { return None };
    let first = size.begins_in.as_ref()?;
    let beside = path.parent().unwrap_or(Path::new("")).join(first);
    names.contains(&beside).then(|| first.clone())
}

/// The row with `selection` put to its files, and `behind` behind its key.
fn with_options(
    row: Row,
    selection: &Selection,
    behind: &str,
    reading: &Reading,
    root: Option<&Path>,
) -> Row {
    let options = ReadOptions {
        selection: selection.clone(),
        turn_by_exif: reading.turn_by_exif,
        root: root.map(Path::to_path_buf),
    };
    Row { key: format!("{}{behind}", row.key), source: put(row.source, &options), ..row }
}

fn put(source: Source, options: &ReadOptions) -> Source {
    match source {
        Source::File(path) => {
            let plain = options.selection.is_all() && !options.turn_by_exif && options.root.is_none();
            if plain { Source::File(path) } else { Source::Part(path, options.clone()) }
        }
        // A plane that was chosen before stays the one that was chosen.
        Source::Part(path, own) => {
            Source::Part(path, ReadOptions { selection: own.selection, ..options.clone() })
        }
        Source::Channels(channels) => Source::Channels(
            channels.into_iter().map(|(name, source)| (name, put(source, options))).collect(),
        ),
        Source::Maximum(depths) => {
            Source::Maximum(depths.into_iter().map(|source| put(source, options)).collect())
        }
        Source::Scaled(of, um) => Source::Scaled(Box::new(put(*of, options)), um),
        // Cells are cut out of fields whose depths were chosen before.
        Source::Piece(piece) => Source::Piece(piece),
    }
}
