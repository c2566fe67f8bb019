//! What Slurm says of the tasks in its queue: the answers of `squeue --json` (of all its versions) and of `squeue -o`.

use serde_json::Value;

/// The columns asked of `squeue -o`; the name last, since it alone could hold the sign between them.
pub const COLUMNS: &str = "%F|%K|%T|%r|%j";

/// A task that has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedTask {
    /// The job's name.
    pub name: String,
    /// The number of its array; empty where Slurm does not say it.
    pub array: String,
    /// The task's number in its array.
    pub task: usize,
    /// Slurm's word for its state.
    pub state: String,
    /// Why it waits; empty where Slurm says "None".
    pub reason: String,
}

/// States of a task that is over. One that is also "COMPLETING" still has processes.
const ENDED: [&str; 11] = [
    "BOOT_FAIL",
    "CANCELLED",
    "COMPLETED",
    "DEADLINE",
    "FAILED",
    "LAUNCH_FAILED",
    "NODE_FAIL",
    "OUT_OF_MEMORY",
    "PREEMPTED",
    "REVOKED",
    "TIMEOUT",
];

/// Reads the answer of `squeue --json`, keeping jobs whose name `ours` knows; none where it is not understood.
pub fn from_json(text: &str, ours: impl Fn(&str) -> bool) -> Option<Vec<QueuedTask>> {
    let answer: Value = serde_json::from_str(text).ok()?;
    let mut tasks = Vec::new();
    for job in answer.get("jobs")?.as_array()? {
        let name = job.get("name")?.as_str()?;
        if !ours(name) {
            continue;
        }
        // One word, and in later versions a list of words.
        let states: Vec<&str> = match job.get("job_state")? {
            Value::String(state) => vec![state],
            Value::Array(states) => states.iter().filter_map(Value::as_str).collect(),
            _ => return None,
        };
        let state = states.iter().find(|state| **state == "COMPLETING").or(states.first())?;
        let reason = reason(job.get("state_reason").and_then(Value::as_str).unwrap_or_default());
        let waiting = job.get("array_task_string").and_then(Value::as_str).unwrap_or_default();
        let numbers =
            if waiting.is_empty() { vec![number(job.get("array_task_id")?)?] } else { numbers_of(waiting)? };
        let array = job.get("array_job_id").and_then(number).filter(|id| *id > 0);
        let array = array.map_or_else(String::new, |id| id.to_string());
        add(&mut tasks, [name, &array, state, &reason], &numbers);
    }
    Some(tasks)
}

/// Reads the answer of `squeue -h -r -o` with [`COLUMNS`]; none where it is not understood.
pub fn from_lines(text: &str, ours: impl Fn(&str) -> bool) -> Option<Vec<QueuedTask>> {
    let mut tasks = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let mut parts = line.trim().splitn(5, '|');
        let (array, numbers, state, why) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let name = parts.next()?;
        if ours(name) {
            let array = if array.bytes().all(|byte| byte.is_ascii_digit()) { array } else { "" };
            add(&mut tasks, [name, array, state, &reason(why)], &numbers_of(numbers)?);
        }
    }
    Some(tasks)
}

fn add(tasks: &mut Vec<QueuedTask>, [name, array, state, reason]: [&str; 4], numbers: &[usize]) {
    if ENDED.contains(&state) {
        return;
    }
    tasks.extend(numbers.iter().map(|&task| QueuedTask {
        name: name.to_owned(),
        array: array.to_owned(),
        task,
        state: state.to_owned(),
        reason: reason.to_owned(),
    }));
}

fn reason(word: &str) -> String {
    if word == "None" { String::new() } else { word.to_owned() }
}

/// A number, which later versions wrap with the word whether it is one.
fn number(value: &Value) -> Option<usize> {
    let value = match value {
        Value::Object(wrapped) if wrapped.get("set") == Some(&Value::Bool(true)) => wrapped.get("number")?,
        Value::Object(_) => return None,
        plain => plain,
    };
    usize::try_from(value.as_u64()?).ok()
}

