//! `augscope study`: several recipes with several seeds, and what came out beside what was expected.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]
#![allow(clippy::print_stderr, reason = "progress goes to standard error")]

use super::exit::{Interrupted, WrongUse};
use super::interrupt::stop_on_signals;
use super::progress::{Progress, words};
use super::study_engine::{EngineArguments, EngineName, study_job};
use super::study_queue::QueueArguments;
use super::threads::use_threads;
use augscope::evaluate::ReadoutKind;
use augscope::export::page::write_page;
use augscope::job::{Stop, write_atomic};
use augscope::run::study::{
    ExpectationOutcome, Expected, Plan, RecipeRow, StudyOutcome, Subject, carry_out, carry_out_only, export,
    study_outcome, study_page,
};
use std::fmt::Write;
use std::path::PathBuf;

/// Trains several recipes with several seeds, and holds what came out against what was expected.
///
/// A study is a file with recipes, seeds, the read-out that counts and what is expected, written before the first run.
/// Runs that are done are never done again, so a study goes on wherever it was stopped, and seeds or recipes can be
/// added later.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  augscope study studies/simulated/study.toml --out simulated
  augscope study studies/chula/study.toml --data chula-rbc12 --out chula --json
  augscope study studies/chula/study.toml --data chula-rbc12 --out chula --only-judge --export chula.csv
  augscope study studies/chula/study.toml --data chula-rbc12 --out chula --plan
  augscope study studies/chula/study.toml --data chula-rbc12 --out chula --parallel 0
  augscope study studies/chula/study.toml --data chula-rbc12 --out chula --engine slurm --profile gpu")]
pub struct StudyArgs {
    /// The study's file
    pub study: PathBuf,
    /// The study's folder: new, or one in which it was begun
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// The data set, in place of the one that the file names
    #[arg(long, value_name = "DATA")]
    pub data: Option<PathBuf>,
    /// Threads of a run (default: all cores)
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// Train nothing: judge the runs that are done
    #[arg(long)]
    pub only_judge: bool,
    /// Train nothing: tell which runs there will be, what is done, and how long the rest takes
    #[arg(long, conflicts_with = "only_judge")]
    pub plan: bool,
    #[command(flatten)]
    pub queue: QueueArguments,
    #[command(flatten)]
    pub engine: EngineArguments,
    /// Carry out exactly this run and nothing else: what engines start
    #[arg(long, value_name = "NAME", conflicts_with = "only_judge")]
    pub only: Option<String>,
    /// Write all figures as a long table too, to a file that ends with .csv or .parquet; to a folder everything
    #[arg(long, value_name = "PATH", conflicts_with = "plan")]
    pub export: Option<PathBuf>,
    /// Print what came out as one JSON document
    #[arg(long)]
    pub json: bool,
}

/// Runs the sub-command.
///
/// # Errors
/// Where the study cannot be understood, a run failed, or the runs cannot be compared.
pub fn run(args: &StudyArgs) -> anyhow::Result<()> {
    augscope::job::give_way_if_asked();
    use_threads(args.threads)?;
    let stop = stop_on_signals()?;
    let mut plan = Plan::new(&args.study, &args.out, args.data.as_deref(), args.threads)?;
    if let Some(name) = &args.only {
        return only(args, plan, name, &stop);
    }
    if args.plan {
        return super::study_plan::run(&plan, args.json, &stop);
    }
    let looks = args.engine.status || args.engine.cancel;
    if args.queue.queue.is_some() && args.queue.parallel.is_none() && !looks {
        return Err(WrongUse("--queue goes with --parallel, --status or --cancel".into()).into());
    }
    if args.engine.engine != EngineName::Local
        || args.engine.status
        || args.engine.cancel
        || args.engine.write_only
    {
        return super::study_engine::run(args, plan);
    }
    if args.queue.parallel.is_some() {
        plan.prepare(&args.study)?;
        plan = super::study_queue::run(args, study_job(args, plan)?, &stop)?;
    } else if !args.only_judge {
        plan.prepare(&args.study)?;
        let of = plan.runs.len();
        let result = carry_out(
            &plan,
            |number, run| Box::new(Progress::new(format!("{} ({} of {of})", run.name, number + 1))),
            &stop,
        );
        if result.paused {
            let words = "stopped; the same command goes on with it";
            return Err(Interrupted(format!("{}: {words}", args.out.display())).into());
        }
        for (run, error) in &result.failed {
            eprintln!("{run} failed: {error}");
        }
        anyhow::ensure!(
            result.failed.is_empty(),
            "{} of {of} runs failed; the same command tries them again",
            result.failed.len()
        );
    }
    if let Some(path) = &args.export {
        for file in export(&plan, path, &stop)? {
            eprintln!("written: {}", file.display());
        }
    }
    let outcome = study_outcome(&plan)?;
    write_atomic(&args.out.join("study.json"), &serde_json::to_vec_pretty(&outcome)?)?;
    let page = write_page(&study_page(&outcome, &stop)?, &args.out.join("report.html"))?;
    eprintln!("the page of the study: {}", page.html.display());
    if args.json {
        println!("{}", serde_json::to_string(&outcome)?);
    } else {
        print!("{}", text(&outcome));
    }
    Ok(())
}

