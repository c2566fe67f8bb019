//! `augscope evaluate`: evaluates a run again, or on another part.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]
#![allow(clippy::print_stderr, reason = "warnings go to standard error")]

use super::comparison_arguments::Weight;
use super::interrupt::stop_on_signals;
use super::summary::summary;
use super::threads::use_threads;
use augscope::dataset::DataFile;
use augscope::run::{EvaluationPart, RunFolder, evaluate_run};
use std::path::PathBuf;

/// Evaluates the encoder of a run: accuracy of every class with its interval, beside baselines.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  augscope evaluate runs/first
  augscope evaluate runs/first --on folds --weighting natural
  augscope evaluate runs/first --on report --json")]
pub struct EvaluateArgs {
    /// The folder of the run
    pub run: PathBuf,
    /// The part to evaluate on; every opening of the sealed part is counted
    #[arg(long, value_enum, default_value_t = On::Choose)]
    pub on: On,
    /// Where the images of the run are now, where it was begun in another place or on another computer
    #[arg(long, value_name = "DATA")]
    pub data: Option<PathBuf>,
    /// What counts the same in the averages that are printed; the JSON has both
    #[arg(long, value_enum, default_value_t = Weight::Balanced)]
    pub weighting: Weight,
    /// Threads (default: all cores)
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// Print the report as one JSON document
    #[arg(long)]
    pub json: bool,
}

/// [`EvaluationPart`] as a word of the command line.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum On {
    /// The part for choosing between pipelines
    Choose,
    /// The sealed part, for the end of a study
    Report,
    /// Out of fold, over everything but the sealed part: whole groups, or on a plate with few wells whole rows
    Folds,
}

impl From<On> for EvaluationPart {
    fn from(on: On) -> Self {
        match on {
            On::Choose => Self::Choose,
            On::Report => Self::Report,
            On::Folds => Self::Folds,
        }
    }
}

/// Runs the sub-command.
///
/// # Errors
/// Where there is no trained run, its data have changed, or the part does not exist.
pub fn run(args: &EvaluateArgs) -> anyhow::Result<()> {
    use_threads(args.threads)?;
    let stop = stop_on_signals()?;
    let data = match &args.data {
        Some(file) if DataFile::is_name(file) => Some(DataFile::read(file)?.path),
        data => data.clone(),
    };
    let folder = RunFolder::new(&args.run);
    let (report, openings) = evaluate_run(&folder, data.as_deref(), args.on.into(), &stop)?;
    if let Some(openings) = openings {
        eprintln!("the sealed part of this run has now been opened {openings} time(s)");
    }
    if args.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        print!("{}", summary(&report, args.weighting.into()));
    }
    Ok(())
}
