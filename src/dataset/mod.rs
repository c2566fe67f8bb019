//! Images in classes and groups, the parts they fall into, their intensity window, their values; simulated cells.

mod assign;
mod cache;
mod classes;
mod complete_path;
#[expect(clippy::module_inception, reason = "the file is named for the type that it holds")]
mod dataset;
mod error;
mod fingerprint;
mod folder;
mod histogram;
mod listing;
mod load_data;
mod open;
mod opened;
mod parts;
mod percentile;
mod pixel_size;
mod places;
mod reading;
mod relabel;
mod root;
pub mod simulate;
mod source;
mod table;
mod well;
mod window;
#[cfg(test)]
mod without_files;

pub use cache::ImageCache;
pub use classes::ClassRow;
pub use complete_path::complete_path;
pub use dataset::{Dataset, Item, LeftOut};
pub use error::DatasetError;
pub use fingerprint::fingerprint;
pub use histogram::{ChannelHistogram, channel_histograms};
pub use open::OpenOptions;
pub use parts::{Part, Parts};
pub use pixel_size::PixelSize;
pub use relabel::write_relabelled;
pub use well::WellPlace;
pub use window::{IntensityWindow, WindowRule};
