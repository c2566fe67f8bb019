//! The bin: a folder beside the runs, into which they are moved, and from which they can be had back.

use std::path::{Path, PathBuf};

/// Its name.
pub(super) const BIN: &str = ".bin";

/// Moves the run's folder into `.bin` beside it, and answers where it lies now.
///
/// # Errors
/// What the file system answers.
pub fn discard(run: &Path) -> std::io::Result<PathBuf> {
    let bin = run.parent().unwrap_or(Path::new(".")).join(BIN);
    std::fs::create_dir_all(&bin)?;
    move_into(run, &bin)
}

/// Moves a run out of the bin, back among the others, and answers where it lies now.
///
/// # Errors
/// What the file system answers, or that it lies in no bin.
pub fn restore(run: &Path) -> std::io::Result<PathBuf> {
    let bin = run.parent().filter(|bin| bin.file_name().is_some_and(|name| name == BIN));
    let home =
        bin.and_then(Path::parent).ok_or_else(|| std::io::Error::other("it does not lie in the bin"))?;
    move_into(run, home)
}

/// Moves `run` into `folder`, under another name where its own is taken.
fn move_into(run: &Path, folder: &Path) -> std::io::Result<PathBuf> {
    let name = run.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let taken = |path: &PathBuf| !path.exists();
    let target = std::iter::once(folder.join(&name))
        .chain((2..=u32::MAX).map(|n| folder.join(format!("{name} {n}"))))
        .find(taken)
        .unwrap_or_else(|| folder.join(&name));
    std::fs::rename(run, &target)?;
    Ok(target)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::super::listing::Listing;
    use super::*;

    fn binned(folder: &Path) -> Vec<PathBuf> {
        let mut bin = Listing::new(&folder.join(BIN));
        bin.look();
        bin.runs
    }

    #[test]
    fn nothing_in_the_bin_is_overwritten_and_all_of_it_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let run = folder.path().join("first");
        assert!(binned(folder.path()).is_empty());
        for expected in ["first", "first 2"] {
            std::fs::create_dir(&run).unwrap();
            std::fs::write(run.join("run.toml"), format!("created = \"{expected}\"")).unwrap();
            assert_eq!(discard(&run).unwrap(), folder.path().join(".bin").join(expected));
            assert!(!run.exists());
        }
        let inside = binned(folder.path());
        assert_eq!(inside.len(), 2);
        for (binned, expected) in inside.iter().zip(["first", "first 2"]) {
            assert_eq!(restore(binned).unwrap(), folder.path().join(expected));
        }
        assert!(binned(folder.path()).is_empty());
        assert!(restore(&folder.path().join("first")).is_err());
    }
}
