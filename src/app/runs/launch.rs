//! [`launch`]: starting a training in a process of its own, which outlives the window.

use super::Launched;
use super::awake::keep_awake;
use super::trainers::Trainer;
use crate::app::project::{DataSource, Training};
use augscope::dataset::DataFile;
use augscope::pipeline::PipelineFile;
use augscope::run::SealedExpectation;
use egui::Context;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::Sender;

/// What a training is started with.
#[derive(Clone, Debug)]
pub struct Launch {
    /// The run's folder.
    pub run: PathBuf,
    /// What trains.
    pub on: Trainer,
    /// What is asked; [`RESUME`] goes on with what the folder says.
    pub what: Option<Box<Asked>>,
}

/// Goes on with a run.
pub const RESUME: Option<Box<Asked>> = None;

/// What is asked of a new run.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The images.
    pub data: DataSource,
    /// The recipe.
    pub recipe: PipelineFile,
    /// The settings.
    pub training: Training,
    /// What is expected of the classes, where anything is.
    pub expectation: Option<SealedExpectation>,
}

impl PartialEq for Asked {
    fn eq(&self, other: &Self) -> bool {
        self.data == other.data
            && self.training == other.training
            && self.recipe.to_toml() == other.recipe.to_toml()
    }
}

/// Starts the process on a thread and tells when it has ended. Returns at once. `own` is the program that trains
/// where no other was chosen.
pub fn launch(own: &Path, request: Launch, tell: Sender<Launched>, context: Context) {
    let program = request.on.program.clone().unwrap_or_else(|| own.to_path_buf());
    let (run, tell_here) = (request.run.clone(), tell.clone());
    let thread = std::thread::Builder::new().name("launch training".into()).spawn(move || {
        let run = request.run.clone();
        let problem = carry_out(&program, &request).err();
        // Only fails once the window is gone.
        let _ = tell.send(Launched { run, problem });
        context.request_repaint();
    });
    if let Err(error) = thread {
        let problem = Some(format!("the training could not be started: {error}"));
        let _ = tell_here.send(Launched { run, problem });
    }
}

/// The folder beside the runs, for what must be there before a run's folder is.
fn requests(run: &Path) -> PathBuf {
    run.parent().unwrap_or(Path::new(".")).join(".requests")
}

fn carry_out(program: &Path, request: &Launch) -> Result<(), String> {
    let run = &request.run;
    let name = run.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = requests(run);
    let refused =
        |error: &dyn std::fmt::Display| format!("the training {name} could not be started: {error}");
    std::fs::create_dir_all(&folder).map_err(|e| refused(&e))?;
    let recipe = folder.join(format!("{name}.toml"));
    let log = folder.join(format!("{name}.log"));
    let mut command = Command::new(program);
    command.arg("train");
    if let Some(asked) = &request.what {
        asked.recipe.write(&recipe).map_err(|e| refused(&e))?;
        arguments(&mut command, asked, &recipe).map_err(|e| refused(&e))?;
        if asked.training.tensorboard {
            command.arg("--tensorboard");
        }
        if let Some(expectation) = &asked.expectation {
            let file = folder.join(format!("{name}.expectation.toml"));
            let text = expectation.to_toml().map_err(|e| refused(&e))?;
            std::fs::write(&file, text).map_err(|e| refused(&e))?;
            command.arg("--expect").arg(file);
        }
    } else {
        resume_arguments(&mut command, run, &recipe).map_err(|e| refused(&e))?;
    }
    command.arg("--device").arg(&request.on.device).arg("--run").arg(run);
    let output = File::create(&log).map_err(|e| refused(&e))?;
    let errors = output.try_clone().map_err(|e| refused(&e))?;
    command.stdin(Stdio::null()).stdout(Stdio::from(output)).stderr(Stdio::from(errors));
    command.env(augscope::job::BACKGROUND, "1");
    outlive_the_window(&mut command);
    let events = run.join("events.jsonl");
    let length = || std::fs::metadata(&events).map_or(0, |about| about.len());
    let before = length();
    let mut child = command.spawn().map_err(|e| refused(&e))?;
    let awake = keep_awake(child.id());
    let status = child.wait().map_err(|e| refused(&e))?;
    if let Some(mut awake) = awake {
        let _ = awake.kill();
        let _ = awake.wait();
    }
    // 130: it was paused. A failure that its folder records is shown there. One that goes on may fail
    // before it comes to write there.
    if status.success() || status.code() == Some(130) || length() > before {
        return Ok(());
    }
    let said = std::fs::read_to_string(&log).unwrap_or_default();
    let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it said nothing");
    Err(refused(&last.trim_start_matches("augscope: ")))
}

