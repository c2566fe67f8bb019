//! `augscope compare` on run folders that were written by hand.

use super::{augscope, json, refused, text};
use augscope::dataset::{IntensityWindow, WindowRule};
use augscope::evaluate::difference::{Verdict, Weighting};
use augscope::evaluate::{
    Baselines, Clusters, Collapse, Collapses, Readout, ReadoutKind, Readouts, Report, Split,
};
use augscope::pipeline::load;
use augscope::run::{Comparison, ComparisonRequest, DataRecord, RunFolder, RunRecord, compare_runs};
use augscope::train::{Preset, TrainConfig};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

const CLASSES: [&str; 3] = ["round", "long", "rare"];
/// Groups of the first two classes; the last has three.
const GROUPS: usize = 10;
const IMAGES: usize = 8;

/// A run that can be bent before it is written.
struct Written {
    name: String,
    record: RunRecord,
    report: Report,
    /// Class, group, answer.
    images: Vec<(usize, String, usize)>,
}

/// A run of `preset`; `misses` images of every group of "long" are taken for "round".
fn run(preset: &str, seed: u64, misses: usize) -> Written {
    let mut images = Vec::new();
    for class in 0..3 {
        for group in 0..if class == 2 { 3 } else { GROUPS } {
            for image in 0..IMAGES {
                // Groups and seeds are not all alike.
                let few = misses + usize::from((group + seed as usize).is_multiple_of(5));
                let answer = if class == 1 && image < few { 0 } else { class };
                images.push((class, format!("well {class} {group}"), answer));
            }
        }
    }
    let classes: Vec<String> = CLASSES.map(String::from).to_vec();
    let labels: Vec<usize> = images.iter().map(|image| image.0).collect();
    let answers: Vec<usize> = images.iter().map(|image| image.2).collect();
    let groups: Vec<usize> = (0..images.len()).map(|image| image / IMAGES).collect();
    let readout = Readout::new(&[answers], &labels, &groups, &classes, 0);
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
            path: "cells".into(),
            fingerprint: "written by hand".into(),
            images: 400,
            classes: classes.clone(),
            channels: vec!["dna".into()],
            label: None,
            group: Some("well".into()),
            reading: augscope::dataset::Reading::default(),
        },
        window: IntensityWindow {
            rule: WindowRule::default(),
            channels: vec![(0.0, 1.0)],
            groups: BTreeMap::new(),
        },
        config,
        given: augscope::run::Given::default(),
    };
    let report = Report {
        classes,
        part: "choose".into(),
        primary_readout: ReadoutKind::KnnEncoder,
        transductive: false,
        exploratory: false,
        ci_method: "by hand".into(),
        seed,
        readouts: Readouts {
            knn_encoder: Some(readout.clone()),
            knn_projector: Some(readout),
            ..Readouts::default()
        },
        clusters: Clusters {
            ami: None,
            ari: None,
            silhouette_labels: None,
            silhouette_clusters: None,
            k: 3,
            images: 0,
        },
        baselines: Baselines { untrained: None, given: None, pixels: None, chance: 1.0 / 3.0 },
        split: Split::default(),
        collapse: Collapses {
            encoder: Collapse { rank_me: 40.0, features: 256, spread: 0.9, warning: None },
            projector: None,
        },
        notes: Vec::new(),
    };
    Written { name: format!("{preset} s{seed}"), record, report, images }
}

impl Written {
    fn write(&self, runs: &Path) -> PathBuf {
        let path = runs.join(&self.name);
        let folder = RunFolder::new(&path);
        folder.create(&self.record).unwrap();
        folder.write("report.json", &serde_json::to_vec(&self.report).unwrap()).unwrap();
        let mut table = String::from("file,label,group,knn_encoder,knn_projector,linear_full\n");
        for (place, (class, group, answer)) in self.images.iter().enumerate() {
            let (class, answer) = (CLASSES[*class], CLASSES[*answer]);
            writeln!(table, "{class}/{place}.png,{class},{group},{answer},{answer},").unwrap();
        }
        folder.write("predictions.csv", table.as_bytes()).unwrap();
        path
    }

