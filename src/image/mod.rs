//! Pictures as stored in their files, and the readers of those files: one container a file.

mod planes;
mod samples;

pub use planes::Planes;
pub use samples::Samples;
