//! `augscope bench preview`: chains on the graphics card, beside a copy of the same bytes.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]

use super::{Options, median};
use augscope::gpu::{GpuViews, open_device};
use augscope::image::Planes;
use augscope::pipeline::{Chain, Pipeline, Step};
use augscope::transform::{ViewKey, catalogue};
use rayon::prelude::*;
use serde_json::json;
use std::time::Instant;

/// Eight steps, one of them a neighbourhood step.
const STEPS: [&str; 8] = [
    "random-resized-crop",
    "rotate",
    "flip-horizontal",
    "gain",
    "per-channel-gain",
    "gaussian-blur",
    "gamma",
    "gaussian-noise",
];
const CASES: [(&str, usize, usize, usize); 3] =
    [("16x128x3", 16, 128, 3), ("64x128x3", 64, 128, 3), ("1x2048x4", 1, 2048, 4)];

pub fn run(options: &Options) -> anyhow::Result<()> {
    let chosen = options.chosen(&CASES.map(|case| case.0))?;
    let gpu = GpuViews::new(open_device()?);
    let adapter = gpu.device().adapter.clone();
    let mut pipeline = Pipeline::default();
    for kind in STEPS {
        let entry = catalogue::find(kind).ok_or_else(|| anyhow::anyhow!("{kind} is not in the catalogue"))?;
        pipeline.steps.push(Step::new(pipeline.fresh_id(kind), entry));
    }
    let mut cases = Vec::new();
    for (name, views, size, channels) in CASES.into_iter().filter(|case| chosen.contains(&case.0)) {
        let chain = Chain::new(&pipeline, size);
        let mut source = Planes::zeros(channels, size, size);
        source.data.iter_mut().enumerate().for_each(|(i, v)| *v = (i % 251) as f32 / 251.0);
        let sources: Vec<&Planes> = (0..views).map(|_| &source).collect();
        let draws: Vec<_> =
            (0..views as u32).map(|i| chain.draw(ViewKey::new(0, "a", i, 0), &source)).collect();
        let batch = gpu.upload(&chain, &sources, &draws)?;
        let target = gpu.copy_target(&batch);
        let time = |work: &dyn Fn()| -> anyhow::Result<f64> {
            let mut times = Vec::new();
            for round in 0..options.repeats + 2 {
                let began = Instant::now();
                work();
                gpu.device().wait()?;
                // The first two compile and warm up.
                if round >= 2 {
                    times.push(1e3 * began.elapsed().as_secs_f64());
                }
            }
            Ok(median(times))
        };
        let ms = time(&|| gpu.execute(&batch))?;
        let copy_ms = time(&|| gpu.copy(&batch, &target))?;
        // The same views by the reference, as where there is no card: on a software adapter the two compete.
        let cpu_ms = time(&|| {
            let views: Vec<Planes> =
                sources.par_iter().zip(&draws).map(|(source, draws)| chain.apply(source, draws)).collect();
            std::hint::black_box(views);
        })?;
        cases.push(json!({
            "case": name, "ms": ms, "passes": batch.passes, "copy_ms": copy_ms, "ratio_to_copy": ms / copy_ms, "cpu_ms": cpu_ms,
            "bytes": batch.bytes(), "steps": STEPS.len(),
        }));
    }
    if options.json {
        println!("{}", json!({ "adapter": adapter, "cases": cases }));
    } else {
        println!("{adapter}");
        for case in &cases {
            println!("{case}");
        }
    }
    Ok(())
}
