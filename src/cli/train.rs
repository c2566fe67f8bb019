//! `augscope train`: pretrains an encoder, then evaluates it.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]

use super::data_arguments::{DataArguments, pipeline, readout};
use super::exit::{Interrupted, WrongUse};
use super::interrupt::stop_on_signals;
use super::progress::{Progress, words};
use super::summary::summary;
use super::threads::use_threads;
use anyhow::Context;
use augscope::evaluate::ReadoutKind;
use augscope::evaluate::difference::Weighting;
use augscope::export::{EVENT_FILE, EventFile};
use augscope::job::Stop;
use augscope::objective::OBJECTIVES;
use augscope::pipeline::Pipeline;
use augscope::run::{Material, RunFolder, RunRequest, RunResult, SealedExpectation, WeightFiles, execute};
use augscope::train::{Preset, Sink, TrainConfig};
use std::path::PathBuf;

/// Pretrains an encoder on a data set with random versions by a pipeline, then evaluates it.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[command(after_help = "Examples:
  augscope train cells --group well --pipeline nuisance-only --run runs/first
  augscope train cells --pipeline mine.toml --run runs/second --preset standard --seed 1
  augscope train cells --pipeline mine.toml --run runs/second --resume
  augscope train cells --pipeline mine.toml --run runs/third --encoder resnet18-standard --start imagenet.safetensors
  augscope train cells --pipeline mine.toml --preset standard --estimate")]
pub struct TrainArgs {
    #[command(flatten)]
    pub data: DataArguments,
    /// A pipeline file, or the name of a preset
    #[arg(long, value_name = "P", help = format!("A pipeline file or a preset: {}", super::data_arguments::preset_names()))]
    pub pipeline: String,
    /// The new folder of the run
    #[arg(long, value_name = "DIR", required_unless_present = "estimate")]
    pub run: Option<PathBuf>,
    /// Side of a view in pixels (default: as the pipeline says, else 64)
    #[arg(long, value_name = "PX")]
    pub size: Option<usize>,
    /// The learning method (default: simclr)
    #[arg(long, value_name = "METHOD", help = format!("The learning method: {} (default: simclr)", method_names()))]
    pub objective: Option<String>,
    /// The network: convnet, resnet18, resnet18-standard or vgg13 (default: convnet)
    #[arg(long, value_name = "NETWORK")]
    pub encoder: Option<String>,
    /// How much effort: a quick look, enough for a comparison, or as long as the papers
    #[arg(long, value_enum, default_value_t = Effort::Quick)]
    pub preset: Effort,
    /// How often every image is seen
    #[arg(long, value_name = "N")]
    pub epochs: Option<u32>,
    /// Images a step, or auto: what fits into memory
    #[arg(long, value_name = "N")]
    pub batch: Option<String>,
    /// Another seed gives other first weights, another order and other random versions
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// Threads (default: all cores)
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Where it trains: auto (a graphics card where there is one), cpu, cuda, cuda:1 (the second card) or metal
    #[arg(long, value_name = "DEVICE")]
    pub device: Option<String>,
    /// The read-out that counts, declared before the run (default: knn_encoder)
    #[arg(long, value_name = "NAME")]
    pub readout: Option<String>,
    /// Weights to begin with: a safetensors file by torchvision's or timm's names
    #[arg(long, value_name = "FILE")]
    pub start: Option<PathBuf>,
    /// Weights to compare with in the evaluation, such as ImageNet's: the same kind of file
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// A TOML file with what is expected of the classes, sealed in the run's folder before the training
    #[arg(long, value_name = "FILE")]
    pub expect: Option<PathBuf>,
    /// A TOML file of settings
    #[arg(long, value_name = "C")]
    pub config: Option<PathBuf>,
    /// One setting, e.g. --set learning_rate=0.001; may be repeated
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Go on where the run in the folder ended; a run that is done stays as it is
    #[arg(long)]
    pub resume: bool,
    /// Write the curves as a TensorBoard event file into the run's folder while it trains
    #[arg(long)]
    pub tensorboard: bool,
    /// Only tell how long it would take here, from a few measured steps; no folder is made
    #[arg(long, conflicts_with = "resume")]
    pub estimate: bool,
    /// Print the report, or the estimate, as one JSON document
    #[arg(long)]
    pub json: bool,
}

/// [`Preset`] as a word of the command line.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
pub enum Effort {
    /// About two minutes for 2,000 crops on two cores
    #[default]
    Quick,
    /// Enough for a comparison
    Standard,
    /// As long as the papers train
    Paper,
}

/// What is expected, where a file says it.
fn expectation(args: &TrainArgs) -> Result<Option<SealedExpectation>, WrongUse> {
    let read = args.expect.as_deref().map(SealedExpectation::read_file).transpose();
    read.map_err(|error| WrongUse(format!("--expect: {error}")))
}

