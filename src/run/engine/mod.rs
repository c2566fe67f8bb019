//! Engines: what carries out the runs of a study. Each run is a process of its own, the same one everywhere:
//! `augscope study STUDY --out DIR --only NAME`.
//!
//! An engine starts these processes and says which of them have not begun and why. How a run stands is never asked of it:
//! that is read from the run's folder by [`crate::run::state`].

mod call;
mod error;
pub mod hyperqueue;
mod job;
mod lists;
pub mod local;
mod open_runs;
mod quote;
pub mod slurm;

pub use error::EngineError;
pub use job::StudyJob;
pub use open_runs::open_runs;

/// A run that was handed over and has not ended, as the scheduler sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its number in the plan.
    pub run: usize,
    /// True where a process was started for it, as far as the scheduler knows.
    pub begun: bool,
    /// The scheduler's word for its state ("PENDING").
    pub state: String,
    /// Why it waits, in the scheduler's words ("Resources"); empty where it says nothing.
    pub reason: String,
}

/// What carries out the runs of a study.
pub trait Engine {
    /// Hands over the runs with these numbers. A run that is done, runs or was handed over before is passed over, so
    /// that the same may be asked again after anything that went wrong.
    ///
    /// # Errors
    /// Where the engine takes none or only some of them.
    fn submit(&self, job: &StudyJob, runs: &[usize]) -> Result<(), EngineError>;

    /// The runs that were handed over and have not ended.
    ///
    /// # Errors
    /// Where the scheduler does not answer.
    fn look(&self, job: &StudyJob) -> Result<Vec<Waiting>, EngineError>;

    /// Takes back all runs of the study: those that wait do not begin, those that run are paused.
    ///
    /// # Errors
    /// Where the scheduler does not answer.
    fn cancel(&self, job: &StudyJob) -> Result<(), EngineError>;
}
