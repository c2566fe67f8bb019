//! [`Explanations`]: `augscope why` in processes of their own, which can be stopped.

use super::launch::outlive_the_window;
use augscope::run::PlateColumns;
use egui::Context;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

/// How often a process is looked at.
const EVERY: Duration = Duration::from_millis(100);

/// A process at work.
struct AtWork {
    run: PathBuf,
    since: Instant,
    stop: Arc<AtomicBool>,
}

/// How a process ended.
struct Ended {
    run: PathBuf,
    /// Why it went wrong; nothing where it was stopped.
    problem: Option<String>,
}

/// Processes that find out why a run's accuracies are as they are.
pub struct Explanations {
    program: PathBuf,
    at_work: Vec<AtWork>,
    /// Runs of which it went wrong, and why.
    failed: Vec<(PathBuf, String)>,
    news: Receiver<Ended>,
    tell: Sender<Ended>,
    context: Context,
}

impl Explanations {
    /// None yet; they are done by the program at `program`.
    pub fn new(context: &Context, program: &Path) -> Self {
        let (tell, news) = channel();
        Self {
            program: program.to_path_buf(),
            at_work: Vec::new(),
            failed: Vec::new(),
            news,
            tell,
            context: context.clone(),
        }
    }

    /// Starts one for the run in a folder, unless one is at work there, and for its plate, where columns are named.
    /// Returns at once.
    pub fn start(&mut self, run: &Path, plate: Option<&PlateColumns>) {
        if self.since(run).is_some() {
            return;
        }
        self.failed.retain(|(known, _)| known != run);
        let stop = Arc::new(AtomicBool::new(false));
        let (program, run, tell, context) =
            (self.program.clone(), run.to_path_buf(), self.tell.clone(), self.context.clone());
        self.at_work.push(AtWork { run: run.clone(), since: Instant::now(), stop: Arc::clone(&stop) });
        let (here, plate) = (run.clone(), plate.cloned());
        let thread = std::thread::Builder::new().name("find out why".into()).spawn(move || {
            let problem = carry_out(&program, &here, plate.as_ref(), &stop).err();
            // Only fails once the window is gone.
            let _ = tell.send(Ended { run: here, problem });
            context.request_repaint();
        });
        if let Err(error) = thread {
            let problem = Some(format!("the system lets the program do no further work: {error}"));
            let _ = self.tell.send(Ended { run, problem });
        }
    }

    /// Ends the one at work on a run. Nothing of it is kept. Returns at once.
    pub fn stop(&self, run: &Path) {
        for one in self.at_work.iter().filter(|one| one.run == run) {
            one.stop.store(true, Ordering::Relaxed);
        }
    }

    /// Since when one is at work on a run.
    pub fn since(&self, run: &Path) -> Option<Instant> {
        self.at_work.iter().find(|one| one.run == run).map(|one| one.since)
    }

    /// Why the last one of a run went wrong.
    pub fn problem(&self, run: &Path) -> Option<&str> {
        self.failed.iter().find(|(known, _)| known == run).map(|(_, why)| why.as_str())
    }

    /// Takes over what has ended; true where something has. Returns at once.
    pub fn poll(&mut self) -> bool {
        let mut any = false;
        while let Ok(ended) = self.news.try_recv() {
            any = true;
            self.at_work.retain(|one| one.run != ended.run);
            self.failed.extend(ended.problem.map(|why| (ended.run, why)));
        }
        any
    }
}

fn carry_out(
    program: &Path,
    run: &Path,
    plate: Option<&PlateColumns>,
    stop: &AtomicBool,
) -> Result<(), String> {
    let refused = |error: &dyn std::fmt::Display| format!("it could not be found out why: {error}");
    let folder = run.parent().unwrap_or(Path::new(".")).join(".requests");
    std::fs::create_dir_all(&folder).map_err(|error| refused(&error))?;
    let name = run.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let log = folder.join(format!("{name} why.log"));
    let output = File::create(&log).map_err(|error| refused(&error))?;
    let errors = output.try_clone().map_err(|error| refused(&error))?;
    let mut command = Command::new(program);
    command.arg("why").arg(run);
    if let Some(plate) = plate {
        arguments(&mut command, plate);
    }
    command.stdin(Stdio::null()).stdout(Stdio::from(output)).stderr(Stdio::from(errors));
    command.env(augscope::job::BACKGROUND, "1");
    outlive_the_window(&mut command);
    let mut child = command.spawn().map_err(|error| refused(&error))?;
    let status = loop {
        if stop.load(Ordering::Relaxed) {
            // The file is written whole at the end, so that there is nothing to tidy up.
            let _ = child.kill();
            let _ = child.wait();
            return Ok(());
        }
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) => std::thread::sleep(EVERY),
            Err(error) => return Err(refused(&error)),
        }
    };
    if status.success() {
        return Ok(());
    }
    let said = std::fs::read_to_string(&log).unwrap_or_default();
    let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it said nothing");
    Err(refused(&last.trim_start_matches("augscope: ")))
}

/// The columns of a plate, as arguments of the sub-command.
fn arguments(command: &mut Command, plate: &PlateColumns) {
    command.arg(format!("--negative={}", plate.negative)).arg(format!("--positive={}", plate.positive));
    let named = [
        ("well", &plate.well),
        ("control", &plate.control),
        ("treatment", &plate.treatment),
        ("dose", &plate.dose),
    ];
    for (flag, column) in named {
        if let Some(column) = column {
            command.arg(format!("--{flag}={column}"));
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn wait(explanations: &mut Explanations) {
        let began = Instant::now();
        while !explanations.poll() {
            assert!(began.elapsed() < Duration::from_secs(20), "no end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn program(folder: &Path, text: &str) -> PathBuf {
        let program = folder.join("augscope");
        std::fs::write(&program, format!("#!/bin/sh\n{text}\n")).unwrap();
        let mut rights = std::fs::metadata(&program).unwrap().permissions();
        std::os::unix::fs::PermissionsExt::set_mode(&mut rights, 0o755);
        std::fs::set_permissions(&program, rights).unwrap();
        program
    }

    #[test]
    fn it_is_started_for_a_run_and_what_it_says_at_its_end_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let run = folder.path().join("runs/mine");
        std::fs::create_dir_all(&run).unwrap();
        let works = program(folder.path(), "echo \"$1 $3 $4 $5\" > \"$2/why.json\"");
        let mut explanations = Explanations::new(&Context::default(), &works);
        let plate = PlateColumns {
            negative: "none".into(),
            positive: "150 nM".into(),
            dose: Some("dose".into()),
            ..PlateColumns::default()
        };
        explanations.start(&run, Some(&plate));
        assert!(explanations.since(&run).is_some());
        wait(&mut explanations);
        assert_eq!(
            std::fs::read_to_string(run.join("why.json")).unwrap(),
            "why --negative=none --positive=150 nM --dose=dose\n"
        );
        assert!(explanations.since(&run).is_none() && explanations.problem(&run).is_none());

        program(folder.path(), "echo 'augscope: the data have changed' >&2; exit 1");
        explanations.start(&run, None);
        wait(&mut explanations);
        assert_eq!(
            explanations.problem(&run).unwrap(),
            "it could not be found out why: the data have changed"
        );

        program(folder.path(), "exec sleep 600");
        explanations.start(&run, None);
        assert_eq!(explanations.problem(&run), None);
        explanations.stop(&run);
        wait(&mut explanations);
        assert!(explanations.since(&run).is_none() && explanations.problem(&run).is_none());
    }
}
