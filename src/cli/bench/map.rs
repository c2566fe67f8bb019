//! `augscope bench map`: t-SNE of an embedding, and how far its map can be trusted.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]

use super::{Options, median};
use crate::cli::threads::use_threads;
use anyhow::Context;
use augscope::evaluate::map::{Projection, trustworthiness};
use augscope::evaluate::{EmbeddingsTable, Features, Random, write_embeddings};
use augscope::job::{Progress, Stop};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, serialize_to_file};
use serde_json::json;
use std::path::PathBuf;
use std::time::Instant;

/// Features and clusters of what is made up, and in how many directions its images differ.
const WIDTH: usize = 512;
const CLUSTERS: usize = 12;
const DIRECTIONS: usize = 24;
/// The neighbours that trust is measured by.
const NEIGHBOURS: usize = 12;

/// What is measured and how.
#[derive(Debug, clap::Args)]
pub struct MapOptions {
    #[command(flatten)]
    options: Options,
    /// Images
    #[arg(long, value_name = "N", default_value_t = 5000)]
    images: usize,
    /// Writes the features, rows of length 1, into a safetensors file, so that others measure on the same
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
    /// Writes the features as the embeddings.parquet of a run, with a class for each planted cluster
    #[arg(long, value_name = "FILE")]
    embeddings: Option<PathBuf>,
}

pub fn run(MapOptions { options, images, write, embeddings }: &MapOptions) -> anyhow::Result<()> {
    use_threads(options.threads)?;
    let known = Projection::ALL.map(Projection::word);
    let chosen = options.chosen(&known)?;
    let features = made_up(*images)?.normalised();
    if let Some(path) = write {
        let bytes: Vec<u8> = features.data().iter().flat_map(|v| v.to_le_bytes()).collect();
        let view = TensorView::new(Dtype::F32, vec![features.n(), features.d()], &bytes)?;
        serialize_to_file([("features", view)], None, path)
            .with_context(|| format!("the features could not be written to {}", path.display()))?;
    }
    if let Some(path) = embeddings {
        write_embeddings(path, &table(&features))?;
    }
    let mut cases = Vec::new();
    for projection in chosen.iter().filter_map(|word| Projection::of_word(word)) {
        let (mut times, mut places) = (Vec::new(), Vec::new());
        for _ in 0..options.repeats.max(1) {
            let began = Instant::now();
            places = projection.places(&features, 0, &Progress::default())?;
            times.push(began.elapsed().as_secs_f64());
        }
        let trust = trustworthiness(&features, &places, NEIGHBOURS, &Stop::new())?;
        cases.push(json!({
            "case": projection.word(), "seconds": median(times), "images": features.n(), "features": features.d(),
            "trustworthiness": trust, "neighbours": NEIGHBOURS, "threads": rayon::current_num_threads(),
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

/// The features as a run leaves them.
fn table(features: &Features) -> EmbeddingsTable {
    let n = features.n();
    EmbeddingsTable {
        paths: (0..n).map(|i| format!("made up/{i}.tif")).collect(),
        classes: (0..n).map(|i| Some(format!("class {}", i % CLUSTERS))).collect(),
        splits: (0..n).map(|i| if i % 4 == 0 { "choose" } else { "train" }.to_owned()).collect(),
        groups: (0..n).map(|i| Some(format!("well {}", i / CLUSTERS % 40))).collect(),
        features: features.clone(),
        projector: None,
    }
}

/// Clusters of which each is a curved band, as where cells differ in a state as well, in features that are not below 0.
fn made_up(images: usize) -> anyhow::Result<Features> {
    let mut random = Random::new(0, 0x003A);
    // Four uniform numbers are normal enough.
    let mut normal = || ((0..4).map(|_| random.unit()).sum::<f64>() - 2.0) * 3.0_f64.sqrt();
    let mut table = |rows: usize, columns: usize, size: f64| -> Vec<Vec<f64>> {
        (0..rows).map(|_| (0..columns).map(|_| size * normal()).collect()).collect()
    };
    let centres = table(CLUSTERS, DIRECTIONS, 1.0);
    let bends = [table(CLUSTERS, DIRECTIONS, 1.0), table(CLUSTERS, DIRECTIONS, 1.0)];
    let mixing = table(WIDTH, DIRECTIONS, 2.0 / (DIRECTIONS as f64).sqrt());
    let mut data = Vec::with_capacity(images * WIDTH);
    for i in 0..images {
        let cluster = i % CLUSTERS;
        let own = table(1, DIRECTIONS, 0.35).remove(0);
        let noise = table(1, WIDTH, 0.3).remove(0);
        let along = (i / CLUSTERS) as f64 / (images / CLUSTERS).max(1) as f64 * std::f64::consts::PI;
        let hidden: Vec<f64> = (0..DIRECTIONS)
            .map(|j| {
                let bend = along.cos() * bends[0][cluster][j] + along.sin() * bends[1][cluster][j];
                centres[cluster][j] + bend + own[j]
            })
            .collect();
        data.extend(mixing.iter().zip(noise).map(|(mixing, noise)| {
            let signal: f64 = mixing.iter().zip(&hidden).map(|(m, h)| m * h).sum();
            (signal + noise).max(0.0) as f32
        }));
    }
    Ok(Features::new(images, WIDTH, data)?)
}
