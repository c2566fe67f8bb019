//! [`RunInfo`]: a run, as its folder tells.

use super::course::Course;
use super::summary::Summary;
use augscope::evaluate::Report;
use augscope::pipeline::Pipeline;
use augscope::run::{EvaluationPart, Heartbeat, RunNotes, RunRecord, RunState, SealedExpectation};
use std::path::PathBuf;
use std::sync::Arc;

/// A run, as its folder tells.
#[derive(Clone, Debug)]
pub struct RunInfo {
    /// The folder.
    pub folder: PathBuf,
    /// The folder's name; of a run from elsewhere, with the folder it lies in where its name is taken.
    pub name: String,
    /// The number of its family: runs that differ in nothing but the seed have the same.
    pub family: usize,
    /// True of a run that lies elsewhere and was only opened here.
    pub linked: bool,
    /// What people wrote about it.
    pub notes: Arc<RunNotes>,
    /// What was asked.
    pub record: Arc<RunRecord>,
    /// The recipe of the record; `None` where this program does not understand it.
    pub recipe: Option<Arc<Pipeline>>,
    /// How it stands.
    pub state: RunState,
    /// Its last sign of life.
    pub heartbeat: Option<Heartbeat>,
    /// Its curves; of one among very many that nobody looks at, all but the curves.
    pub course: Arc<Course>,
    /// What lists say of its evaluation on the part for choosing; `None` where there is none.
    pub summary: Option<Arc<Summary>>,
    /// Its evaluation on the part for choosing; of one among very many only while it is ticked or looked at.
    pub report: Option<Arc<Report>>,
    /// Its evaluation on the sealed part, once that was opened; of one among very many as above.
    pub sealed: Option<Arc<Report>>,
    /// How often the sealed part was opened for it.
    pub openings: usize,
    /// What was expected of it before it was trained.
    pub expectation: Option<Arc<SealedExpectation>>,
    /// All words that it is found by, in small letters.
    pub text: Arc<str>,
}

impl RunInfo {
    /// Its evaluation on a part.
    pub fn report_on(&self, part: EvaluationPart) -> Option<&Arc<Report>> {
        match part {
            EvaluationPart::Choose => self.report.as_ref(),
            EvaluationPart::Report => self.sealed.as_ref(),
            EvaluationPart::Folds => None,
        }
    }

    /// True from when it is ticked or looked at, among very many, until its report was read.
    pub fn is_being_read(&self) -> bool {
        self.summary.is_some() && self.report.is_none()
    }

    /// What its process said last that it does, as in [`Heartbeat`]; "starting" before it said anything.
    pub fn phase(&self) -> &str {
        self.heartbeat.as_ref().map_or("starting", |beat| beat.phase.as_str())
    }

    /// Seconds until the last round, while rounds are being done.
    pub fn seconds_left(&self) -> Option<f64> {
        self.heartbeat.as_ref().filter(|beat| beat.phase == "training")?.seconds_left
    }
}

/// A state in one word.
pub fn state_word(state: RunState) -> &'static str {
    match state {
        RunState::Running => "running",
        RunState::Paused => "paused",
        RunState::Stale => "interrupted",
        RunState::Done => "done",
        RunState::Failed => "failed",
    }
}
