//! [`Places`]: the two folders that a table's files are looked for in.

use super::error::DatasetError;
use crate::image::is_picture_folder;
use crate::job::{Found, Root, plain_name};
use std::path::{Path, PathBuf};

/// The two folders that a table's files are looked for in.
pub(super) struct Places {
    folder: Root,
    parent: Option<(Root, Option<String>)>,
}

impl Places {
    /// Those of a table in `folder`.
    pub fn new(folder: &Path) -> Result<Self, DatasetError> {
        let open = |source| DatasetError::Open { path: folder.into(), source };
        // The true parent and name, also of "." and of links.
        let real = folder.canonicalize().map_err(open)?;
        let name = real.file_name().and_then(|n| n.to_str()).map(|n| format!("{n}/"));
        let parent = real.parent().and_then(|p| Root::new(p).ok()).map(|root| (root, name));
        Ok(Self { folder: Root::new(folder).map_err(open)?, parent })
    }

    /// Key and path of the file that the table names `text`, or why it is not read.
    pub fn find(&self, text: &str) -> Result<(String, PathBuf), String> {
        let name = plain_name(text)?;
        match self.folder.find(&name) {
            Found::File(path) => return Ok((name, path)),
            Found::Folder(path) if is_picture_folder(&path) => return Ok((name, path)),
            Found::Folder(_) => return Err("it is a folder, not a picture".to_owned()),
            Found::Refused(why) => return Err(why.to_owned()),
            Found::Nothing => {}
        }
        let Some((parent, folder_name)) = &self.parent else {
            return Err("there is no such file".to_owned());
        };
        match parent.find(&name) {
            Found::Folder(path) if !is_picture_folder(&path) => {
                Err("it is a folder, not a picture".to_owned())
            }
            Found::File(path) | Found::Folder(path) => {
                let inside = folder_name.as_ref().and_then(|f| name.strip_prefix(f.as_str()));
                Ok((inside.unwrap_or(&name).to_owned(), path))
            }
            Found::Refused(why) => Err(why.to_owned()),
            Found::Nothing => Err("there is no such file in the table's folder or the one above".to_owned()),
        }
    }
}
