//! A table of files with their classes, groups and whatever else is known about them.

use std::path::{Path, PathBuf};

use super::dataset::LeftOut;
use super::error::DatasetError;
use super::listing::{Listing, Row};
use super::root::{Found, Root, plain_name};

/// The column that names the files.
const FILE: &str = "file";

/// Lists the files that the table at `path` names.
///
/// `file` is looked for in the table's folder, then in that folder's parent: tables are often written
/// one level above the pictures and moved later.
pub(super) fn list(path: &Path) -> Result<Listing, DatasetError> {
    let bytes = std::fs::read(path).map_err(|source| DatasetError::Open { path: path.into(), source })?;
    let wrong = |what: String| DatasetError::Table { path: path.into(), what };
    let text =
        String::from_utf8(bytes).map_err(|_| wrong("it is not in UTF-8: save it as CSV UTF-8".to_owned()))?;
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let names: Vec<String> =
        reader.headers().map_err(|e| wrong(e.to_string()))?.iter().map(str::to_owned).collect();
    let file = names.iter().position(|n| n == FILE);
    let file = file.ok_or_else(|| no_column(path, &names, FILE, "the path of each picture"))?;
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    };
    let mut listing = Listing {
        root: folder.clone(),
        column_names: names.clone(),
        table: Some(path.to_path_buf()),
        ..Listing::default()
    };
    let places = Places::new(&folder)?;
    for (line, record) in reader.records().enumerate() {
        let record = record.map_err(|e| wrong(format!("row {}: {e}", line + 1)))?;
        let cell = |i: usize| record.get(i).unwrap_or("").to_owned();
        let text = cell(file);
        match places.find(&text) {
            Ok((key, path)) => {
                let columns = (0..names.len()).map(cell).collect();
                listing.rows.push(Row { key, path, class_folder: None, columns });
            }
            Err(why) => {
                let shown = if text.is_empty() { format!("row {} of the table", line + 1) } else { text };
                listing.left_out.push(LeftOut::new(shown, why));
            }
        }
    }
    Ok(listing)
}

/// True if a file of that name can be a table.
pub(super) fn is_table_name(path: &Path) -> bool {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
    matches!(extension.as_str(), "csv" | "tsv" | "txt")
}

/// True if the first line of the table at `path` has a column `file`.
pub(super) fn has_file_column(path: &Path) -> bool {
    let Ok(bytes) = std::fs::read(path) else { return false };
    let head: String = String::from_utf8_lossy(&bytes).lines().next().unwrap_or("").to_owned();
    let head = head.trim_start_matches('\u{feff}');
    head.split(char::from(delimiter(head))).any(|c| c.trim().trim_matches('"') == FILE)
}

/// The sign between columns: the most frequent of the usual three in the first line.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or("");
    let count = |d: u8| head.bytes().filter(|&b| b == d).count();
    [b';', b'\t', b','].into_iter().max_by_key(|&d| count(d)).unwrap_or(b',')
}

/// The error of asking the table at `path` for a column that is not among its `names`.
pub(super) fn no_column(path: &Path, names: &[String], column: &str, setting: &'static str) -> DatasetError {
    DatasetError::NoColumn {
        path: path.into(),
        column: column.to_owned(),
        setting,
        columns: names.join(", "),
    }
}

/// The two folders that a table's files are looked for in.
struct Places {
    folder: Root,
    parent: Option<(Root, Option<String>)>,
}

impl Places {
    fn new(folder: &Path) -> Result<Self, DatasetError> {
        let open = |source| DatasetError::Open { path: folder.into(), source };
        // The true parent and name, also of "." and of links.
        let real = folder.canonicalize().map_err(open)?;
        let name = real.file_name().and_then(|n| n.to_str()).map(|n| format!("{n}/"));
        let parent = real.parent().and_then(|p| Root::new(p).ok()).map(|root| (root, name));
        Ok(Self { folder: Root::new(folder).map_err(open)?, parent })
    }

    /// Key and path of the file that the table names `text`, or why it is not read.
    fn find(&self, text: &str) -> Result<(String, PathBuf), String> {
        let name = plain_name(text)?;
        match self.folder.find(&name) {
            Found::File(path) => return Ok((name, path)),
            Found::Refused(why) => return Err(why.to_owned()),
            Found::Nothing => {}
        }
        let Some((parent, folder_name)) = &self.parent else {
            return Err("there is no such file".to_owned());
        };
        match parent.find(&name) {
            Found::File(path) => {
                let inside = folder_name.as_ref().and_then(|f| name.strip_prefix(f.as_str()));
                Ok((inside.unwrap_or(&name).to_owned(), path))
            }
            Found::Refused(why) => Err(why.to_owned()),
            Found::Nothing => Err("there is no such file in the table's folder or the one above".to_owned()),
        }
    }
}
