//! [`discard`]: moving a run to the bin beside the other runs, from where it can be had back by hand.

use std::path::{Path, PathBuf};

/// Moves the run's folder into `.bin` beside it, and answers where it lies now.
///
/// # Errors
/// What the file system answers.
pub fn discard(run: &Path) -> std::io::Result<PathBuf> {
    let bin = run.parent().unwrap_or(Path::new(".")).join(".bin");
    std::fs::create_dir_all(&bin)?;
    let name = run.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let taken = |path: &PathBuf| !path.exists();
    let target = std::iter::once(bin.join(&name))
        .chain((2..=u32::MAX).map(|n| bin.join(format!("{name} {n}"))))
        .find(taken)
        .unwrap_or_else(|| bin.join(&name));
    std::fs::rename(run, &target)?;
    Ok(target)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn nothing_in_the_bin_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let run = folder.path().join("first");
        for expected in ["first", "first 2"] {
            std::fs::create_dir(&run).unwrap();
            assert_eq!(discard(&run).unwrap(), folder.path().join(".bin").join(expected));
            assert!(!run.exists());
        }
    }
}
