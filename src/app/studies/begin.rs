//! Handing studies to the queue of this machine, and seeing to it that a queue is at work.

use super::written::{StudyInput, safe};
use crate::app::App;
use crate::app::chores::News;
use crate::app::runs::{keep_awake, outlive_the_window};
use crate::app::view::{Gravity, Room};
use augscope::pipeline::PipelineFile;
use augscope::run::engine::local::{Local, Tickets};
use augscope::run::engine::{Engine, StudyJob};
use augscope::run::study::Plan;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

impl App {
    /// What the draft is about now.
    pub(in crate::app) fn study_input(&self) -> StudyInput {
        let project = self.document.project();
        let there = project.study.adds_to.as_ref().and_then(|name| self.runs.studies.named(name));
        let there = there.and_then(|study| {
            let base = PipelineFile::new(study.base()?.clone());
            Some((Arc::new(study.study().clone()), Arc::new(base)))
        });
        StudyInput::new(project, &self.context().trainer().device, there)
    }

    /// Writes the study that was put together, and hands it to the queue of this computer where it is `queued`.
    pub(super) fn begin_study(&mut self, queued: bool) {
        let input = self.study_input();
        let studies = self.document.studies_folder();
        let known = |name: &str| self.runs.studies.named(name).is_some() || studies.join(name).exists();
        let name = match &input.draft.adds_to {
            Some(name) => name.clone(),
            None => free_name(&safe(&input.name()), known),
        };
        let folder = studies.join(&name);
        let priority = self
            .runs
            .studies
            .named(&name)
            .and_then(|study| study.ticket.as_ref())
            .map_or(0, |(_, ticket, _)| ticket.priority);
        let mut draft = self.document.project().study.clone();
        (draft.adds_to, draft.name) = (None, String::new());
        self.document.set_study(draft);
        self.view.study = Some(name);
        self.view.room = Room::Studies;
        let tickets = self.runs.studies.tickets.clone();
        let program = self.queue_program();
        self.system.chores.run("begin study", move || {
            let written = input.write(&folder);
            if !queued {
                return match written.and_then(|file| prepared(&file, &folder)) {
                    Ok(_) => News::Said(Gravity::Note, "the study is written; nothing of it is begun".into()),
                    Err(words) => News::Said(Gravity::Failure, words),
                };
            }
            let handed = written.and_then(|file| hand_over(&program, &file, &folder, &tickets, priority));
            served(handed, &program, &tickets)
        });
    }

    /// Hands a study to the queue again: what failed is tried anew, what was paused goes on.
    pub(super) fn enqueue(&self, name: &str) {
        let Some(study) = self.runs.studies.named(name) else { return };
        let (file, folder) = (study.file.clone(), study.folder.clone());
        let priority = study.ticket.as_ref().map_or(0, |(_, ticket, _)| ticket.priority);
        let (program, tickets) = (self.queue_program(), self.runs.studies.tickets.clone());
        self.system.chores.run("queue study", move || {
            served(hand_over(&program, &file, &folder, &tickets, priority), &program, &tickets)
        });
    }

    /// Goes on, once after the window was opened, with what waits in the queue since the computer was restarted.
    pub(in crate::app) fn go_on_with_queue(&mut self) {
        if self.runs.studies.is_left_waiting() {
            self.change_queue(|_| Ok(()));
        }
    }

    /// Changes the queue on a thread, and sees to it that somebody takes notice.
    pub(super) fn change_queue(
        &self,
        change: impl FnOnce(&Tickets) -> Result<(), augscope::run::engine::EngineError> + Send + 'static,
    ) {
        let (program, tickets) = (self.queue_program(), self.runs.studies.tickets.clone());
        self.system.chores.run("change queue", move || {
            served(change(&tickets).map_err(|error| error.to_string()), &program, &tickets)
        });
    }

    /// The program that carries out runs: the one that trains on what was chosen.
    fn queue_program(&self) -> PathBuf {
        self.context().trainer().program.clone().unwrap_or_else(|| self.runs.program().to_path_buf())
    }
}

/// The first name that is not taken.
fn free_name(stem: &str, taken: impl Fn(&str) -> bool) -> String {
    let named = |number: u32| if number == 1 { stem.to_owned() } else { format!("{stem} {number}") };
    (1..u32::MAX).map(named).find(|name| !taken(name)).unwrap_or_else(|| stem.to_owned())
}

fn not_begun(error: &dyn std::fmt::Display) -> String {
    format!("the study was not begun: {error}")
}

/// The runs of a study whose folder is made ready for them.
fn prepared(file: &Path, out: &Path) -> Result<Plan, String> {
    let plan = Plan::new(file, out, None, 0).map_err(|error| not_begun(&error))?;
    plan.prepare(file).map_err(|error| not_begun(&error))?;
    Ok(plan)
}

/// Puts a study into the queue.
fn hand_over(
    program: &Path,
    file: &Path,
    out: &Path,
    tickets: &Tickets,
    priority: i64,
) -> Result<(), String> {
    let plan = prepared(file, out)?;
    let all: Vec<usize> = (0..plan.runs.len()).collect();
    let job = StudyJob {
        program: program.to_path_buf(),
        study: file.to_path_buf(),
        out: out.to_path_buf(),
        data: None,
        threads: 0,
        plan,
    };
    Local { tickets: tickets.clone(), priority }.submit(&job, &all).map_err(|error| not_begun(&error))
}

/// What is to be said: why a change of the queue failed, or how the queue ended that had to be started for it.
fn served(changed: Result<(), String>, program: &Path, tickets: &Tickets) -> News {
    match changed.and_then(|()| serve(program, tickets)) {
        Ok(()) => News::Nothing,
        Err(words) => News::Said(Gravity::Failure, words),
    }
}

/// Starts a queue where none is at work, and waits for its end. It outlives the window.
fn serve(program: &Path, tickets: &Tickets) -> Result<(), String> {
    let refused = |error: &dyn std::fmt::Display| format!("the queue could not be started: {error}");
    if tickets.is_served() {
        return Ok(());
    }
    let log = tickets.folder().join("queue.log");
    std::fs::create_dir_all(tickets.folder()).map_err(|error| refused(&error))?;
    let output = File::create(&log).map_err(|error| refused(&error))?;
    let errors = output.try_clone().map_err(|error| refused(&error))?;
    let mut command = Command::new(program);
    command.arg("queue").arg(tickets.folder());
    command.stdin(Stdio::null()).stdout(Stdio::from(output)).stderr(Stdio::from(errors));
    command.env(augscope::job::BACKGROUND, "1");
    outlive_the_window(&mut command);
    let mut child = command.spawn().map_err(|error| refused(&error))?;
    let awake = keep_awake(child.id());
    let status = child.wait().map_err(|error| refused(&error))?;
    if let Some(mut awake) = awake {
        let _ = awake.kill();
        let _ = awake.wait();
    }
    // 130: it was paused. That another one was quicker, or that runs failed, is seen beside the runs.
    if status.success() || matches!(status.code(), Some(130)) || tickets.is_served() {
        return Ok(());
    }
    let said = std::fs::read_to_string(&log).unwrap_or_default();
    let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it said nothing");
    Err(format!("the queue ended: {}", last.trim_start_matches("augscope: ")))
}
