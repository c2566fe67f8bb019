//! [`Slurm`]: a study as arrays of jobs on a cluster.
//!
//! In the study's folder lies `slurm/`: `job.sh`, a list of runs for each array (`lists/`), what the tasks print (`logs/`).
//! Which runs wait is asked of the queue alone, where a job's name leads to its list, so that nothing is handed over twice
//! even where the program was ended between handing over and writing that down.

mod by_hand;
mod profile;
mod queue;
mod reasons;
mod script;

pub use profile::{PROFILES, Profile, write_profiles};
pub use reasons::reason_in_words;

use super::call::{add_line, call, make_folder, shortened, write};
use super::lists::Lists;
use super::{Engine, EngineError, StudyJob, Waiting, open_runs};
use queue::{COLUMNS, QueuedTask, from_json, from_lines};
use script::{Started, job_script, sbatch_arguments};
use std::collections::BTreeSet;
use std::fs::{File, TryLockError};
use std::path::Path;

/// What a cluster takes that says nothing else (`MaxArraySize` is one more than the largest number of a task).
const USUAL_LARGEST_ARRAY: usize = 1000;

/// Slurm, with what is asked of it for every run.
#[derive(Clone, Debug)]
pub struct Slurm {
    /// What is asked.
    pub profile: Profile,
}

impl Slurm {
    /// Slurm with this profile, [tidied](Profile::tidied).
    ///
    /// # Errors
    /// Where a setting cannot be written into a script.
    pub fn new(profile: Profile) -> Result<Self, EngineError> {
        let profile = profile.tidied();
        profile.check()?;
        Ok(Self { profile })
    }

    /// The most tasks of an array: as the profile says, else as the cluster does.
    fn largest_array(&self, job: &StudyJob) -> Result<usize, EngineError> {
        if let Some(largest) = self.profile.largest_array {
            return Ok(largest);
        }
        let said = call("scontrol", &["show".into(), "config".into()], &job.out)?;
        Ok(largest_in(&said).unwrap_or(USUAL_LARGEST_ARRAY))
    }

    /// The study's tasks in the queue.
    fn queued(job: &StudyJob, lists: &Lists) -> Result<Vec<QueuedTask>, EngineError> {
        if lists.numbers().is_empty() {
            return Ok(Vec::new());
        }
        let ours = |name: &str| name.starts_with(&lists.prefix);
        let json = call("squeue", &["--me".into(), "--json".into()], &job.out);
        if let Some(tasks) = json.ok().and_then(|text| from_json(&text, ours)) {
            return Ok(tasks);
        }
        // Not every cluster has the part of Slurm that writes JSON.
        let arguments = ["--me", "-h", "-r", "-o", COLUMNS].map(ToOwned::to_owned);
        let text = call("squeue", &arguments, &job.out)?;
        from_lines(&text, ours)
            .ok_or_else(|| EngineError::Unclear { program: "squeue".into(), said: shortened(&text) })
    }
}

impl Engine for Slurm {
    fn submit(&self, job: &StudyJob, runs: &[usize]) -> Result<(), EngineError> {
        let slurm = job.out.join("slurm");
        make_folder(&slurm.join("logs"))?;
        let _alone = alone(&slurm)?;
        // Whoever hands over wants that runs whose time is up queue again, also those that wait or are at work already.
        let cancelled = slurm.join("cancelled");
        if cancelled.exists() {
            std::fs::remove_file(&cancelled).map_err(super::call::failed(&cancelled, "removed"))?;
        }
        let lists = Lists::open(job, &slurm)?;
        let tasks = Self::queued(job, &lists)?;
        let open = open_runs(job, runs, &waiting(job, &lists, &tasks));
        if open.is_empty() {
            return Ok(());
        }
        let started = Started {
            program: &job.program,
            study: &job.study,
            data: job.data.as_deref(),
            threads: job.threads,
        };
        write(&slurm.join("job.sh"), &job_script(&self.profile, &started)?)?;
        let mut before = arrays_in(&tasks);
        for runs in open.chunks(self.largest_array(job)?) {
            let number = lists.add(job, runs)?;
            let arguments = sbatch_arguments(
                runs.len(),
                self.profile.at_once,
                &lists.job_name(number),
                before.as_deref(),
                &Lists::from_study(number),
            );
            let said = call("sbatch", &arguments, &job.out)?;
            // "17", and with several clusters "17;name".
            let id: String = said.trim().chars().take_while(char::is_ascii_digit).collect();
            if id.is_empty() {
                return Err(EngineError::Unclear { program: "sbatch".into(), said: shortened(&said) });
            }
            add_line(
                &slurm.join("jobs.txt"),
                &format!("{id} {} {} runs", Lists::from_study(number), runs.len()),
            )?;
            before = Some(id);
        }
        Ok(())
    }

