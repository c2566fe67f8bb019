//! The command line as its users and their scripts meet it: JSON, exit codes, words, nothing half written.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "command_line/checking.rs"]
mod checking;
#[path = "command_line/comparing.rs"]
mod comparing;
#[path = "command_line/cutting.rs"]
mod cutting;
#[path = "command_line/generating.rs"]
mod generating;
#[path = "command_line/ranging.rs"]
mod ranging;
#[path = "command_line/reporting.rs"]
mod reporting;
#[path = "command_line/studying.rs"]
mod studying;

use augscope::run::{
    EventReader, Order, RunFolder, RunState, give_order, heartbeat, list_runs, read_predictions, state,
};
use augscope::train::Event;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

fn augscope(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_augscope")).args(args).output().unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("exactly one JSON document on standard output")
}

/// Checks the exit code and that the message holds `words`.
fn refused(args: &[&str], code: i32, words: &[&str]) {
    let output = augscope(args);
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{args:?}\n{message}");
    for word in words {
        assert!(message.contains(word), "{args:?}: \"{word}\" is missing in:\n{message}");
    }
    assert!(!message.contains("panicked"), "{message}");
}

fn cells(folder: &Path, per_class: usize) -> PathBuf {
    let cells = folder.join("cells");
    let done = augscope(&["simulate", text(&cells), "--per-class", &per_class.to_string(), "--size", "40"]);
    assert!(done.status.success());
    cells
}

/// Arguments of a run of seconds.
fn tiny<'a>(cells: &'a Path, run: &'a Path, more: &[&'a str]) -> Vec<&'a str> {
    let mut args =
        vec!["train", text(cells), "--pipeline", "nuisance-only", "--run", text(run), "--group", "well"];
    args.extend(["--size", "16", "--batch", "16", "--threads", "2", "--set", "checkpoint_seconds=0"]);
    args.extend(more);
    args
}

#[test]
fn a_run_leaves_a_complete_folder_and_can_be_evaluated_again() {
    let folder = tempfile::tempdir().unwrap();
    let (cells, run) = (cells(folder.path(), 12), folder.path().join("run"));
    let expected = folder.path().join("expected.toml");
    fs::write(&expected, "format = 1\nagainst = \"other\"\n[classes]\nlarge = \"drops\"\n").unwrap();
    let expect = ["--epochs", "2", "--json", "--expect", text(&expected)];
    refused(&tiny(&cells, &run, &expect), 2, &["--expect", "expected.toml", "drops"]);
    assert!(!run.exists());
    fs::write(&expected, "format = 1\nagainst = \"other\"\n[classes]\nlarge = \"falls\"\n").unwrap();
    let report = json(&augscope(&tiny(&cells, &run, &expect)));
    let sealed = fs::read_to_string(run.join("expectation.toml")).unwrap();
    assert!(sealed.contains("written = \"20") && sealed.contains("large = \"falls\""), "{sealed}");
    for name in [
        "run.toml",
        "events.jsonl",
        "heartbeat.json",
        "encoder.safetensors",
        "probe.safetensors",
        "report.json",
        "embeddings.parquet",
        "predictions.csv",
        "accuracy.svg",
        "accuracy.png",
    ] {
        assert!(run.join(name).is_file(), "{name} is missing");
    }
    assert_eq!(report["classes"].as_array().unwrap().len(), 8);
    for readout in ["knn_encoder", "knn_projector", "linear_full", "linear_10"] {
        for of in [&report["readouts"][readout], &report["baselines"]["untrained"]["readouts"][readout]] {
            let value = of["balanced_accuracy"].as_f64().unwrap();
            assert!((0.0..=1.0).contains(&value));
            assert_eq!(of["per_class"].as_object().unwrap().len(), 8);
            assert_eq!(of["confusion"].as_array().unwrap().len(), 8);
        }
    }
    assert!(report["baselines"]["pixels"]["readouts"]["linear_full"]["balanced_accuracy"].is_number());
    assert_eq!(report["split"]["group_column"], "well");
    predictions_are_those_of_the_report(&cells, &run, &report);
    let again = json(&augscope(&["evaluate", text(&run), "--json"]));
    assert_eq!(again["readouts"], report["readouts"]);
    let folds = json(&augscope(&["evaluate", text(&run), "--on", "folds", "--json"]));
    assert_eq!(folds["part"], "folds");
    reporting::a_page_of(&run, &report);

    refused(&tiny(&cells, &run, &["--epochs", "2"]), 2, &["in use already", "--resume"]);
    let before = fs::read(run.join("report.json")).unwrap();
    let resumed = augscope(&tiny(&cells, &run, &["--epochs", "2", "--resume"]));
    assert_eq!(resumed.status.code(), Some(0));
    assert_eq!(fs::read(run.join("report.json")).unwrap(), before);
}

