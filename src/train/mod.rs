//! Pretraining: settings, optimisers, views made ahead, the loop and its events.

mod checkpoint;
mod config;
mod data_shape;
mod error;
mod event;
mod halt;
mod loader;
mod model;
pub mod optimizer;
mod order;
mod pretrain;
pub mod schedule;
mod step_bench;
mod step_input;
mod target;

pub use checkpoint::{Checkpoint, Checkpoints};
pub use config::{ConfigError, Preset, TrainConfig};
pub use data_shape::{DataShape, learnt_from};
pub use error::TrainError;
pub use event::{Event, Sink};
pub use halt::Halt;
pub use loader::{LoaderPlan, ViewBatch, load_views, views_of};
pub use model::{Model, StepResult};
pub use pretrain::{Course, Outcome, PretrainData, Probe, pretrain, steps_of};
pub use step_bench::StepBench;
pub use step_input::StepInput;

#[cfg(test)]
mod every_objective;
