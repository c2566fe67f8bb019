//! The label image of each field: named by a column, by a pattern, or as is usual.

use super::settings::Mask;
use crate::dataset::error::DatasetError;
use crate::dataset::listing::{Listing, Row};
use crate::dataset::places::Places;
use crate::dataset::table::no_column;
use crate::job::{Found, Root};
use std::path::{Path, PathBuf};

/// Where label images usually lie, from the folder of their field.
const USUAL: [&str; 9] = [
    "{name}_mask",
    "{name}_masks",
    "{name}_labels",
    "{name}_label",
    "{name}_cp_masks",
    "masks/{name}",
    "labels/{name}",
    "../masks/{name}",
    "../labels/{name}",
];
/// Endings that are tried behind the usual names.
const ENDINGS: [&str; 3] = ["tif", "tiff", "png"];
/// What stands for the name of the field's file.
const NAME: &str = "{name}";

/// The path of the label image of each row, or why it has none.
pub(super) fn masks(listing: &Listing, mask: &Mask) -> Result<Vec<Result<PathBuf, String>>, DatasetError> {
    let root = MaskRoot::new(&listing.root)?;
    if let Some(column) = &mask.column {
        let table = listing.table.as_ref().unwrap_or(&listing.root);
        let place = listing.column_names.iter().position(|name| name == column);
        let place =
            place.ok_or_else(|| no_column(table, &listing.column_names, column, "the label images"))?;
        let places = Places::new(table.parent().unwrap_or(&listing.root))?;
        let find = |row: &Row| {
            let name = row.columns.get(place).map_or("", String::as_str);
            places.find(name).map(|(_, path)| path).map_err(|why| format!("its label image {name:?}: {why}"))
        };
        return Ok(listing.rows.iter().map(find).collect());
    }
    let patterns: Vec<String> = match &mask.pattern {
        Some(pattern) => vec![pattern.clone()],
        None => USUAL.iter().flat_map(|usual| ENDINGS.map(|ending| format!("{usual}.{ending}"))).collect(),
    };
    Ok(listing.rows.iter().map(|row| root.find(row, &patterns)).collect())
}

/// The folders that label images may lie in.
struct MaskRoot {
    /// The data set's folder and the one above, as tables may name files there.
    roots: Vec<(PathBuf, Root)>,
}

impl MaskRoot {
    fn new(folder: &Path) -> Result<Self, DatasetError> {
        let open = |source| DatasetError::Open { path: folder.into(), source };
        let own = Root::new(folder).map_err(open)?;
        let above = folder.parent().filter(|above| !above.as_os_str().is_empty());
        let above = above.and_then(|above| Some((above.to_path_buf(), Root::new(above).ok()?)));
        Ok(Self { roots: std::iter::once((folder.to_path_buf(), own)).chain(above).collect() })
    }

    /// The first file that a pattern gives for any of the field's files.
    fn find(&self, row: &Row, patterns: &[String]) -> Result<PathBuf, String> {
        let mut refused = None;
        for file in row.source.files() {
            let Some((from, root)) =
                self.roots.iter().find_map(|(folder, root)| Some((file.strip_prefix(folder).ok()?, root)))
            else {
                continue;
            };
            let stem = stem(file);
            for pattern in patterns {
                let name = pattern.replace(NAME, &stem);
                let Some(path) = inside(from.parent().unwrap_or(Path::new("")), &name) else {
                    refused =
                        Some(format!("its label image {name:?} would lie outside the data set's folder"));
                    continue;
                };
                match root.find(&path) {
                    Found::File(path) if path != file => return Ok(path),
                    Found::Refused(why) => refused = Some(format!("its label image {name:?}: {why}")),
                    Found::File(_) | Found::Folder(_) | Found::Nothing => {}
                }
            }
        }
        Err(refused.unwrap_or_else(|| {
            let first = patterns.first().map_or("", String::as_str).replace(NAME, &stem(row.source.first()));
            let more = if patterns.len() > 1 { ", masks/ and other usual places" } else { "" };
            format!("it has no label image: looked for {first}{more}")
        }))
    }
}

/// The name of a file without its ending; of `x.ome.tif` without both.
pub(super) fn stem(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    match stem.strip_suffix(".ome") {
        Some(short) => short.to_owned(),
        None => stem,
    }
}

/// `name` from `folder` on as a plain path with `/`; `None` where it leads out, or could mean a path of another system.
fn inside(folder: &Path, name: &str) -> Option<String> {
    let name = name.replace('\\', "/");
    if name.starts_with('/') || name.contains('\0') || name.as_bytes().get(1) == Some(&b':') {
        return None;
    }
    let folder = folder.to_str()?.replace('\\', "/");
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_never_lead_out() {
        let folder = Path::new("fields/a");
        assert_eq!(inside(folder, "../masks/x.tif").as_deref(), Some("fields/masks/x.tif"));
        assert_eq!(inside(folder, "./x.tif").as_deref(), Some("fields/a/x.tif"));
        for name in
            ["../../../x.tif", "/etc/passwd", "C:/x.tif", "..\\..\\..\\x.tif", "a\0b", "\\\\host\\x.tif"]
        {
            assert_eq!(inside(folder, name), None, "{name:?}");
        }
        assert_eq!(stem(Path::new("a/b.c.ome.tif")), "b.c");
    }
}
