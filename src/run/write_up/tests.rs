use super::*;
use crate::dataset::{IntensityWindow, WindowRule};
use crate::evaluate::{
    Baseline, Baselines, Clusters, Collapse, Collapses, Named, PartSize, Readout, ReadoutKind, Readouts,
    Report, Split,
};
use crate::export::page::{html, markdown};
use crate::pipeline::load;
use crate::run::ComparisonRequest;
use crate::run::{DataRecord, EventLog, RunRecord};
use crate::train::{Event, Preset, Sink, TrainConfig};
use std::collections::BTreeMap;
use std::path::Path;

/// Groups of a class, and images of a group.
const GROUPS: usize = 9;
const IMAGES: usize = 4;

/// Writes a run on data that are gone. Every fifth image of a class is taken for the next class; the last class has too
/// few groups.
fn write(folder: &Path, preset: &str, seed: u64, classes: &[String], misses: usize) -> RunFolder {
    let folder = RunFolder::new(folder.join(format!("{preset} {seed}")));
    let config = TrainConfig { seed, ..TrainConfig::preset(Preset::Quick) };
    let record = RunRecord {
        format: 1,
        program: "augscope 0.1.0".into(),
        created: "2026-01-01T00:00:00Z".into(),
        seed,
        views_by: "cpu".into(),
        device: "processor (avx2)".into(),
        primary_readout: "knn_encoder".into(),
        pipeline: load(preset).unwrap().to_toml(),
        data: DataRecord {
            path: "/nowhere/my cells".into(),
            fingerprint: "made up".into(),
            images: 1234,
            classes: classes.to_vec(),
            channels: vec!["dna".into(), "actin".into()],
            label: None,
            group: Some("well".into()),
            reading: crate::dataset::Reading::default(),
        },
        window: IntensityWindow {
            rule: WindowRule::default(),
            channels: vec![(0.0, 900.0), (3.0, 1000.5)],
            groups: BTreeMap::new(),
        },
        config,
        given: crate::run::Given::default(),
    };
    folder.create(&record).unwrap();
    let (mut labels, mut groups, mut answers) = (Vec::new(), Vec::new(), Vec::new());
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["file", "label", "group", "knn_encoder", "knn_projector", "linear_full"]).unwrap();
    for class in 0..classes.len() {
        let own = if class + 1 == classes.len() { 3 } else { GROUPS };
        for image in 0..own * IMAGES {
            let miss = image % 5 < misses + usize::from((image / IMAGES + seed as usize).is_multiple_of(4));
            let answer = if miss { (class + 1) % classes.len() } else { class };
            labels.push(class);
            groups.push(class * 100 + image / IMAGES);
            answers.push(answer);
            let (label, answer) = (classes[class].as_str(), classes[answer].as_str());
            let file = format!("{class}/{image}.png");
            let group = format!("well {class} {}", image / IMAGES);
            table.write_record([&file, label, &group, answer, answer, ""]).unwrap();
        }
    }
    folder.write("predictions.csv", &table.into_inner().unwrap()).unwrap();
    let readout = Readout::new(&[answers], &labels, &groups, classes, 0);
    let report = report(classes, &readout, seed);
    folder.write("report.json", &serde_json::to_vec(&report).unwrap()).unwrap();
    write_events(&folder);
    folder
}

fn report(classes: &[String], readout: &Readout, seed: u64) -> Report {
    let readouts = Readouts {
        knn_encoder: Some(readout.clone()),
        knn_projector: Some(readout.clone()),
        ..Readouts::default()
    };
    let size = |images, groups| PartSize { images, groups };
    Report {
        classes: classes.to_vec(),
        part: "choose".into(),
        primary_readout: ReadoutKind::KnnEncoder,
        transductive: true,
        exploratory: true,
        ci_method: "made up".into(),
        seed,
        readouts: readouts.clone(),
        clusters: Clusters {
            ami: Some(0.4321),
            ari: Some(0.25),
            silhouette_labels: Some(0.1),
            silhouette_clusters: Some(0.2),
            k: classes.len(),
            images: 99,
        },
        baselines: Baselines {
            untrained: Some(Baseline { readouts }),
            given: None,
            pixels: None,
            chance: 1.0 / classes.len() as f64,
        },
        split: Split {
            group_column: Some("well".into()),
            parts: Named(vec![("train".into(), size(777, 60)), ("choose".into(), size(211, 20))]),
        },
        collapse: Collapses {
            encoder: Collapse { rank_me: 40.0, features: 256, spread: 0.9, warning: None },
            projector: None,
        },
        notes: vec!["a note of the evaluation".into()],
    }
}

fn write_events(folder: &RunFolder) {
    let mut log = EventLog::open(&folder.file("events.jsonl")).unwrap();
    let terms =
        |loss: f64| BTreeMap::from([("alignment".into(), 0.25 * loss), ("spread".into(), 0.75 * loss)]);
    for epoch in 1..=6_u32 {
        let loss = 4.0 / f64::from(epoch);
        log.event(&Event::Step {
            step: epoch.into(),
            of: 6,
            epoch: epoch - 1,
            loss,
            terms: terms(loss),
            learning_rate: 0.1,
            images_per_s: 10.0,
            waiting: 0.0,
        });
        log.event(&Event::Epoch {
            epoch,
            of: 6,
            loss,
            spread: 0.8,
            rank: 12.0,
            seconds: 3.0,
            waiting: 0.0,
            view_seconds: 1.0,
            model_seconds: 3.0,
        });
        let per_class = BTreeMap::new();
        log.event(&Event::Probe { epoch, readout: "knn_encoder".into(), balanced_accuracy: 0.5, per_class });
    }
    log.event(&Event::Warning { text: "a warning of the training".into() });
    log.event(&Event::Finished { seconds: 20.0 });
}

