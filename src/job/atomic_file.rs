//! Writing a file so that a reader sees the old content or the new, never a part.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Writes `bytes` to `path`: beside it first, synced to the disk, then renamed over it.
///
/// # Errors
/// Whatever the file system answers; the old file, if any, is then untouched.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write(path, bytes, true)
}

/// As [`write_atomic`], without waiting for the disk: for a word from process to process, which is
/// worth nothing after a power cut, but must not wait behind a large file that is being saved.
///
/// # Errors
/// Whatever the file system answers; the old file, if any, is then untouched.
pub fn write_atomic_unsynced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write(path, bytes, false)
}

/// Writes `text` to `path` unless somebody was quicker, and answers with what stands there then: of several programs that
/// do this at the same time all get the same answer. Makes the folder.
///
/// # Errors
/// Whatever the file system answers.
pub fn write_first(path: &Path, text: &str) -> io::Result<String> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let beside = path.with_extension(format!("{}.part", std::process::id()));
    write_atomic(&beside, text.as_bytes())?;
    // A link is made only where there is nothing yet. Some file systems know no links: there the last one wins.
    let linked = match fs::hard_link(&beside, path) {
        Err(_) if !path.exists() => fs::rename(&beside, path),
        _ => Ok(()),
    };
    let _ = fs::remove_file(&beside);
    linked?;
    fs::read_to_string(path)
}

fn write(path: &Path, bytes: &[u8], sync: bool) -> io::Result<()> {
    let name = path
        .file_name()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"))?;
    // The process number keeps two programs that write the same file apart.
    let mut beside_name = std::ffi::OsString::from(".");
    beside_name.push(name);
    beside_name.push(format!(".{}.part", std::process::id()));
    let beside = path.with_file_name(beside_name);
    let written = (|| {
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        if sync {
            file.sync_all()?;
        }
        fs::rename(&beside, path)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_that_write_at_once_one_is_first_and_all_agree() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("batch/simclr.txt");
        assert_eq!(write_first(&path, "64\n").unwrap(), "64\n");
        assert_eq!(write_first(&path, "32\n").unwrap(), "64\n");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing is left beside it");
    }
}
