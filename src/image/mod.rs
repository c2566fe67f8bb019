//! Pictures as stored in their files, the readers of those files (one container a file), and their display.

mod beside;
mod brightest;
mod display;
mod error;
mod figures;
#[expect(clippy::module_inception, reason = "the file is named for the type that it holds")]
mod image;
mod join;
mod jpeg;
mod length_unit;
mod open;
mod piece;
mod planes;
mod png;
mod rescale;
mod samples;
mod stack;
mod tiff;
mod turn;
mod zarr;

pub use brightest::brightest;
pub use display::{ChannelDisplay, Display, PALETTE};
pub use error::ImageError;
pub(crate) use figures::hex;
pub use figures::{Figures, plane_figures, sha256_planes};
pub use image::Image;
pub use join::join_channels;
pub use open::{ReadOptions, is_picture_name, read, read_bytes, read_with, stack_size};
pub use planes::Planes;
pub use samples::Samples;
pub use stack::{Selection, StackChoice, StackSize, TChoice, ZChoice};
pub use tiff::ome_tiff;
pub use zarr::{Plate, PlateField, is_picture_folder, is_plate, read_plate, stored_bytes};
