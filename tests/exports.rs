//! What leaves the program, read back by other means: ONNX by tract, tables by their formats, event files by check sums.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "exports/event_file.rs"]
mod event_file;
#[path = "exports/onnx.rs"]
mod onnx;
#[path = "exports/tables.rs"]
mod tables;
#[path = "exports/weights.rs"]
mod weights;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

fn augscope(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_augscope")).args(args).output().unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Runs a command that must succeed, and returns the one JSON document on its standard output.
fn json(args: &[&str]) -> Value {
    let output = augscope(args);
    assert!(output.status.success(), "{args:?}\n{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("exactly one JSON document on standard output")
}

/// Checks that a command is refused as wrong use, in these words.
fn refused(args: &[&str], words: &[&str]) {
    let output = augscope(args);
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{args:?}\n{message}");
    for word in words {
        assert!(message.contains(word), "{args:?}: \"{word}\" is missing in:\n{message}");
    }
    assert!(!message.contains("panicked"), "{message}");
}

/// Adds the columns by which CellProfiler knows objects.
fn number_objects(table: &Path) {
    let text = std::fs::read_to_string(table).unwrap();
    let numbered = text.lines().enumerate().map(|(row, line)| match row {
        0 => format!("{line},ImageNumber,ObjectNumber\n"),
        row => format!("{line},{},{}\n", row / 4, row % 4),
    });
    std::fs::write(table, numbered.collect::<String>()).unwrap();
}

/// A data set and a run of seconds on it, made once for all tests.
struct Made {
    folder: tempfile::TempDir,
}

impl Made {
    fn get() -> &'static Self {
        static MADE: OnceLock<Made> = OnceLock::new();
        MADE.get_or_init(|| {
            let made = Self { folder: tempfile::tempdir().unwrap() };
            let cells = made.cells();
            let args = ["simulate", text(&cells), "--per-class", "12", "--size", "40"];
            assert!(augscope(&args).status.success());
            number_objects(&cells.join("labels.csv"));
            let run = made.run();
            let done = augscope(&made.training(&run, &["--tensorboard"]));
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
            made
        })
    }

    fn cells(&self) -> PathBuf {
        self.folder.path().join("cells")
    }

    fn run(&self) -> PathBuf {
        self.folder.path().join("run")
    }

    /// Arguments of a training of seconds into `run`.
    fn training<'a>(&self, run: &'a Path, more: &[&'a str]) -> Vec<&'a str> {
        let cells: &'static str = self.cells().to_str().unwrap().to_owned().leak();
        let mut args =
            vec!["train", cells, "--pipeline", "nuisance-only", "--run", text(run), "--group", "well"];
        args.extend(["--size", "16", "--batch", "16", "--threads", "2", "--epochs", "2"]);
        args.extend(["--set", "checkpoint_seconds=0", "--set", "probe_every=1"]);
        args.extend(more);
        args
    }

    /// Exports the run to `name` in the folder, once.
    fn export(&self, target: &str, name: &str) -> PathBuf {
        let out = self.folder.path().join(name);
        if !out.exists() {
            let run = self.run();
            let said = json(&["export", text(&run), "--to", target, "--out", text(&out), "--json"]);
            assert_eq!(said["out"], text(&out));
            for file in said["files"].as_array().unwrap() {
                assert!(Path::new(file.as_str().unwrap()).is_file(), "{file}");
            }
        }
        out
    }
}

#[test]
fn what_cannot_be_is_refused_in_words() {
    let made = Made::get();
    let (run, cells) = (made.run(), made.cells());
    let out = made.export("embeddings-csv", "refusals.csv");
    let before = std::fs::read(&out).unwrap();
    let export = |to: &str, out: &Path| {
        let args = ["export", text(&run), "--to", to, "--out", text(out)];
        args.map(str::to_owned)
    };
    let again = export("embeddings-csv", &out);
    let again: Vec<&str> = again.iter().map(String::as_str).collect();
    refused(&again, &["refusals.csv is there already", "--force"]);
    assert_eq!(std::fs::read(&out).unwrap(), before);
    assert!(augscope(&[&again[..], &["--force"]].concat()).status.success());
    let elsewhere = made.folder.path().join("never");
    refused(&["export", text(&cells), "--to", "onnx", "--out", text(&elsewhere)], &["is no run"]);
    refused(
        &["export", "simclr", "--to", "onnx", "--out", text(&elsewhere)],
        &["is a recipe", "made from a run"],
    );
    refused(&["export", "nowhere", "--to", "onnx", "--out", text(&elsewhere)], &["no such folder"]);
    refused(
        &["export", text(&run), "--to", "pickle", "--out", text(&elsewhere)],
        &["pickle", "encoder", "anndata"],
    );
    refused(
        &["embed", text(&run), text(&cells), "--out", text(&elsewhere)],
        &[".csv, .parquet, .npy or .zarr"],
    );
    assert!(!elsewhere.exists());
    // The help is made of the list of targets.
    let help = String::from_utf8(augscope(&["export", "--help"]).stdout).unwrap();
    for target in augscope::export::TARGETS {
        assert!(
            help.contains(target.name) && help.contains(target.help),
            "{} is missing in\n{help}",
            target.name
        );
    }
}

#[test]
fn a_package_for_the_zoo_holds_what_it_names() {
    let made = Made::get();
    let zip = std::fs::File::open(made.export("bioimage-io", "package.zip")).unwrap();
    let mut zip = zip::ZipArchive::new(zip).unwrap();
    let mut rdf = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("rdf.yaml").unwrap(), &mut rdf).unwrap();
    for name in zip.file_names().map(Result::unwrap).filter(|name| *name != "rdf.yaml") {
        assert!(rdf.contains(&format!("\"{name}\"")), "{name} is not named in\n{rdf}");
    }
    for word in ["format_version: \"0.5.3\"", "opset_version: 17", "scale_linear", "probabilities"] {
        assert!(rdf.contains(word), "{word} is missing in\n{rdf}");
    }
}
