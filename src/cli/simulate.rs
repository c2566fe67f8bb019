//! `augscope simulate`: a data set of simulated cells with a known truth.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]

use std::path::PathBuf;

use augscope::dataset::simulate::{CLASSES, Difficulty, SimulateOptions, simulate};
use serde_json::json;

/// Writes simulated cells as a data set: eight classes, each differing from the reference in one factor.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  augscope simulate cells
  augscope simulate hard-cells --difficulty hard --per-class 400 --seed 1")]
pub struct SimulateArgs {
    /// The new folder to write
    pub out: PathBuf,
    /// Cells of each class
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub per_class: usize,
    /// Side of a picture in pixels, 40 to 64
    #[arg(long, value_name = "PX", default_value_t = 48)]
    pub size: usize,
    /// Another seed gives other cells
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub seed: u64,
    /// How hard the classes are to tell apart
    #[arg(long, value_enum, default_value_t = Hardness::Default)]
    pub difficulty: Hardness,
    /// Print one JSON document instead of text
    #[arg(long)]
    pub json: bool,
}

/// [`Difficulty`] as a word of the command line.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Hardness {
    /// Larger differences, less nuisance
    Easy,
    /// As in the demo
    Default,
    /// Smaller differences, more nuisance
    Hard,
}

/// Runs the sub-command.
#[expect(clippy::needless_pass_by_value, reason = "every sub-command takes its arguments")]
pub fn run(args: SimulateArgs) -> anyhow::Result<()> {
    let difficulty = match args.difficulty {
        Hardness::Easy => Difficulty::Easy,
        Hardness::Default => Difficulty::Default,
        Hardness::Hard => Difficulty::Hard,
    };
    let options = SimulateOptions { per_class: args.per_class, size: args.size, seed: args.seed, difficulty };
    let made = simulate(&args.out, &options)?;
    if args.json {
        println!(
            "{}",
            json!({"out": args.out, "images": made.images, "classes": CLASSES, "wells": made.wells})
        );
    } else {
        println!(
            "{}: {} pictures of {} classes in {} wells; labels.csv holds the truth about each",
            args.out.display(),
            made.images,
            made.classes,
            made.wells
        );
        println!("split by well: augscope inspect {} --group well", args.out.display());
    }
    Ok(())
}
