//! A table of files with their classes, groups and whatever else is known about them.

use std::path::{Path, PathBuf};

use super::dataset::LeftOut;
use super::error::DatasetError;
use super::listing::{Candidate, Listing};
use super::open::OpenOptions;
use super::root::{Found, Root, plain_name};

/// The columns that matter, by position.
struct Columns {
    file: usize,
    label: Option<usize>,
    group: Option<usize>,
}

/// Lists the files that the table at `path` names.
///
/// `file` is looked for in the table's folder, then in that folder's parent: tables are often written
/// one level above the pictures and moved later.
pub(super) fn list(path: &Path, options: &OpenOptions) -> Result<Listing, DatasetError> {
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
    let columns = find_columns(path, &names, options)?;
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    };
    let mut listing = Listing {
        root: folder.clone(),
        column_names: names.clone(),
        group_column: columns.group.and_then(|g| names.get(g).cloned()),
        ..Listing::default()
    };
    if columns.label.is_none() {
        let all = names.join(", ");
        listing
            .warnings
            .push(format!("the table has no column \"label\": no image has a class; it has: {all}"));
    }
    let places = Places::new(&folder)?;
    for (line, record) in reader.records().enumerate() {
        let record = record.map_err(|e| wrong(format!("row {}: {e}", line + 1)))?;
        let cell = |i: usize| record.get(i).unwrap_or("").to_owned();
        let filled = |i: usize| Some(cell(i)).filter(|v| !v.is_empty());
        let text = cell(columns.file);
        match places.find(&text) {
            Ok((key, path)) => listing.candidates.push(Candidate {
                key,
                path,
                label: columns.label.and_then(filled),
                group: columns.group.and_then(filled),
                columns: (0..names.len()).map(cell).collect(),
            }),
            Err(why) => {
                let shown = if text.is_empty() { format!("row {} of the table", line + 1) } else { text };
                listing.left_out.push(LeftOut::new(shown, why));
            }
        }
    }
    merge_repeated(&mut listing);
    Ok(listing)
}

/// True if the first line of the table at `path` has a column `file`.
pub(super) fn has_file_column(path: &Path) -> bool {
    let Ok(bytes) = std::fs::read(path) else { return false };
    let head: String = String::from_utf8_lossy(&bytes).lines().next().unwrap_or("").to_owned();
    let head = head.trim_start_matches('\u{feff}');
    head.split(char::from(delimiter(head))).any(|c| c.trim().trim_matches('"') == "file")
}

/// The sign between columns: the most frequent of the usual three in the first line.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or("");
    let count = |d: u8| head.bytes().filter(|&b| b == d).count();
    [b';', b'\t', b','].into_iter().max_by_key(|&d| count(d)).unwrap_or(b',')
}

fn find_columns(path: &Path, names: &[String], options: &OpenOptions) -> Result<Columns, DatasetError> {
    let find = |column: &str, setting| {
        names.iter().position(|n| n == column).ok_or_else(|| DatasetError::NoColumn {
            path: path.into(),
            column: column.to_owned(),
            setting,
            columns: names.join(", "),
        })
    };
    Ok(Columns {
        file: find("file", "the path of each picture")?,
        label: match &options.label {
            Some(column) => Some(find(column, "--label")?),
            None => names.iter().position(|n| n == "label"),
        },
        group: options.group.as_deref().map(|column| find(column, "--group")).transpose()?,
    })
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

/// A file named twice counts once; with two different classes or groups, not at all.
fn merge_repeated(listing: &mut Listing) {
    let mut seen: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    let mut kept: Vec<(Candidate, bool)> = Vec::with_capacity(listing.candidates.len());
    for candidate in std::mem::take(&mut listing.candidates) {
        match seen.get(&candidate.key).and_then(|&i| kept.get_mut(i)) {
            None => {
                seen.insert(candidate.key.clone(), kept.len());
                kept.push((candidate, true));
            }
            Some((first, good)) => {
                let same = first.label == candidate.label && first.group == candidate.group;
                *good &= same;
                if same {
                    listing.left_out.push(LeftOut::new(candidate.key, "the table names it twice: used once"));
                }
            }
        }
    }
    for (candidate, good) in kept {
        if good {
            listing.candidates.push(candidate);
        } else {
            let why = "the table names it twice with different classes or groups: correct the table";
            listing.left_out.push(LeftOut::new(candidate.key, why));
        }
    }
}
