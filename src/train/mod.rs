//! Pretraining: settings, optimisers, views made ahead, the loop and its events.

mod checkpoint;
mod config;
mod error;
mod event;
mod halt;
mod loader;
mod model;
pub mod optimizer;
mod order;
mod presets;
mod pretrain;
pub mod schedule;
mod step_bench;

pub use checkpoint::{Checkpoint, Checkpoints};
pub use config::{ConfigError, TrainConfig};
pub use error::TrainError;
pub use event::{Event, Sink};
pub use halt::Halt;
pub use loader::{LoaderPlan, ViewBatch, load_views, views_of};
pub use model::{Model, StepResult};
pub use presets::Preset;
pub use pretrain::{Course, Outcome, PretrainData, Probe, pretrain, steps_of};
pub use step_bench::StepBench;
