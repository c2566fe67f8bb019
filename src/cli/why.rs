//! `augscope why`: why a run's accuracies are as they are.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]
#![allow(clippy::print_stderr, reason = "progress goes to standard error")]

mod words;

use super::exit::{Interrupted, WrongUse};
use super::interrupt::stop_on_signals;
use super::threads::use_threads;
use augscope::evaluate::EvaluateError;
use augscope::run::{PlateColumns, RunError, RunFolder, WhyRequest, explain_run};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

/// Tells why a run's accuracies are as they are: which transforms its encoder ignores in which class, what groups leave
/// in its features, which classes it cannot tell apart, which labels it doubts, and what it is worth on a plate.
/// Writes why.json into the folder of the run.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  augscope why runs/first
  augscope why runs/first --transform rotate --transform gain --json
  augscope why runs/plate --negative DMSO --positive nocodazole --control compound --treatment compound --dose uM

Needs a trained run. Images are those of its part for choosing; the sealed part stays sealed.")]
pub struct WhyArgs {
    /// The folder of the run
    pub run: PathBuf,
    /// Only this transform, by its word in a pipeline file; may be repeated (default: the whole catalogue)
    #[arg(long = "transform", value_name = "KIND")]
    pub transforms: Vec<String>,
    /// For a plate: what stands for negative controls in the column --control
    #[arg(long, value_name = "VALUE", requires = "positive")]
    pub negative: Option<String>,
    /// For a plate: what stands for positive controls in the column --control
    #[arg(long, value_name = "VALUE", requires = "negative")]
    pub positive: Option<String>,
    /// The column of the table that tells controls (default: the classes)
    #[arg(long, value_name = "COLUMN", requires = "negative")]
    pub control: Option<String>,
    /// The column of wells (default: the groups of the run)
    #[arg(long, value_name = "COLUMN", requires = "negative")]
    pub well: Option<String>,
    /// The column of treatments, where there are several
    #[arg(long, value_name = "COLUMN", requires = "negative")]
    pub treatment: Option<String>,
    /// The column of doses, numbers in one unit
    #[arg(long, value_name = "COLUMN", requires = "negative")]
    pub dose: Option<String>,
    /// Threads (default: all cores)
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// Print the whole of why.json
    #[arg(long)]
    pub json: bool,
}

/// Runs the sub-command.
///
/// # Errors
/// Where there is no trained run, its data have changed, or a transform or column is not there.
pub fn run(args: WhyArgs) -> anyhow::Result<()> {
    use_threads(args.threads)?;
    let stop = stop_on_signals()?;
    let plate = args.negative.zip(args.positive).map(|(negative, positive)| PlateColumns {
        well: args.well,
        control: args.control,
        negative,
        positive,
        treatment: args.treatment,
        dose: args.dose,
    });
    if plate.as_ref().is_some_and(|p| p.negative == p.positive) {
        return Err(WrongUse("negative and positive controls cannot be the same".into()).into());
    }
    let request = WhyRequest { transforms: args.transforms, plate };
    let line = std::io::stderr().is_terminal();
    let mut tell = |done: usize, of: usize, what: &str| {
        if line {
            // One line that is written over; the clear code takes away what was longer.
            eprint!("\r\x1b[K{done} of {of}: {what}");
            let _ = std::io::stderr().flush();
            if done == of {
                eprintln!();
            }
        }
    };
    match explain_run(&RunFolder::new(&args.run), &request, &mut tell, &stop) {
        Ok(why) if args.json => println!("{}", serde_json::to_string(&why)?),
        Ok(why) => print!("{}", words::words(&why)),
        Err(RunError::Evaluate(EvaluateError::Stopped)) => {
            return Err(Interrupted("stopped; nothing was written".into()).into());
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
