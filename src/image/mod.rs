//! Pictures as stored in their files, the readers of those files (one container a file), and their display.

mod brightest;
mod display;
mod error;
mod figures;
#[expect(clippy::module_inception, reason = "the file is named for the type that it holds")]
mod image;
mod join;
mod jpeg;
mod open;
mod piece;
mod planes;
mod png;
mod rescale;
mod samples;
mod stack;
mod tiff;

pub use brightest::brightest;
pub use display::{ChannelDisplay, Display, PALETTE};
pub use error::ImageError;
pub(crate) use figures::hex;
pub use figures::{Figures, plane_figures, sha256_planes};
pub use image::Image;
pub use join::join_channels;
pub use open::{is_picture_name, read, read_bytes};
pub use planes::Planes;
pub use samples::Samples;
pub use stack::{StackChoice, TChoice, ZChoice};
pub use tiff::ome_tiff;
