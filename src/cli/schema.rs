//! `augscope schema`: the JSON schema of recipe files.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]

use anyhow::Context;
use augscope::job::write_atomic;
use augscope::pipeline::schema;
use std::path::PathBuf;

/// Prints the JSON schema of recipe files, for editors and for programs that write recipes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  augscope schema --out pipeline.schema.json")]
pub struct SchemaArgs {
    /// Write it to this file, over what is there
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Runs the sub-command.
///
/// # Errors
/// Where the file cannot be written.
pub fn run(args: &SchemaArgs) -> anyhow::Result<()> {
    let text = format!("{:#}\n", schema());
    match &args.out {
        None => print!("{text}"),
        Some(path) => {
            write_atomic(path, text.as_bytes())
                .with_context(|| format!("{} could not be written", path.display()))?;
            println!("{}", path.display());
        }
    }
    Ok(())
}
