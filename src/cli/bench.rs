//! `augscope bench`: how fast views, training, preview, read-outs and maps are on this machine.

mod index;
mod map;
mod preview;
mod readouts;
mod train;
mod views;

/// Measures how fast this machine makes random versions, trains, draws previews, and reads accuracies.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  augscope bench views
  augscope bench views --pipeline my-recipe.toml --threads 2
  augscope bench train --case conv4-64 --json
  augscope bench readouts --case probe --threads 2
  augscope bench map --case tsne --json")]
pub struct BenchArgs {
    #[command(subcommand)]
    pub what: What,
}

/// What is measured.
#[derive(Debug, clap::Subcommand)]
pub enum What {
    /// Random versions a second on the CPU, for every preset
    Views(views::ViewsOptions),
    /// Training steps: forward, backward and optimiser on one batch
    Train(Options),
    /// Previews on the graphics card, beside a mere copy of the same bytes
    Preview(Options),
    /// Nearest neighbours and linear probe on 10,000 images x 512 features, each with its choice inside training
    Readouts(readouts::ReadoutsOptions),
    /// Opening a folder of many small files, beside a plain loop over their headers
    Index(index::IndexOptions),
    /// The map of an embedding, 5,000 images x 512 features, and how far it can be trusted
    Map(map::MapOptions),
}

/// How it is measured.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Only this case; may be repeated
    #[arg(long, value_name = "NAME")]
    pub case: Vec<String>,
    /// Threads (default: all cores)
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// Measured repetitions; the median counts
    #[arg(long, value_name = "N", default_value_t = 7)]
    pub repeats: usize,
    /// Where steps are trained: auto, cpu, cuda, cuda:1 or metal
    #[arg(long, value_name = "DEVICE", default_value = "auto")]
    pub device: String,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
}

/// Runs the sub-command.
///
/// # Errors
/// Unknown cases, or a measurement that failed.
pub fn run(args: &BenchArgs) -> anyhow::Result<()> {
    match &args.what {
        What::Views(options) => views::run(options),
        What::Train(options) => train::run(options),
        What::Preview(options) => preview::run(options),
        What::Readouts(options) => readouts::run(options),
        What::Index(options) => index::run(options),
        What::Map(options) => map::run(options),
    }
}

impl Options {
    /// The chosen ones of `known`, all where none was named.
    fn chosen<'a>(&self, known: &[&'a str]) -> anyhow::Result<Vec<&'a str>> {
        if let Some(unknown) = self.case.iter().find(|case| !known.contains(&case.as_str())) {
            let words = format!("there is no case {unknown:?}; cases are {}", known.join(", "));
            return Err(super::exit::WrongUse(words).into());
        }
        let all = self.case.is_empty();
        Ok(known.iter().copied().filter(|name| all || self.case.iter().any(|case| case == name)).collect())
    }
}

/// The middle one of the measured values.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