fn hostile() -> Vec<String> {
    ["<script>alert(1)</script>", "a|b & \"c\"", "two\nlines", "خلية", "细胞"].map(String::from).to_vec()
}

fn long(n: usize) -> Vec<String> {
    (0..n)
        .map(|i| format!("{}{i:02}", "Cytochalasin B, 24 h, plate layout ".repeat(3).get(..78).unwrap()))
        .collect()
}

#[test]
fn a_page_says_what_the_report_says_and_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let classes = hostile();
    let run = write(folder.path(), "any-orientation", 3, &classes, 1);
    std::fs::write(run.file("report-openings.txt"), "once\ntwice\n").unwrap();
    let page = run_page(&run, &Stop::new()).unwrap();
    let text = html(&page);
    assert!(!text.contains("<script"));
    let report: Report = serde_json::from_slice(&std::fs::read(run.file("report.json")).unwrap()).unwrap();
    let readout = report.readouts.knn_encoder.unwrap();
    let markdown = markdown(&page, "files");
    for (_, figures) in &readout.per_class.0 {
        let recall = format!("{:.1} %", 100.0 * figures.recall.unwrap());
        let row = format!("| {} | {} | {recall} |", figures.n, figures.groups);
        assert!(markdown.text.contains(&row), "{row} is missing in {}", markdown.text);
    }
    let balanced = format!("{:.1} %", 100.0 * readout.balanced_accuracy.unwrap());
    for words in [
        balanced.as_str(),
        "single run",
        "exploratory",
        "transductive",
        "too few groups",
        "sealed part opened 2 times",
        "A note of the evaluation",
        "A warning of the training",
        "777",
        "Rotate",
        "dna 0 to 900, actin 3 to 1000.5",
        "could not be opened again",
        "No explanation was made",
        "0.43",
        "--pipeline any-orientation",
        "'/nowhere/my cells'",
        "--seed 3",
        "For a methods section",
        "alignment",
    ] {
        let written = words.replace('\'', "&apos;");
        assert!(text.contains(&written), "\"{words}\" is missing");
    }
    for file in [
        "accuracy.svg",
        "confusion.svg",
        "curve-loss.svg",
        "curve-knn.svg",
        "curve-spread.svg",
        "curve-rank.svg",
    ] {
        assert!(markdown.files.iter().any(|(name, _)| name == file), "{file}");
    }
    let methods = methods_text(&RunFacts::read(&run).unwrap());
    for words in ["rotate (angle", "1234 images", "SimCLR", "well", "augscope 0.1.0"] {
        assert!(methods.contains(words), "{words} is missing in {methods}");
    }
}

#[test]
fn forty_classes_with_long_names_are_all_there() {
    let folder = tempfile::tempdir().unwrap();
    let classes = long(40);
    assert!(classes.iter().all(|class| class.len() == 80));
    let page = run_page(&write(folder.path(), "simclr", 0, &classes, 1), &Stop::new()).unwrap();
    let text = html(&page);
    for class in &classes {
        // The chart, both axes of the matrix, and the table.
        assert!(text.matches(class.as_str()).count() >= 4, "{class}");
    }
}

#[test]
fn a_run_without_an_evaluation_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let run = write(folder.path(), "simclr", 0, &hostile(), 1);
    std::fs::remove_file(run.file("report.json")).unwrap();
    std::fs::remove_file(run.file("predictions.csv")).unwrap();
    std::fs::write(run.file("events.jsonl"), "").unwrap();
    let text = html(&run_page(&run, &Stop::new()).unwrap());
    assert!(text.contains("has not been evaluated") && text.contains("no round of training is recorded"));
    std::fs::write(run.file("report.json"), "{").unwrap();
    let error = run_page(&run, &Stop::new()).unwrap_err();
    assert!(error.to_string().contains("report.json"), "{error}");
    assert!(run_page(&RunFolder::new(folder.path()), &Stop::new()).unwrap_err().is_wrong_use());
}

#[test]
fn a_comparison_has_verdicts_reasons_and_both_recipes() {
    let folder = tempfile::tempdir().unwrap();
    let classes = hostile();
    let mut folders = Vec::new();
    for (preset, misses) in [("nuisance-only", 0), ("any-orientation", 3)] {
        folders.extend((0..2).map(|seed| write(folder.path(), preset, seed, &classes, misses)));
    }
    let page = comparison_page(&folders, &ComparisonRequest::default(), &Stop::new()).unwrap();
    let (text, markdown) = (html(&page), markdown(&page, "files"));
    assert!(!text.contains("<script"));
    for words in [
        "too few groups",
        "p after Holm",
        "worst class",
        "taken for",
        "augscope compare",
        "--readout knn_encoder",
        "With Rotate",
    ] {
        assert!(text.contains(words), "\"{words}\" is missing");
    }
    assert!(markdown.files.iter().any(|(name, _)| name == "differences.svg"));
    let made = crate::run::compare_runs(&folders, &ComparisonRequest::default()).unwrap();
    for (class, figures) in &made.contrasts[0].figures.per_class.0 {
        let words = format!("{:+.1}", 100.0 * figures.difference.unwrap());
        assert!(text.contains(&words), "{class}: {words}");
    }
}
