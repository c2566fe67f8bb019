//! Results in forms that other programs open.

pub mod chart;
mod error;

pub use chart::{ClassChart, Mark, Series};
pub use error::ExportError;
