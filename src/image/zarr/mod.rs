//! The reader of OME-Zarr 0.4 and 0.5 (Zarr 2 and 3): an image is all planes of its first multiscale's largest level.
//!
//! Arrays are read here rather than by a library, because every name, size and packed chunk in such a folder has to be
//! checked before it costs memory or leads anywhere; only Blosc's own unpacking is zarrs'.

mod array;
mod checksum;
mod chunks;
mod codec;
mod dtype;
mod folder;
mod metadata;
mod multiscale;
mod plate;
mod unpack;

use std::path::Path;

use super::error::Fault;
use super::open::check_size;
use super::stack::{Selection, StackSize};
use super::{Image, Samples};
use array::Array;
use folder::Folder;
pub use folder::{is_picture_folder, stored_bytes};
use metadata::Node;
use multiscale::Multiscale;
pub use plate::{Plate, PlateField, is_plate, read_plate};

/// Reads the planes that `selection` takes of the image in the folder at `path`.
pub(super) fn read(path: &Path, selection: &Selection) -> Result<Image, Fault> {
    let (about, array, mut warnings) = open(path)?;
    let taken = about.take(array.shape(), selection)?;
    let (samples, missing) = chunks::read(&array, &taken.ranges)?;
    if missing.absent > 0 {
        warnings.push(format!(
            "{} of {} chunks are not stored: their pixels are the fill value ({})",
            missing.absent,
            missing.of,
            array.fill_words()
        ));
    }
    let mut image = about.image(&taken, samples, warnings);
    if selection.maximum {
        project(&mut image)?;
    }
    Ok(image)
}

/// How many depths and time points the image in the folder at `path` has.
pub(super) fn stack_size(path: &Path) -> Result<StackSize, Fault> {
    let (about, array, _) = open(path)?;
    Ok(about.stack_size(array.shape()))
}

/// The description, the array of the largest level, and what is odd.
fn open(path: &Path) -> Result<(Multiscale, Array, Vec<String>), Fault> {
    let root = Folder::open(path)?;
    let node = Node::read(&root)?;
    let mut warnings = Vec::new();
    let mut place = String::new();
    let mut about = Multiscale::parse(&node.ome)?;
    if about.is_none() {
        if plate::is_plate_node(&node) {
            return Err(Fault::unsupported("it is a plate, not a single image: open it as a data set"));
        }
        if plate::is_well_node(&node) {
            return Err(Fault::unsupported(
                "it is a well of a plate, not a single image: open the whole plate as a data set",
            ));
        }
        if node.is_series() {
            // What bioformats2raw writes: numbered images side by side.
            let first = Node::read(&root.sub("0")?)?;
            about = Multiscale::parse(&first.ome)?;
            "0/".clone_into(&mut place);
            if root.has("1") {
                warnings.push("further image(s) of the folder are left out".to_owned());
            }
        }
    }
    let about = about.ok_or_else(|| {
        Fault::unsupported("it is a folder of Zarr without the description of an image (multiscales)")
    })?;
    let array = Array::open(root.sub(&format!("{place}{}", about.path()))?)?;
    about.check(array.shape())?;
    Ok((about, array, warnings))
}

/// The greatest value of all depths, for each channel, time point and pixel.
fn project(image: &mut Image) -> Result<(), Fault> {
    let mut out: Vec<((usize, usize), Samples)> = Vec::new();
    for p in 0..image.planes {
        let at = |of: &[usize]| of.get(p).copied().unwrap_or(0);
        let place = (at(&image.plane_channels), at(&image.plane_times));
        let plane = image.samples.gather(&[image.plane_range(p)]);
        match out.iter_mut().find(|(known, _)| *known == place) {
            Some((_, before)) => {
                before.keep_greater(&plane);
            }
            None => out.push((place, plane)),
        }
    }
    image.planes = out.len();
    image.plane_channels = out.iter().map(|(place, _)| place.0).collect();
    image.plane_times = out.iter().map(|(place, _)| place.1).collect();
    image.plane_depths = vec![0; out.len()];
    image.axes.retain(|axis| axis != 'Z');
    let mut planes = out.into_iter().map(|(_, plane)| plane);
    image.samples = planes.next().ok_or_else(|| Fault::damaged("it holds no plane"))?;
    for plane in planes {
        image.samples.append(plane);
    }
    Ok(())
}
