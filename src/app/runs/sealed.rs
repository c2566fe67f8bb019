//! [`open_sealed`]: evaluating runs on the sealed part, each in a process of its own.

use super::Launched;
use super::launch::outlive_the_window;
use augscope::run::RunFolder;
use egui::Context;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::Sender;

/// Evaluates `runs` one after the other on a thread and tells of each when it is done. `data` are the images of the project,
/// for runs that come from another computer. Returns at once.
pub fn open_sealed(
    program: &Path,
    runs: Vec<PathBuf>,
    data: Option<PathBuf>,
    tell: Sender<Launched>,
    context: Context,
) {
    let (program, tell_here, all) = (program.to_path_buf(), tell.clone(), runs.clone());
    let thread = std::thread::Builder::new().name("open sealed part".into()).spawn(move || {
        for run in runs {
            let problem = evaluate(&program, &run, data.as_deref()).err();
            // Only fails once the window is gone.
            let _ = tell.send(Launched { run, problem });
            context.request_repaint();
        }
    });
    if let Err(error) = thread {
        for run in all {
            let problem = Some(format!("the sealed part could not be opened: {error}"));
            let _ = tell_here.send(Launched { run, problem });
        }
    }
}

fn evaluate(program: &Path, run: &Path, data: Option<&Path>) -> Result<(), String> {
    let name = run.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let refused = |why: &dyn std::fmt::Display| format!("the sealed part was not opened for {name}: {why}");
    let mut command = Command::new(program);
    command.arg("evaluate").arg(run).args(["--on", "report"]);
    // The images that it was trained on, where they are still there.
    let gone = RunFolder::new(run).record().is_ok_and(|record| !record.data.path.exists());
    if let Some(data) = data.filter(|_| gone) {
        command.arg("--data").arg(data);
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command.env(augscope::job::BACKGROUND, "1");
    outlive_the_window(&mut command);
    let output = command.output().map_err(|error| refused(&error))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it said nothing");
    Err(refused(&last.trim_start_matches("augscope: ")))
}
