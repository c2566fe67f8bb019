//! `augscope study --parallel`: the study in a queue on this machine, several runs at once.
#![allow(clippy::print_stderr, reason = "progress goes to standard error")]

use super::exit::Interrupted;
use super::study::StudyArgs;
use augscope::job::Stop;
use augscope::run::engine::local::{DATA_WAIT, Local, Queue, QueueNews, Tickets};
use augscope::run::engine::{Engine, StudyJob};
use augscope::run::study::Plan;
use std::path::PathBuf;

/// Arguments about the queue on this machine.
#[derive(Debug, clap::Args)]
pub struct QueueArguments {
    /// Runs at once on this machine, each a process of its own; 0 means as many as cores, memory and graphics cards allow
    #[arg(long, value_name = "N", conflicts_with = "only_judge")]
    pub parallel: Option<usize>,
    /// The queue's folder, which several studies may share (default: in the study's folder)
    #[arg(long, value_name = "DIR")]
    pub queue: Option<PathBuf>,
    /// Studies of a higher priority go first
    #[arg(long, value_name = "N", default_value_t = 0, requires = "parallel", allow_negative_numbers = true)]
    pub priority: i64,
    /// Cores that all runs together use (default: all)
    #[arg(long, value_name = "N", default_value_t = 0, requires = "parallel")]
    pub cores: usize,
}

impl QueueArguments {
    /// The queue that is meant: the one named, else that of the study.
    ///
    /// # Errors
    /// Where the folder has no place on this system.
    pub fn tickets(&self, job: &StudyJob) -> std::io::Result<Tickets> {
        let folder = self.queue.as_ref().map_or_else(|| Ok(job.out.join("queue")), std::path::absolute)?;
        Ok(Tickets::new(folder))
    }
}

/// Hands the study over, and carries out what waits in the queue until nothing is left.
///
/// # Errors
/// Where runs failed too often, or another queue is at work.
pub fn run(args: &StudyArgs, job: StudyJob, stop: &Stop) -> anyhow::Result<Plan> {
    let asked = &args.queue;
    let tickets = asked.tickets(&job)?;
    let all: Vec<usize> = (0..job.plan.runs.len()).collect();
    Local { tickets: tickets.clone(), priority: asked.priority }.submit(&job, &all)?;
    let queue = Queue {
        tickets,
        program: job.program.clone(),
        parallel: asked.parallel.unwrap_or(0),
        cores: asked.cores,
        data_wait: DATA_WAIT,
        until_empty: true,
    };
    let end = queue.serve(stop, &mut |news| tell(&news))?;
    let own = |out: &PathBuf| *out == job.out;
    if end.stopped || end.paused.iter().any(|(out, _)| own(out)) {
        let words = "paused; the same command goes on with it";
        return Err(Interrupted(format!("{}: {words}", job.out.display())).into());
    }
    if let Some((out, why)) = end.unserved.iter().find(|(out, _)| own(out)) {
        anyhow::bail!("{} could not be carried out: {why}", out.display());
    }
    let failed = end.failed.iter().filter(|(out, _, _)| own(out)).count();
    let of = job.plan.runs.len();
    anyhow::ensure!(failed == 0, "{failed} of {of} runs failed; the same command tries them again");
    Ok(job.plan)
}

/// A line of news.
pub fn tell(news: &QueueNews) {
    match news {
        QueueNews::Started { run, threads } => eprintln!("{run}: started, threads: {threads}"),
        QueueNews::Done { run } => eprintln!("{run}: done"),
        QueueNews::Paused { run } => eprintln!("{run}: paused"),
        QueueNews::InVain { run, reason, again } => {
            let then = if *again { "it is tried again" } else { "it is not tried again" };
            eprintln!("{run}: {reason}; {then}");
        }
        QueueNews::Problem(words) => eprintln!("{words}"),
    }
}