/// The numbers of "0-3,7,10-14:2%4"; none where it was cut short or is something else.
fn numbers_of(text: &str) -> Option<Vec<usize>> {
    let text = text.trim_start_matches('[').trim_end_matches(']');
    let text = text.split_once('%').map_or(text, |(numbers, _)| numbers).trim_end_matches(']');
    let mut all = Vec::new();
    for part in text.split(',') {
        let (range, step) = part.split_once(':').unwrap_or((part, "1"));
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (first, last) = (first.parse::<usize>().ok()?, last.parse::<usize>().ok()?);
        let step = step.parse::<usize>().ok().filter(|step| *step > 0)?;
        // No cluster has arrays of this size: it is a slip rather than a range.
        if last.checked_sub(first)? > 5_000_000 {
            return None;
        }
        all.extend((first..=last).step_by(step));
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(name: &str) -> bool {
        name.starts_with("tiny.ab12.")
    }

    fn words(tasks: Option<Vec<QueuedTask>>) -> Vec<String> {
        let tasks = tasks.unwrap().into_iter();
        tasks.map(|t| format!("{} {}_{} {} {}", t.name, t.array, t.task, t.state, t.reason)).collect()
    }

    #[test]
    fn answers_of_several_versions_mean_the_same() {
        // As version 22.05 answers.
        let old = r#"{"jobs": [
            {"array_job_id": 17, "array_task_id": 0, "array_task_string": "", "job_state": "RUNNING", "name": "tiny.ab12.3", "state_reason": "None"},
            {"array_task_id": 1, "array_task_string": "", "job_state": "COMPLETED", "name": "tiny.ab12.3", "state_reason": "None"},
            {"array_job_id": 17, "array_task_id": null, "array_task_string": "2-3%2", "job_state": "PENDING", "name": "tiny.ab12.3",
             "state_reason": "JobArrayTaskLimit"},
            {"array_task_id": null, "array_task_string": "", "job_state": "RUNNING", "name": "other", "state_reason": "None"}]}"#;
        // As later versions answer.
        let new = r#"{"jobs": [
            {"array_job_id": {"set": true, "infinite": false, "number": 17},
             "array_task_id": {"set": true, "infinite": false, "number": 0}, "array_task_string": "", "job_state": ["RUNNING"], "name": "tiny.ab12.3", "state_reason": "None"},
            {"array_job_id": {"set": true, "infinite": false, "number": 17},
             "array_task_id": {"set": false, "infinite": false, "number": 0}, "array_task_string": "2-3%2", "job_state": ["PENDING"], "name": "tiny.ab12.3", "state_reason": "JobArrayTaskLimit"}]}"#;
        let lines = "17|0|RUNNING|None|tiny.ab12.3\n17|1|COMPLETED|None|tiny.ab12.3\n9|N/A|RUNNING|None|other|x\n\
                     17|2|PENDING|JobArrayTaskLimit|tiny.ab12.3\n17|3|PENDING|JobArrayTaskLimit|tiny.ab12.3\n";
        let expected = [
            "tiny.ab12.3 17_0 RUNNING ",
            "tiny.ab12.3 17_2 PENDING JobArrayTaskLimit",
            "tiny.ab12.3 17_3 PENDING JobArrayTaskLimit",
        ];
        assert_eq!(words(from_json(old, ours)), expected);
        assert_eq!(words(from_json(new, ours)), expected);
        assert_eq!(words(from_lines(lines, ours)), expected);
        let ending = r#"{"jobs": [{"array_task_id": 5, "array_task_string": "", "job_state": ["CANCELLED", "COMPLETING"],
            "name": "tiny.ab12.3", "state_reason": "None"}]}"#;
        assert_eq!(words(from_json(ending, ours)), ["tiny.ab12.3 _5 COMPLETING "]);
    }

    #[test]
    fn what_is_no_answer_is_not_taken_for_an_empty_queue() {
        for text in
            ["", "slurm_load_jobs error", "{}", r#"{"jobs": 3}"#, r#"{"jobs": [{"name": "tiny.ab12.1"}]}"#]
        {
            assert_eq!(from_json(text, ours), None, "{text}");
        }
        assert_eq!(from_lines("error", ours), None);
        assert_eq!(from_json(r#"{"jobs": []}"#, ours), Some(vec![]));
        assert_eq!(from_lines("\n", ours), Some(vec![]));
    }

    #[test]
    fn ranges_of_tasks_are_read() {
        assert_eq!(numbers_of("0-3,7,10-14:2%4"), Some(vec![0, 1, 2, 3, 7, 10, 12, 14]));
        assert_eq!(numbers_of("[5-6]"), Some(vec![5, 6]));
        for text in ["", "1-2,...", "3-1", "x", "1-9:0", "0-99999999999"] {
            assert_eq!(numbers_of(text), None, "{text}");
        }
    }
}
