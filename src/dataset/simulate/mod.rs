//! Simulated cells: a data set whose classes differ from a reference in exactly one known factor each.

mod cell;
mod difficulty;
mod factors;
mod random;
mod write;

pub use difficulty::Difficulty;
pub use factors::CLASSES;
pub use write::{SimulateError, SimulateOptions, Simulated, simulate};
