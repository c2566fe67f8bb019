//! [`RunIndex`]: what was read of the runs of a folder, kept from one session to the next, so that a folder of thousands is
//! not read anew.
//!
//! A run is known by the name of its folder, and what is known counts while no file that it was read from has another
//! length or time of change. Only runs that are done are kept. The index lies in the user's cache, never beside the
//! runs, which may be on a drive of others. A damaged index is as good as none.

use super::course::Course;
use super::summary::Summary;
use augscope::job::{forget_the_oldest, own_folder, write_atomic_unsynced};
use augscope::run::{EvaluationPart, RunFolder, RunNotes, RunRecord, SealedExpectation};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// Folders of fewer runs are read faster than they are looked up.
const FEWEST_RUNS: usize = 64;
/// Indices that are kept; the one that was not used for longest goes first.
const MOST_KEPT: usize = 40;

/// What is kept of a run that is done.
#[derive(Debug, Serialize, Deserialize)]
pub struct Digest {
    pub record: RunRecord,
    /// The key of its family.
    pub key: String,
    pub summary: Summary,
    /// Without its curves.
    pub course: Course,
    pub notes: RunNotes,
    pub openings: usize,
    pub expectation: Option<SealedExpectation>,
}

/// What is known of the runs of a folder, by the names of their folders.
#[derive(Debug, Default)]
pub struct RunIndex {
    /// Where it is kept; nowhere if there is no place for it.
    file: Option<PathBuf>,
    known: HashMap<String, (u64, Digest)>,
}

impl RunIndex {
    /// The index of the runs in `folder`, of which there are `runs`, as far as there is one in the folder `cache`.
    pub fn load(cache: Option<&Path>, folder: &Path, runs: usize) -> Self {
        if runs < FEWEST_RUNS {
            return Self::default();
        }
        let place = cache.and_then(|cache| place(cache, folder));
        let Some(file) = place else { return Self::default() };
        let mut known = HashMap::new();
        if let Ok(text) = std::fs::read_to_string(&file) {
            let mut lines = text.lines();
            // An index of another version may mean other things by the same words.
            if lines.next() == Some(HEAD) {
                for line in lines {
                    let Ok((name, stamp, digest)) = serde_json::from_str::<(String, u64, Digest)>(line)
                    else {
                        break;
                    };
                    known.insert(name, (stamp, digest));
                }
            }
        }
        Self { file: Some(file), known }
    }

    /// What is known of the run in the folder called `name`, if none of its files has changed. It is handed over.
    pub fn take(&mut self, name: &str, stamp: u64) -> Option<Digest> {
        self.known.remove(name).filter(|(then, _)| *then == stamp).map(|(_, digest)| digest)
    }

    /// Forgets what nobody asked for.
    pub fn clear(&mut self) {
        self.known = HashMap::new();
    }

    /// Keeps what is known now. Failing to is no failure.
    pub fn save(&self, runs: impl Iterator<Item = (String, u64, Digest)>) {
        let Some(file) = &self.file else { return };
        let mut text = HEAD.to_owned();
        for run in runs {
            // One that cannot be written is read anew next time.
            if let Ok(line) = serde_json::to_string(&run) {
                text.push('\n');
                text.push_str(&line);
            }
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
const HEAD: &str = concat!("augscope runs 1 ", env!("CARGO_PKG_VERSION"));

/// The folder of indices, in the user's cache.
pub fn cache() -> Option<PathBuf> {
    Some(own_folder::cache()?.join("run-index"))
}

/// The file of the index, named by the folder.
fn place(cache: &Path, folder: &Path) -> Option<PathBuf> {
    let real = folder.canonicalize().ok()?;
    let hash = Sha256::digest(real.as_os_str().as_encoded_bytes());
    let number = hash.iter().take(16).fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    Some(cache.join(format!("{number:032x}.jsonl")))
}

/// A number that changes when a file does that a run is read from.
pub fn stamp(run: &RunFolder) -> u64 {
    let mut hash = DefaultHasher::new();
    let files = [
        "run.toml",
        "events.jsonl",
        EvaluationPart::Choose.report_file(),
        EvaluationPart::Report.report_file(),
        "notes.toml",
        "report-openings.txt",
        "expectation.toml",
    ];
    for file in files {
        let about = std::fs::metadata(run.file(file)).ok();
        about.map(|about| (about.len(), about.modified().ok())).hash(&mut hash);
    }
    hash.finish()
}
