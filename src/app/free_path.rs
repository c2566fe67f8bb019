//! [`free_path`]: a path at which nothing is written over.

use std::path::{Path, PathBuf};

/// `path`, or the first of `NAME 2.ENDING`, `NAME 3.ENDING`, ... that is not there. Looks at the disk.
pub fn free_path(path: &Path) -> PathBuf {
    if !path.exists() {
        return path.to_path_buf();
    }
    let part = |part: Option<&std::ffi::OsStr>| part.map(|part| part.to_string_lossy().into_owned());
    let stem = part(path.file_stem()).unwrap_or_default();
    // A folder has no ending, whatever stands behind a dot in its name.
    let ending = part(path.extension()).filter(|_| !path.is_dir());
    let whole = if ending.is_some() { stem } else { part(path.file_name()).unwrap_or_default() };
    let ending = ending.map_or(String::new(), |ending| format!(".{ending}"));
    let numbered = |number: u32| path.with_file_name(format!("{whole} {number}{ending}"));
    (2..u32::MAX).map(numbered).find(|path| !path.exists()).unwrap_or_else(|| path.to_path_buf())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_file_and_a_folder_that_are_there_get_the_next_number() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("run 1.5.csv");
        assert_eq!(free_path(&file), file);
        std::fs::write(&file, "x").unwrap();
        assert_eq!(free_path(&file), folder.path().join("run 1.5 2.csv"));
        std::fs::write(folder.path().join("run 1.5 2.csv"), "x").unwrap();
        assert_eq!(free_path(&file), folder.path().join("run 1.5 3.csv"));
        let inner = folder.path().join("run 1.5");
        std::fs::create_dir(&inner).unwrap();
        assert_eq!(free_path(&inner), folder.path().join("run 1.5 2"));
    }
}
