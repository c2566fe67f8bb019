//! Giving every file its class and its group, by the columns that were chosen.

use std::collections::HashMap;
use std::path::Path;

use super::dataset::LeftOut;
use super::error::DatasetError;
use super::given_split::part_of;
use super::listing::{Listing, Row};
use super::options::OpenOptions;
use super::parts::Part;
use super::table::no_column;

/// The column that holds the classes where none is chosen.
pub(super) const LABEL: &str = "label";

/// A file with its class and group.
#[derive(Debug)]
pub(super) struct Candidate<'a> {
    /// The file.
    pub row: &'a Row,
    /// Its class, if it has one.
    pub label: Option<&'a str>,
    /// What must not be split.
    pub group: Option<&'a str>,
    /// The part that it came with.
    pub given: Option<Part>,
}

/// The files of a listing with their classes and groups.
#[derive(Debug, Default)]
pub(super) struct Assigned<'a> {
    /// One for each file, by the byte order of the keys.
    pub candidates: Vec<Candidate<'a>>,
    /// The column that groups come from.
    pub group_column: Option<String>,
    /// The column that given parts come from.
    pub split_column: Option<String>,
    /// What the listing left out, and files whose rows contradict each other.
    pub left_out: Vec<LeftOut>,
    /// What the user should know.
    pub warnings: Vec<String>,
}

/// Finds the chosen columns in `listing`; `path` is what the user opened.
pub(super) fn assign<'a>(
    path: &Path,
    listing: &'a Listing,
    options: &OpenOptions,
) -> Result<Assigned<'a>, DatasetError> {
    let mut assigned = Assigned { left_out: listing.left_out.clone(), ..Assigned::default() };
    let (label, group) = if listing.column_names.is_empty() {
        no_columns(path, options).map_or(Ok((None, None)), Err)?
    } else {
        let table = listing.table.as_ref().unwrap_or(&listing.root);
        find_columns(table, listing, options)?
    };
    if label.is_none() && listing.table.is_some() {
        let all = listing.column_names.join(", ");
        assigned
            .warnings
            .push(format!("the table has no column {LABEL:?}: no image has a class; it has: {all}"));
    }
    assigned.warnings.extend(listing.warnings.iter().cloned());
    assigned.group_column = group.and_then(|g| listing.column_names.get(g).cloned());
    // Images that come from one file or field resemble each other, whether or not somebody thought of it.
    let by_file = group.is_none() && listing.rows.iter().any(|row| row.own_group.is_some());
    if by_file {
        assigned.group_column = Some(listing.own_group_name.clone());
    }
    let split = options.reading.split.as_ref().or(listing.default_split.as_ref());
    let split = match split {
        None => None,
        Some(column) => {
            let place = listing.column_names.iter().position(|name| name == column);
            let table = listing.table.as_ref().unwrap_or(&listing.root);
            Some(place.ok_or_else(|| no_column(table, &listing.column_names, column, "train, val, test"))?)
        }
    };
    assigned.split_column = split.and_then(|s| listing.column_names.get(s).cloned());
    let filled = |row: &'a Row, column: usize| {
        row.columns.get(column).map(String::as_str).filter(|value| !value.is_empty())
    };
    let candidates = listing
        .rows
        .iter()
        .map(|row| Candidate {
            row,
            label: label.map_or(row.class_folder.as_deref(), |l| filled(row, l)),
            given: split.and_then(|s| filled(row, s)).and_then(part_of),
            group: if by_file { row.own_group.as_deref() } else { group.and_then(|g| filled(row, g)) },
        })
        .collect();
    assigned.candidates = merge_repeated(candidates, &mut assigned.left_out);
    assigned.candidates.sort_by(|a, b| a.row.key.cmp(&b.row.key));
    Ok(assigned)
}

/// The places of the columns for label and group.
fn find_columns(
    table: &Path,
    listing: &Listing,
    options: &OpenOptions,
) -> Result<(Option<usize>, Option<usize>), DatasetError> {
    let names = &listing.column_names;
    let default = listing.default_label.as_deref();
    let place = |column: &str| names.iter().position(|n| n == column);
    let find = |column: &str, setting| {
        place(column).ok_or_else(|| no_column(table, names, column, setting)).map(Some)
    };
    Ok((
        options
            .label
            .as_deref()
            .map_or_else(|| Ok(default.and_then(place)), |column| find(column, "--label"))?,
        options.group.as_deref().map_or(Ok(None), |column| find(column, "--group"))?,
    ))
}

/// The error of asking for a column where there is no table.
fn no_columns(path: &Path, options: &OpenOptions) -> Option<DatasetError> {
    let asked = [(&options.group, "--group"), (&options.label, "--label")];
    asked.into_iter().find_map(|(column, setting)| {
        let column = column.clone()?;
        Some(DatasetError::NoTable { path: path.into(), column, setting })
    })
}

/// A file named twice counts once; with two different classes or groups, not at all.
fn merge_repeated<'a>(candidates: Vec<Candidate<'a>>, left_out: &mut Vec<LeftOut>) -> Vec<Candidate<'a>> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut kept: Vec<(Candidate<'_>, bool)> = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let key = candidate.row.key.as_str();
        match seen.get(key).and_then(|&i| kept.get_mut(i)) {
            None => {
                seen.insert(key, kept.len());
                kept.push((candidate, true));
            }
            Some((first, good)) => {
                let same = first.label == candidate.label && first.group == candidate.group;
                *good &= same;
                if same {
                    left_out.push(LeftOut::new(key, "the table names it twice: used once"));
                }
            }
        }
    }
    let mut good_ones = Vec::with_capacity(kept.len());
    for (candidate, good) in kept {
        if good {
            good_ones.push(candidate);
        } else {
            let why = "the table names it twice with different classes or groups: correct the table";
            left_out.push(LeftOut::new(&candidate.row.key, why));
        }
    }
    good_ones
}
