//! The run folder: what is in it, how a run is carried out into it, and its state as read from it.

mod assessment;
mod comparison;
mod control;
mod differences;
mod embed_data;
mod encoder_file;
pub mod engine;
mod error;
mod evaluation_part;
mod event_log;
mod event_reader;
mod execute;
mod expectation;
mod exported;
mod family_key;
pub mod figures;
mod folder;
mod given_weights;
mod heartbeat;
mod list;
mod material;
mod notes;
mod of_study;
mod openings;
mod plate_rows;
mod predictions;
mod process;
mod recipe_words;
mod record;
mod state;
pub mod study;
pub mod why;
pub mod write_up;

pub use assessment::evaluate_run;
pub use comparison::{
    ComparedRecipe, ComparedRun, Comparison, ComparisonError, ComparisonRequest, RecipeContrast,
    WellDifferences, WellFigure, compare_runs,
};
pub use control::{Order, give_order};
pub use differences::{
    differences, differences_but_seed, recipe_differences, same_but_seed, setting_differences,
};
pub use embed_data::{EmbeddedData, embed_data, reading_of_run};
pub use error::RunError;
pub use evaluation_part::EvaluationPart;
pub use event_log::EventLog;
pub use event_reader::{EventReader, TimedEvent};
pub use execute::{RunRequest, RunResult, execute};
pub use expectation::{CameOut, SealedExpectation};
pub use exported::{ExportedRun, export_run_folder};
pub use family_key::family_key;
pub use folder::RunFolder;
pub use given_weights::{Given, GivenWeights, WeightFiles};
pub use heartbeat::{Heartbeat, HeartbeatKeeper, heartbeat};
pub use list::list_runs;
pub use material::Material;
pub use notes::RunNotes;
pub use of_study::OfStudy;
pub use openings::report_openings;
pub use predictions::{Prediction, read_predictions};
pub use recipe_words::{step_settings, step_share};
pub use record::{DataRecord, RunRecord};
pub use state::{RunState, state};
pub use why::{Doubt, PlateColumns, Why, WhyRequest, explain_run};
