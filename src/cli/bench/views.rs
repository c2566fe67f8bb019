//! `augscope bench views`: random versions a second on the CPU.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]

use super::{Options, median};
use crate::cli::threads::use_threads;
use augscope::image::Planes;
use augscope::pipeline::{Chain, PRESETS, load};
use augscope::transform::ViewKey;
use augscope::transform::philox::{philox4x32, unit_f32};
use rayon::prelude::*;
use serde_json::json;
use std::time::Instant;

const IMAGES: usize = 512;
const SOURCE: usize = 96;
const SIZE: usize = 64;
const CHANNELS: usize = 3;

/// What is measured and how.
#[derive(Debug, clap::Args)]
pub struct ViewsOptions {
    #[command(flatten)]
    options: Options,
    /// This recipe in place of the presets: a pipeline file; may be repeated
    #[arg(long, value_name = "FILE", conflicts_with = "case")]
    pipeline: Vec<String>,
}

pub fn run(ViewsOptions { options, pipeline }: &ViewsOptions) -> anyhow::Result<()> {
    use_threads(options.threads)?;
    let presets = PRESETS.map(|(name, _)| name);
    let names: Vec<&str> = if pipeline.is_empty() {
        options.chosen(&presets)?
    } else {
        pipeline.iter().map(String::as_str).collect()
    };
    let mut source = Planes::zeros(CHANNELS, SOURCE, SOURCE);
    source.data.iter_mut().zip(0u32..).for_each(|(v, i)| *v = unit_f32(philox4x32([1, 2], [i, 0, 0, 0])[0]));
    let mut cases = Vec::new();
    for name in names {
        let chain = Chain::new(&load(name)?.pipeline, SIZE);
        let pass = |epoch: u32| {
            let began = Instant::now();
            let sum: f32 = (0..IMAGES)
                .into_par_iter()
                .map(|i| chain.view(&source, ViewKey::new(0, &i.to_string(), epoch, 0)).planes.data[0])
                .sum();
            // The sum keeps the work from being left out.
            std::hint::black_box(sum);
            IMAGES as f64 / began.elapsed().as_secs_f64()
        };
        pass(0);
        let rates = (1..=options.repeats as u32).map(pass).collect();
        cases.push(json!({
            "recipe": name, "source_size": SOURCE, "size": SIZE, "channels": CHANNELS,
            "threads": rayon::current_num_threads(), "images_per_s": median(rates),
        }));
    }
    if options.json {
        println!("{}", json!({ "cases": cases }));
    } else {
        for case in &cases {
            println!(
                "{:<24} {:>9.0} images/s",
                case["recipe"].as_str().unwrap_or(""),
                case["images_per_s"].as_f64().unwrap_or(0.0)
            );
        }
    }
    Ok(())
}
