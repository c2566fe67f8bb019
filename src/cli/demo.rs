//! `augscope demo`: the whole loop on simulated cells.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]
#![allow(clippy::print_stderr, reason = "progress goes to standard error")]

use super::exit::{Interrupted, WrongUse};
use super::interrupt::stop_on_signals;
use super::progress::{Progress, words};
use super::summary::summary;
use super::threads::use_threads;
use anyhow::Context;
use augscope::dataset::OpenOptions;
use augscope::dataset::simulate::{SimulateOptions, simulate};
use augscope::evaluate::difference::Weighting;
use augscope::evaluate::{ReadoutKind, Report};
use augscope::export::{Chart, ChartFormat, ClassChart};
use augscope::job::{Stop, write_atomic};
use augscope::pipeline::load;
use augscope::run::{RunFolder, RunRequest, RunResult, WeightFiles, execute};
use augscope::train::{Preset, TrainConfig};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The two choices that are compared.
const PIPELINES: [&str; 2] = ["nuisance-only", "any-orientation"];

/// Runs the whole loop on simulated cells: two choices of transforms, and what each did to every class.
#[derive(Debug, Default, clap::Args)]
#[command(after_help = "Example:
  augscope demo --out my-demo")]
pub struct DemoArgs {
    /// A new folder for cells and runs (default: augscope-demo, or the next free name)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Cells of each class; fewer are quicker and less certain
    #[arg(long, value_name = "N", default_value_t = SimulateOptions::default().per_class)]
    pub per_class: usize,
    /// Threads (default: all cores)
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// Another seed gives other cells and other runs
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub seed: u64,
    /// Print both reports as one JSON document
    #[arg(long)]
    pub json: bool,
}

/// Runs the sub-command.
///
/// # Errors
/// Where the folder is in use, or whatever ended the loop early.
pub fn run(args: &DemoArgs) -> anyhow::Result<()> {
    use_threads(args.threads)?;
    let stop = stop_on_signals()?;
    let began = Instant::now();
    let out = match &args.out {
        Some(out) => out.clone(),
        None => free_name()?,
    };
    let cells = out.join("cells");
    eprintln!("simulating cells in {}", cells.display());
    simulate(
        &cells,
        &SimulateOptions { per_class: args.per_class, seed: args.seed, ..SimulateOptions::default() },
    )?;
    let mut reports = Vec::new();
    for pipeline in PIPELINES {
        reports.push(one_run(&cells, &out.join("runs").join(pipeline), pipeline, args, &stop)?);
    }
    let picture = out.join("accuracy.png");
    write_atomic(&picture, &chart(&reports)?.bytes(ChartFormat::Png, 2.0)?)
        .with_context(|| format!("{} cannot be written", picture.display()))?;
    if args.json {
        let runs: serde_json::Map<_, _> = PIPELINES
            .iter()
            .zip(&reports)
            .map(|(name, report)| Ok(((*name).to_string(), serde_json::to_value(report)?)))
            .collect::<Result<_, serde_json::Error>>()?;
        println!(
            "{}",
            serde_json::json!({"out": out, "seconds": began.elapsed().as_secs_f64(), "runs": runs})
        );
        return Ok(());
    }
    for (pipeline, report) in PIPELINES.iter().zip(&reports) {
        println!("\n{pipeline}: {}", summary(report, Weighting::Balanced));
    }
    if let [nuisance, orientation] = &reports[..] {
        print!("{}", comparison(nuisance, orientation));
    }
    println!("\ndone in {}; look at {}", words(began.elapsed().as_secs_f64()), picture.display());
    Ok(())
}

fn one_run(
    cells: &Path,
    folder: &Path,
    pipeline: &str,
    args: &DemoArgs,
    stop: &Stop,
) -> anyhow::Result<Report> {
    let mut config = TrainConfig::preset(Preset::Quick);
    config.size = 48;
    config.seed = args.seed;
    config.threads = args.threads;
    let request = RunRequest {
        expectation: None,
        weights: WeightFiles::default(),
        data: cells.to_path_buf(),
        columns: OpenOptions::columns(None, Some("well")),
        pipeline: load(pipeline)?.pipeline,
        config,
        primary_readout: ReadoutKind::KnnEncoder,
        folder: RunFolder::new(folder),
        resume: false,
        study: None,
    };
    match execute(&request, &mut Progress::new(pipeline), stop)? {
        RunResult::Done(report) => Ok(*report),
        RunResult::Paused | RunResult::WasDone => {
            Err(Interrupted(format!("stopped; the cells and runs so far are in {}", folder.display())).into())
        }
    }
}

/// Both runs in one chart.
fn chart(reports: &[Report]) -> anyhow::Result<ClassChart> {
    let runs: Vec<(&str, &Report)> = PIPELINES.iter().copied().zip(reports).collect();
    let mut chart = ClassChart::from_reports(&runs, ReadoutKind::KnnProjector)?;
    chart.title = "What turning cells any way up does to every class (simulated cells, one seed)".into();
    Ok(chart)
}

/// What turning the cells any way up did to every class, in two read-outs.
fn comparison(nuisance: &Report, orientation: &Report) -> String {
    use std::fmt::Write;
    let mut text = String::from("\nfrom nuisance-only to any-orientation, recall of each class in points:\n");
    let kinds = [ReadoutKind::KnnProjector, ReadoutKind::Linear10];
    let _ = writeln!(text, "  {:<16}{:>14}{:>12}", "class", "kNN projector", "10 labels");
    for class in &nuisance.classes {
        let change = kinds.map(|kind| {
            let recall = |report: &Report| report.readouts.get(kind)?.per_class.get(class)?.recall;
            match (recall(nuisance), recall(orientation)) {
                (Some(before), Some(after)) => format!("{:+.0}", 100.0 * (after - before)),
                _ => "-".into(),
            }
        });
        let _ = writeln!(text, "  {class:<16}{:>14}{:>12}", change[0], change[1]);
    }
    text + "(one seed: a look, not a verdict)\n"
}

/// `augscope-demo`, or `augscope-demo-2` and so on where that is taken.
fn free_name() -> anyhow::Result<PathBuf> {
    (1..1000)
        .map(|n| PathBuf::from(if n == 1 { "augscope-demo".into() } else { format!("augscope-demo-{n}") }))
        .find(|path| !path.exists())
        .ok_or_else(|| WrongUse("there are 999 demos here already; remove some, or give --out".into()).into())
}
