//! [`Listing`]: the runs right below a folder, listed anew only where the folder says that it has changed.

use augscope::run::RunFolder;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// A folder on a drive elsewhere may not say that it has changed: after so long it is listed anyway.
const AT_LAST: Duration = Duration::from_secs(10);
/// A folder that was changed so short a time ago may be changed again without its time telling.
const YOUNG: Duration = Duration::from_secs(2);

/// The runs right below a folder. Folders whose name begins with a dot are passed over.
#[derive(Debug, Default)]
pub struct Listing {
    folder: PathBuf,
    listed: Option<Listed>,
    /// Folders of runs, in the order of their names.
    pub runs: Vec<PathBuf>,
    /// Folders without a record, which may become runs without the folder above saying so.
    waiting: Vec<PathBuf>,
}

#[derive(Debug)]
struct Listed {
    when: Instant,
    /// The folder's time of change; none where it is so young that it says nothing.
    changed: Option<SystemTime>,
}

impl Listing {
    /// Of the runs below `folder`; nothing is listed yet.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf(), ..Self::default() }
    }

    /// Lists what is there now, as far as anything may have changed.
    pub fn look(&mut self) {
        let changed = std::fs::metadata(&self.folder).and_then(|about| about.modified()).ok();
        let same = self.listed.as_ref().is_some_and(|listed| {
            listed.when.elapsed() < AT_LAST && changed.is_some() && listed.changed == changed
        });
        if same {
            let ready = |path: &PathBuf| RunFolder::new(path).has_run();
            let (ready, waiting) = std::mem::take(&mut self.waiting).into_iter().partition(ready);
            self.waiting = waiting;
            if !Vec::is_empty(&ready) {
                self.runs.extend(ready);
                self.runs.sort();
            }
            return;
        }
        let young = |time: &SystemTime| time.elapsed().is_ok_and(|age| age > YOUNG);
        self.listed = Some(Listed { when: Instant::now(), changed: changed.filter(young) });
        // Names that were runs still are.
        let known: std::collections::HashSet<PathBuf> = std::mem::take(&mut self.runs).into_iter().collect();
        self.waiting.clear();
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
            if is_file || entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            let path = entry.path();
            if known.contains(&path) || RunFolder::new(&path).has_run() {
                self.runs.push(path);
            } else {
                self.waiting.push(path);
            }
        }
        self.runs.sort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_seen_when_they_come_and_go_however_their_folder_came_to_be() {
        let folder = tempfile::tempdir().unwrap();
        let run = |name: &str| folder.path().join(name);
        for name in ["a", "b", ".bin"] {
            std::fs::create_dir(run(name)).unwrap();
            std::fs::write(run(name).join("run.toml"), "").unwrap();
        }
        std::fs::write(run("file"), "").unwrap();
        std::fs::create_dir(run("late")).unwrap();
        let mut listing = Listing::new(folder.path());
        listing.look();
        assert_eq!(listing.runs, [run("a"), run("b")]);
        // The folder above does not change when a record is written into one that is there.
        std::fs::write(run("late").join("run.toml"), "").unwrap();
        listing.look();
        assert_eq!(listing.runs, [run("a"), run("b"), run("late")]);
        std::fs::rename(run("a"), run("z")).unwrap();
        listing.look();
        assert_eq!(listing.runs, [run("b"), run("late"), run("z")]);
        std::fs::remove_dir_all(folder.path()).unwrap();
        listing.look();
        assert!(listing.runs.is_empty());
    }
}