/// Counts the confusion matrices anew, from the file with one line an image.
fn predictions_are_those_of_the_report(cells: &Path, run: &Path, report: &Value) {
    let path = run.join("predictions.csv");
    let header = fs::read_to_string(&path).unwrap().lines().next().unwrap().to_string();
    assert!(header.starts_with("file,label,group,knn_encoder,knn_projector,linear_full,"), "{header}");
    // Five draws of every budget that some class exceeds.
    assert!(header.contains(",linear_10.5") && !header.contains("linear_100"), "{header}");
    let predictions = read_predictions(&path).unwrap();
    let classes: Vec<&str> =
        report["classes"].as_array().unwrap().iter().map(|class| class.as_str().unwrap()).collect();
    let place = |class: &str| classes.iter().position(|c| *c == class).unwrap();
    for readout in ["knn_encoder", "knn_projector", "linear_full"] {
        let mut counts = vec![vec![0; classes.len()]; classes.len()];
        for prediction in &predictions {
            assert!(prediction.group.is_some() && cells.join(&prediction.file).is_file(), "{prediction:?}");
            counts[place(&prediction.label)][place(&prediction.by[readout])] += 1;
        }
        assert_eq!(serde_json::json!(counts), report["readouts"][readout]["confusion"], "{readout}");
    }
}

fn checkpoints(run: &Path) -> usize {
    fs::read_dir(run.join("checkpoints")).map_or(0, |files| {
        files.filter(|f| f.as_ref().unwrap().file_name().to_string_lossy().starts_with("step-")).count()
    })
}

fn wait_for(what: &str, done: impl Fn() -> bool) {
    let began = Instant::now();
    while !done() {
        assert!(began.elapsed() < Duration::from_mins(2), "waited too long for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The same weights to the bit, whether a run is left alone or killed and resumed.
#[cfg(unix)]
#[test]
fn a_killed_run_goes_on_as_if_nothing_had_happened() {
    use rustix::process::{Pid, Signal, kill_process};
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 8);
    let (whole, killed, stopped) =
        (folder.path().join("whole"), folder.path().join("killed"), folder.path().join("stopped"));
    let more = ["--epochs", "6", "--seed", "3"];
    assert!(augscope(&tiny(&cells, &whole, &more)).status.success());

    for (run, signal, code) in [(&killed, Signal::KILL, None), (&stopped, Signal::TERM, Some(130))] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_augscope"))
            .args(tiny(&cells, run, &more))
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        wait_for("the first checkpoint", || checkpoints(run) > 0);
        let process = Pid::from_raw(child.id().cast_signed()).unwrap();
        // An error means that the run was done before.
        let _ = kill_process(process, signal);
        let ended = child.wait().unwrap();
        // A run this short may be done before the signal arrives; then there is nothing to resume.
        if !ended.success() {
            assert_eq!(ended.code(), code, "{signal:?}");
            assert!(!run.join("report.json").exists());
        }
        let mut resume = tiny(&cells, run, &more);
        resume.push("--resume");
        assert!(augscope(&resume).status.success());
        let weights = |run: &Path| fs::read(run.join("encoder.safetensors")).unwrap();
        assert!(weights(run) == weights(&whole), "after {signal:?} the weights differ");
    }
    let events = fs::read_to_string(stopped.join("events.jsonl")).unwrap();
    assert!(events.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
}

/// Orders that another process leaves in the folder: a pause, which can be resumed, and an early end.
#[test]
fn a_run_obeys_orders_in_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 8);
    let (paused, finished) = (folder.path().join("paused"), folder.path().join("finished"));
    // More epochs than anybody waits for: only the orders end these runs.
    let more = ["--epochs", "10000"];
    let obey = |path: &Path, order: Order| {
        let run = RunFolder::new(path);
        let mut child = Command::new(env!("CARGO_BIN_EXE_augscope"))
            .args(tiny(&cells, path, &more))
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        wait_for("the first checkpoint", || checkpoints(path) > 0);
        assert_eq!(state(&run).unwrap(), RunState::Running);
        give_order(&run, order).unwrap();
        wait_for("the order to be taken", || !run.file("control").exists());
        let code = child.wait().unwrap().code();
        let events = EventReader::new(run.file("events.jsonl")).poll();
        (run, code, events.into_iter().map(|timed| timed.event).collect::<Vec<_>>())
    };

    let (run, code, events) = obey(&paused, Order::Pause);
    assert_eq!((code, state(&run).unwrap()), (Some(130), RunState::Paused));
    assert!(!run.file("report.json").exists() && heartbeat(&run).unwrap().phase == "paused");
    let Some(Event::Paused { step }) = events.last() else { panic!("{:?}", events.last()) };
    assert_eq!(events.iter().filter(|event| matches!(event, Event::Step { .. })).count() as u64, *step);
    assert!(run.file(&format!("checkpoints/step-{step:09}.safetensors")).is_file());

    let (run, code, events) = obey(&finished, Order::Finish);
    assert_eq!((code, state(&run).unwrap()), (Some(0), RunState::Done));
    let ended = events.iter().find_map(|event| match event {
        Event::EndedEarly { step, of } => Some((*step, *of)),
        _ => None,
    });
    let (step, of) = ended.expect("the end is among the events");
    assert!(step > 0 && step < of);
    let report: Value = serde_json::from_slice(&fs::read(run.file("report.json")).unwrap()).unwrap();
    let note = format!("training was ended by hand after step {step} of {of}");
    assert!(report["notes"].as_array().unwrap().contains(&Value::from(note)), "{}", report["notes"]);
    assert!(run.file("encoder.safetensors").is_file());
    let mut resume = tiny(&cells, &finished, &more);
    resume.push("--resume");
    let output = augscope(&resume);
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("done already"));

    // Both may have begun within the same second, so their order is left open here.
    let listed = list_runs(folder.path());
    assert_eq!(listed.len(), 2);
    assert!([&paused, &finished].iter().all(|path| listed.contains(&RunFolder::new(*path))));
}

