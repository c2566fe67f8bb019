//! `augscope study --engine`: handing a study over to a cluster, looking at its queue, taking it back.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]

use super::exit::WrongUse;
use super::study::StudyArgs;
use augscope::run::engine::hyperqueue::HyperQueue;
use augscope::run::engine::local::Local;
use augscope::run::engine::slurm::{Profile, Slurm};
use augscope::run::engine::{Engine, EngineError, StudyJob, Waiting};
use augscope::run::study::Plan;
use augscope::run::{RunState, state};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// What carries out the runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum EngineName {
    /// This machine
    #[default]
    Local,
    /// A cluster with Slurm
    Slurm,
    /// A server of `HyperQueue` (hq)
    Hyperqueue,
}

/// Arguments about the engine.
#[derive(Debug, clap::Args)]
pub struct EngineArguments {
    /// What carries out the runs
    #[arg(long, value_enum, default_value_t)]
    pub engine: EngineName,
    /// What to ask of the cluster, by its name in cluster.toml (beside the study, or among your settings)
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// How many runs the cluster may do at once, in place of what the profile says
    #[arg(long, value_name = "K")]
    pub at_once: Option<usize>,
    /// Only write the folder and the job script, for a cluster that is reached by hand
    #[arg(long, conflicts_with_all = ["cancel", "status"])]
    pub write_only: bool,
    /// Take back the study's runs: those that wait do not begin, those that run are paused; on this machine with the
    /// --queue that it was handed to
    #[arg(long, conflicts_with = "status")]
    pub cancel: bool,
    /// Hand over nothing: tell how the runs stand, and why they wait
    #[arg(long)]
    pub status: bool,
}

impl EngineArguments {
    /// The profile with what was given beside it.
    fn profile(&self, args: &StudyArgs) -> Result<Profile, EngineError> {
        let mut profile = Profile::find(self.profile.as_deref(), &args.study)?;
        if self.at_once.is_some() {
            profile.at_once = self.at_once;
        }
        if args.threads > 0 {
            profile.cpus = args.threads;
        }
        Ok(profile)
    }
}

/// Hands the study over, or does what else was asked about its engine.
///
/// # Errors
/// Where the engine is not there or refuses.
pub fn run(args: &StudyArgs, plan: Plan) -> anyhow::Result<()> {
    let asked = &args.engine;
    let profile = asked.profile(args)?;
    let job = study_job(args, plan)?;
    let slurm = Slurm::new(profile)?;
    if asked.write_only {
        if asked.engine != EngineName::Slurm {
            return Err(WrongUse("--write-only is for --engine slurm".into()).into());
        }
        job.plan.prepare(&args.study)?;
        let count = slurm.write_only(&job)?;
        println!(
            "{count} runs are written down; what to do is in {}",
            job.out.join("slurm/README").display()
        );
        return Ok(());
    }
    let local = Local { tickets: args.queue.tickets(&job)?, priority: args.queue.priority };
    let engine: &dyn Engine = match asked.engine {
        EngineName::Slurm => &slurm,
        EngineName::Hyperqueue => &HyperQueue { cpus: slurm.profile.cpus },
        EngineName::Local => &local,
    };
    if asked.cancel {
        engine.cancel(&job)?;
        println!("the runs of {} are taken back; --status tells how they stand", job.out.display());
        return Ok(());
    }
    if !asked.status {
        job.plan.prepare(&args.study)?;
        let all: Vec<usize> = (0..job.plan.runs.len()).collect();
        engine.submit(&job, &all)?;
    }
    let standing = Standing::of(&job, &engine.look(&job)?);
    if args.json {
        println!("{}", serde_json::to_string(&standing)?);
    } else {
        print!("{}", standing.text());
    }
    Ok(())
}

/// The study as engines get it.
pub fn study_job(args: &StudyArgs, plan: Plan) -> anyhow::Result<StudyJob> {
    let absolute = |path: &Path| {
        std::path::absolute(path).map_err(|error| WrongUse(format!("{}: {error}", path.display())))
    };
    Ok(StudyJob {
        program: std::env::current_exe()?,
        study: absolute(&args.study)?,
        out: absolute(&args.out)?,
        data: args.data.as_deref().map(absolute).transpose()?,
        threads: args.threads,
        plan,
    })
}

/// How the runs of a study stand.
#[derive(Debug, Default, serde::Serialize)]
struct Standing {
    runs: usize,
    done: usize,
    running: usize,
    /// Handed over and not begun.
    queued: usize,
    /// Made by another recipe or with other settings than the study asks for now, and in which way.
    other: BTreeMap<String, String>,
    /// Ended by an error, and not handed over again.
    failed: Vec<String>,
    /// Paused, or its process is gone; not handed over again.
    paused: usize,
    /// Neither begun nor handed over.
    open: usize,
    /// Why runs wait, in the scheduler's words, and how many.
    why: BTreeMap<String, usize>,
}

impl Standing {
    /// What the folders say, and of runs that have not begun what the scheduler says.
    fn of(job: &StudyJob, waiting: &[Waiting]) -> Self {
        let mut standing = Self { runs: job.plan.runs.len(), ..Self::default() };
        let by_run: BTreeMap<usize, &Waiting> = waiting.iter().map(|one| (one.run, one)).collect();
        let part = job.plan.part();
        for (number, run) in job.plan.runs.iter().enumerate() {
            let state = state(&run.request.folder);
            let waits = by_run.get(&number);
            if let Some(misfit) = run.misfit().unwrap_or_else(|error| Some(error.to_string())) {
                standing.other.insert(run.name.clone(), misfit);
            } else if run.is_done(part) {
                standing.done += 1;
            } else if matches!(state, Ok(RunState::Running)) || waits.is_some_and(|one| one.begun) {
                standing.running += 1;
            } else if let Some(one) = waits {
                standing.queued += 1;
                let why = if one.reason.is_empty() { &one.state } else { &one.reason };
                *standing.why.entry(why.clone()).or_default() += 1;
            } else if matches!(state, Ok(RunState::Failed)) {
                standing.failed.push(run.name.clone());
            } else if run.request.folder.has_run() {
                standing.paused += 1;
            } else {
                standing.open += 1;
            }
        }
        standing
    }

    fn text(&self) -> String {
        let why = self.why.iter().map(|(why, count)| format!("{why} {count}")).collect::<Vec<_>>().join(", ");
        let why = if why.is_empty() { why } else { format!(" ({why})") };
        let mut text = format!(
            "{} runs: {} done, {} running, {} queued{why}, {} paused, {} failed, {} not handed over\n",
            self.runs,
            self.done,
            self.running,
            self.queued,
            self.paused,
            self.failed.len(),
            self.open
        );
        for (run, difference) in &self.other {
            let _ = writeln!(text, "another run than the study asks for now: {run} ({difference})");
        }
        for run in &self.failed {
            let _ = writeln!(text, "failed: {run}");
        }
        text
    }
}
