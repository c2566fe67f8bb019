//! [`Beside`]: the files that a picture names itself, found beside it or in the opened folder and nowhere else.

use std::path::Path;

use super::error::Fault;
use super::open::MOST_FILE_BYTES;
use crate::job::{Found, Root, plain_name};

/// Where a picture lies, and how far what it names may lie from it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beside<'a> {
    /// The picture's own file.
    pub path: &'a Path,
    /// The folder that was opened, if it was one.
    pub root: Option<&'a Path>,
}

impl Beside<'_> {
    /// True where `name` ends with the name of the picture's own file.
    pub fn is_own_name(&self, name: &str) -> bool {
        let own = self.path.file_name().and_then(|n| n.to_str());
        own.is_some_and(|own| name.rsplit(['/', '\\']).next() == Some(own))
    }

    /// The bytes of the file that the picture names `name`.
    ///
    /// # Errors
    /// The name leads out of the picture's folder and of the opened one, or there is no such file.
    pub fn open(&self, name: &str) -> Result<Vec<u8>, Fault> {
        let refused = |why: &str| {
            Fault::unsupported(format!(
                "a part of it lies in the file {name:?}, which is not read: {why}; put all its files into one folder, or \
                 export it as a single file"
            ))
        };
        let plain = plain_name(name).map_err(refused)?;
        let folder = match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut why = "there is no such file beside it";
        for root in [Some(folder), self.root].into_iter().flatten() {
            let Ok(root) = Root::new(root) else { continue };
            match root.find(&plain) {
                Found::File(path) => {
                    let length = std::fs::metadata(&path).map_or(0, |about| about.len());
                    if length > MOST_FILE_BYTES {
                        return Err(refused("it has more than 16 GiB"));
                    }
                    return std::fs::read(&path).map_err(|e| refused(&e.to_string()));
                }
                Found::Refused(reason) => why = reason,
                Found::Folder(_) => why = "it is a folder",
                Found::Nothing => {}
            }
        }
        Err(refused(why))
    }
}
