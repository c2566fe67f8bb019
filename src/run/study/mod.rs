//! Studies: several recipes on the same images with the same seeds, and whether what was expected came out.
//!
//! A study is a file, written before its first run, and a folder: the file as it was then, a run for every recipe and
//! seed, and `study.json`. What is done is read from the runs' folders, so a study goes on wherever it was stopped.

mod axes;
mod carry_out;
mod error;
mod export;
mod figures;
mod file;
mod forecast;
mod long_table;
mod only;
mod outcome;
mod page;
mod plan;
mod recipe_table;

#[cfg(test)]
mod going_on_tests;
#[cfg(test)]
mod tests;

pub use axes::{AxisPoint, Level, StudySweep, Variant};
pub use carry_out::{StudyResult, carry_out};
pub use error::StudyError;
pub use export::{export, study_table};
pub use figures::{StudyCharts, study_charts};
pub use file::{
    Expectation, Expected, SimulatedCells, StudyBase, StudyData, StudyFile, StudyPart, StudyRecipe, Subject,
};
pub use forecast::{Forecast, KindForecast, PlannedName, forecast};
pub use long_table::{Entries, LongTable};
pub use only::carry_out_only;
pub(in crate::run) use only::run_is_taken;
pub use outcome::{ExpectationOutcome, Finding, StudyOutcome, study_outcome};
pub use page::{expectation_blocks, study_page};
pub use plan::{Plan, PlannedRun, variants_of};
pub use recipe_table::RecipeRow;
