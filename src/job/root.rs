//! [`Root`]: an opened folder out of which no name leads: not by `..`, not by an absolute path, not by a link.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A folder that is open for reading.
#[derive(Debug)]
pub struct Root {
    folder: PathBuf,
    canonical: PathBuf,
    /// Folders below that were found to lie inside, by their names: most names of a data set share a few.
    inside: Mutex<HashSet<PathBuf>>,
}

/// What a name leads to.
#[derive(Debug, PartialEq)]
pub enum Found {
    /// A file inside.
    File(PathBuf),
    /// A folder inside.
    Folder(PathBuf),
    /// Nothing of that name.
    Nothing,
    /// Something that must not be read, and why.
    Refused(&'static str),
}

impl Root {
    /// The root at `folder`.
    pub fn new(folder: &Path) -> std::io::Result<Self> {
        Ok(Self { folder: folder.to_path_buf(), canonical: folder.canonicalize()?, inside: Mutex::default() })
    }

    /// What `name` (already checked by [`plain_name`]) means inside this root.
    pub fn find(&self, name: &str) -> Found {
        let path = self.folder.join(name);
        // A plain file in a folder that lies inside lies inside: nothing needs to be followed.
        if path.symlink_metadata().is_ok_and(|about| about.is_file()) && self.holds_folder_of(&path) {
            return Found::File(path);
        }
        match path.canonicalize() {
            Ok(real) if !real.starts_with(&self.canonical) => {
                Found::Refused("it is a link that leads out of the opened folder")
            }
            Ok(real) if real.is_file() => Found::File(path),
            Ok(real) if real.is_dir() => Found::Folder(path),
            Ok(_) => Found::Refused("it is not a file"),
            Err(_) if path.symlink_metadata().is_ok() => Found::Refused("it is a link that leads nowhere"),
            Err(_) => Found::Nothing,
        }
    }
}

impl Root {
    /// True where the folder of `path` truly lies inside.
    fn holds_folder_of(&self, path: &Path) -> bool {
        let Some(folder) = path.parent() else { return false };
        // A poisoned lock only means that a thread ended while it added one more.
        let known = |inside: &Mutex<HashSet<PathBuf>>| {
            inside.lock().unwrap_or_else(PoisonError::into_inner).contains(folder)
        };
        if known(&self.inside) {
            return true;
        }
        let inside = folder.canonicalize().is_ok_and(|real| real.starts_with(&self.canonical));
        if inside {
            self.inside.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_path_buf());
        }
        inside
    }
}

/// A name out of a table or out of another file as a plain relative path with `/`.
///
/// # Errors
/// Why it is refused: it is empty, absolute on some system, or leads out of the folder.
pub fn plain_name(text: &str) -> Result<String, &'static str> {
    let name = text.trim().replace('\\', "/");
    if name.is_empty() {
        return Err("no file is named");
    }
    if name.contains('\0') {
        return Err("the name holds a zero byte");
    }
    // "C:/x" is absolute on Windows, whatever machine this is.
    let drive = name.as_bytes().get(1) == Some(&b':');
    if name.starts_with('/') || drive {
        return Err("it is an absolute path: only files inside the opened folder are read");
    }
    let parts: Vec<&str> = name.split('/').filter(|p| !p.is_empty() && *p != ".").collect();
    // Windows takes ".. " and "..." for "..".
    let leads_up = |part: &&str| part.starts_with("..") && part.chars().all(|c| c == '.' || c == ' ');
    if parts.iter().any(leads_up) {
        return Err("it leads out of the opened folder by \"..\"");
    }
    if parts.is_empty() {
        return Err("no file is named");
    }
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_are_refused() {
        for name in [
            "../a.tif",
            "x/../../a.tif",
            "/etc/passwd",
            "C:\\a.tif",
            "..\\a.tif",
            "",
            "./",
            "a\0b",
            "x/.. /a",
            "x/.../a",
            "//host/a",
            "\\\\host\\a",
        ] {
            assert!(plain_name(name).is_err(), "{name}");
        }
        assert_eq!(plain_name("./a//b\\c.tif").unwrap(), "a/b/c.tif");
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lead_out_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("outside.tif"), b"x").unwrap();
        let inside = dir.path().join("inside");
        std::fs::create_dir(&inside).unwrap();
        std::fs::write(inside.join("real.tif"), b"x").unwrap();
        std::os::unix::fs::symlink(dir.path().join("outside.tif"), inside.join("out.tif")).unwrap();
        std::os::unix::fs::symlink(inside.join("real.tif"), inside.join("in.tif")).unwrap();
        std::os::unix::fs::symlink(dir.path(), inside.join("up")).unwrap();
        let root = Root::new(&inside).unwrap();
        assert!(matches!(root.find("out.tif"), Found::Refused(_)));
        assert!(matches!(root.find("up/outside.tif"), Found::Refused(_)));
        assert!(matches!(root.find("in.tif"), Found::File(_)));
        assert_eq!(root.find("none.tif"), Found::Nothing);
    }
}
