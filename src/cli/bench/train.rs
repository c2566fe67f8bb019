//! `augscope bench train`: one training step of each network: forward, mean of squares, backward, optimiser.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]

use super::{Options, median};
use crate::cli::threads::use_threads;
use augscope::encoder::{Architecture, DeviceChoice, device_name, open_device};
use augscope::train::StepBench;
use serde_json::json;
use std::time::Instant;

/// Name, network, images a step, side in pixels.
const CASES: [(&str, Architecture, usize, usize); 4] = [
    ("conv4-64", Architecture::ConvNet, 64, 64),
    ("r18c-32", Architecture::ResNet18, 128, 32),
    ("r18c-64", Architecture::ResNet18, 64, 64),
    ("r18i-96", Architecture::ResNet18Standard, 64, 96),
];
const CHANNELS: usize = 3;

pub fn run(options: &Options) -> anyhow::Result<()> {
    use_threads(options.threads)?;
    let chosen = options.chosen(&CASES.map(|case| case.0))?;
    let device = open_device(options.device.parse::<DeviceChoice>()?)?;
    let mut cases = Vec::new();
    for (name, architecture, batch, size) in CASES.into_iter().filter(|case| chosen.contains(&case.0)) {
        let mut bench = StepBench::new(architecture, CHANNELS, batch, size, &device)?;
        let mut step = || -> anyhow::Result<f64> {
            let began = Instant::now();
            bench.step()?;
            Ok(began.elapsed().as_secs_f64())
        };
        step()?;
        step()?;
        let before = cpu_seconds();
        let times = (0..options.repeats).map(|_| step()).collect::<anyhow::Result<Vec<f64>>>()?;
        let cpu = (cpu_seconds() - before) / options.repeats.max(1) as f64;
        let seconds = median(times);
        cases.push(json!({
            "case": name, "batch": batch, "size": size, "channels": CHANNELS,
            "images_per_s": batch as f64 / seconds, "step_ms": 1e3 * seconds, "cpu_s_per_step": cpu,
            "peak_mb": peak_megabytes(), "threads": rayon::current_num_threads(),
            "device": device_name(&device),
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

/// Seconds of processor time of this process so far, all threads; 0 where the system does not tell.
fn cpu_seconds() -> f64 {
    #[cfg(unix)]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
        time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
    }
    #[cfg(not(unix))]
    0.0
}

/// Largest memory of this process so far in MB; null where the system does not tell.
fn peak_megabytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024.0)
}
