//! [`Local`]: the queue on this machine as an engine of studies. Studies wait as tickets in a folder; a [`Queue`] carries
//! them out, and everything that it knows lies in folders, so that it may be ended and begun anew at any moment.

mod attempts;
mod course;
mod queue;
mod room;
mod studies;
mod ticket;

#[cfg(all(test, unix))]
mod tests;

pub use attempts::{Attempts, Reason};
pub use queue::{DATA_WAIT, Queue, QueueEnd, QueueNews};
pub use ticket::{Listed, Ticket, Tickets};

use super::{Engine, EngineError, StudyJob, Waiting};
use crate::run::{Order, RunState, give_order, state};

/// The queue on this machine.
#[derive(Clone, Debug)]
pub struct Local {
    /// Where studies wait.
    pub tickets: Tickets,
    /// The priority of what is handed over: higher ones go first.
    pub priority: i64,
}

impl Engine for Local {
    fn submit(&self, job: &StudyJob, runs: &[usize]) -> Result<(), EngineError> {
        let asked: Vec<_> = runs.iter().filter_map(|&number| job.run(number)).collect();
        for run in &asked {
            // Whoever asks anew wants what failed tried anew.
            Attempts::forget(&run.request.folder)?;
        }
        let all = asked.len() == job.plan.runs.len();
        let only = if all { Vec::new() } else { asked.iter().map(|run| run.name.clone()).collect() };
        self.tickets.add(&Ticket { priority: self.priority, only, ..Ticket::of(job) })?;
        Ok(())
    }

    fn look(&self, job: &StudyJob) -> Result<Vec<Waiting>, EngineError> {
        let Some((_, ticket)) = self.tickets.of(&job.out)? else { return Ok(Vec::new()) };
        let mut waiting = Vec::new();
        for (number, run) in job.plan.runs.iter().enumerate() {
            if !ticket.asks_for(&run.name) || run.is_done(job.plan.part()) {
                continue;
            }
            let begun = state(&run.request.folder).is_ok_and(|state| state == RunState::Running);
            let attempts = Attempts::read(&run.request.folder);
            if attempts.is_over() && !begun {
                continue;
            }
            let word = match (begun, ticket.paused) {
                (true, _) => "RUNNING",
                (false, true) => "PAUSED",
                (false, false) => "PENDING",
            };
            let reason = attempts.reasons.last().map(|reason| format!("tried before: {}", reason.text));
            waiting.push(Waiting {
                run: number,
                begun,
                state: word.into(),
                reason: reason.unwrap_or_default(),
            });
        }
        Ok(waiting)
    }

    fn cancel(&self, job: &StudyJob) -> Result<(), EngineError> {
        if let Some((name, _)) = self.tickets.of(&job.out)? {
            self.tickets.remove(&name)?;
        }
        for run in &job.plan.runs {
            let folder = &run.request.folder;
            if state(folder).is_ok_and(|state| state == RunState::Running) {
                give_order(folder, Order::Pause)?;
            }
        }
        Ok(())
    }
}
