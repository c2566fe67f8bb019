//! The run folder: what is in it, how a run is carried out into it, and its state as read from it.

mod assessment;
mod error;
mod event_log;
mod execute;
mod folder;
mod heartbeat;
mod material;
mod openings;
mod record;
mod state;

pub use assessment::{EvaluationPart, evaluate_run};
pub use error::RunError;
pub use event_log::EventLog;
pub use execute::{RunRequest, RunResult, execute};
pub use folder::RunFolder;
pub use heartbeat::{Heartbeat, HeartbeatKeeper};
pub use material::Material;
pub use record::{DataRecord, RunRecord};
pub use state::{RunState, state};