    fn look(&self, job: &StudyJob) -> Result<Vec<Waiting>, EngineError> {
        let slurm = job.out.join("slurm");
        // Looking makes no folder.
        if !slurm.join("lists").is_dir() {
            return Ok(Vec::new());
        }
        let lists = Lists::open(job, &slurm)?;
        Ok(waiting(job, &lists, &Self::queued(job, &lists)?))
    }

    fn cancel(&self, job: &StudyJob) -> Result<(), EngineError> {
        let slurm = job.out.join("slurm");
        if !slurm.join("lists").is_dir() {
            return Ok(());
        }
        let _alone = alone(&slurm)?;
        // Tasks that are told to end look for it before they queue again.
        write(&slurm.join("cancelled"), "taken back\n")?;
        let lists = Lists::open(job, &slurm)?;
        // The name of a job says that it is the study's; numbers of jobs may have been lost.
        let names: BTreeSet<String> = Self::queued(job, &lists)?.into_iter().map(|task| task.name).collect();
        names.into_iter().try_for_each(|name| {
            call("scancel", &["--quiet".into(), format!("--name={name}")], &job.out).map(|_| ())
        })
    }
}

/// The study's runs that `tasks` stand for, in the order of the plan.
fn waiting(job: &StudyJob, lists: &Lists, tasks: &[QueuedTask]) -> Vec<Waiting> {
    let mut known = std::collections::HashMap::new();
    let mut waiting = Vec::new();
    for task in tasks {
        let names = known.entry(task.name.as_str()).or_insert_with(|| lists.of_job(&task.name));
        let name = names.as_ref().and_then(|names| names.get(task.task));
        // A run that was taken out of the study since is nobody's.
        let Some(run) = name.and_then(|name| job.number_of(name)) else { continue };
        let begun = !matches!(task.state.as_str(), "PENDING" | "REQUEUED" | "REQUEUE_HOLD" | "REQUEUE_FED");
        waiting.push(Waiting { run, begun, state: task.state.clone(), reason: task.reason.clone() });
    }
    waiting.sort_by_key(|run| run.run);
    waiting
}

/// The numbers of the arrays that `tasks` belong to, with colons between, as a dependency names them; none where there are
/// none. New arrays wait for these, so that old and new ones together keep to the number of runs at once.
fn arrays_in(tasks: &[QueuedTask]) -> Option<String> {
    let arrays: BTreeSet<&str> =
        tasks.iter().map(|task| task.array.as_str()).filter(|id| !id.is_empty()).collect();
    (!arrays.is_empty()).then(|| arrays.into_iter().collect::<Vec<_>>().join(":"))
}

/// The right to hand over, which one program has at a time; given back when it ends, however that is.
fn alone(slurm: &Path) -> Result<File, EngineError> {
    let path = slurm.join("lock");
    let file = File::options().create(true).append(true).open(&path);
    let file = file.map_err(super::call::failed(&path, "written"))?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(EngineError::Busy(slurm.to_path_buf())),
        // Where a file system knows no locks one must take care oneself.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(file),
    }
}

/// The most tasks of an array by the answer of `scontrol show config`.
fn largest_in(said: &str) -> Option<usize> {
    let line = said.lines().find(|line| line.trim_start().starts_with("MaxArraySize"))?;
    let size: usize = line.split_once('=')?.1.trim().parse().ok()?;
    // Numbers of tasks begin with 0 and stay below it.
    (size > 0).then_some(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_arrays_wait_for_all_of_the_study_that_are_in_the_queue() {
        let task = |array: &str| QueuedTask {
            name: "tiny.ab12.1".into(),
            array: array.into(),
            task: 0,
            state: "RUNNING".into(),
            reason: String::new(),
        };
        assert_eq!(arrays_in(&[]), None);
        assert_eq!(arrays_in(&[task("")]), None);
        let before = arrays_in(&[task("17"), task("18"), task("17")]);
        assert_eq!(before.as_deref(), Some("17:18"));
        let words = sbatch_arguments(3, Some(2), "tiny.ab12.3", before.as_deref(), "slurm/lists/3.txt");
        assert!(words.contains(&"--dependency=afterany:17:18".to_owned()), "{words:?}");
    }

    #[test]
    fn the_largest_array_is_read() {
        let said = "Configuration data\nMaxArraySize            = 1001\nMaxJobCount = 10000\n";
        assert_eq!(largest_in(said), Some(1001));
        assert_eq!(largest_in("MaxArraySize = 0\n"), None);
        assert_eq!(largest_in(""), None);
    }
}
