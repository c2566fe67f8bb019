//! Studies on a real Slurm of one node, which `scripts/slurm-node` starts out of Debian's packages; prints SKIPPED where
//! these are not installed, and fails there where AUGSCOPE_REQUIRE_SLURM is set. Beside it what every engine starts, and the
//! template for another one.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::print_stderr, reason = "says where it was skipped")]

#[path = "slurm/hyperqueue.rs"]
mod hyperqueue;
#[path = "slurm/only.rs"]
mod only;

use augscope::run::{RunFolder, RunState, list_runs, state};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

const STUDY: &str = r#"
format = 1
name = "tiny"
readout = "knn_projector"
seeds = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
[data]
group = "well"
simulate = { per_class = 12, size = 40 }
[train]
preset = "quick"
epochs = 1
batch = 16
size = 16
checkpoint_seconds = 0
[[recipe]]
name = "plain"
pipeline = "nuisance-only"
[[recipe]]
name = "turned"
pipeline = "any-orientation"
"#;

/// One node at a time: each has all cores.
static ONE: Mutex<()> = Mutex::new(());

/// A Slurm that ends with the test.
struct Node {
    folder: PathBuf,
    _alone: MutexGuard<'static, ()>,
}

impl Node {
    /// None where Slurm is not installed.
    fn start(folder: PathBuf) -> Option<Self> {
        let alone = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let node = Self { folder, _alone: alone };
        let output = node.script("start");
        if output.status.code() == Some(77) {
            let said = format!("Slurm is not installed ({})", String::from_utf8_lossy(&output.stderr).trim());
            assert!(std::env::var_os("AUGSCOPE_REQUIRE_SLURM").is_none(), "{said}");
            eprintln!("SKIPPED: {said}");
            return None;
        }
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Some(node)
    }

