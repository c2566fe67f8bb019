//! [`Folder`]: a folder of Zarr, out of which no name and no link leads.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Fault;
use super::metadata::Node;
use crate::job::{Found, Root, plain_name};

/// Most bytes of a description.
const MOST_DESCRIPTION: u64 = 1 << 24;
/// Most bytes of a chunk as stored.
const MOST_CHUNK: u64 = 1 << 32;
/// Most files that are counted below a folder.
const MOST_FILES: usize = 4_000_000;
/// How deep files are counted.
const DEEPEST: usize = 12;
/// The names by which a folder of Zarr is known.
const DESCRIPTIONS: [&str; 2] = ["zarr.json", ".zattrs"];

/// A folder inside an opened one.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    root: Arc<Root>,
    /// Where the opened folder lies.
    path: PathBuf,
    /// The place of this folder in it, empty or ending with `/`.
    place: String,
}

impl Folder {
    /// The folder at `path`, out of which nothing that it names may lead.
    pub fn open(path: &Path) -> Result<Self, Fault> {
        let root =
            Root::new(path).map_err(|e| Fault::damaged(format!("the folder cannot be opened: {e}")))?;
        Ok(Self { root: Arc::new(root), path: path.to_path_buf(), place: String::new() })
    }

    /// The folder that a description inside this one names `name`.
    pub fn sub(&self, name: &str) -> Result<Self, Fault> {
        let refused = |why: &str| Fault::unsupported(format!("it names the folder {name:?}: {why}"));
        let plain = plain_name(name).map_err(refused)?;
        let place = format!("{}{plain}", self.place);
        match self.root.find(&place) {
            Found::Folder(_) => Ok(Self { place: format!("{place}/"), ..self.clone() }),
            Found::Refused(why) => Err(refused(why)),
            Found::File(_) => Err(refused("it is a file")),
            Found::Nothing => {
                Err(Fault::damaged(format!("it names the folder {name:?}, which is not there")))
            }
        }
    }

    /// True where something of that name, which is a plain one, is inside.
    pub fn has(&self, name: &str) -> bool {
        matches!(self.root.find(&format!("{}{name}", self.place)), Found::File(_) | Found::Folder(_))
    }

    /// The JSON in the file `name`, a plain name; none if there is no such file.
    pub fn json(&self, name: &str) -> Result<Option<serde_json::Value>, Fault> {
        let Some(bytes) = self.bytes(name, MOST_DESCRIPTION)? else { return Ok(None) };
        serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|e| Fault::damaged(format!("its description {}{name} is no JSON: {e}", self.place)))
    }

    /// The bytes of the chunk of that name, a plain one; none if it is not stored.
    pub fn chunk(&self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        self.bytes(name, MOST_CHUNK)
    }

    fn bytes(&self, name: &str, most: u64) -> Result<Option<Vec<u8>>, Fault> {
        let place = format!("{}{name}", self.place);
        let path = match self.root.find(&place) {
            Found::File(path) => path,
            Found::Nothing => return Ok(None),
            Found::Folder(_) => return Err(Fault::damaged(format!("{place} is a folder instead of a file"))),
            Found::Refused(why) => return Err(Fault::unsupported(format!("{place} is not read: {why}"))),
        };
        let failed = |e: std::io::Error| Fault::damaged(format!("{place} cannot be read: {e}"));
        let length = std::fs::metadata(&path).map_err(failed)?.len();
        if length > most {
            return Err(Fault::TooLarge(format!("{place} has {length} bytes; the limit is {most}")));
        }
        std::fs::read(&path).map(Some).map_err(failed)
    }

    /// Number and bytes of the files inside, links left alone.
    pub fn stored(&self) -> (usize, u64) {
        count(&self.path.join(&self.place))
    }
}

/// True for a folder that is, or calls itself, an image or a plate of OME-Zarr: no folder of pictures.
pub fn is_picture_folder(path: &Path) -> bool {
    if !path.is_dir() {
        return false;
    }
    let named = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("zarr"));
    let described = || DESCRIPTIONS.iter().any(|name| path.join(name).is_file());
    // A group of Zarr may hold pictures in folders of classes.
    named
        || described()
            && Folder::open(path).and_then(|root| Node::read(&root)).is_ok_and(|node| node.is_picture())
}

/// Bytes of the file at `path`, or of all files in the folder `path`.
pub fn stored_bytes(path: &Path) -> u64 {
    match std::fs::metadata(path) {
        Ok(about) if about.is_dir() => count(path).1,
        Ok(about) => about.len(),
        Err(_) => 0,
    }
}

fn count(folder: &Path) -> (usize, u64) {
    let (mut files, mut bytes) = (0, 0);
    let mut open = vec![(folder.to_path_buf(), 0)];
    while let Some((folder, depth)) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() && depth < DEEPEST {
                open.push((entry.path(), depth + 1));
            } else if kind.is_file() && files < MOST_FILES {
                files += 1;
                bytes += entry.metadata().map_or(0, |about| about.len());
            }
        }
    }
    (files, bytes)
}
