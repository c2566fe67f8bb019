//! [`Product`]: what an export is made of, in memory, and how it comes to its place whole or not at all.

use super::ExportError;
use super::target::{Form, Target};
use crate::job::{file_words, write_atomic};
use std::path::{Component, Path, PathBuf};

/// The files of an export and what the user should know of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Product {
    /// For a folder: names below it (with `/`) and contents. For a file: the first is the file itself, whatever its
    /// name; the others lie beside it and are called as it, with their own name as the ending (`cells.rows.csv`).
    files: Vec<(String, Vec<u8>)>,
    /// In words, such as what could not be carried over.
    pub notes: Vec<String>,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The file or folder that was asked for.
    pub out: PathBuf,
    /// Every file, that of `out` first where it is one.
    pub files: Vec<PathBuf>,
    /// What the user should know.
    pub notes: Vec<String>,
}

impl Product {
    /// One file.
    pub fn file(bytes: impl Into<Vec<u8>>) -> Self {
        Self { files: vec![(String::new(), bytes.into())], notes: Vec::new() }
    }

    /// A folder of files, by their names in it.
    pub fn folder(files: Vec<(String, Vec<u8>)>) -> Self {
        Self { files, notes: Vec::new() }
    }

    /// With another file; beside a file, `name` is its ending.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.push((name.into(), bytes.into()));
        self
    }

    /// With a note for the user.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// The content of the file called `name`; `""` is the file itself where the product is one.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.files.iter().find(|(known, _)| known == name).map(|(_, bytes)| bytes.as_slice())
    }

    /// Names and contents.
    pub fn files(&self) -> &[(String, Vec<u8>)] {
        &self.files
    }

    /// Writes everything to `out`.
    ///
    /// # Errors
    /// As [`check_place`], and what the file system answers.
    pub fn write(self, target: &Target, out: &Path, force: bool) -> Result<Written, ExportError> {
        let written = match target.form {
            Form::File { .. } => self.write_file(out, force),
            Form::Folder { .. } => {
                check_place(target, out, force)?;
                self.write_folder(out)
            }
        };
        Ok(Written { out: out.to_path_buf(), files: written?, notes: self.notes })
    }

    fn write_file(&self, out: &Path, force: bool) -> Result<Vec<PathBuf>, ExportError> {
        let place = |name: &str| if name.is_empty() { out.to_path_buf() } else { out.with_extension(name) };
        let places: Vec<PathBuf> = self.files.iter().map(|(name, _)| place(name)).collect();
        for path in &places {
            check_file(path, force)?;
        }
        make_parent(out)?;
        for (path, (_, bytes)) in places.iter().zip(&self.files) {
            write_atomic(path, bytes).map_err(|error| file_error(path, &error))?;
        }
        Ok(places)
    }

    /// A new folder is made beside its place and renamed, so that nobody sees half of it. Into one that is there the
    /// files are put one by one; others in it are left alone.
    fn write_folder(&self, out: &Path) -> Result<Vec<PathBuf>, ExportError> {
        make_parent(out)?;
        let fresh = !out.exists();
        let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let beside = out.with_file_name(format!(".{name}.{}.part", std::process::id()));
        let place = if fresh { beside.as_path() } else { out };
        let put = || -> Result<(), ExportError> {
            for (name, bytes) in &self.files {
                if !Path::new(name).components().all(|part| matches!(part, Component::Normal(_))) {
                    let why = "its name leads out of the folder".to_owned();
                    return Err(ExportError::File { path: PathBuf::from(name), why });
                }
                let path = place.join(name);
                make_parent(&path)?;
                write_atomic(&path, bytes).map_err(|error| file_error(&path, &error))?;
            }
            if fresh {
                std::fs::rename(&beside, out).map_err(|error| file_error(out, &error))?;
            }
            Ok(())
        };
        let done = put();
        if done.is_err() && fresh {
            // Of our own making, so nothing of the user's is in it.
            let _ = std::fs::remove_dir_all(&beside);
        }
        done.map(|()| self.files.iter().map(|(name, _)| out.join(name)).collect())
    }
}

