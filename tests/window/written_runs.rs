//! Run folders written by hand, so that pictures of them are the same on every machine.

use augscope::dataset::{IntensityWindow, WindowRule};
use augscope::evaluate::{
    Baseline, Baselines, Clusters, Collapse, Collapses, Named, PartSize, Readout, ReadoutKind, Readouts,
    Report, Split,
};
use augscope::pipeline::{PipelineFile, load};
use augscope::run::{DataRecord, EventLog, RunFolder, RunRecord};
use augscope::train::{Event, Preset, Sink, TrainConfig};
use std::collections::BTreeMap;
use std::path::Path;

/// What a run's folder tells.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Done,
    Failed,
}

/// Writes a run of the recipe `preset`, with seed 0, on the classes `classes`.
pub fn write_run(runs: &Path, preset: &str, data: &Path, classes: &[String], ending: Ending, shift: usize) {
    write_seed(runs, preset, 0, data, classes, ending, shift);
}

/// Writes a run with another seed.
pub fn write_seed(
    runs: &Path,
    preset: &str,
    seed: u64,
    data: &Path,
    classes: &[String],
    ending: Ending,
    shift: usize,
) {
    let folder = RunFolder::new(runs.join(format!("{preset} s{seed}")));
    let config = TrainConfig { seed, ..TrainConfig::preset(Preset::Quick) };
    let record = RunRecord {
        format: 1,
        program: "augscope".into(),
        created: format!("2026-01-0{}T00:00:00Z", shift + 1),
        seed,
        views_by: "cpu".into(),
        device: "processor (avx512)".into(),
        primary_readout: "knn_encoder".into(),
        pipeline: load(preset).unwrap().to_toml(),
        data: DataRecord {
            path: data.to_path_buf(),
            fingerprint: "written by hand".into(),
            images: 96,
            classes: classes.to_vec(),
            channels: vec!["nucleus".into(), "marker".into()],
            label: None,
            group: Some("well".into()),
            reading: augscope::dataset::Reading::default(),
        },
        window: IntensityWindow {
            rule: WindowRule::default(),
            channels: vec![(0.0, 1000.0); 2],
            groups: BTreeMap::new(),
        },
        config: config.clone(),
        given: augscope::run::Given::default(),
    };
    folder.create(&record).unwrap();
    let mut log = EventLog::open(&folder.file("events.jsonl")).unwrap();
    for event in events(&config, classes, ending) {
        log.event(&event);
    }
    if ending == Ending::Done {
        let report = report(classes, None, shift, seed as usize);
        folder.write("predictions.csv", predictions(classes, None, &report).as_bytes()).unwrap();
        folder.write("report.json", &serde_json::to_vec(&report).unwrap()).unwrap();
    }
}

/// The name of a group: a well of a plate of 384 while there is one.
pub fn well(number: usize) -> String {
    let row = char::from(b'A' + (number / 24 % 16) as u8);
    if number < 384 { format!("{row}{:02}", number % 24 + 1) } else { format!("well {number}") }
}

/// Lets a run have been trained with its whole recipe at another strength.
pub fn set_strength(run: &Path, strength: f64) {
    let record = RunFolder::new(run).record().unwrap();
    let mut file = PipelineFile::new(record.pipeline().unwrap());
    file.pipeline.strength = strength;
    let record = RunRecord { pipeline: file.to_toml(), ..record };
    std::fs::write(run.join("run.toml"), record.to_toml().unwrap()).unwrap();
}

/// Lets a run be the variant of that number of a study about single steps and weight decays.
pub fn set_variant(run: &Path, variant: usize) {
    let record = RunFolder::new(run).record().unwrap();
    let mut pipeline = record.pipeline().unwrap();
    let mut config = record.config.clone();
    pipeline.name = match variant {
        0 => "base".into(),
        1 | 2 => {
            pipeline.steps[variant - 1].on = false;
            format!("{}-off", pipeline.steps[variant - 1].entry.kind)
        }
        3 | 4 => {
            config.weight_decay = [0.1, 1.0][variant - 3];
            format!("weight-decay-{}", config.weight_decay)
        }
        _ => {
            pipeline.steps.clear();
            "no-augmentation".into()
        }
    };
    let record = RunRecord { pipeline: PipelineFile::new(pipeline).to_toml(), config, ..record };
    std::fs::write(run.join("run.toml"), record.to_toml().unwrap()).unwrap();
}

/// Takes all images of one class out of a run's evaluation.
pub fn empty_class(run: &Path, classes: &[String], absent: usize) {
    let report = report(classes, Some(absent), 0, 0);
    let table = predictions(classes, Some(absent), &report);
    std::fs::write(run.join("predictions.csv"), table).unwrap();
    std::fs::write(run.join("report.json"), serde_json::to_vec(&report).unwrap()).unwrap();
}

