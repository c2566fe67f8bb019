//! `augscope study` on simulated cells, and what `evaluate` and `compare` say of its runs beyond the part for choosing.

use super::{augscope, json, refused, text};
use std::fs;
use std::path::Path;

const STUDY: &str = r#"
format = 1
name = "tiny"
readout = "knn_projector"
seeds = [0, 1]
[data]
group = "well"
simulate = { per_class = 24, size = 40 }
[train]
preset = "quick"
epochs = 1
batch = 32
size = 16
[[recipe]]
name = "plain"
pipeline = "nuisance-only"
[[recipe]]
name = "turned"
pipeline = "any-orientation"
[[expect]]
recipe = "turned"
pair = ["elongated_x", "elongated_y"]
outcome = "falls"
why = "only their direction tells the two apart"
"#;

fn begin(folder: &Path) -> std::path::PathBuf {
    let study = folder.join("study.toml");
    fs::write(&study, STUDY).unwrap();
    study
}

#[test]
fn a_study_runs_goes_on_and_its_runs_are_compared_in_every_way() {
    let folder = tempfile::tempdir().unwrap();
    let (study, out) = (begin(folder.path()), folder.path().join("out"));
    let outcome = json(&augscope(&["study", text(&study), "--out", text(&out), "--threads", "2", "--json"]));
    assert_eq!(outcome["runs"], serde_json::json!([4, 4]));
    assert_eq!(outcome["readout"], "knn_projector");
    let expectation = &outcome["expectations"][0];
    assert_eq!(expectation["outcome"], "falls");
    assert!(expectation["difference"].is_f64() && expectation["reason"].is_string(), "{expectation}");
    assert_eq!(fs::read_to_string(out.join("study.toml")).unwrap(), STUDY);
    assert!(out.join("study.json").is_file());
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    for words in [
        "Expectation and outcome",
        "elongated_x against elongated_y falls",
        "only their direction",
        "untrained",
    ] {
        assert!(page.contains(words), "\"{words}\" is missing");
    }

    // Again: nothing is trained, and the same comes out, in words too.
    let again = augscope(&["study", text(&study), "--out", text(&out), "--only-judge"]);
    let words = String::from_utf8_lossy(&again.stdout);
    for word in ["4 of 4 runs", "untrained", "AMI", "elongated_x against elongated_y falls?"] {
        assert!(words.contains(word), "{word}: {words}");
    }
    refused(
        &["study", text(&study), "--out", text(&out.join("study.toml")), "--only-judge"],
        2,
        &["two runs"],
    );

    let runs: Vec<String> =
        ["plain-s0", "turned-s0"].iter().map(|name| text(&out.join("runs").join(name)).to_owned()).collect();
    let compare = |more: &[&str]| {
        let mut args = vec!["compare", &runs[0], &runs[1]];
        args.extend(more);
        augscope(&args)
    };
    // The declared read-out stands in the runs.
    let plain = json(&compare(&["--json"]));
    assert_eq!((&plain["readout"], &plain["pair"]), (&"knn_projector".into(), &false.into()));
    let pair = json(&compare(&["--pair", "elongated_x", "elongated_y", "--json"]));
    assert_eq!(pair["classes"], serde_json::json!(["elongated_x", "elongated_y"]));
    assert!(pair["images"].as_u64().unwrap() < plain["images"].as_u64().unwrap() / 2);
    let few = json(&compare(&["--readout", "linear_5", "--json"]));
    assert_eq!(few["exploratory"], true);
    let mean = few["runs"][0]["balanced_accuracy"].as_f64().unwrap();
    assert!(
        (few["recipes"][0]["balanced_accuracy"].as_f64().unwrap() - mean).abs() < 1e-9,
        "the mean of draws"
    );

    let folds = ["--on", "folds"];
    let mut args = vec!["compare", &runs[0], &runs[1]];
    args.extend(folds);
    refused(&args, 1, &["has not been evaluated on the part \"folds\"", "augscope evaluate --on folds"]);
    for run in &runs {
        let report = json(&augscope(&["evaluate", run, "--on", "folds", "--json"]));
        assert_eq!(report["part"], "folds");
        assert!(report["readouts"]["knn_projector"]["accuracy"].is_f64());
    }
    let out_of_fold = json(&compare(&["--on", "folds", "--json"]));
    assert_eq!(out_of_fold["part"], "folds");
    assert!(out_of_fold["images"].as_u64().unwrap() > plain["images"].as_u64().unwrap());

    for (more, words) in [
        (&["--pair", "round", "large"][..], "there is no class \"round\""),
        (&["--pair", "large", "large"][..], "from itself"),
        (&["--pair", "large", "ring", "--on", "folds"][..], "on the part \"choose\" only"),
        (&["--pair", "large", "ring", "--readout", "linear_5"][..], "two classes"),
    ] {
        let mut args = vec!["compare", &runs[0], &runs[1]];
        args.extend(more);
        refused(&args, 2, &[words]);
    }
    let natural = augscope(&["evaluate", &runs[0], "--weighting", "natural"]);
    assert!(String::from_utf8_lossy(&natural.stdout).contains("every image counts the same"));
}

