//! Pipelines: ordered transforms with their settings, their file, and applying them on the CPU.

mod beyond;
mod chain;
mod edit;
mod error;
mod excerpt;
mod file;
mod input;
mod lengths;
mod presets;
mod resample;
mod setting_text;
mod step;
mod strength;
mod sweep;
mod tents;
mod tile;
mod views;
mod warp;

pub use beyond::Beyond;
pub use chain::{Chain, ChainStep, Segment, View};
pub use edit::{Edit, EditError};
pub use error::PipelineError;
pub use file::PipelineFile;
pub use input::{InputError, PipelineInput};
pub use lengths::Lengths;
pub use presets::{PRESETS, load};
pub use resample::Sampling;
pub use step::{Column, Group, Pipeline, Step};
pub use strength::STRENGTHS;
pub use sweep::{Sweep, first_steps, with_value};
pub use views::{Views, source_window};
pub use warp::Bend;
