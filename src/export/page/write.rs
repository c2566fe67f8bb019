//! [`write_page`]: a page as files.

use super::{Page, html, markdown};
use crate::export::ExportError;
use crate::job::{file_words, write_atomic};
use std::fs;
use std::path::{Path, PathBuf};

/// Where a page was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenPage {
    /// The HTML file, which is complete in itself.
    pub html: PathBuf,
    /// The Markdown file.
    pub markdown: PathBuf,
    /// The folder with the pictures of the Markdown file, where it has any.
    pub pictures: Option<PathBuf>,
}

/// Writes `page` to the file `path` (its name ends with .html), the same as Markdown beside it, and the pictures of
/// the latter in a folder beside both, whose name is the file's with `-files`. Folders are made; files of an earlier
/// page of that name are replaced.
///
/// # Errors
/// What the file system answers.
pub fn write_page(page: &Page, path: &Path) -> Result<WrittenPage, ExportError> {
    let stem = path.file_stem().map_or_else(|| "page".into(), |stem| stem.to_string_lossy().into_owned());
    let folder = format!("{stem}-files");
    let made = markdown(page, &folder);
    if let Some(above) = path.parent().filter(|above| !above.as_os_str().is_empty()) {
        make_folder(above)?;
    }
    let pictures = (!made.files.is_empty()).then(|| path.with_file_name(&folder));
    if let Some(pictures) = &pictures {
        make_folder(pictures)?;
        for (name, bytes) in &made.files {
            write(&pictures.join(name), bytes)?;
        }
    }
    let beside = path.with_extension("md");
    write(&beside, made.text.as_bytes())?;
    write(path, html(page).as_bytes())?;
    Ok(WrittenPage { html: path.to_path_buf(), markdown: beside, pictures })
}

fn make_folder(path: &Path) -> Result<(), ExportError> {
    fs::create_dir_all(path)
        .map_err(|error| ExportError::File { path: path.to_path_buf(), why: file_words(&error) })
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), ExportError> {
    write_atomic(path, bytes)
        .map_err(|error| ExportError::File { path: path.to_path_buf(), why: file_words(&error) })
}
