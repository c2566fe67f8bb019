//! Hostile files: damaged, lying about their size, or naming what they must not. None stops the program, fills the memory,
//! or leads out of the folder that was opened.
//!
//! `AUGSCOPE_MUTATIONS=10` makes ten times as many damaged files; `scripts/bars/mutations` does.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

mod allocator;
mod damaged;
mod mutate;
mod names;
mod sizes;
#[path = "../layouts/tiff_writer.rs"]
mod tiff_writer;