/// What is asked, as arguments of the sub-command.
pub(super) fn arguments(command: &mut Command, asked: &Asked, recipe: &Path) -> Result<(), String> {
    let data = &asked.data;
    if data.reading.is_default() {
        command.arg(&data.path);
    } else {
        let file = recipe.with_extension("data.toml");
        DataFile::new(&data.path, &data.options()).write(&file).map_err(|error| error.to_string())?;
        command.arg(file);
    }
    command.arg("--pipeline").arg(recipe);
    for (flag, column) in [("--label", &asked.data.label), ("--group", &asked.data.group)] {
        if let Some(column) = column {
            command.arg(format!("{flag}={column}"));
        }
    }
    let training = &asked.training;
    let effort = training.effort.word();
    command.args(["--preset", effort, "--objective", &training.method, "--encoder", &training.encoder]);
    command.arg("--seed").arg(training.seed.to_string());
    for (flag, path) in [("--start", &training.start), ("--baseline", &training.baseline)] {
        if !path.trim().is_empty() {
            command.arg(flag).arg(path.trim());
        }
    }
    for (name, value) in &training.settings {
        command.arg("--set").arg(format!("{name}={value}"));
    }
    Ok(())
}

/// Everything else stands in the run's record; the command line wants these all the same.
fn resume_arguments(command: &mut Command, run: &Path, recipe: &Path) -> Result<(), String> {
    let folder = augscope::run::RunFolder::new(run);
    let record = folder.record().map_err(|error| error.to_string())?;
    let pipeline = record.pipeline().map_err(|error| error.to_string())?;
    PipelineFile::new(pipeline).write(recipe).map_err(|error| error.to_string())?;
    command.arg(&record.data.path).arg("--pipeline").arg(recipe).arg("--resume");
    Ok(())
}

/// A process group of its own: what ends the window does not end the training.
pub fn outlive_the_window(command: &mut Command) {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        command.process_group(0);
    }
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt;
        const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;
        const CREATE_NO_WINDOW: u32 = 0x0800_0000;
        const BELOW_NORMAL_PRIORITY_CLASS: u32 = 0x0000_4000;
        command.creation_flags(CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW | BELOW_NORMAL_PRIORITY_CLASS);
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_process_that_ends_before_it_writes_into_the_run_is_told_of() {
        let folder = tempfile::tempdir().unwrap();
        let run = folder.path().join("mine");
        std::fs::create_dir(&run).unwrap();
        std::fs::write(run.join("events.jsonl"), "{}\n").unwrap();
        let asked = Asked {
            data: DataSource::default(),
            recipe: PipelineFile::new(augscope::pipeline::Pipeline::default()),
            training: Training::default(),
            expectation: None,
        };
        let request = Launch { run: run.clone(), on: Trainer::processor(), what: Some(Box::new(asked)) };
        let words = carry_out(Path::new("false"), &request).unwrap_err();
        assert_eq!(words, "the training mine could not be started: it said nothing");
        assert_eq!(carry_out(Path::new("true"), &request), Ok(()));

        // One that wrote there has said why it ended, where it is shown.
        let program = folder.path().join("fails late");
        std::fs::write(
            &program,
            format!("#!/bin/sh\necho >> '{}'\nexit 1\n", run.join("events.jsonl").display()),
        )
        .unwrap();
        let mut rights = std::fs::metadata(&program).unwrap().permissions();
        std::os::unix::fs::PermissionsExt::set_mode(&mut rights, 0o755);
        std::fs::set_permissions(&program, rights).unwrap();
        assert_eq!(carry_out(&program, &request), Ok(()));
    }
}