fn png(path: &Path, colour: bool) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let seed = path.to_str().unwrap().bytes().map(u32::from).sum::<u32>();
    if colour {
        image::RgbImage::from_fn(20, 20, |x, y| image::Rgb([(x * 9 + seed) as u8, (y * 9) as u8, 7]))
            .save(path)
    } else {
        image::GrayImage::from_fn(20, 20, |x, y| image::Luma([(x * 9 + y + seed) as u8])).save(path)
    }
    .unwrap();
}

#[test]
fn wrong_use_is_met_with_words_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let run = at("run");
    let train = |data: &Path, pipeline: &str, more: &[&str]| -> Vec<String> {
        let mut args: Vec<String> =
            ["train", text(data), "--pipeline", pipeline, "--run", text(&run)].map(String::from).to_vec();
        args.extend(more.iter().map(ToString::to_string));
        args
    };
    let check = |args: Vec<String>, code: i32, words: &[&str]| {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        refused(&args, code, words);
        assert!(!run.exists(), "{args:?} left something behind");
    };

    let missing = at("nowhere");
    check(train(&missing, "simclr", &[]), 2, &["nowhere"]);

    let one = at("one");
    for i in 0..4 {
        png(&one.join(format!("only/{i}.png")), true);
    }
    check(train(&one, "simclr", &[]), 1, &["only the class \"only\"", "at least two"]);

    let empty = at("empty");
    for i in 0..4 {
        png(&empty.join(format!("a/{i}.png")), true);
        png(&empty.join(format!("b/{i}.png")), true);
    }
    fs::create_dir_all(empty.join("hollow")).unwrap();
    fs::write(empty.join("hollow/broken.png"), b"no picture at all").unwrap();
    check(train(&empty, "simclr", &[]), 1, &["hollow"]);

    fs::remove_dir_all(empty.join("hollow")).unwrap();
    check(train(&empty, "no-such-preset", &[]), 2, &["no-such-preset", "nuisance-only"]);
    let write = |name: &str, text: &str| {
        fs::write(at(name), text).unwrap();
        at(name).to_str().unwrap().to_string()
    };
    let unknown = write("unknown.toml", "format = 1\n[[step]]\nkind = \"gain\"\nfactr = 2\n");
    check(train(&empty, &unknown, &[]), 2, &["factr", "factor"]);
    let outside = write("outside.toml", "format = 1\n[[step]]\nkind = \"gain\"\nfactor = 2000\n");
    check(train(&empty, &outside, &[]), 2, &["factor", "2000", "0 to 10"]);
    check(train(&empty, "simclr", &["--set", "epochs=none"]), 2, &["epochs"]);
    check(train(&empty, "simclr", &["--set", "epoch=3"]), 2, &["epoch", "epochs"]);
    check(train(&empty, "simclr", &["--group", "plate"]), 2, &["plate", "labels.csv"]);
    check(train(&empty, "simclr", &["--objective", "magic"]), 2, &["magic", "simclr"]);
    check(train(&empty, "simclr", &["--size", "4"]), 2, &["size"]);
    check(train(&empty, "simclr", &["--set", "temperature=-1"]), 2, &["temperature = -1", "0.001 to 100"]);
    check(train(&empty, "simclr", &["--objective", "vicreg", "--set", "tau=0.9"]), 2, &["tau", "covariance"]);
    check(vec!["train".into()], 2, &["Usage"]);

    // A place where no folder can be made: below a file. (Continuous integration runs as root, for
    // whom no folder is read-only.)
    let file = at("file");
    fs::write(&file, b"x").unwrap();
    let below = file.join("run");
    refused(&["train", text(&empty), "--pipeline", "simclr", "--run", text(&below)], 1, &["file"]);
}

