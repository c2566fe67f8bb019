//! The fingerprint of a data set: which files it had, and in which classes and groups.

use sha2::{Digest, Sha256};

use super::{Dataset, Reading};
use crate::image::hex;

/// SHA-256 in hexadecimal over key, file length, class and group of all items by the order of their keys.
/// Moving the folder leaves it alone; adding, removing or relabelling a picture does not.
pub fn fingerprint(dataset: &Dataset) -> String {
    let mut hash = Sha256::new();
    for item in &dataset.items {
        let class = item.class.and_then(|c| dataset.classes.get(c)).map_or("", String::as_str);
        for text in [item.key.as_str(), class, item.group.as_deref().unwrap_or("")] {
            // The length before each text keeps "ab" + "c" and "a" + "bc" apart.
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        hash.update(item.file_bytes.to_le_bytes());
    }
    let reading = Reading { plate_map: None, split: None, ..dataset.opened.reading.clone() };
    if !reading.is_default() {
        // Another depth, cut or size of pixel makes other pictures of the same files.
        hash.update(serde_json::to_string(&reading).unwrap_or_default());
    }
    hex(&hash.finalize())
}
