//! The window without a display: the whole loop, sliders, extremes, and a picture of every room.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

#[path = "../adapter/mod.rs"]
mod adapter;
#[allow(dead_code, unused_imports, reason = "the window itself; a test does not use all of it")]
#[path = "../../src/app/mod.rs"]
mod app;
mod cells_of_fields;
mod data_room;
mod extremes;
mod frames_never_wait;
#[cfg(unix)]
mod guide;
mod kept_runs;
mod pilot;
#[allow(dead_code, reason = "the sequences of the library count kinds too")]
#[path = "../edit_sequences/random_edit.rs"]
mod random_edit;
mod result_charts;
#[cfg(unix)]
mod same_numbers;
mod seeing;
mod slider;
mod snapshots;
#[cfg(unix)]
mod studies;
#[cfg(unix)]
mod training_choices;
mod warned;
mod warning_pictures;
mod whole_loop;
mod working;
mod working_pictures;
mod written_reasons;
mod written_runs;
