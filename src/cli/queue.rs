//! `augscope queue`: carries out the studies that wait in a folder, as the window asks for it.
#![allow(clippy::print_stderr, reason = "progress goes to standard error")]

use super::exit::Interrupted;
use super::interrupt::stop_on_signals;
use super::study_queue::tell;
use augscope::run::engine::local::{DATA_WAIT, Queue, Tickets};
use std::path::PathBuf;

/// Carries out the studies that wait in a queue, until nothing is left to do.
///
/// A study waits as a small file in the queue's folder: `augscope study S.toml --out DIR --parallel N --queue FOLDER` and
/// the window's Studies room put it there. One queue is at work on a folder at a time. Ctrl+C pauses all; the same command goes on.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  augscope queue ~/queue --parallel 2")]
pub struct QueueArgs {
    /// The queue's folder
    pub folder: PathBuf,
    /// Runs at once, each a process of its own; 0 means as many as cores, memory and graphics cards allow
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub parallel: usize,
    /// Cores that all runs together use (default: all)
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub cores: usize,
}

/// Runs the sub-command.
///
/// # Errors
/// Where runs failed too often, a study could not be understood, or another queue is at work.
pub fn run(args: &QueueArgs) -> anyhow::Result<()> {
    augscope::job::give_way_if_asked();
    let stop = stop_on_signals()?;
    let queue = Queue {
        tickets: Tickets::new(std::path::absolute(&args.folder)?),
        program: std::env::current_exe()?,
        parallel: args.parallel,
        cores: args.cores,
        data_wait: DATA_WAIT,
        until_empty: true,
    };
    let end = queue.serve(&stop, &mut |news| tell(&news))?;
    if end.stopped {
        let words = "paused; the same command goes on with it";
        return Err(Interrupted(format!("{}: {words}", args.folder.display())).into());
    }
    if let Some((out, why)) = end.unserved.first() {
        let (count, out) = (end.unserved.len(), out.display());
        anyhow::bail!("studies that could not be carried out: {count}; the first, {out}: {why}");
    }
    let failed = end.failed.len();
    anyhow::ensure!(failed == 0, "{failed} runs failed; augscope study --parallel tries them again");
    Ok(())
}
