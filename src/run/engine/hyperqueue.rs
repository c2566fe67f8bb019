//! [`HyperQueue`]: a study as arrays of tasks of HyperQueue (`hq`), which runs with or without a cluster's own queue.
//!
//! A template: it follows the documented commands, and is tried with a made-up `hq` only.

use super::call::{call, make_folder, shortened, write};
use super::lists::Lists;
use super::quote::quoted_path;
use super::{Engine, EngineError, StudyJob, Waiting, open_runs};
use serde_json::Value;

/// HyperQueue, with what is asked of it for every run.
#[derive(Clone, Debug)]
pub struct HyperQueue {
    /// Processor cores of a run.
    pub cpus: usize,
}

/// What one task does: the line of its list that its number says.
const TASK: &str = "name=$(sed -n \"$((HQ_TASK_ID + 1))p\" \"$1\")\n[ -n \"$name\" ] || exit 2\n\
    exec \"$program\" study \"$study\" --out . \"${data[@]}\" --threads \"$threads\" --only \"$name\" < /dev/null\n";

impl HyperQueue {
    fn script(&self, job: &StudyJob) -> Result<String, EngineError> {
        let data = job.data.as_deref().map(quoted_path).transpose()?;
        Ok(format!(
            "#!/bin/bash\nprogram={}\nstudy={}\ndata=({})\nthreads={}\n{TASK}",
            quoted_path(&job.program)?,
            quoted_path(&job.study)?,
            data.map_or_else(String::new, |path| format!("--data {path}")),
            if job.threads == 0 { self.cpus } else { job.threads }
        ))
    }
}

impl Engine for HyperQueue {
    fn submit(&self, job: &StudyJob, runs: &[usize]) -> Result<(), EngineError> {
        let folder = job.out.join("hyperqueue");
        make_folder(&folder.join("logs"))?;
        let open = open_runs(job, runs, &self.look(job)?);
        if open.is_empty() {
            return Ok(());
        }
        write(&folder.join("task.sh"), &self.script(job)?)?;
        let lists = Lists::open(job, &folder)?;
        let number = lists.add(job, &open)?;
        let mut arguments = vec!["submit".to_owned(), "--array".into(), format!("0-{}", open.len() - 1)];
        arguments.extend(["--name".into(), lists.job_name(number), "--cpus".into(), self.cpus.to_string()]);
        for (option, end) in [("--stdout", "out"), ("--stderr", "err")] {
            arguments.extend([option.into(), format!("hyperqueue/logs/%{{JOB_ID}}_%{{TASK_ID}}.{end}")]);
        }
        let list = format!("hyperqueue/lists/{number}.txt");
        arguments.extend(["--".into(), "bash".into(), "hyperqueue/task.sh".into(), list]);
        call("hq", &arguments, &job.out).map(|_| ())
    }

    fn look(&self, job: &StudyJob) -> Result<Vec<Waiting>, EngineError> {
        let mut waiting = Vec::new();
        for (id, names) in jobs(job)? {
            let tasks = ask(job, &["task", "list", &id])?;
            // {"7": [{"id": 0, "state": "running"}, ..]}
            let tasks = tasks.as_object().and_then(|jobs| jobs.values().next()).and_then(Value::as_array);
            for task in tasks.into_iter().flatten() {
                let state = task.get("state").and_then(Value::as_str).unwrap_or_default();
                let number = task.get("id").and_then(Value::as_u64).and_then(|id| usize::try_from(id).ok());
                let run = number.and_then(|number| job.number_of(names.get(number)?));
                if let (Some(run), "waiting" | "running") = (run, state) {
                    waiting.push(Waiting {
                        run,
                        begun: state == "running",
                        state: state.to_owned(),
                        reason: String::new(),
                    });
                }
            }
        }
        waiting.sort_by_key(|run| run.run);
        Ok(waiting)
    }

    fn cancel(&self, job: &StudyJob) -> Result<(), EngineError> {
        for (id, _) in jobs(job)? {
            call("hq", &["job".into(), "cancel".into(), id], &job.out)?;
        }
        Ok(())
    }
}

/// The study's jobs that have not ended: their numbers, and the names of their runs.
fn jobs(job: &StudyJob) -> Result<Vec<(String, Vec<String>)>, EngineError> {
    let folder = job.out.join("hyperqueue");
    if !folder.join("lists").is_dir() {
        return Ok(Vec::new());
    }
    let lists = Lists::open(job, &folder)?;
    // Without --all only those are listed that have not ended.
    let jobs = ask(job, &["job", "list"])?;
    let of = |one: &Value| {
        let names = lists.of_job(one.get("name")?.as_str()?)?;
        Some((one.get("id")?.as_u64()?.to_string(), names))
    };
    Ok(jobs.as_array().into_iter().flatten().filter_map(of).collect())
}

fn ask(job: &StudyJob, words: &[&str]) -> Result<Value, EngineError> {
    let mut arguments = vec!["--output-mode".to_owned(), "json".into()];
    arguments.extend(words.iter().map(|&word| word.to_owned()));
    let said = call("hq", &arguments, &job.out)?;
    serde_json::from_str(&said)
        .map_err(|_| EngineError::Unclear { program: "hq".into(), said: shortened(&said) })
}
