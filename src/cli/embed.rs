//! `augscope embed`: the encoder and the probe of a run, applied to new images.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]
#![allow(clippy::print_stderr, reason = "warnings go to standard error")]

use super::data_arguments::DataArguments;
use super::exit::Interrupted;
use super::interrupt::stop_on_signals;
use super::threads::use_threads;
use augscope::dataset::DataFile;
use augscope::evaluate::EvaluateError;
use augscope::export::{SheetForm, check_place};
use augscope::run::{RunError, RunFolder, embed_data, reading_of_run};
use serde_json::json;
use std::path::PathBuf;

/// Applies the encoder of a run, and its linear probe, to new images.
///
/// The files are read as those of the run were; a data set file (.toml) says otherwise. Labels of the new images are written
/// beside the predictions, and used for nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  augscope embed runs/first new-plate --out new-plate.csv
  augscope embed runs/first new-plate --out new-plate.parquet --json")]
pub struct EmbedArgs {
    /// The folder of the run
    pub run: PathBuf,
    #[command(flatten)]
    pub data: DataArguments,
    /// The file to write; its ending says the form: .csv, .parquet, .npy or .zarr (AnnData)
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Write over what is there
    #[arg(long)]
    pub force: bool,
    /// Threads (default: all cores)
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// Print a summary as one JSON document
    #[arg(long)]
    pub json: bool,
}

/// Runs the sub-command.
///
/// # Errors
/// Where there is no trained run, the images do not fit it, or nothing can be written.
pub fn run(args: &EmbedArgs) -> anyhow::Result<()> {
    let form = SheetForm::of_path(&args.out)?;
    check_place(form.target(), &args.out, args.force)?;
    use_threads(args.threads)?;
    let stop = stop_on_signals()?;
    let folder = RunFolder::new(&args.run);
    let (data, mut options) = args.data.source()?;
    if !DataFile::is_name(&args.data.data) {
        let own = reading_of_run(&folder)?;
        options.reading = own.reading;
    }
    let found = embed_data(&folder, &data, &options, &stop).map_err(|error| match error {
        RunError::Evaluate(EvaluateError::Stopped) => {
            anyhow::Error::from(Interrupted("stopped; nothing was written".into()))
        }
        error => error.into(),
    })?;
    let mut warnings = found.warnings.clone();
    if let Some((path, why)) = found.left_out.first() {
        warnings.push(format!("{} files are left out; the first: {path}: {why}", found.left_out.len()));
    }
    let written = form.product(&found.sheet)?.write(form.target(), &args.out, args.force)?;
    for warning in &warnings {
        eprintln!("warning: {warning}");
    }
    let images = found.sheet.paths.len();
    if args.json {
        let summary = json!({
            "out": written.out,
            "images": images,
            "features": found.sheet.features.d(),
            "predicted": found.predicted,
            "left_out": found.left_out.iter().map(|(path, why)| json!({"path": path, "why": why})).collect::<Vec<_>>(),
            "warnings": warnings,
        });
        println!("{summary}");
        return Ok(());
    }
    println!("{}: {images} images, {} features each", written.out.display(), found.sheet.features.d());
    for (class, count) in &found.predicted {
        println!("  {class:<28} {count:>6}");
    }
    Ok(())
}
