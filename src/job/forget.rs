//! [`forget_the_oldest`]: a folder of the cache that does not grow for ever.

use std::path::Path;

/// Removes files of `folder` that end in `.ending`, those first that were changed longest ago, until `kept` are left. What
/// cannot be removed stays: a cache is a courtesy.
pub fn forget_the_oldest(folder: &Path, ending: &str, kept: usize) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut files: Vec<_> = entries
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|end| end == ending))
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    files.sort();
    for (_, path) in files.iter().take(files.len().saturating_sub(kept)) {
        let _ = std::fs::remove_file(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_of_one_kind_stay() {
        let folder = tempfile::tempdir().unwrap();
        for (age, name) in [(30, "a.jsonl"), (20, "b.jsonl"), (10, "c.jsonl"), (40, "d.toml")] {
            let file = std::fs::File::create(folder.path().join(name)).unwrap();
            file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(age)).unwrap();
        }
        forget_the_oldest(folder.path(), "jsonl", 2);
        let mut names: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["b.jsonl", "c.jsonl", "d.toml"]);
    }
}
