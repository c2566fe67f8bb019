//! [`StudyJob`]: a study as an engine gets it.

use crate::run::study::{Plan, PlannedRun};
use std::path::PathBuf;

/// A study as an engine gets it. Paths are absolute, since processes may be started elsewhere.
#[derive(Clone, Debug)]
pub struct StudyJob {
    /// The program to start.
    pub program: PathBuf,
    /// The study's file.
    pub study: PathBuf,
    /// The study's folder.
    pub out: PathBuf,
    /// The images, where others than the study's file names are meant.
    pub data: Option<PathBuf>,
    /// Threads of a run; 0 leaves it to the engine.
    pub threads: usize,
    /// The runs.
    pub plan: Plan,
}

impl StudyJob {
    /// The run with this number.
    pub fn run(&self, number: usize) -> Option<&PlannedRun> {
        self.plan.runs.get(number)
    }

    /// The number of the run called `name`.
    pub fn number_of(&self, name: &str) -> Option<usize> {
        self.plan.runs.iter().position(|run| run.name == name)
    }

    /// The arguments of the process that does one run.
    pub fn arguments(&self, run: &PlannedRun) -> Vec<std::ffi::OsString> {
        self.arguments_with(run, self.threads)
    }

    /// The same with other `threads`.
    pub fn arguments_with(&self, run: &PlannedRun, threads: usize) -> Vec<std::ffi::OsString> {
        let mut arguments: Vec<std::ffi::OsString> =
            vec!["study".into(), (&self.study).into(), "--out".into(), (&self.out).into()];
        if let Some(data) = &self.data {
            arguments.extend(["--data".into(), data.into()]);
        }
        arguments.extend(["--threads".into(), threads.to_string().into()]);
        arguments.extend(["--only".into(), (&run.name).into()]);
        arguments
    }
}
