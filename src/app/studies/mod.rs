//! Studies in the window: put together by clicks, handed to a queue, watched in their folders.

mod begin;
mod cluster;
mod cost;
mod draft;
mod forecast;
mod info;
mod moves;
mod outcome;
mod preview;
mod shown;
mod watch;
mod written;

pub use cluster::{ClusterMove, ClusterSaid};
pub use cost::{Cost, CostKey};
pub use draft::{StudyDraft, SweepDraft, What};
pub use forecast::Forecast;
pub use info::{Reached, RunCell, Standing, Studied, StudyInfo};
pub use moves::{StudyMove, Towards};
pub use preview::{Preview, PreviewKey};

use super::wished::Wished;
use augscope::run::engine::local::Tickets;
use egui::Context;
use std::path::PathBuf;
use watch::{Folders, Watch};

/// The studies of a project, and the queue of this machine.
pub struct Studies {
    watch: Watch,
    studied: Studied,
    /// Where studies wait on this machine.
    pub tickets: Tickets,
    /// What the study that is being put together consists of.
    pub preview: Preview,
    /// What a run of it takes.
    pub cost: Cost,
    /// Whether the queue was looked at once.
    seen: bool,
}

impl Studies {
    /// Watches the studies in a folder, and the queue in another; `program` measures.
    pub fn new(context: &Context, folder: PathBuf, queue: PathBuf, program: PathBuf) -> Self {
        let tickets = Tickets::new(queue);
        Self {
            watch: Watch::new(context, Folders { studies: folder, tickets: tickets.clone() }),
            studied: Studied::default(),
            preview: Preview(Wished::new("runs of a study", context, preview::look)),
            cost: Cost(Wished::new("time of a study", context, move |key, ()| cost::measure(&program, key))),
            tickets,
            seen: false,
        }
    }

    /// True once after the window was opened, where studies wait that are not paused and no queue is at work: the computer
    /// was restarted since they were begun.
    pub fn is_left_waiting(&mut self) -> bool {
        let first = self.studied.looked && !std::mem::replace(&mut self.seen, self.studied.looked);
        first && !self.studied.served && self.studied.is_waiting()
    }

    /// Watches the studies of another project.
    pub fn follow(&mut self, folder: PathBuf) {
        self.studied.list.clear();
        self.watch.follow(Folders { studies: folder, tickets: self.tickets.clone() });
    }

    /// Looks at once, rather than at the next turn.
    pub fn look_again(&self) {
        self.watch.look_again();
    }

    /// What was seen last.
    pub fn studied(&self) -> &Studied {
        &self.studied
    }

    /// The study in a folder.
    pub fn named(&self, name: &str) -> Option<&StudyInfo> {
        self.studied.list.iter().find(|study| study.name == name)
    }

    /// Takes over what threads have found. Returns at once.
    pub fn poll(&mut self) {
        if let Some(seen) = self.watch.news() {
            self.studied = seen;
        }
        self.preview.0.poll();
        self.cost.0.poll();
    }
}
