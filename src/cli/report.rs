//! `augscope report`: a run, or a comparison of runs, as a page to send to somebody.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]

use super::comparison_arguments::ComparisonArguments;
use super::exit::{Interrupted, WrongUse};
use super::interrupt::stop_on_signals;
use augscope::evaluate::EvaluateError;
use augscope::export::page::write_page;
use augscope::job::Stop;
use augscope::run::write_up::{comparison_page, run_page};
use augscope::run::{ComparisonError, RunError, RunFolder};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Writes a run, or a comparison of several, as a page: report.html (one file that needs nothing else) and report.md.
///
/// One run gives the page of that run; two or more give the page of their comparison, as augscope compare makes it, the
/// reference first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  augscope report runs/first
  augscope report runs/first --out first.html
  augscope report runs/plain-s0 runs/plain-s1 runs/gain-s0 runs/gain-s1 --out gain-against-plain")]
pub struct ReportArgs {
    /// Folders of runs
    #[arg(required = true, num_args = 1.., value_name = "RUN")]
    pub runs: Vec<PathBuf>,
    /// A folder, or a file whose name ends with .html [default: the folder of the run; of a comparison
    /// ./comparison-report]
    #[arg(long, value_name = "FOLDER_OR_FILE")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub comparison: ComparisonArguments,
    /// Print the paths of what was written as one JSON document
    #[arg(long)]
    pub json: bool,
}

/// Runs the sub-command.
///
/// # Errors
/// Where a folder holds no run, runs cannot be compared, or nothing can be written.
pub fn run(args: &ReportArgs) -> anyhow::Result<()> {
    let stop = stop_on_signals()?;
    let folders: Vec<RunFolder> = args.runs.iter().map(RunFolder::new).collect();
    let (page, place) = match folders.as_slice() {
        [only] => {
            if !args.comparison.is_empty() {
                let words =
                    "--readout, --weighting, --on and --pair belong to comparisons: name two runs or more";
                return Err(WrongUse(words.into()).into());
            }
            (run_page(only, &stop).map_err(|error| interrupted_or(error, &stop))?, only.path().to_path_buf())
        }
        several => {
            let page = comparison_page(several, &args.comparison.request()?, &stop);
            (page.map_err(|error| interrupted_or(error, &stop))?, PathBuf::from("comparison-report"))
        }
    };
    let written = write_page(&page, &file(args.out.as_deref().unwrap_or(&place)))?;
    if args.json {
        println!(
            "{}",
            json!({ "html": written.html, "markdown": written.markdown, "pictures": written.pictures })
        );
    } else {
        println!("{}", written.html.display());
        println!("{}", written.markdown.display());
    }
    Ok(())
}

/// The file of the page: `out` itself where it is one, else report.html in that folder.
fn file(out: &Path) -> PathBuf {
    let is_page = out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("html"));
    if is_page && !out.is_dir() { out.to_path_buf() } else { out.join("report.html") }
}

/// An error; one that comes of being stopped says so.
fn interrupted_or<E: std::error::Error + Send + Sync + 'static>(error: E, stop: &Stop) -> anyhow::Error {
    let error = anyhow::Error::from(error);
    let stopped = error.chain().any(|cause| {
        matches!(cause.downcast_ref(), Some(EvaluateError::Stopped))
            || matches!(cause.downcast_ref(), Some(RunError::Evaluate(EvaluateError::Stopped)))
            || matches!(cause.downcast_ref(), Some(ComparisonError::Evaluate(EvaluateError::Stopped)))
    });
    if stopped && stop.requested() {
        Interrupted("stopped; nothing was written".into()).into()
    } else {
        error
    }
}