#[test]
fn every_learning_method_trains_and_is_evaluated() {
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 12);
    let methods = [
        ("simclr", "temperature=0.5"),
        ("moco", "tau=0.9"),
        ("byol", "width=32"),
        ("barlow-twins", "width=32"),
        ("vicreg", "width=32"),
        ("supervised", "momentum=0.8"),
    ];
    for (method, setting) in methods {
        let run = folder.path().join(method);
        let more = ["--set", setting, "--objective", method, "--epochs", "2", "--json"];
        let report = json(&augscope(&tiny(&cells, &run, &more)));
        for readout in ["knn_encoder", "knn_projector"] {
            for baseline in [&report["readouts"], &report["baselines"]["untrained"]["readouts"]] {
                let accuracy = baseline[readout]["balanced_accuracy"].as_f64().unwrap();
                assert!((0.0..=1.0).contains(&accuracy), "{method} {readout}");
            }
        }
        let record = RunFolder::new(&run).record().unwrap();
        let (name, value) = setting.split_once('=').unwrap();
        if method == "supervised" {
            assert!(record.config.objective_settings.is_empty());
            let args = ["evaluate", text(&run), "--on", "folds"];
            refused(&args, 2, &["labels", "part for choosing"]);
        } else {
            assert_eq!(record.config.objective_settings[name], value.parse::<f64>().unwrap(), "{method}");
            assert!(record.config.objective_settings.len() > 1, "{method}: defaults are not recorded");
        }
    }
}

#[test]
fn images_of_another_channel_count_are_listed_and_left_out() {
    let folder = tempfile::tempdir().unwrap();
    for i in 0..5 {
        png(&folder.path().join(format!("a/{i}.png")), true);
        png(&folder.path().join(format!("b/{i}.png")), true);
    }
    png(&folder.path().join("b/grey.png"), false);
    let found = json(&augscope(&["inspect", text(folder.path()), "--json"]));
    assert_eq!(found["images"], 10);
    let left_out = &found["left_out"][0];
    assert_eq!(left_out["path"], "b/grey.png");
    assert!(left_out["why"].as_str().unwrap().contains("channel"));
}

#[test]
fn an_estimate_measures_without_a_folder_and_a_batch_can_be_found() {
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 4);
    let before = fs::read_dir(folder.path()).unwrap().count();
    let args = ["train", text(&cells), "--pipeline", "nuisance-only", "--group", "well", "--size", "16"];
    let more = ["--batch", "auto", "--epochs", "3", "--threads", "1", "--estimate", "--json"];
    let estimate = json(&augscope(&[&args[..], &more[..]].concat()));
    assert!(estimate["seconds"].as_f64().unwrap() > 0.0, "{estimate}");
    let batch = estimate["batch"].as_u64().unwrap();
    assert!(batch.is_power_of_two() && batch > 1, "{estimate}");
    assert!(estimate["steps"].as_u64().unwrap() >= 3 && estimate["memory"].as_u64().unwrap() > 1_000_000);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), before);

    refused(&args, 2, &["--run"]);
}

