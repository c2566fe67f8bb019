//! Results in forms that other programs open.

pub mod chart;
mod contact_sheet;
mod error;
mod png;
mod view_tiff;

pub use chart::{ClassChart, Mark, Series};
pub use contact_sheet::ContactSheet;
pub use error::ExportError;
pub use view_tiff::write_view;
