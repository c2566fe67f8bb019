//! `augscope export`: a run or a recipe in a form that other programs open.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]
#![allow(clippy::print_stderr, reason = "notes go to standard error")]

use super::data_arguments::pipeline;
use super::exit::WrongUse;
use augscope::export::{Recipe, RunParts, TARGETS, Target, export_recipe};
use augscope::pipeline::PRESETS;
use augscope::run::{ExportedRun, RunFolder, export_run_folder};
use clap::builder::{PossibleValue, PossibleValuesParser};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Writes a run, or a recipe, in a form that other programs open.
///
/// Nothing is written over unless --force is given.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  augscope export runs/first --to encoder --out first-encoder
  augscope export runs/first --to embeddings-csv --out first.csv
  augscope export simclr --to albumentations --out simclr.json")]
pub struct ExportArgs {
    /// The folder of a run, a recipe's file, or the name of a preset; of a run, recipes are its own
    #[arg(value_name = "RUN_OR_PIPELINE")]
    pub source: String,
    /// The form
    #[arg(long, value_name = "TARGET", value_parser = targets())]
    pub to: String,
    /// The file or folder to write
    #[arg(long, value_name = "PATH")]
    pub out: PathBuf,
    /// Write over what is there; other files in a folder that is there already stay
    #[arg(long)]
    pub force: bool,
    /// Leave out steps that the other program has no counterpart of, and say which
    #[arg(long)]
    pub partial: bool,
    /// Print the paths of what was written as one JSON document
    #[arg(long)]
    pub json: bool,
}

/// The targets with what each is, as the help shows them.
fn targets() -> PossibleValuesParser {
    TARGETS
        .iter()
        .map(|target| {
            PossibleValue::new(target.name).help(format!("from a {}: {}", target.origin(), target.help))
        })
        .collect::<Vec<_>>()
        .into()
}

/// Runs the sub-command.
///
/// # Errors
/// Where there is no such run or recipe, something is there already, or nothing can be written.
pub fn run(args: &ExportArgs) -> anyhow::Result<()> {
    let target = Target::find(&args.to)?;
    let folder = Path::new(&args.source);
    let written = if folder.is_dir() && !target.needs_run() {
        let mut recipe = ExportedRun::open(&RunFolder::new(folder))?.recipe()?;
        recipe.partial = args.partial;
        export_recipe(&recipe, target, &args.out, args.force)?
    } else if folder.is_dir() {
        export_run_folder(&RunFolder::new(folder), target, &args.out, args.force)?
    } else if target.needs_run() && (folder.is_file() || PRESETS.iter().any(|(name, _)| *name == args.source))
    {
        let words = format!(
            "{} is a recipe, but \"{}\" is made from a run: give the folder of a run, the one with run.toml in it",
            args.source, target.name
        );
        return Err(WrongUse(words).into());
    } else if target.needs_run() {
        let words = format!(
            "{}: there is no such folder; give the folder of a run, the one with run.toml in it",
            args.source
        );
        return Err(WrongUse(words).into());
    } else {
        let recipe = Recipe { partial: args.partial, ..Recipe::from(pipeline(&args.source)?) };
        export_recipe(&recipe, target, &args.out, args.force)?
    };
    for note in &written.notes {
        eprintln!("note: {note}");
    }
    if args.json {
        let json = json!({ "out": written.out, "files": written.files, "notes": written.notes });
        println!("{json}");
    } else {
        println!("{}", written.out.display());
    }
    Ok(())
}