    fn named(self, name: &str) -> Self {
        Self { name: name.into(), ..self }
    }
}

/// Three seeds of two recipes; the second takes more than half of "long" for "round".
pub fn six(runs: &Path) -> Vec<PathBuf> {
    let recipes = [("nuisance-only", 0), ("any-orientation", 4)];
    let all =
        recipes.into_iter().flat_map(|(preset, misses)| (0..3).map(move |seed| run(preset, seed, misses)));
    all.map(|written| written.write(runs)).collect()
}

#[test]
fn seeds_are_gathered_and_a_lost_class_is_told_with_where_its_images_went() {
    let folder = tempfile::tempdir().unwrap();
    let runs = six(folder.path());
    let mut args = vec!["compare"];
    args.extend(runs.iter().map(|run| text(run)));
    let plain = augscope(&args);
    let table = String::from_utf8_lossy(&plain.stdout).into_owned();
    assert!(plain.status.success(), "{}", String::from_utf8_lossy(&plain.stderr));
    for words in
        ["against", "(reference)", "hurt: -50 points", "most went to round", "no verdict", "worst class"]
    {
        assert!(table.contains(words), "\"{words}\" is missing in:\n{table}");
    }
    args.push("--json");
    let value = json(&augscope(&args));
    assert_eq!(value["readout"], "knn_encoder");
    assert_eq!(value["weighting"], "balanced");
    let contrast = &value["contrasts"][0];
    assert!(!contrast["recipe_differences"].as_array().unwrap().is_empty());
    assert_eq!(contrast["setting_differences"], serde_json::json!([]));
    assert_eq!(contrast["seeds"], serde_json::json!([[0, 0], [1, 1], [2, 2]]));
    let long = &contrast["per_class"]["long"];
    assert_eq!((&long["n"], &long["groups"]), (&80.into(), &10.into()));
    assert_eq!(long["verdict"], "hurt");
    assert!((long["difference"].as_f64().unwrap() + 0.5).abs() < 1e-9, "{long}");
    assert_eq!(long["lost_to"]["class"], "round");
    assert!(long["p_holm"].as_f64().unwrap() < 0.05 && long["difference_ci95"][1].as_f64().unwrap() < 0.0);
    assert_eq!(contrast["per_class"]["rare"]["verdict"], serde_json::Value::Null);
    assert!(contrast["per_class"]["rare"]["why"].as_str().unwrap().contains("too few groups: 3"));
    assert_eq!(contrast["worst_class"]["class_other"], "long");
    assert_eq!(contrast["confusion_difference"][1], serde_json::json!([40.0, -40.0, 0.0]));
    let caveats = value["caveats"].to_string();
    assert!(caveats.contains("too few groups: rare") && !caveats.contains("single run"), "{caveats}");
    // What is written can be read again.
    let folders: Vec<RunFolder> = runs.iter().map(RunFolder::new).collect();
    let made = compare_runs(&folders, &ComparisonRequest::default()).unwrap();
    let read: Comparison = serde_json::from_value(value).unwrap();
    assert_eq!(read.contrasts[0].figures.per_class.0[1].1.verdict, Some(Verdict::Hurt));
    let names = |of: &Comparison| of.recipes.iter().map(|recipe| recipe.name.clone()).collect::<Vec<_>>();
    assert_eq!((&read.caveats, names(&read)), (&made.caveats, names(&made)));
    let natural = compare_runs(
        &folders,
        &ComparisonRequest {
            readout: Some(ReadoutKind::KnnProjector),
            weighting: Weighting::Natural,
            ..ComparisonRequest::default()
        },
    )
    .unwrap();
    assert!(natural.exploratory && natural.caveats[0].contains("knn_projector is not the read-out"));
    let drop = natural.contrasts[0].figures.average.difference.unwrap();
    assert!((drop + 40.0 / 184.0).abs() < 1e-9, "{drop}");
}

