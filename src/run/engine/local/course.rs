//! [`Course`]: a process that does one run of the queue, from its start to why it ended.

use super::attempts::{Vain, log};
use super::ticket::failed;
use crate::run::engine::{EngineError, StudyJob};
use crate::run::event_log::last_event;
use crate::run::study::{PlannedRun, run_is_taken};
use crate::run::{Order, RunFolder, RunState, give_order, state};
use crate::train::Event;
use std::fs::File;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Instant;

/// `SIGKILL`; this number is the same on all systems.
const KILL: i32 = 9;
/// Signals by which a process is asked to end: `SIGHUP`, `SIGINT`, `SIGQUIT`, `SIGTERM`. All others that end one are its own
/// doing.
const REQUESTS: [i32; 4] = [1, 2, 3, 15];

/// A run that is at work.
pub(super) struct Course {
    /// Name of the study's ticket.
    pub ticket: String,
    /// Name of the run.
    pub run: String,
    pub folder: RunFolder,
    pub threads: usize,
    pub bytes: u64,
    pub since: Instant,
    /// True once the queue has asked it for a pause.
    pub asked: bool,
    /// None where an earlier queue, or somebody else, started it.
    child: Option<Child>,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// Its process says that it is done.
    Done,
    /// It was paused.
    Paused,
    /// In vain, and why.
    InVain(Vain, String),
}

impl Ended {
    /// How a process ended that gave no exit code: somebody ended it, or it crashed.
    fn by_signal(status: ExitStatus) -> Self {
        let outside = || format!("its process was ended from outside ({status})");
        match signal(status) {
            Some(KILL) => Self::InVain(Vain::Killed, outside()),
            Some(number) if !REQUESTS.contains(&number) => {
                Self::InVain(Vain::Failed, format!("the program crashed ({status})"))
            }
            _ => Self::InVain(Vain::Lost, outside()),
        }
    }
}

/// The signal that ended a process, where there are signals.
fn signal(status: ExitStatus) -> Option<i32> {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal = {
        let _ = status;
        None
    };
    signal
}

impl Course {
    /// Starts a process for `run`. It is none of this process's group, so that it outlives the queue.
    pub fn start(
        job: &StudyJob,
        ticket: &str,
        run: &PlannedRun,
        threads: usize,
        bytes: u64,
    ) -> Result<Self, EngineError> {
        let folder = run.request.folder.clone();
        let path = log(&folder);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(failed(parent, "written"))?;
        }
        let output = File::create(&path).map_err(failed(&path, "written"))?;
        let errors = output.try_clone().map_err(failed(&path, "written"))?;
        let mut command = Command::new(&job.program);
        command.args(job.arguments_with(run, threads));
        command.stdin(Stdio::null()).stdout(Stdio::from(output)).stderr(Stdio::from(errors));
        of_its_own(&mut command);
        let child = command.spawn().map_err(|source| EngineError::NoProgram {
            program: job.program.display().to_string(),
            source,
        })?;
        let (ticket, run) = (ticket.to_owned(), run.name.clone());
        Ok(Self {
            ticket,
            run,
            folder,
            threads,
            bytes,
            since: Instant::now(),
            asked: false,
            child: Some(child),
        })
    }

    /// A run that somebody else's process is at work on.
    pub fn of_another(ticket: &str, run: &PlannedRun, bytes: u64) -> Self {
        let folder = run.request.folder.clone();
        let threads = folder.record().map_or(1, |record| record.config.threads.max(1));
        let (ticket, run) = (ticket.to_owned(), run.name.clone());
        Self { ticket, run, folder, threads, bytes, since: Instant::now(), asked: false, child: None }
    }

    /// Asks it for a pause. To be repeated: a process that is just starting takes orders of before away.
    pub fn pause(&mut self) {
        self.asked = true;
        // Before it has a folder, or after it has gone, there is nobody to tell.
        let _ = give_order(&self.folder, Order::Pause);
    }

    /// How it ended; none while it is at work.
    pub fn ended(&mut self) -> Option<Ended> {
        let Some(child) = &mut self.child else {
            let state = state(&self.folder);
            let at_work = run_is_taken(&self.folder) || state.as_ref().is_ok_and(|s| *s == RunState::Running);
            return if at_work { None } else { Some(self.by_folder()) };
        };
        match child.try_wait() {
            Ok(status) => status.map(|status| self.by_status(status)),
            Err(error) => {
                let words = format!("its process could not be looked after: {error}");
                Some(Ended::InVain(Vain::Failed, words))
            }
        }
    }

    /// What the folder says of a run that nobody is at work on.
    fn by_folder(&self) -> Ended {
        match state(&self.folder) {
            Ok(RunState::Done) => Ended::Done,
            Ok(RunState::Failed) => Ended::InVain(Vain::Failed, self.reason(None)),
            Ok(RunState::Paused) => Ended::Paused,
            _ => Ended::InVain(Vain::Lost, "its process is gone without a word".into()),
        }
    }

    fn by_status(&self, status: ExitStatus) -> Ended {
        match status.code() {
            Some(0) => Ended::Done,
            Some(130) => Ended::Paused,
            Some(2) => Ended::InVain(Vain::Hopeless, self.reason(Some(status))),
            Some(_) => Ended::InVain(Vain::Failed, self.reason(Some(status))),
            None => Ended::by_signal(status),
        }
    }

    /// What the run said last: in its folder, or else on its way there.
    fn reason(&self, status: Option<ExitStatus>) -> String {
        let said = std::fs::read_to_string(log(&self.folder)).unwrap_or_default();
        let line = said.lines().rev().find_map(|line| line.strip_prefix("augscope: ").map(str::to_owned));
        let event = match last_event(&self.folder.file("events.jsonl")) {
            Some(Event::Failed { text }) => Some(text),
            _ => None,
        };
        let last = said.lines().rev().find(|line| !line.trim().is_empty()).map(str::to_owned);
        let nothing = || match status {
            Some(status) => format!("it ended with {status} and said nothing"),
            None => "it said nothing".into(),
        };
        // An event may be of an attempt before; what this one printed is of this one.
        line.or(event).or(last).unwrap_or_else(nothing)
    }
}

/// What ends the queue does not end the run.
fn of_its_own(command: &mut Command) {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        command.process_group(0);
    }
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt;
        const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;
        const CREATE_NO_WINDOW: u32 = 0x0800_0000;
        command.creation_flags(CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW);
    }
}