/// Carries out one run.
fn only(args: &StudyArgs, plan: Plan, name: &str, stop: &Stop) -> anyhow::Result<()> {
    let plan = plan.with_only(name);
    if !plan.runs.is_empty() {
        plan.prepare(&args.study)?;
    }
    if carry_out_only(&plan, name, &mut Progress::new(name), stop)? {
        println!("{name}: done");
        return Ok(());
    }
    Err(Interrupted(format!("{name}: paused; the same command goes on with it")).into())
}

fn text(outcome: &StudyOutcome) -> String {
    let mut text = format!(
        "{}\n{} of {} runs, {} of training and evaluation; part \"{}\", read-out {}\n\n",
        outcome.name,
        outcome.runs[0],
        outcome.runs[1],
        words(outcome.seconds),
        outcome.part,
        outcome.readout.name()
    );
    text.push_str(&of_recipes(&outcome.recipes));
    if !outcome.expectations.is_empty() {
        text.push_str("\nwhat was expected, and what came out\n");
    }
    for found in &outcome.expectations {
        let _ = writeln!(text, "  {}", of_expectation(found));
    }
    for caveat in &outcome.caveats {
        let _ = writeln!(text, "note: {caveat}");
    }
    text
}

/// A line a recipe: every read-out, the mean over seeds, and what clusters say.
fn of_recipes(rows: &[RecipeRow]) -> String {
    let made = |kind: &ReadoutKind| rows.iter().any(|row| row.balanced_accuracy.contains_key(kind.name()));
    let kinds: Vec<ReadoutKind> = ReadoutKind::ALL.into_iter().filter(made).collect();
    let wide = rows.iter().map(|row| row.recipe.chars().count()).max().unwrap_or_default().clamp(12, 40);
    let mut text = format!("  {:<wide$}{:>6}", "recipe", "seeds");
    for kind in &kinds {
        let _ = write!(text, "{:>15}", kind.name());
    }
    text.push_str("      AMI      ARI\n");
    let percent = |share: Option<&f64>| share.map_or_else(|| "-".into(), |s| format!("{:.1}%", 100.0 * s));
    let index = |value: Option<f64>| value.map_or_else(|| "-".into(), |v| format!("{v:.3}"));
    for row in rows {
        let _ = write!(text, "  {:<wide$}{:>6}", row.recipe, row.seeds.len());
        for kind in &kinds {
            let _ = write!(text, "{:>15}", percent(row.balanced_accuracy.get(kind.name())));
        }
        let _ = writeln!(text, "{:>9}{:>9}", index(row.ami), index(row.ari));
    }
    if let Some(row) = rows.first() {
        let _ = write!(text, "  {:<wide$}{:>6}", "untrained", "");
        for kind in &kinds {
            let _ = write!(text, "{:>15}", percent(row.untrained.get(kind.name())));
        }
        text.push('\n');
    }
    text
}

/// "rotation: elongated_x against elongated_y falls? as expected: 99.1 % to 55.0 %, -44 points [-50, -38], p .."
fn of_expectation(found: &ExpectationOutcome) -> String {
    let expectation = &found.expectation;
    let about = match expectation.subject() {
        Some(Subject::Class(class)) => class.to_owned(),
        Some(Subject::Pair([a, b])) => format!("{a} against {b}"),
        Some(Subject::Average) | None => "the average".to_owned(),
    };
    let outcome = match expectation.outcome {
        Expected::Falls => "falls",
        Expected::Rises => "rises",
        Expected::Stays => "stays",
    };
    let percent = |share: Option<f64>| share.map_or_else(|| "-".into(), |s| format!("{:.1} %", 100.0 * s));
    let points = found.difference.map_or_else(|| "-".into(), |d| format!("{:+.1}", 100.0 * d));
    let limits = found
        .difference_ci95
        .map_or(String::new(), |[low, high]| format!(" [{:+.1}, {:+.1}]", 100.0 * low, 100.0 * high));
    let p = |words: &str, p: Option<f64>| {
        p.map_or(String::new(), |p| {
            format!(", {words} {}", if p < 0.0001 { "below 0.0001".into() } else { format!("{p:.4}") })
        })
    };
    let (one, holm) = if expectation.outcome == Expected::Stays {
        ("p (differs by 3 points or more)", found.p_equivalence)
    } else {
        ("p", found.p)
    };
    format!(
        "{}: {about} {outcome}? {}: {} to {}, {points} points{limits}{}{} ({})",
        expectation.recipe,
        found.finding.map_or("no verdict", |finding| finding.name()),
        percent(found.reference),
        percent(found.other),
        p(one, holm),
        p("after Holm", found.p_holm),
        found.reason
    )
}
