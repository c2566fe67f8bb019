//! `augscope bench readouts`: nearest neighbours and the linear probe, each with its choice inside training.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]

use super::{Options, median};
use crate::cli::threads::use_threads;
use anyhow::{Context, ensure};
use augscope::evaluate::{Features, Random, balanced_accuracy, knn, linear};
use safetensors::{Dtype, SafeTensors};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Training images, images asked about, features, classes and images a group of what is made up.
const TRAIN: usize = 8000;
const ASKED: usize = 2000;
const WIDTH: usize = 512;
const CLASSES: usize = 12;
const GROUP: usize = 10;
/// Directions in which made-up images differ, beside noise in every feature.
const DIRECTIONS: usize = 64;

/// What is measured and how.
#[derive(Debug, clap::Args)]
pub struct ReadoutsOptions {
    #[command(flatten)]
    options: Options,
    /// These features in place of made-up ones: a safetensors file with `train` and `asked` (32-bit floats, a row an
    /// image), `train_labels`, `train_groups` and `asked_labels` (64-bit integers)
    #[arg(long, value_name = "FILE")]
    features: Option<PathBuf>,
}

/// What the read-outs learn from and are asked.
struct Task {
    train: Features,
    labels: Vec<usize>,
    groups: Vec<usize>,
    asked: Features,
    truth: Vec<usize>,
    classes: usize,
}

pub fn run(ReadoutsOptions { options, features }: &ReadoutsOptions) -> anyhow::Result<()> {
    use_threads(options.threads)?;
    let chosen = options.chosen(&["knn", "probe"])?;
    let task = match features {
        Some(path) => read(path).with_context(|| format!("the features in {}", path.display()))?,
        None => made_up()?,
    };
    let Task { train, labels, groups, asked, truth, classes } = &task;
    let mut cases = Vec::new();
    for case in chosen {
        let mut times = Vec::new();
        let (mut predicted, mut setting) = (Vec::new(), f64::NAN);
        for _ in 0..options.repeats.max(1) {
            let began = Instant::now();
            (predicted, setting) = if case == "knn" {
                let found = knn(train, labels, groups, asked, *classes, 0);
                (found.predicted, found.k as f64)
            } else {
                let found = linear(train, labels, groups, asked, *classes, 0);
                (found.predicted, found.penalty)
            };
            times.push(began.elapsed().as_secs_f64());
        }
        cases.push(json!({
            "case": case, "seconds": median(times), "train": train.n(), "asked": asked.n(), "features": train.d(),
            "classes": classes, "chosen": setting, "balanced_accuracy": balanced_accuracy(truth, &predicted, *classes),
            "threads": rayon::current_num_threads(),
        }));
    }
    if options.json {
        println!("{}", json!({ "cases": cases }));
    } else {
        for case in &cases {
            println!("{case}");
        }
    }
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<Task> {
    let bytes = std::fs::read(path)?;
    let file = SafeTensors::deserialize(&bytes)?;
    let numbers = |name: &str| -> anyhow::Result<Vec<usize>> {
        let tensor = file.tensor(name)?;
        ensure!(tensor.dtype() == Dtype::I64, "{name} holds other numbers than 64-bit integers");
        let numbers = tensor.data().as_chunks::<8>().0.iter().map(|b| i64::from_le_bytes(*b));
        numbers.map(|v| usize::try_from(v).with_context(|| format!("{name} holds {v}"))).collect()
    };
    let rows = |name: &str| -> anyhow::Result<Features> {
        let tensor = file.tensor(name)?;
        ensure!(tensor.dtype() == Dtype::F32, "{name} holds other numbers than 32-bit floats");
        let &[n, d] = tensor.shape() else { anyhow::bail!("{name} is no table of images by features") };
        let values = tensor.data().as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b));
        let features = Features::new(n, d, values.collect())?;
        features.check_finite(name)?;
        Ok(features)
    };
    let (labels, groups, truth) =
        (numbers("train_labels")?, numbers("train_groups")?, numbers("asked_labels")?);
    let (train, asked) = (rows("train")?, rows("asked")?);
    let fits = train.n() == labels.len() && train.n() == groups.len() && asked.n() == truth.len();
    ensure!(fits && train.d() == asked.d(), "labels, groups and features do not describe the same images");
    let classes = labels.iter().chain(&truth).max().map_or(0, |most| most + 1);
    Ok(Task { train, labels, groups, asked, truth, classes })
}

/// Classes that overlap, in features that are not below 0 and resemble each other, as a network's average pooling gives
/// them; the images of a group are moved together.
fn made_up() -> anyhow::Result<Task> {
    let mut random = Random::new(0, 0);
    // Four uniform numbers are normal enough.
    let mut normal = || ((0..4).map(|_| random.unit()).sum::<f64>() - 2.0) * 3.0_f64.sqrt();
    let mut table = |rows: usize, columns: usize, size: f64| -> Vec<Vec<f64>> {
        (0..rows).map(|_| (0..columns).map(|_| size * normal()).collect()).collect()
    };
    let n = TRAIN + ASKED;
    let centres = table(CLASSES, DIRECTIONS, 0.33);
    let shifts = table(n.div_ceil(GROUP), DIRECTIONS, 0.3);
    let mixing = table(WIDTH, DIRECTIONS, 2.0 / (DIRECTIONS as f64).sqrt());
    let offsets = table(1, WIDTH, 0.3);
    // Twice as many images of the first class as of the third.
    let labels: Vec<usize> =
        (0..n).map(|i| (i * i % 997) * (i * 31 % 89) % (CLASSES + 5) % CLASSES).collect();
    let mut data = Vec::with_capacity(n * WIDTH);
    for (i, &label) in labels.iter().enumerate() {
        let own = table(1, DIRECTIONS, 1.0).remove(0);
        let hidden = own.iter().zip(&centres[label]).zip(&shifts[i / GROUP]).enumerate();
        let hidden: Vec<f64> = hidden
            .map(|(j, ((own, centre), shift))| (own + centre + shift) / (1.0 + j as f64 / 8.0).sqrt())
            .collect();
        let noise = table(1, WIDTH, 0.4).remove(0);
        data.extend(mixing.iter().zip(noise).zip(&offsets[0]).map(|((mixing, noise), offset)| {
            let signal: f64 = mixing.iter().zip(&hidden).map(|(m, h)| m * h).sum();
            (signal + noise + offset).max(0.0) as f32
        }));
    }
    let asked = Features::new(ASKED, WIDTH, data.split_off(TRAIN * WIDTH))?;
    let train = Features::new(TRAIN, WIDTH, data)?;
    let groups = (0..TRAIN).map(|i| i / GROUP).collect();
    let (labels, truth) = labels.split_at(TRAIN);
    Ok(Task { train, labels: labels.to_vec(), groups, asked, truth: truth.to_vec(), classes: CLASSES })
}
