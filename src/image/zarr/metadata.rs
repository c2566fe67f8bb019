//! [`Node`]: the description of a folder of Zarr, whichever version wrote it.

use serde_json::Value;

use super::Fault;
use super::folder::Folder;

/// What a folder says of itself.
#[derive(Debug)]
pub(super) struct Node {
    /// What OME-Zarr says: `multiscales`, `omero`, `plate`, `well`. Null where there is nothing.
    pub ome: Value,
}

impl Node {
    /// Reads `zarr.json` (Zarr 3) or `.zattrs` (Zarr 2).
    pub fn read(folder: &Folder) -> Result<Self, Fault> {
        if let Some(node) = folder.json("zarr.json")? {
            let attributes = node.get("attributes").cloned().unwrap_or_default();
            // Some writers put 0.4's words into Zarr 3.
            let ome = attributes.get("ome").cloned().unwrap_or(attributes);
            return Ok(Self { ome });
        }
        match folder.json(".zattrs")? {
            // Some put the words of 0.5 into Zarr 2.
            Some(attributes) => Ok(Self { ome: attributes.get("ome").cloned().unwrap_or(attributes) }),
            None if folder.has(".zgroup") => Ok(Self { ome: Value::Null }),
            None => Err(Fault::unsupported("it is a folder without the description of an OME-Zarr image")),
        }
    }

    /// True for an image, a well, a plate, or images side by side.
    pub fn is_picture(&self) -> bool {
        ["multiscales", "plate", "well", "bioformats2raw.layout"]
            .iter()
            .any(|key| self.ome.get(key).is_some())
    }

    /// True for numbered images side by side, as bioformats2raw writes them.
    pub fn is_series(&self) -> bool {
        self.ome.get("bioformats2raw.layout").is_some()
    }
}

/// A text, or a number written as one.
pub(super) fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