fn events(config: &TrainConfig, classes: &[String], ending: Ending) -> Vec<Event> {
    let (steps, of) = (10_u64, 10 * u64::from(config.epochs));
    let mut events = vec![Event::Started {
        step: 0,
        of,
        epochs: config.epochs,
        images: 1280,
        batch: 128,
        threads: 2,
        parameters: 400_000,
        device: "processor (avx512)".into(),
    }];
    let last = if ending == Ending::Done { config.epochs } else { config.epochs / 3 };
    for epoch in 1..=last {
        for step in 0..steps {
            let done = u64::from(epoch - 1) * steps + step + 1;
            let loss = 1.0 + 4.0 * (-(done as f64) / 60.0).exp() + 0.05 * (done as f64).sin();
            events.push(Event::Step {
                step: done,
                of,
                epoch: epoch - 1,
                loss,
                terms: BTreeMap::from([("nt_xent".into(), loss)]),
                learning_rate: 1e-3,
                images_per_s: 300.0,
                waiting: 0.02,
            });
        }
        events.push(Event::Epoch {
            epoch,
            of: config.epochs,
            loss: 1.0,
            spread: 0.9,
            seconds: 4.0,
            waiting: 0.02,
            rank: 9.0,
            view_seconds: 0.5,
            model_seconds: 0.9,
        });
        if epoch % config.probe_every == 0 {
            let learned = |place: usize| 0.3 + 0.5 * f64::from(epoch) / 24.0 - 0.03 * place as f64;
            let per_class: BTreeMap<String, f64> =
                classes.iter().enumerate().map(|(place, class)| (class.clone(), learned(place))).collect();
            let balanced_accuracy = per_class.values().sum::<f64>() / per_class.len() as f64;
            events.push(Event::Probe { epoch, readout: "knn_encoder".into(), balanced_accuracy, per_class });
        }
    }
    events.push(match ending {
        Ending::Done => Event::Finished { seconds: 94.0 },
        Ending::Failed => {
            Event::Failed { text: "the disk is full: the checkpoint could not be written".into() }
        }
    });
    events
}

/// Every class but one has 40 images in 10 groups; how many are right depends on `right`.
fn readout(classes: &[String], absent: Option<usize>, right: impl Fn(usize) -> usize) -> Readout {
    let (mut labels, mut predicted, mut groups) = (Vec::new(), Vec::new(), Vec::new());
    for class in (0..classes.len()).filter(|class| Some(*class) != absent) {
        for image in 0..40 {
            labels.push(class);
            predicted.push(if image % 40 < right(class) {
                class
            } else {
                (class + 1 + image % 2) % classes.len()
            });
            groups.push(class * 10 + image % 10);
        }
    }
    Readout::new(&[predicted], &labels, &groups, classes, 0)
}

/// The answers behind the report, in the order of [`readout`].
fn predictions(classes: &[String], absent: Option<usize>, report: &Report) -> String {
    let answers = &report.readouts.knn_encoder.as_ref().unwrap().predicted[0];
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["file", "label", "group", "knn_encoder", "knn_projector", "linear_full"]).unwrap();
    let present: Vec<usize> = (0..classes.len()).filter(|class| Some(*class) != absent).collect();
    for (place, &answer) in answers.iter().enumerate() {
        let (class, image) = (present[place / 40], place % 40);
        let file = format!("{class}/{image}.tif");
        let group = well(class * 10 + image % 10);
        let answer = classes[answer].as_str();
        table.write_record([&file, &classes[class], &group, answer, answer, answer]).unwrap();
    }
    String::from_utf8(table.into_inner().unwrap()).unwrap()
}

fn report(classes: &[String], absent: Option<usize>, shift: usize, seed: usize) -> Report {
    let trained = readout(classes, absent, |class| {
        38_usize.saturating_sub(3 * (class % 12) + 4 * (shift * (class % 3)) + (seed + class) % 2)
    });
    let untrained = readout(classes, absent, |class| 22 - class % 12);
    let pixels = readout(classes, absent, |class| 18 - class % 12);
    let all = |readout: &Readout| Readouts {
        knn_encoder: Some(readout.clone()),
        knn_projector: Some(readout.clone()),
        linear_full: Some(readout.clone()),
        linear_10: Some(readout.clone()),
        ..Readouts::default()
    };
    let pixels =
        Readouts { knn_encoder: Some(pixels.clone()), linear_full: Some(pixels), ..Readouts::default() };
    let collapse = Collapse { rank_me: 40.0, features: 256, spread: 0.9, warning: None };
    Report {
        classes: classes.to_vec(),
        part: "choose".into(),
        primary_readout: ReadoutKind::KnnEncoder,
        transductive: false,
        exploratory: shift == 1,
        ci_method: "by hand".into(),
        seed: 0,
        readouts: all(&trained),
        clusters: Clusters {
            ami: Some(0.41),
            ari: Some(0.36),
            silhouette_labels: Some(0.12),
            silhouette_clusters: Some(0.2),
            k: classes.len(),
            images: 40 * classes.len(),
        },
        baselines: Baselines {
            untrained: Some(Baseline { readouts: all(&untrained) }),
            given: None,
            pixels: Some(Baseline { readouts: pixels }),
            chance: 1.0 / classes.len() as f64,
        },
        split: Split {
            group_column: Some("well".into()),
            parts: Named(vec![
                ("train".into(), PartSize { images: 960, groups: 192 }),
                ("choose".into(), PartSize { images: 320, groups: 80 }),
            ]),
        },
        collapse: Collapses { encoder: collapse.clone(), projector: Some(collapse) },
        notes: vec!["written by hand".into()],
    }
}
