//! What holds for every transform of the catalogue, whoever added it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod draws;
mod peers;
mod previews;
mod shaders;