    fn script(&self, word: &str) -> Output {
        Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/slurm-node"))
            .arg(word)
            .arg(&self.folder)
            // Twenty runs are more than one array may hold here.
            .env("SLURM_NODE_SETTINGS", "MaxArraySize=12")
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    fn command(&self, program: &str, args: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(args).env("SLURM_CONF", self.folder.join("slurm.conf")).stdin(Stdio::null());
        command
    }

    fn said(&self, program: &str, args: &[&str]) -> String {
        let output = self.command(program, args).output().unwrap();
        assert!(output.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn study(&self, study: &Path, out: &Path, more: &[&str]) -> Command {
        let mut args = vec!["study", text(study), "--out", text(out), "--engine", "slurm", "--threads", "1"];
        args.extend(more);
        self.command(env!("CARGO_BIN_EXE_augscope"), &args)
    }

    fn standing(&self, study: &Path, out: &Path, more: &[&str]) -> Value {
        let output = self.study(study, out, more).arg("--json").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Kills the node's daemon and all that it started, as a power cut does.
    fn power_cut(&self, of: &Path) {
        let daemon = fs::read_to_string(self.folder.join("slurmd.pid")).unwrap();
        kill(daemon.trim().parse().unwrap());
        let spool = self.folder.join("spool");
        let scripts = processes(|words| words.contains(text(&spool)));
        // The parent of a job's script is the step's own daemon.
        scripts.iter().filter_map(|script| parent(*script)).for_each(kill);
        scripts.into_iter().for_each(kill);
        processes(|words| words.contains(text(of))).into_iter().for_each(kill);
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.script("stop");
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Numbers of the living processes whose command line is as asked.
fn processes(asked: impl Fn(&str) -> bool) -> Vec<i32> {
    let number = |entry: fs::DirEntry| entry.file_name().to_str()?.parse::<i32>().ok();
    let all = fs::read_dir("/proc").unwrap().flatten().filter_map(number);
    all.filter(|number| {
        // One that has ended has no command line any more.
        let words = fs::read(format!("/proc/{number}/cmdline")).unwrap_or_default();
        let words = String::from_utf8_lossy(&words).replace('\0', " ");
        *number != std::process::id().cast_signed() && !words.is_empty() && asked(&words)
    })
    .collect()
}

/// The parent of a process; the first one of the machine is nobody's.
fn parent(process: i32) -> Option<i32> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // Behind the name in brackets come the state and the parent.
    let parent = stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()?;
    (parent > 1).then_some(parent)
}

fn kill(process: i32) {
    let _ = rustix::process::kill_process(
        rustix::process::Pid::from_raw(process).unwrap(),
        rustix::process::Signal::KILL,
    );
}

/// Waits, and says what for where it takes too long: far longer than it should.
fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(400), "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn done(out: &Path) -> usize {
    let runs = list_runs(&out.join("runs"));
    runs.iter().filter(|run| matches!(state(run), Ok(RunState::Done))).count()
}

/// How often an event of this kind stands in the run's record.
fn events(run: &RunFolder, kind: &str) -> usize {
    let text = fs::read_to_string(run.file("events.jsonl")).unwrap();
    text.lines().filter(|line| line.contains(&format!("\"event\":\"{kind}\""))).count()
}

#[test]
fn a_study_comes_to_its_end_on_slurm_whatever_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let Some(node) = Node::start(folder.path().join("slurm")) else { return };
    let (study, out) = (folder.path().join("it's a study.toml"), folder.path().join("out $(touch pwned)"));
    fs::write(&study, STUDY).unwrap();

    // The submitting program is killed as soon as the first array may be on its way.
    let mut first = node.study(&study, &out, &["--at-once", "2"]).stdout(Stdio::null()).spawn().unwrap();
    wait_for("the first list", || {
        out.join("slurm/lists/1.txt").exists() || first.try_wait().unwrap().is_some()
    });
    first.kill().unwrap();
    first.wait().unwrap();
    let standing = node.standing(&study, &out, &["--at-once", "2"]);
    let count = |standing: &Value, keys: &[&str]| -> u64 {
        keys.iter().map(|key| standing[*key].as_u64().unwrap()).sum()
    };
    assert_eq!(count(&standing, &["done", "running", "queued"]), 20, "{standing}");
    let queued = || node.said("squeue", &["-h", "-r", "-o", "%j %K"]).lines().count();
    let before = queued();
    assert!(before <= 20, "{before} tasks for 20 runs");
    assert!(node.said("squeue", &["-h", "-r", "-t", "R", "-o", "%j"]).lines().count() <= 2);
    // Once more: nothing is handed over twice.
    let lists = fs::read_dir(out.join("slurm/lists")).unwrap().count();
    node.standing(&study, &out, &["--at-once", "2"]);
    assert!(queued() <= before);
    assert_eq!(fs::read_dir(out.join("slurm/lists")).unwrap().count(), lists);

    wait_for("some runs", || done(&out) >= 3);
    node.power_cut(&study);
    assert_eq!(node.script("slurmd").status.code(), Some(0));
    wait_for("the empty queue", || queued() == 0);

    let runs = list_runs(&out.join("runs"));
    assert_eq!((runs.len(), done(&out)), (20, 20));
    for run in &runs {
        assert_eq!(events(run, "finished"), 1, "{}", run.path().display());
        assert!(run.file("report.json").is_file() && run.file("predictions.csv").is_file());
    }
    let standing = node.standing(&study, &out, &["--status"]);
    assert_eq!(count(&standing, &["done"]), 20, "{standing}");
    assert!(!out.join("pwned").exists() && !folder.path().join("pwned").exists());
}

#[test]
fn runs_whose_time_is_up_queue_again_and_all_can_be_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let Some(node) = Node::start(folder.path().join("slurm")) else { return };
    let (study, out) = (folder.path().join("long.toml"), folder.path().join("long"));
    fs::write(&study, STUDY.replace("epochs = 1", "epochs = 5000")).unwrap();
    node.standing(&study, &out, &["--at-once", "1"]);
    let first = RunFolder::new(out.join("runs/plain-s0"));
    let steps =
        |run: &RunFolder| run.has_run() && run.file("events.jsonl").is_file() && events(run, "step") > 3;
    wait_for("steps of a run", || steps(&first));
    // As it is left where taking back did not reach the cluster: whoever hands over again wants the runs to go on.
    fs::write(out.join("slurm/cancelled"), "").unwrap();
    node.standing(&study, &out, &["--at-once", "1"]);
    assert!(!out.join("slurm/cancelled").exists());
    let job = node.said("squeue", &["-h", "-t", "R", "-o", "%A"]);
    // What Slurm does two minutes before the time limit. Once the task queues again this program tries in vain to tell it more.
    let signal = ["--quiet", "--signal=TERM", "--batch", job.trim()];
    let mut signal = node.command("scancel", &signal).stderr(Stdio::null()).spawn().unwrap();
    wait_for("the pause", || matches!(state(&first), Ok(RunState::Paused)));
    let waits = |job: &str| node.said("squeue", &["-h", "-j", job, "-o", "%T"]).contains("PENDING");
    wait_for("its next turn in the queue", || waits(job.trim()));

    signal.kill().unwrap();
    signal.wait().unwrap();
    let left = || processes(|words| words.contains(text(&study)));
    wait_for("another run or the same", || !left().is_empty());
    assert!(node.study(&study, &out, &["--cancel"]).stdout(Stdio::null()).status().unwrap().success());
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(10) && !left().is_empty() {
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(left(), Vec::<i32>::new(), "processes are left after 10 s");
    wait_for("the empty queue", || node.said("squeue", &["-h"]).trim().is_empty());
    let standing = node.standing(&study, &out, &["--status"]);
    assert_eq!((&standing["running"], &standing["queued"]), (&0.into(), &0.into()), "{standing}");
}

#[test]
fn the_last_task_of_an_array_queues_again_alone_and_added_runs_keep_to_the_limit() {
    if std::thread::available_parallelism().map_or(1, usize::from) < 2 {
        eprintln!("SKIPPED: two tasks at once need two cores");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let Some(node) = Node::start(folder.path().join("slurm")) else { return };
    let (study, out) = (folder.path().join("long.toml"), folder.path().join("long"));
    let with_seeds = |seeds: &str| {
        let text = STUDY.replace("epochs = 1", "epochs = 5000");
        fs::write(&study, text.replace("0, 1, 2, 3, 4, 5, 6, 7, 8, 9", seeds)).unwrap();
    };
    with_seeds("0");
    node.standing(&study, &out, &["--at-once", "2"]);
    let names = ["plain-s0", "turned-s0"];
    let runs = names.map(|name| RunFolder::new(out.join("runs").join(name)));
    let steps =
        |run: &RunFolder| run.has_run() && run.file("events.jsonl").is_file() && events(run, "step") > 3;
    wait_for("steps of both runs", || runs.iter().all(steps));

    // Runs that are added wait for the array that is at work, so that no more than two are at work in all.
    with_seeds("0, 1");
    node.standing(&study, &out, &["--at-once", "2"]);
    // Slurm says why a little later.
    let waits_for_others = || {
        let standing = node.standing(&study, &out, &["--status"]);
        (&standing["running"], &standing["why"]["Dependency"]) == (&2.into(), &2.into())
    };
    wait_for("the added runs to depend on the others", waits_for_others);

    // The task that has the array's own number.
    let said = node.said("squeue", &["-h", "-r", "-t", "R", "-o", "%F %A %K"]);
    let numbers: Vec<Vec<&str>> = said.lines().map(|line| line.split_whitespace().collect()).collect();
    let last = numbers.iter().find(|numbers| numbers[0] == numbers[1]).unwrap();
    let (task, place) = (format!("{}_{}", last[0], last[2]), last[2].parse::<usize>().unwrap());
    let signal = ["--quiet", "--signal=TERM", "--batch", &task];
    let mut signal = node.command("scancel", &signal).stderr(Stdio::null()).spawn().unwrap();
    wait_for("the pause", || events(&runs[place], "paused") == 1);
    let waits = || node.said("squeue", &["-h", "-j", &task, "-o", "%T"]).contains("PENDING");
    wait_for("its next turn in the queue", waits);
    signal.kill().unwrap();
    signal.wait().unwrap();
    let other = &runs[1 - place];
    assert_eq!((state(other).unwrap(), events(other, "paused")), (RunState::Running, 0));
    assert!(node.study(&study, &out, &["--cancel"]).stdout(Stdio::null()).status().unwrap().success());
    wait_for("the empty queue", || node.said("squeue", &["-h"]).trim().is_empty());
}

#[test]
fn a_folder_for_a_cluster_far_away_holds_all_it_needs() {
    let folder = tempfile::tempdir().unwrap();
    let Some(node) = Node::start(folder.path().join("slurm")) else { return };
    let (study, out) = (folder.path().join("study.toml"), folder.path().join("out"));
    let recipe =
        "format = 1\n[[step]]\nid = \"rotate-1\"\nkind = \"rotate\"\nangle = { uniform = [-180, 180] }\n";
    fs::write(folder.path().join("turned.toml"), recipe).unwrap();
    fs::write(
        &study,
        STUDY.replace("any-orientation", "turned.toml").replace(", 2, 3, 4, 5, 6, 7, 8, 9", ""),
    )
    .unwrap();
    assert!(node.study(&study, &out, &["--write-only"]).stdout(Stdio::null()).status().unwrap().success());
    assert_eq!(fs::read_to_string(out.join("slurm/README")).unwrap().lines().count(), 2);
    assert!(node.said("squeue", &["-h"]).is_empty());
    // It is carried elsewhere, and what it came from is gone.
    let there = folder.path().join("far away");
    fs::rename(&out, &there).unwrap();
    fs::remove_file(&study).unwrap();
    fs::remove_file(folder.path().join("turned.toml")).unwrap();
    let script = there.join("slurm/submit.sh");
    let mut submit = node.command("bash", &[text(&script)]);
    assert!(submit.env("AUGSCOPE", env!("CARGO_BIN_EXE_augscope")).status().unwrap().success());
    wait_for("the empty queue", || node.said("squeue", &["-h"]).trim().is_empty());
    assert_eq!(done(&there), 4);
}
