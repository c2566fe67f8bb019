//! [`Plate`]: the wells and fields of an OME-Zarr plate.

use std::path::Path;

use serde_json::Value;

use super::Fault;
use super::folder::Folder;
use super::metadata::{Node, words};
use crate::image::ImageError;

/// More wells or fields than a plate has.
const MOST_WELLS: usize = 4096;
/// More fields than a well has.
const MOST_FIELDS: usize = 100_000;

/// A plate: a folder of wells, each a folder of images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plate {
    /// The name that it was given.
    pub name: Option<String>,
    /// Its images.
    pub fields: Vec<PlateField>,
    /// What it names but does not hold, and why that is not read.
    pub left_out: Vec<(String, String)>,
}

/// One image of a well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlateField {
    /// The well, as `B03`.
    pub well: String,
    /// The name of its row.
    pub row: String,
    /// The name of its column.
    pub column: String,
    /// The image's name within the well.
    pub field: String,
    /// Where it lies in the plate, with `/`; nothing in it leads out.
    pub path: String,
}

pub(super) fn is_plate_node(node: &Node) -> bool {
    node.ome.get("plate").is_some_and(Value::is_object)
}

pub(super) fn is_well_node(node: &Node) -> bool {
    node.ome.get("well").is_some_and(Value::is_object)
}

/// True where the folder at `path` describes itself as a plate.
pub fn is_plate(path: &Path) -> bool {
    path.is_dir()
        && Folder::open(path).and_then(|root| Node::read(&root)).is_ok_and(|node| is_plate_node(&node))
}

/// Reads which wells and images the plate in the folder at `path` has. Reads no pixels.
///
/// # Errors
/// The folder is no plate, or its description contradicts itself.
pub fn read_plate(path: &Path) -> Result<Plate, ImageError> {
    read(path).map_err(|fault| fault.at(path))
}

fn read(path: &Path) -> Result<Plate, Fault> {
    let root = Folder::open(path)?;
    let node = Node::read(&root)?;
    let about = node.ome.get("plate").ok_or_else(|| Fault::unsupported("it is a folder without a plate"))?;
    let wells = about.get("wells").and_then(Value::as_array).filter(|wells| wells.len() <= MOST_WELLS);
    let wells = wells.ok_or_else(|| Fault::damaged("its description of the plate lists no wells"))?;
    let mut plate = Plate { name: about.get("name").and_then(words), ..Plate::default() };
    for (number, well) in wells.iter().enumerate() {
        let Some(name) = well.get("path").and_then(words) else {
            plate
                .left_out
                .push((format!("well {}", number + 1), "the plate says not where it lies".to_owned()));
            continue;
        };
        if let Err(why) = read_well(&root, about, well, &name, &mut plate) {
            plate.left_out.push((name, why));
        }
    }
    Ok(plate)
}

/// Adds the images of a well to the plate.
fn read_well(
    root: &Folder,
    about: &Value,
    well: &Value,
    name: &str,
    plate: &mut Plate,
) -> Result<(), String> {
    let words_of = |fault: Fault| match fault {
        Fault::Damaged(what) | Fault::Unsupported(what) | Fault::TooLarge(what) => what,
    };
    let folder = root.sub(name).map_err(words_of)?;
    let node = Node::read(&folder).map_err(words_of)?;
    let images = node.ome.get("well").and_then(|well| well.get("images")).and_then(Value::as_array);
    let images = images.filter(|images| images.len() <= MOST_FIELDS);
    let images = images.ok_or("its description lists no images")?;
    let (row, column) = place(about, well, name);
    let label = label(&row, &column);
    let plain = crate::job::plain_name(name)?;
    for (number, image) in images.iter().enumerate() {
        let field = image.get("path").and_then(words);
        let shown = field.clone().unwrap_or_else(|| format!("image {}", number + 1));
        let found = match field {
            None => Err("the well says not where it lies".to_owned()),
            Some(field) => folder.sub(&field).map_err(words_of).map(|_| field),
        };
        match found.and_then(|field| Ok((crate::job::plain_name(&field)?, field))) {
            Ok((inside, field)) => plate.fields.push(PlateField {
                well: label.clone(),
                row: row.clone(),
                column: column.clone(),
                field,
                path: format!("{plain}/{inside}"),
            }),
            Err(why) => plate.left_out.push((format!("{plain}/{shown}"), why)),
        }
    }
    Ok(())
}

/// The names of a well's row and column: by its numbers in the plate's lists, or out of its path `B/3`.
fn place(about: &Value, well: &Value, path: &str) -> (String, String) {
    let listed = |list: &str, index: &str| {
        let index = well.get(index)?.as_u64()?;
        about.get(list)?.get(index as usize)?.get("name").and_then(words)
    };
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let (first, second) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let row = listed("rows", "rowIndex").or_else(|| listed("rows", "row_index"));
    let column = listed("columns", "columnIndex").or_else(|| listed("columns", "column_index"));
    (row.unwrap_or_else(|| first.to_owned()), column.unwrap_or_else(|| second.to_owned()))
}

/// `B` and `3` as `B03`; other names as they are, one behind the other.
fn label(row: &str, column: &str) -> String {
    match column.parse::<u32>() {
        Ok(number) => format!("{row}{number:02}"),
        Err(_) => format!("{row}{column}"),
    }
}
