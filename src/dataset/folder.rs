//! A folder of classes: each sub-folder is a class, whatever lies deeper inside it.

use std::fs;
use std::path::{Path, PathBuf};

use super::dataset::LeftOut;
use super::error::DatasetError;
use super::given_split;
use super::listing::{Listing, Row};
use super::source::Source;
use crate::image::{is_picture_folder, is_picture_name};
use crate::job::{Found, Root};

/// Folders nested deeper than this are a mistake or a loop.
const DEEPEST: usize = 12;

/// Lists the pictures of the folder `root`, whatever their folders mean.
pub(super) fn files(root: &Path) -> Result<Listing, DatasetError> {
    let open = |source| DatasetError::Open { path: root.to_path_buf(), source };
    let checked = Root::new(root).map_err(open)?;
    let mut listing = Listing { root: root.to_path_buf(), ..Listing::default() };
    fs::read_dir(root).map_err(open)?;
    walk(&checked, root, "", None, 0, &mut listing);
    Ok(listing)
}

/// The names of all pictures in the folder `root` and below, relative to it and with `/`.
///
/// # Errors
/// Where the folder cannot be read.
pub fn picture_names(root: &Path) -> Result<Vec<String>, DatasetError> {
    Ok(files(root)?.rows.into_iter().map(|row| row.key).collect())
}

/// Lists the single picture at `path`, a folder that is one.
pub(super) fn only(path: &Path) -> Result<Listing, DatasetError> {
    let open = |source| DatasetError::Open { path: path.to_path_buf(), source };
    // The true name, also of ".".
    let path = path.canonicalize().map_err(open)?;
    let key = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let root = path.parent().unwrap_or(Path::new("")).to_path_buf();
    let row = picture(key, path, None);
    let warnings = vec![
        "a single picture was opened: open its folder for a data set, or cut cells out of it".to_owned(),
    ];
    Ok(Listing { root, rows: vec![row], warnings, ..Listing::default() })
}

/// Lists the pictures of the folder `root`, each in the class of its folder.
pub(super) fn list(root: &Path) -> Result<Listing, DatasetError> {
    let mut listing = files(root)?;
    given_split::by_folders(&mut listing);
    let unlabelled = listing.rows.iter().filter(|r| r.class_folder.is_none()).count();
    if unlabelled > 0 && unlabelled < listing.rows.len() {
        listing.warnings.push(format!(
            "{unlabelled} picture(s) lie beside the class folders and have no class: they serve pretraining only"
        ));
    }
    Ok(listing)
}

/// The picture at `path` in the class of its folder.
fn picture(key: String, path: PathBuf, class: Option<&str>) -> Row {
    let class_folder = class.map(str::to_owned);
    Row { key, source: Source::File(path), class_folder, own_group: None, columns: Vec::new() }
}

fn walk(root: &Root, folder: &Path, key: &str, class: Option<&str>, depth: usize, listing: &mut Listing) {
    let mut names: Vec<_> = match fs::read_dir(folder) {
        Ok(entries) => entries.flatten().map(|e| e.file_name()).collect(),
        Err(e) => {
            listing.left_out.push(LeftOut::new(key, format!("the folder cannot be read: {e}")));
            return;
        }
    };
    names.sort();
    let mut pictures = 0;
    for name in names {
        let path = folder.join(&name);
        let Some(name) = name.to_str() else {
            let shown = format!("{key}{}", name.to_string_lossy());
            listing.left_out.push(LeftOut::new(shown, "its name is not valid text: rename it"));
            continue;
        };
        let child = format!("{key}{name}");
        if let Some(why) = junk(name) {
            listing.left_out.push(LeftOut::junk(child, why));
        } else if path.is_dir() {
            if path.is_symlink() {
                listing.left_out.push(LeftOut::new(child, "a link to a folder: move the folder itself here"));
            } else if is_picture_folder(&path) {
                // An image of OME-Zarr is one picture, however many files it is made of.
                pictures += 1;
                listing.rows.push(picture(child, path, class));
            } else if depth >= DEEPEST {
                listing.left_out.push(LeftOut::new(child, "nested too deep"));
            } else {
                let before = listing.rows.len();
                walk(root, &path, &format!("{child}/"), class.or(Some(name)), depth + 1, listing);
                if class.is_none() && listing.rows.len() == before {
                    listing.warnings.push(format!("the folder {name:?} holds no picture: it is not a class"));
                }
            }
        } else if is_picture_name(name) {
            match root.find(&child) {
                Found::File(path) => {
                    pictures += 1;
                    listing.rows.push(picture(child, path, class));
                }
                Found::Refused(why) => listing.left_out.push(LeftOut::new(child, why)),
                Found::Folder(_) | Found::Nothing => {
                    listing.left_out.push(LeftOut::new(child, "it vanished while being opened"));
                }
            }
        } else if class.is_some() {
            listing.left_out.push(LeftOut::new(child, "not a picture by its name"));
        }
    }
    if depth == 0 && pictures > 0 && listing.rows.len() == pictures {
        listing.warnings.push("the pictures lie in no class folders: they have no class".to_owned());
    }
}

/// Why a file or folder of that name is left behind by a system and never data.
fn junk(name: &str) -> Option<&'static str> {
    match name {
        ".DS_Store" | "__MACOSX" => Some("left behind by macOS"),
        "Thumbs.db" | "ehthumbs.db" | "desktop.ini" => Some("left behind by Windows"),
        "@eaDir" | "#recycle" => Some("left behind by a network drive"),
        _ if name.starts_with("._") => Some("left behind by macOS"),
        _ if name.starts_with('.') => Some("hidden"),
        _ => None,
    }
}