#[test]
fn settings_set_recipes_apart_and_single_runs_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut longer = run("nuisance-only", 1, 3).named("longer");
    longer.record.config.epochs += 5;
    longer.record.program = "augscope 0.2.0".into();
    let first = run("nuisance-only", 0, 0).named("first").write(folder.path());
    let folders = [first, longer.write(folder.path())].map(RunFolder::new);
    let found = compare_runs(&folders, &ComparisonRequest::default()).unwrap();
    let contrast = &found.contrasts[0];
    assert!(contrast.other.contains("rounds") && contrast.recipe_differences.is_empty(), "{contrast:?}");
    assert_eq!(contrast.setting_differences.len(), 1);
    let long = &contrast.figures.per_class.0[1].1;
    assert!(long.verdict.is_none() && long.why.contains("single run") && long.difference_ci95.is_some());
    for words in ["single run", "different program versions", "different seeds"] {
        assert!(found.caveats.iter().any(|caveat| caveat.contains(words)), "{words}: {:?}", found.caveats);
    }
}

#[test]
fn runs_that_cannot_be_compared_are_refused_with_what_differs() {
    let folder = tempfile::tempdir().unwrap();
    let first = run("nuisance-only", 0, 0).write(folder.path());
    let check = |other: &Path, code: i32, words: &[&str]| {
        refused(&["compare", text(&first), text(other)], code, words);
    };
    refused(&["compare", text(&first)], 2, &["Usage"]);
    check(&folder.path().join("nowhere"), 2, &["nowhere", "is no run"]);
    let other = || run("any-orientation", 0, 2);

    let mut bent = other().named("data");
    bent.record.data.fingerprint = "another".into();
    check(&bent.write(folder.path()), 2, &["data sets differ", "400 images"]);
    let mut bent = other().named("classes");
    bent.report.classes[2] = "odd".into();
    check(&bent.write(folder.path()), 2, &["classes are round, long, rare and round, long, odd"]);
    let mut bent = other().named("part");
    bent.report.part = "report".into();
    check(&bent.write(folder.path()), 2, &["parts \"choose\" and \"report\""]);
    let mut bent = other().named("images");
    bent.images.pop();
    check(&bent.write(folder.path()), 2, &["184 and 183 images"]);
    let mut bent = other().named("groups");
    bent.images[4].1 = "elsewhere".into();
    check(&bent.write(folder.path()), 2, &["round/4.png has another class or group"]);

    check(
        &run("nuisance-only", 0, 0).named("again").write(folder.path()),
        2,
        &["same recipe, settings and seed"],
    );
    check(&run("nuisance-only", 1, 0).write(folder.path()), 2, &["differ in nothing but the seed"]);
    let good = other().write(folder.path());
    let ask = |readout: &str, words: &[&str]| {
        refused(&["compare", text(&first), text(&good), "--readout", readout], 2, words);
    };
    ask("linear_10", &["linear_10", "knn_encoder, knn_projector", "few labels"]);
    ask("knn", &["no read-out called \"knn\"", "knn_projector"]);

    let unfinished = other().named("unfinished").write(folder.path());
    fs::remove_file(unfinished.join("report.json")).unwrap();
    check(
        &unfinished,
        1,
        &["not been evaluated on the part \"choose\" yet", "augscope evaluate --on choose"],
    );
    let old = other().named("old").write(folder.path());
    fs::remove_file(old.join("predictions.csv")).unwrap();
    check(&old, 1, &["no answers for each image", "augscope evaluate --on choose"]);
    let broken = other().named("broken").write(folder.path());
    fs::write(broken.join("report.json"), "{\"classes\": 3}").unwrap();
    check(&broken, 1, &["report.json", "cannot be understood"]);
    let strange = other().named("strange").write(folder.path());
    let table = fs::read_to_string(strange.join("predictions.csv")).unwrap();
    let bent = table.replace(",round,round,\n", ",square,square,\n");
    fs::write(strange.join("predictions.csv"), bent).unwrap();
    check(&strange, 1, &["square"]);
}
