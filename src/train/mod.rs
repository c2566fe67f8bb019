//! Pretraining: settings, optimisers, views made ahead, the loop and its events.

mod alarms;
mod broken;
mod checkpoint;
mod config;
mod data_shape;
mod epoch_sums;
mod error;
mod estimate;
mod event;
mod gradients;
mod halt;
mod loader;
mod memory;
mod micro_batch;
mod model;
pub mod optimizer;
mod order;
mod presets;
mod pretrain;
pub mod schedule;
mod spread;
mod step_bench;
mod step_input;
mod target;

pub use checkpoint::{Checkpoint, Checkpoints};
pub use config::{ConfigError, TrainConfig};
pub use data_shape::{DataShape, learnt_from};
pub use error::TrainError;
pub use estimate::{Estimate, estimate};
pub use event::{Event, Sink};
pub use halt::Halt;
pub use loader::{LoaderPlan, ViewBatch, load_views, views_of};
pub use memory::{fit_batch, peak_memory};
pub use model::{Model, StepResult};
pub use presets::{Preset, head_of_the_papers};
pub use pretrain::{Course, Outcome, PretrainData, Probe, pretrain, steps_of};
pub use spread::{Spread, spread};
pub use step_bench::StepBench;
pub use step_input::StepInput;

#[cfg(test)]
mod every_objective;
#[cfg(test)]
mod full_card;
