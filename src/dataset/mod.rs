//! Images in classes and groups, the parts they fall into, their intensity window; simulated cells.

mod cache;
#[expect(clippy::module_inception, reason = "the file is named for the type that it holds")]
mod dataset;
mod error;
mod fingerprint;
mod folder;
mod listing;
mod open;
mod parts;
mod percentile;
mod root;
pub mod simulate;
mod table;
mod window;

pub use cache::ImageCache;
pub use dataset::{Dataset, Item, LeftOut};
pub use error::DatasetError;
pub use fingerprint::fingerprint;
pub use open::OpenOptions;
pub use parts::{Part, Parts};
pub use window::{IntensityWindow, WindowRule};
