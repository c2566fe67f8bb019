//! `augscope import`: a recipe of another program as a recipe file.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]
#![allow(clippy::print_stderr, reason = "notes go to standard error")]

use super::exit::WrongUse;
use augscope::pipeline::PipelineFile;
use augscope::pipeline::foreign::import;
use serde_json::json;
use std::path::PathBuf;

/// Reads a recipe of Albumentations (JSON or YAML), solo-learn (YAML) or lightly (JSON, YAML, or the Python that export
/// writes) and writes it as a recipe file.
///
/// What was not understood is listed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  augscope import albumentations.json --out recipe.toml")]
pub struct ImportArgs {
    /// The file of the other program
    pub file: PathBuf,
    /// The recipe file to write
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Write over what is there
    #[arg(long)]
    pub force: bool,
    /// Print what was read as one JSON document
    #[arg(long)]
    pub json: bool,
}

/// Runs the sub-command.
///
/// # Errors
/// Where the file is no such recipe, something lies at the place already, or it cannot be written.
pub fn run(args: &ImportArgs) -> anyhow::Result<()> {
    if args.out.exists() && !args.force {
        let words = format!(
            "{} is there already; nothing was changed. Give another name, or write over it with --force",
            args.out.display()
        );
        return Err(WrongUse(words).into());
    }
    let imported = import(&args.file)?;
    let steps = imported.pipeline.steps.len();
    PipelineFile::new(imported.pipeline).write(&args.out)?;
    for line in &imported.left_out {
        eprintln!("note: {line}");
    }
    if args.json {
        let json = json!({ "out": args.out, "program": imported.program, "steps": steps, "left_out": imported.left_out });
        println!("{json}");
    } else {
        println!("{}", args.out.display());
    }
    Ok(())
}
