//! Pipelines: ordered transforms with their settings, their file, and applying them on the CPU.

mod chain;
mod edit;
mod error;
mod file;
mod input;
mod presets;
mod resample;
mod setting_text;
mod step;
mod views;
mod warp;

pub use chain::{Chain, ChainStep, Segment, View};
pub use edit::{Edit, EditError};
pub use error::PipelineError;
pub use file::PipelineFile;
pub use input::{InputError, PipelineInput};
pub use presets::{PRESETS, load};
pub use resample::Sampling;
pub use step::{Column, Group, Pipeline, Step};
pub use views::{Views, source_window};
pub use warp::Bend;