#[test]
fn a_run_explains_itself() {
    let folder = tempfile::tempdir().unwrap();
    let (cells, run) = (cells(folder.path(), 12), folder.path().join("run"));
    assert!(augscope(&tiny(&cells, &run, &["--epochs", "1"])).status.success());
    let few =
        ["why", text(&run), "--transform", "rotate", "--transform", "flip-horizontal", "--transform", "grey"];
    let plate = ["--negative", "reference", "--positive", "large", "--dose", "size"];
    let why = json(&augscope(&[&few[..], &["--json"]].concat()));
    assert_eq!(why["classes"].as_array().unwrap().len(), 8);
    assert_eq!(why["part"], "choose");
    for kind in ["rotate", "flip-horizontal"] {
        let effect = &why["invariance"][kind];
        assert_eq!(effect["strengths"].as_array().unwrap().len(), 2, "{effect}");
        for strength in effect["strengths"].as_array().unwrap() {
            for encoder in ["encoder", "projector", "untrained"] {
                let figures = &strength[encoder];
                assert_eq!(figures["per_class"].as_object().unwrap().len(), 8);
                let index = figures["all"]["index"]["value"].as_f64().unwrap();
                assert!(index <= 1.0 + 1e-9, "{index}");
            }
        }
    }
    assert!(why["invariance"]["rotate"]["equivariance"]["encoder"]["angle"].is_object());
    assert!(why["invariance"]["flip-horizontal"]["equivariance"]["encoder"]["applied"].is_object());
    assert!(why["left_out"].as_object().unwrap().is_empty(), "{}", why["left_out"]);
    assert!(why["batch_effect"]["untrained"]["all"].is_object());
    assert_eq!(why["twins"]["looked_at"], 28);
    assert!(why["suspects"]["judged"].as_u64().unwrap() > 0);
    assert!(why["plate"].is_null());
    assert_eq!(why, json_file(&run.join("why.json")));
    // The same run explains itself in the same way, and in words.
    assert_eq!(why, json(&augscope(&[&few[..], &["--json", "--threads", "1"]].concat())));
    let words = augscope(&[&few[..], &plate[..4]].concat());
    let words = String::from_utf8_lossy(&words.stdout).into_owned();
    for part in ["Rotate", "Horizontal flip", "labels in doubt", "robust Z'", "replicates"] {
        assert!(words.contains(part), "{part} is missing in\n{words}");
    }
    refused(&[&few[..], &plate[..]].concat(), 2, &["no column \"size\"", "well"]);
    let radius = ["--negative", "reference", "--positive", "large", "--dose", "radius"];
    refused(&[&few[..], &radius].concat(), 2, &["the well \"P", "different controls, treatments or doses"]);
    refused(&[&few[..], &["--negative", "nothing", "--positive", "large"]].concat(), 2, &["\"nothing\""]);
    refused(&["why", text(&run), "--transform", "turn"], 2, &["no transform \"turn\"", "rotate"]);
    refused(&["why", text(&run), "--dose", "size"], 2, &["--negative"]);
    refused(&["why", text(&cells)], 2, &["is no run"]);
}

fn json_file(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn every_command_has_help_with_an_example() {
    for command in [
        "demo", "inspect", "simulate", "cells", "views", "train", "evaluate", "compare", "report", "why",
        "ranges", "bench",
    ] {
        let output = augscope(&[command, "--help"]);
        assert!(output.status.success());
        let help = String::from_utf8_lossy(&output.stdout);
        assert!(help.contains("Example") && help.contains(&format!("augscope {command}")), "{help}");
    }
}

#[test]
fn views_say_what_they_drew_and_a_sheet_is_a_picture() {
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 4);
    let out = folder.path().join("views");
    let args = ["views", text(&cells), "--pipeline", "simclr", "--out", text(&out), "--count", "3", "--json"];
    let record = json(&augscope(&args));
    let views = record["views"].as_array().unwrap();
    assert_eq!(views.len(), 6);
    for view in views {
        assert!(out.join(view["file"].as_str().unwrap()).is_file());
        assert_eq!(view["steps"].as_array().unwrap().len(), 5);
    }
    let written: Value = serde_json::from_slice(&fs::read(out.join("views.json")).unwrap()).unwrap();
    assert_eq!(written, record);
    let sheet = folder.path().join("sheet.png");
    let args = ["views", text(&cells), "--pipeline", "simclr", "--out", text(&sheet), "--count", "3"];
    assert!(augscope(&args).status.success());
    assert!(image::open(&sheet).unwrap().width() > 300);
}
