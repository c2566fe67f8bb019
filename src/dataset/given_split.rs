//! Parts that a data set came with: folders or a column that say train, val and test.

use super::listing::Listing;
use super::parts::Part;
use std::collections::BTreeSet;

/// The column that such folders become.
pub(super) const SPLIT: &str = "split";

/// The part that a word means.
pub(super) fn part_of(word: &str) -> Option<Part> {
    match word.trim().to_ascii_lowercase().as_str() {
        "train" | "training" => Some(Part::Train),
        "val" | "valid" | "validation" | "dev" => Some(Part::Choose),
        "test" | "testing" | "report" | "holdout" => Some(Part::Report),
        _ => None,
    }
}

/// Where the outermost folders of `listing` are called train, val or test, the folders inside them are the classes.
pub(super) fn by_folders(listing: &mut Listing) {
    let outer: BTreeSet<&str> = listing.rows.iter().filter_map(|row| row.class_folder.as_deref()).collect();
    let parts: BTreeSet<_> = outer.iter().filter_map(|name| part_of(name).map(|part| part as u8)).collect();
    let inside = |key: &str| key.split('/').count() > 2;
    let all_inside = listing.rows.iter().all(|row| row.class_folder.is_none() || inside(&row.key));
    if parts.len() < 2 || parts.len() != outer.len() || !all_inside {
        return;
    }
    for row in &mut listing.rows {
        let mut folders = row.key.split('/');
        let split = row.class_folder.take().unwrap_or_default();
        if !split.is_empty() {
            row.class_folder = folders.nth(1).map(str::to_owned);
        }
        row.columns = vec![split];
    }
    listing.column_names = vec![SPLIT.to_owned()];
    listing.default_split = Some(SPLIT.to_owned());
}
