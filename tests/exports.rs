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

/// The ending says it: a file for ImageJ, not a folder of that name.
#[test]
fn a_contact_sheet_leaves_as_channels_for_imagej() {
    let made = Made::get();
    let (cells, out) = (made.cells(), made.folder.path().join("sheet.tif"));
    let args = ["views", text(&cells), "--pipeline", "nuisance-only", "--out", text(&out)];
    json(&[&args[..], &["--count", "2", "--json"]].concat());
    let file = std::fs::File::open(&out).unwrap();
    let mut tiff = tiff::decoder::Decoder::new(std::io::BufReader::new(file)).unwrap();
    let description = tiff.get_tag_ascii_string(tiff::tags::Tag::ImageDescription).unwrap();
    assert!(description.contains("channels=3\nhyperstack=true"), "{description}");
    let metadata = tiff.get_tag_u8_vec(tiff::tags::Tag::Unknown(50839)).unwrap();
    let has = |word: &[u8]| metadata.windows(word.len()).any(|window| window == word);
    assert!(has(b"luts") || has(b"stul"), "no colours");
    let channel = |name: &str| -> Vec<u8> { name.encode_utf16().flat_map(u16::to_ne_bytes).collect() };
    assert!(has(&channel("actin")), "no names");
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
    for word in ["format_version: \"0.5.5\"", "opset_version: 17", "scale_linear", "probabilities"] {
        assert!(rdf.contains(word), "{word} is missing in\n{rdf}");
    }
}

/// Names as biologists write them; the description of a package takes only identifiers.
#[test]
fn channels_and_classes_of_any_name_leave_in_a_package() {
    let folder = tempfile::tempdir().unwrap();
    let cells = folder.path().join("cells");
    std::fs::create_dir(&cells).unwrap();
    let channels = ["DNA 405", "F.actin", "5 \u{b5}m beads"];
    let classes = ["it's \"wild\" type", "5.0 \u{b5}M, 24 h", "class"];
    let head: Vec<String> = channels.iter().map(|name| format!("FileName_{name}")).collect();
    let mut table = format!("{},Metadata_drug,Metadata_Well\n", head.join(","));
    for (number, class) in (0..36usize).map(|number| (number, classes[number % 3])) {
        let files: Vec<String> = (0..3).map(|channel| format!("{number}-{channel}.png")).collect();
        for (channel, file) in files.iter().enumerate() {
            let value =
                |x: u32, y: u32| ((x * 7 + y * (3 + number as u32) + 40 * channel as u32) % 251) as u8;
            let picture = image::GrayImage::from_fn(16, 16, |x, y| image::Luma([value(x, y)]));
            picture.save(cells.join(file)).unwrap();
        }
        let row = format!("{},\"{}\",A{}\n", files.join(","), class.replace('"', "\"\""), number / 3 + 1);
        table.push_str(&row);
    }
    std::fs::write(cells.join("load_data.csv"), table).unwrap();
    let (data, run) = (cells.join("load_data.csv"), folder.path().join("run"));
    let args = [
        "train",
        text(&data),
        "--pipeline",
        "nuisance-only",
        "--run",
        text(&run),
        "--label",
        "Metadata_drug",
    ];
    let more =
        ["--group", "Metadata_Well", "--size", "16", "--batch", "8", "--epochs", "1", "--threads", "2"];
    let done = augscope(&[&args[..], &more].concat());
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let out = folder.path().join("package.zip");
    json(&["export", text(&run), "--to", "bioimage-io", "--out", text(&out), "--json"]);
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&out).unwrap()).unwrap();
    let mut rdf = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("rdf.yaml").unwrap(), &mut rdf).unwrap();
    let rdf: Value = serde_saphyr::from_str(&rdf).unwrap_or_else(|error| panic!("{error}\n{rdf}"));
    let names = |place: &str| -> Vec<String> {
        let list = rdf.pointer(place).and_then(Value::as_array).unwrap_or_else(|| panic!("{place}: {rdf}"));
        list.iter().map(|name| name.as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("/inputs/0/axes/1/channel_names"), ["DNA_405", "F_actin", "_5_um_beads"]);
    assert_eq!(names("/config/augscope/channel_names/images"), channels);
    // In the order of the probe's classes.
    let originals = names("/config/augscope/channel_names/probabilities");
    let written = names("/outputs/1/axes/1/channel_names");
    let pairs: std::collections::BTreeMap<_, _> = originals.into_iter().zip(written).collect();
    let wanted = ["it_s__wild__type", "_5_0_uM__24_h", "class_"].map(String::from);
    assert_eq!(pairs, classes.map(String::from).into_iter().zip(wanted).collect());
}
