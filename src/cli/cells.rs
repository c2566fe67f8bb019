//! `augscope cells`: cells cut out of whole fields, as a data set of their own.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]
#![allow(clippy::print_stderr, reason = "warnings go to standard error")]

use super::data_arguments::DataArguments;
use super::exit::{Interrupted, WrongUse};
use super::interrupt::stop_on_signals;
use super::threads::use_threads;
use augscope::dataset::cells::{CellSource, Cells, Finder, write_cells};
use augscope::dataset::{Dataset, DatasetError};
use augscope::job::Progress;
use serde_json::json;
use std::path::PathBuf;

/// Cuts cells out of whole fields and writes them as a data set: an OME-TIFF a cell, values untouched.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  augscope cells fields.toml --out cells --label Metadata_Dose
  augscope cells load_data.csv --channel DNA --window 64 --out cells
  augscope cells Nuclei.csv --out cells

How cells are found stands in a data set file such as fields.toml:
  format = 1
  path = \"load_data.csv\"
  [reading.cells]
  window = 64
  [reading.cells.from.finder]      # or .points with x, y, table; or .mask with column or pattern
  channel = \"DNA\"
  smallest = 60")]
pub struct CellsArgs {
    #[command(flatten)]
    pub data: DataArguments,
    /// The new folder
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Finds the cells in this channel, by the usual settings; without it, as the data set file or the table says
    #[arg(long, value_name = "NAME")]
    pub channel: Option<String>,
    /// Side of the square that is cut out around each cell, in pixels
    #[arg(long, value_name = "PX")]
    pub window: Option<f64>,
    /// Threads (default: all cores); the cells are the same on any number
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// Print one JSON document instead of text
    #[arg(long)]
    pub json: bool,
}

/// Runs the sub-command.
///
/// # Errors
/// Wrong use, fields that cannot be read, or a folder that cannot be written.
pub fn run(args: &CellsArgs) -> anyhow::Result<()> {
    use_threads(args.threads)?;
    let progress = Progress::stopped_by(stop_on_signals()?);
    let (path, mut options) = args.data.source()?;
    let cells = &mut options.reading.cells;
    if let Some(channel) = &args.channel {
        let mut finder = Finder::default();
        finder.channel.clone_from(channel);
        cells.get_or_insert_default().from = CellSource::Finder(finder);
    }
    if let Some(window) = args.window {
        cells.get_or_insert_with(|| Box::new(Cells::of_a_table())).window = window;
    }
    let stopped = |error| match error {
        DatasetError::Cancelled { .. } => Interrupted("stopped; nothing was written".into()).into(),
        error => anyhow::Error::from(error),
    };
    let dataset = Dataset::open_watched(&path, &options, &progress).map_err(stopped)?;
    if !dataset.is_of_cells() {
        let words = "it is not said how cells are found: give --channel NAME, or a data set file with [reading.cells] \
                     (see augscope cells --help)";
        return Err(WrongUse(words.into()).into());
    }
    for warning in &dataset.warnings {
        eprintln!("warning: {warning}");
    }
    let written = write_cells(&dataset, &args.out, &progress).map_err(stopped)?;
    let fields = dataset.field_count();
    if args.json {
        println!(
            "{}",
            json!({
                "out": written.folder,
                "images": written.images,
                "fields": fields,
                "channels": dataset.channels,
                "classes": dataset.classes,
                "left_out": dataset.left_out,
                "warnings": dataset.warnings,
            })
        );
    } else {
        println!("{}: {} cells out of {fields} fields", written.folder.display(), written.images);
        if !dataset.left_out.is_empty() {
            println!("left out: {}", dataset.left_out.len());
        }
        println!("cells of one field belong together: augscope inspect {} --group field", args.out.display());
    }
    Ok(())
}
