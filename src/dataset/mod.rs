//! Images in classes and groups, the parts they fall into, their intensity window, their values; simulated cells.

mod assign;
mod cache;
pub mod cells;
mod classes;
mod complete_path;
mod data_file;
#[expect(clippy::module_inception, reason = "the file is named for the type that it holds")]
mod dataset;
mod equal_pictures;
mod error;
mod expand;
mod fingerprint;
mod folder;
mod given_split;
mod histogram;
mod index;
mod listing;
mod load_data;
mod look;
mod open;
mod opened;
mod options;
mod parts;
mod pattern;
mod percentile;
mod pixel_size;
mod places;
mod plate_map;
mod relabel;
pub mod simulate;
mod source;
mod table;
mod unlabelled;
mod well;
mod window;
#[cfg(test)]
mod without_files;

pub use cache::ImageCache;
pub use classes::ClassRow;
pub use complete_path::complete_path;
pub use data_file::DataFile;
pub use dataset::{Dataset, Item, LeftOut};
pub use error::DatasetError;
pub use fingerprint::fingerprint;
pub use folder::picture_names;
pub use histogram::{ChannelHistogram, channel_histograms};
pub use options::{OpenOptions, Reading};
pub use parts::{Part, Parts};
pub use pattern::{FilePattern, PATTERN_PRESETS, PatternPreset, PatternPreview};
pub use pixel_size::PixelSize;
pub use plate_map::{Control, MappedWell, PlateMap};
pub use relabel::write_relabelled;
pub use table::is_table_name;
pub use well::WellPlace;
pub use window::{IntensityWindow, WindowRule};