/// Refuses a place where something of the user's would be written over, before anything is computed for it.
///
/// # Errors
/// [`ExportError::Exists`] without `force`, [`ExportError::WrongPlace`] where a folder is where a file should be, or
/// the other way round.
pub fn check_place(target: &Target, out: &Path, force: bool) -> Result<(), ExportError> {
    match target.form {
        Form::File { .. } => {
            let beside = target.beside.iter().map(|ending| out.with_extension(ending));
            std::iter::once(out.to_path_buf()).chain(beside).try_for_each(|path| check_file(&path, force))
        }
        Form::Folder { .. } => {
            if out.is_file() {
                return Err(ExportError::WrongPlace {
                    path: out.to_path_buf(),
                    is: "file",
                    wanted: "folder",
                });
            }
            let in_use = std::fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some());
            if in_use && !force { Err(ExportError::Exists { path: out.to_path_buf() }) } else { Ok(()) }
        }
    }
}

fn check_file(path: &Path, force: bool) -> Result<(), ExportError> {
    if path.is_dir() {
        return Err(ExportError::WrongPlace { path: path.to_path_buf(), is: "folder", wanted: "file" });
    }
    if path.exists() && !force { Err(ExportError::Exists { path: path.to_path_buf() }) } else { Ok(()) }
}

fn make_parent(path: &Path) -> Result<(), ExportError> {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => {
            std::fs::create_dir_all(parent).map_err(|error| file_error(parent, &error))
        }
        _ => Ok(()),
    }
}

fn file_error(path: &Path, error: &std::io::Error) -> ExportError {
    ExportError::File { path: path.to_path_buf(), why: file_words(error) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::target::TARGETS;

    fn with(folder: bool) -> &'static Target {
        TARGETS.iter().find(|t| matches!(t.form, Form::Folder { .. }) == folder).unwrap()
    }

    /// A block of numbers has a table beside it; that is looked for before hours of work.
    #[test]
    fn what_lies_beside_counts_before_anything_is_made() {
        let place = tempfile::tempdir().unwrap();
        let (npy, out) = (Target::find("npy").unwrap(), place.path().join("x.npy"));
        check_place(npy, &out, false).unwrap();
        std::fs::write(place.path().join("x.rows.csv"), "mine").unwrap();
        let words = check_place(npy, &out, false).unwrap_err().to_string();
        assert!(words.contains("x.rows.csv"), "{words}");
        check_place(npy, &out, true).unwrap();
    }

    #[test]
    fn nothing_is_written_over_without_force() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("deep/cells.csv");
        let product = || Product::file("1").with("rows.csv", "2").note("one");
        let written = product().write(with(false), &out, false).unwrap();
        assert_eq!(written.files, [out.clone(), out.with_extension("rows.csv")]);
        assert_eq!(written.notes, ["one"]);
        std::fs::remove_file(&out).unwrap();
        // What lies beside counts as well.
        let words = product().write(with(false), &out, false).unwrap_err().to_string();
        assert!(words.contains("cells.rows.csv") && words.contains("--force"), "{words}");
        assert!(!out.exists());
        product().write(with(false), &out, true).unwrap();
        let folder = place.path().join("deep");
        assert!(matches!(
            product().write(with(false), &folder, true),
            Err(ExportError::WrongPlace { wanted: "file", .. })
        ));
        let product = || Product::folder(vec![("a/b.txt".into(), b"x".to_vec())]);
        assert!(matches!(product().write(with(true), &folder, false), Err(ExportError::Exists { .. })));
        product().write(with(true), &folder, true).unwrap();
        assert!(out.exists() && folder.join("a/b.txt").exists());
        product().write(with(true), &place.path().join("new"), false).unwrap();
        let out_of_it = Product::folder(vec![("../x".into(), b"x".to_vec())]);
        assert!(out_of_it.write(with(true), &place.path().join("other"), false).is_err());
        assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 2, "nothing half made is left");
        assert!(matches!(product().write(with(true), &out, true), Err(ExportError::WrongPlace { .. })));
    }
}
