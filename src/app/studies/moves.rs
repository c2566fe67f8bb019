//! [`StudyMove`]: what the Studies room asks for, and carrying it out.

use super::cluster::ClusterMove;
use super::draft::StudyDraft;
use crate::app::App;
use crate::app::view::{Gravity, Overlay, Room};
use augscope::pipeline::PipelineFile;
use augscope::run::engine::local::Tickets;
use std::path::PathBuf;

/// What the Studies room asks for. Studies are named by their folders, tickets of the queue by theirs.
#[derive(Clone, Debug)]
pub enum StudyMove {
    /// Changes what is being put together.
    Draft(Box<StudyDraft>),
    /// Writes it, and hands it to the queue of this computer where that is asked for.
    Begin {
        /// Whether it is to be trained here.
        queued: bool,
    },
    /// Shows a study.
    Choose(String),
    /// Adds runs to a study: what it changes becomes the draft.
    AddTo(String),
    /// Hands a study to the queue: what failed is tried anew, what was paused goes on.
    Enqueue(String),
    /// Sees to it that a queue is at work.
    Serve,
    /// Pauses the study of a ticket, or goes on.
    Pause(String, bool),
    /// Gives the study of a ticket a priority.
    Priority(String, i64),
    /// Moves a ticket before the one before it, or behind the one behind it, among those of its priority.
    Reorder(String, Towards),
    /// Takes a ticket out of the queue.
    Withdraw(String),
    /// Shows the runs of a study that are done in the Results room.
    Results(String),
    /// Shows one of them.
    Run(String, usize),
    /// Puts a recipe of a study beside those of the project.
    UseRecipe(String, usize),
    /// Writes the page of a study.
    Report(String),
    /// Writes its tables, figures and page into a folder.
    Export(String),
    /// Asks whether the sealed part is to be opened for the runs of these recipes.
    Sealed(String, Vec<usize>),
    /// Something on a cluster.
    Cluster(ClusterMove),
}

/// A direction in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Towards {
    /// Sooner.
    Front,
    /// Later.
    Back,
}

impl App {
    /// Carries out what the Studies room asks for.
    pub(in crate::app) fn study(&mut self, step: StudyMove) {
        match step {
            StudyMove::Draft(draft) => self.document.set_study(*draft),
            StudyMove::Begin { queued } => self.begin_study(queued),
            StudyMove::Choose(name) => self.view.study = Some(name),
            StudyMove::AddTo(name) => {
                if let Some(study) = self.runs.studies.named(&name) {
                    let draft = StudyDraft::adding_to(&name, study.study());
                    self.document.set_study(draft);
                }
            }
            StudyMove::Enqueue(name) => self.enqueue(&name),
            StudyMove::Serve => self.change_queue(|_| Ok(())),
            StudyMove::Pause(ticket, paused) => {
                self.change_queue(move |tickets| tickets.change(&ticket, |ticket| ticket.paused = paused));
            }
            StudyMove::Priority(ticket, priority) => {
                self.change_queue(move |tickets| {
                    tickets.change(&ticket, |ticket| ticket.priority = priority)
                });
            }
            StudyMove::Reorder(ticket, towards) => {
                self.change_queue(move |tickets| reorder(tickets, &ticket, towards));
            }
            StudyMove::Withdraw(ticket) => self.change_queue(move |tickets| tickets.remove(&ticket)),
            StudyMove::Results(name) => self.show_study(&name, |_| true),
            StudyMove::Run(name, number) => self.show_study(&name, |run| run == number),
            StudyMove::UseRecipe(name, number) => self.use_recipe(&name, number),
            StudyMove::Report(name) => self.write_study_report(&name),
            StudyMove::Export(name) => self.export_study(&name),
            StudyMove::Sealed(name, recipes) => {
                let runs: Vec<usize> = self.runs.studies.named(&name).map_or_else(Vec::new, |study| {
                    let of =
                        |(_, run): &(usize, &augscope::run::study::PlannedRun)| recipes.contains(&run.recipe);
                    study.plan.runs.iter().enumerate().filter(of).map(|(number, _)| number).collect()
                });
                self.show_study(&name, |run| runs.contains(&run));
                self.view.overlay = Overlay::Sealed;
            }
            StudyMove::Cluster(step) => self.on_cluster(step),
        }
        self.runs.studies.look_again();
    }

    /// Puts a recipe of a study into the Design room.
    fn use_recipe(&mut self, name: &str, number: usize) {
        let Some(variant) = self.runs.studies.named(name).and_then(|study| study.recipe(number)) else {
            return;
        };
        let mut pipeline = variant.pipeline.clone();
        pipeline.name = format!("{name} {}", variant.name);
        let said = format!("the recipe {} is in the Design room now", pipeline.name);
        self.execute(crate::app::command::Command::AddRecipe(Box::new(PipelineFile::new(pipeline))));
        self.view.room = Room::Design;
        self.view.say(Gravity::Note, said);
    }

    /// Lists the runs of a study in the Results room and ticks those that are wanted and done.
    fn show_study(&mut self, name: &str, wanted: impl Fn(usize) -> bool) {
        let Some(study) = self.runs.studies.named(name) else { return };
        let runs = study.folder.join("runs");
        let done = study.runs.iter().enumerate().filter(|(_, cell)| cell.accuracy.is_some());
        let ticking: Vec<PathBuf> = done
            .filter(|(number, _)| wanted(*number))
            .filter_map(|(number, _)| study.run_folder(number))
            .collect();
        if ticking.is_empty() {
            return self.view.say(Gravity::Note, "no run of the study is done yet");
        }
        let mut results = self.document.project().results.clone();
        results.ticked.clear();
        if !results.linked.contains(&runs) {
            results.linked.push(runs);
        }
        if ticking.len() > 1 {
            "ranking".clone_into(&mut results.chart);
        }
        self.document.set_results(results);
        self.view.ticking = ticking;
        self.runs.watch_also(self.document.watched_runs());
        self.tick_seen();
        self.view.room = Room::Results;
    }

    /// Ticks the runs that are to be ticked, as soon as they are on the list.
    pub(in crate::app) fn tick_seen(&mut self) {
        if self.view.ticking.is_empty() {
            return;
        }
        let seen: Vec<(PathBuf, String)> = self
            .view
            .ticking
            .iter()
            .filter_map(|folder| {
                let run = self.runs.list().iter().find(|run| run.folder == *folder)?;
                Some((folder.clone(), run.name.clone()))
            })
            .collect();
        if seen.is_empty() {
            return;
        }
        let mut results = self.document.project().results.clone();
        for (folder, name) in seen {
            self.view.ticking.retain(|wanted| *wanted != folder);
            if !results.ticked.contains(&name) {
                results.ticked.push(name);
            }
        }
        self.document.set_results(results);
    }
}

fn reorder(
    tickets: &Tickets,
    name: &str,
    towards: Towards,
) -> Result<(), augscope::run::engine::EngineError> {
    let (list, _) = tickets.list()?;
    let Some((_, moved)) = list.iter().find(|(known, _)| known == name) else { return Ok(()) };
    let same: Vec<&String> =
        list.iter().filter(|(_, ticket)| ticket.priority == moved.priority).map(|(name, _)| name).collect();
    let Some(place) = same.iter().position(|known| *known == name) else { return Ok(()) };
    let to = match towards {
        Towards::Front => place.saturating_sub(1),
        Towards::Back => place + 1,
    };
    tickets.move_to(name, to)
}