#[test]
fn a_study_that_cannot_be_meant_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let study = begin(folder.path());
    let out = folder.path().join("out");
    let with = |from: &str, to: &str, words: &[&str]| {
        fs::write(&study, STUDY.replace(from, to)).unwrap();
        refused(&["study", text(&study), "--out", text(&out)], 2, words);
    };
    with("seeds = [0, 1]", "seeds = []", &["study.toml", "seeds"]);
    with("pipeline = \"any-orientation\"", "pipeline = \"any-orientatoin\"", &["any-orientatoin"]);
    with("simulate = { per_class = 24, size = 40 }", "", &["--data"]);
    with("readout = \"knn_projector\"", "readout = \"knn\"", &["knn_projector"]);
    assert!(!out.exists(), "nothing is written before the request has been found to be possible");
    refused(&["study", text(&folder.path().join("none.toml")), "--out", text(&out)], 2, &["none.toml"]);
}

#[test]
fn axes_are_planned_before_anything_is_written_and_carried_out_in_a_queue() {
    let folder = tempfile::tempdir().unwrap();
    let (study, out) = (folder.path().join("study.toml"), folder.path().join("out"));
    let (recipes, _) = STUDY.split_once("[[recipe]]").unwrap();
    let axes = "[base]\npipeline = \"nuisance-only\"\n[[sweep]]\nstrength = [0.5, 1]\n";
    fs::write(&study, format!("{}{axes}", recipes.replace("[0, 1]", "[0]"))).unwrap();
    let common = ["study", text(&study), "--out", text(&out)];
    let with = |more: &[&str]| augscope(&[&common[..], more].concat());
    let plan = json(&with(&["--plan", "--json"]));
    assert_eq!((&plan["runs"], &plan["done"]), (&4.into(), &0.into()));
    assert_eq!(
        plan["recipes"],
        serde_json::json!(["base", "no-augmentation", "off-the-shelf", "strength-0.5"])
    );
    assert!(plan["seconds"].as_f64().unwrap() > 0.0 && plan["bytes"].as_u64().unwrap() > 0 && !out.exists());

    let outcome = json(&with(&["--parallel", "2", "--json"]));
    assert_eq!(outcome["runs"], serde_json::json!([4, 4]));
    let point = serde_json::json!([{ "axis": "strength", "level": "1", "value": 1.0 }]);
    assert_eq!(
        (&outcome["recipes"][0]["recipe"], &outcome["recipes"][0]["points"]),
        (&"base".into(), &point)
    );
    let began = |name: &str| {
        let events = fs::read_to_string(out.join("runs").join(name).join("events.jsonl")).unwrap();
        events.matches("\"event\":\"started\"").count()
    };
    assert!(["base-s0", "strength-0.5-s0", "off-the-shelf-s0"].into_iter().all(|name| began(name) == 1));
    // Nothing waits any more, and nothing is done again.
    assert!(fs::read_dir(out.join("queue")).unwrap().flatten().all(|file| file.file_name() == ".lock"));
    json(&with(&["--parallel", "0", "--json"]));
    assert_eq!(began("base-s0"), 1);
    let words = String::from_utf8_lossy(&with(&["--plan"]).stdout).into_owned();
    assert!(words.contains("4 runs of 4 recipes, 4 done"), "{words}");
    refused(&["study", text(&study), "--out", text(&out), "--queue", "q"], 2, &["--parallel"]);
    // How it stands is told for this machine too, and nothing is left to be taken back.
    let standing = json(&with(&["--status", "--json"]));
    assert_eq!(
        (&standing["done"], &standing["queued"], &standing["open"]),
        (&4.into(), &0.into(), &0.into())
    );
    assert!(with(&["--cancel"]).status.success());
}

/// What an engine tries again ends with 1, what it need not try again with 2.
#[test]
fn images_that_are_away_are_no_wrong_use_and_a_study_that_the_queue_cannot_serve_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (study, out) = (folder.path().join("study.toml"), folder.path().join("out"));
    fs::write(&study, STUDY.replace("simulate = { per_class = 24, size = 40 }", "path = \"away\"")).unwrap();
    let only = ["study", text(&study), "--out", text(&out), "--only", "plain-s0"];
    refused(&only, 1, &["away"]);

    let queue = folder.path().join("queue");
    fs::create_dir(&queue).unwrap();
    let ticket = format!("study = '{}'\nout = '{}'\n", text(&study), text(&out));
    fs::write(queue.join("out.toml"), ticket).unwrap();
    fs::write(&study, "format = 1\nname = 3\n").unwrap();
    refused(&["queue", text(&queue)], 1, &["could not be carried out: 1", "study.toml"]);
}