/// Runs the sub-command.
///
/// # Errors
/// Wrong use, or whatever ended the run early.
pub fn run(args: &TrainArgs) -> anyhow::Result<()> {
    augscope::job::give_way_if_asked();
    let pipeline = pipeline(&args.pipeline)?;
    let config = configuration(args, &pipeline)?;
    use_threads(config.threads)?;
    let stop = stop_on_signals()?;
    let Some(run) = args.run.as_ref().filter(|_| !args.estimate) else {
        return tell_estimate(args, &pipeline, &config, &stop);
    };
    let (data, columns) = args.data.source()?;
    let request = RunRequest {
        data,
        columns,
        pipeline,
        config,
        expectation: expectation(args)?,
        weights: WeightFiles { start: args.start.clone(), baseline: args.baseline.clone() },
        primary_readout: args.readout.as_deref().map_or(Ok(ReadoutKind::KnnEncoder), readout)?,
        folder: RunFolder::new(run),
        resume: args.resume,
        study: None,
    };
    let name = run.file_name().map_or_else(|| "run".into(), |n| n.to_string_lossy().into_owned());
    let mut progress = Progress::new(name);
    let curves = run.join(EVENT_FILE);
    let mut event_file = EventFile::new(&curves);
    let mut sinks: Vec<&mut dyn Sink> = vec![&mut progress];
    if args.tensorboard || (args.resume && curves.is_file()) {
        sinks.push(&mut event_file);
    }
    match execute(&request, &mut sinks, &stop)? {
        RunResult::Done(report) if args.json => println!("{}", serde_json::to_string(&report)?),
        RunResult::Done(report) => print!("{}", summary(&report, Weighting::Balanced)),
        RunResult::WasDone if args.json => {
            let report = std::fs::read_to_string(run.join("report.json"))?;
            let report: serde_json::Value = serde_json::from_str(&report)?;
            println!("{report}");
        }
        RunResult::WasDone => {
            println!("{}: this run is done already; nothing was changed", run.display());
        }
        RunResult::Paused => {
            let words = "stopped, with a checkpoint to go on from (--resume)";
            return Err(Interrupted(format!("{}: {words}", run.display())).into());
        }
    }
    Ok(())
}

/// Measures, and prints how long the training would take.
fn tell_estimate(
    args: &TrainArgs,
    pipeline: &Pipeline,
    config: &TrainConfig,
    stop: &Stop,
) -> anyhow::Result<()> {
    let (data, columns) = args.data.source()?;
    let material = Material::open(&data, &columns, pipeline, config.size, config.seed)?;
    let estimate = material.estimate(config, stop)?;
    if args.json {
        println!("{}", serde_json::to_string(&estimate)?);
        return Ok(());
    }
    println!(
        "about {} on {} with {} threads: {} steps of {} images, {:.0} ms each for the model and {:.0} ms for the random \
         versions; about {:.1} GB of memory",
        words(estimate.seconds),
        estimate.device,
        estimate.threads,
        estimate.steps,
        estimate.batch,
        1000.0 * estimate.model_seconds_per_step,
        1000.0 * estimate.view_seconds_per_step,
        estimate.memory as f64 / 1e9
    );
    Ok(())
}

/// Flags go before `--set`, that before `--config`, that before the preset.
fn configuration(args: &TrainArgs, pipeline: &Pipeline) -> anyhow::Result<TrainConfig> {
    let preset = match args.preset {
        Effort::Quick => Preset::Quick,
        Effort::Standard => Preset::Standard,
        Effort::Paper => Preset::Paper,
    };
    // The preset depends on method and network, which any of the sources may name.
    let named = with_settings(TrainConfig::preset(preset), args, pipeline)?;
    let config =
        with_settings(TrainConfig::chosen(preset, &named.objective, &named.encoder), args, pipeline)?;
    config.check()?;
    Ok(config)
}

/// `config` changed by everything that was given.
fn with_settings(
    mut config: TrainConfig,
    args: &TrainArgs,
    pipeline: &Pipeline,
) -> anyhow::Result<TrainConfig> {
    if let Some(size) = pipeline.input.size {
        config.size = size;
    }
    // Which settings there are depends on the learning method.
    if let Some(objective) = &args.objective {
        config.objective.clone_from(objective);
    }
    if let Some(path) = &args.config {
        let text = std::fs::read_to_string(path)
            .map_err(|error| WrongUse(format!("the settings {} cannot be read: {error}", path.display())))?;
        config.set_from_toml(&text).with_context(|| format!("in {}", path.display()))?;
    }
    let pair = |setting: &'_ String| {
        let (key, value) = setting
            .split_once('=')
            .ok_or_else(|| WrongUse(format!("--set {setting}: write it as key=value")))?;
        Ok::<_, WrongUse>((key.trim().to_owned(), value.trim().to_owned()))
    };
    let mut settings = args.set.iter().map(pair).collect::<Result<Vec<_>, _>>()?;
    settings.sort_by_key(|(key, _)| key != "objective");
    for (key, value) in settings {
        config.set(&key, &value)?;
    }
    if let Some(size) = args.size {
        config.size = size;
    }
    if let Some(objective) = &args.objective {
        config.objective.clone_from(objective);
    }
    if let Some(encoder) = &args.encoder {
        config.encoder.clone_from(encoder);
    }
    if let Some(epochs) = args.epochs {
        config.epochs = epochs;
    }
    if let Some(batch) = &args.batch {
        config.set("batch", batch)?;
    }
    if let Some(seed) = args.seed {
        config.seed = seed;
    }
    if let Some(threads) = args.threads {
        config.threads = threads;
    }
    if let Some(device) = &args.device {
        config.set("device", device)?;
    }
    Ok(config)
}

fn method_names() -> String {
    OBJECTIVES.iter().map(|entry| entry.name).collect::<Vec<_>>().join(", ")
}
