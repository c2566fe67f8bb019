//! A further folder of images without classes, for the pretraining.

use super::error::DatasetError;
use super::folder;
use super::listing::Listing;
use std::path::Path;

/// What the keys of such images begin with.
const PREFIX: &str = "unlabelled/";

/// Adds the images of `folder` to `listing`, without classes. Where it lies in the opened folder, its images lose the
/// class that they would have had by its name.
pub(super) fn add(folder: &Path, listing: &mut Listing) -> Result<(), DatasetError> {
    let files = folder::files(folder)?;
    if files.rows.is_empty() {
        let why = ": the folder of unlabelled images holds no TIFF, PNG or JPEG".to_owned();
        return Err(DatasetError::NothingReadable { path: folder.to_path_buf(), why });
    }
    if let (Ok(real), Ok(root)) = (folder.canonicalize(), listing.root.canonicalize())
        && let Ok(below) = real.strip_prefix(&root)
    {
        let below = format!("{}/", below.to_string_lossy().replace('\\', "/"));
        let before = listing.rows.len();
        listing.rows.retain(|row| !row.key.starts_with(&below));
        if listing.rows.len() < before {
            // Said of every folder that holds no class any more.
            listing.warnings.retain(|warning| !warning.contains("have no class"));
        }
    }
    let count = files.rows.len();
    for mut row in files.rows {
        row.key = format!("{PREFIX}{}", row.key);
        row.class_folder = None;
        row.columns = vec![String::new(); listing.column_names.len()];
        listing.rows.push(row);
    }
    for mut left in files.left_out {
        left.path = format!("{PREFIX}{}", left.path);
        listing.left_out.push(left);
    }
    listing
        .warnings
        .push(format!("{count} image(s) of the folder of unlabelled images serve pretraining only"));
    Ok(())
}
