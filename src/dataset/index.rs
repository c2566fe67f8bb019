//! [`Index`]: what was seen in the files of a data set when they were last read, kept from one opening to the next.
//!
//! Only files whose length or time of change differs are read again. The index lies in the user's cache, never beside the
//! images, which are often on a drive that must not be written to. A damaged index is as good as none.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use sha2::{Digest, Sha256};

use super::look::Seen;
use super::options::Reading;
use super::source::Source;
use crate::image::hex;
use crate::job::{forget_the_oldest, own_folder, write_atomic_unsynced};

/// Data sets whose index is kept; the one that was not used for longest goes first.
const MOST_KEPT: usize = 40;
/// A data set of fewer files is read faster than it is looked up.
const FEWEST_FILES: usize = 64;

/// What was seen in each file, by its key.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Where it is kept; nowhere if there is no place for it.
    file: Option<PathBuf>,
    known: HashMap<String, (u64, Seen)>,
}

impl Index {
    /// The index of the data set at `path` read in that way, as far as there is one.
    pub fn load(path: &Path, reading: &Reading, files: usize) -> Self {
        if files < FEWEST_FILES {
            return Self::default();
        }
        let Some(file) = place(path, reading) else { return Self::default() };
        let mut known = HashMap::new();
        if let Ok(text) = std::fs::read_to_string(&file) {
            let mut lines = text.lines();
            // An index of another version may mean other things by the same words.
            if lines.next() == Some(&head()) {
                for line in lines {
                    let Ok((key, stamp, seen)) = serde_json::from_str::<(String, u64, Seen)>(line) else {
                        break;
                    };
                    known.insert(key, (stamp, seen));
                }
            }
        }
        Self { file: Some(file), known }
    }

    /// What was seen in `source`, if none of its files has changed.
    pub fn look_up(&self, key: &str, stamp: Option<u64>) -> Option<Seen> {
        let (then, seen) = self.known.get(key)?;
        (Some(*then) == stamp).then(|| seen.clone())
    }

    /// Keeps what was seen now, unless it is what was known before. Failing to is no failure.
    pub fn save<'a>(&self, seen: impl Iterator<Item = (&'a str, u64, &'a Seen)> + Clone) {
        let Some(file) = &self.file else { return };
        let same =
            |(key, stamp, _): (&str, u64, &Seen)| self.known.get(key).is_some_and(|known| known.0 == stamp);
        if seen.clone().count() == self.known.len() && seen.clone().all(same) {
            return;
        }
        let mut text = head();
        for (key, stamp, seen) in seen {
            let Ok(line) = serde_json::to_string(&(key, stamp, seen)) else { return };
            text.push('\n');
            text.push_str(&line);
        }
        if let Some(folder) = file.parent()
            && std::fs::create_dir_all(folder).is_ok()
            && write_atomic_unsynced(file, text.as_bytes()).is_ok()
        {
            forget_the_oldest(folder, "jsonl", MOST_KEPT);
        }
    }
}

/// The first line.
fn head() -> String {
    concat!("augscope index 1 ", env!("CARGO_PKG_VERSION")).to_owned()
}

/// The file of the index: named by what was opened and how, so that no name has to be made safe.
fn place(path: &Path, reading: &Reading) -> Option<PathBuf> {
    let folder = own_folder::cache()?.join("index");
    let real = path.canonicalize().ok()?;
    let bare = Reading { plate_map: None, split: None, ..reading.clone() };
    let hash = Sha256::new()
        .chain_update(real.as_os_str().as_encoded_bytes())
        .chain_update(serde_json::to_string(&bare).ok()?)
        .finalize();
    Some(folder.join(format!("{}.jsonl", hex(hash.get(..16)?))))
}

/// A number that changes when a file of `source` does; `None` where that cannot be told, as of folders.
pub(super) fn stamp(source: &Source) -> Option<u64> {
    if source.is_spread() {
        // Its planes lie in files that it alone names.
        return None;
    }
    let mut hash = DefaultHasher::new();
    for path in source.files() {
        let about = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
        let changed = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        (path, about.len(), changed.as_nanos()).hash(&mut hash);
    }
    Some(hash.finish())
}
