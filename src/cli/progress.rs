//! Progress of a run as lines on standard error.
#![allow(clippy::print_stderr, reason = "progress and warnings go to standard error")]

use augscope::train::{Event, Sink};
use std::time::{Duration, Instant};

/// Prints what a run says: every epoch, every look at the accuracy, every warning.
#[derive(Debug)]
pub struct Progress {
    name: String,
    started: Instant,
    last: Option<Instant>,
    first_step: u64,
}

/// Steps are reported at most this often.
const QUIET: Duration = Duration::from_secs(5);

impl Progress {
    /// Progress of the run called `name`.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), started: Instant::now(), last: None, first_step: 0 }
    }
}

impl Sink for Progress {
    fn event(&mut self, event: &Event) {
        let name = &self.name;
        match event {
            Event::Started { step, of, epochs, images, batch, threads, parameters, device } => {
                self.started = Instant::now();
                self.first_step = *step;
                let from = if *step > 0 { format!(", going on after step {step}") } else { String::new() };
                eprintln!(
                    "{name}: {images} images, {epochs} epochs, {of} steps of {batch} images, {parameters} \
                     parameters, {threads} threads, {device}{from}"
                );
            }
            Event::Step { step, of, loss, images_per_s, waiting, .. } => {
                if self.last.is_none_or(|last| last.elapsed() >= QUIET) {
                    self.last = Some(Instant::now());
                    let done = step - self.first_step;
                    let left = self.started.elapsed().as_secs_f64() / done as f64 * (of - step) as f64;
                    eprintln!(
                        "{name}: step {step} of {of}, loss {loss:.3}, {images_per_s:.0} images/s, waiting for \
                         views {:.0} %, {} left",
                        100.0 * waiting,
                        words(left)
                    );
                }
            }
            Event::Probe { epoch, balanced_accuracy, .. } => {
                eprintln!(
                    "{name}: after epoch {epoch} kNN balanced accuracy {balanced_accuracy:.3} (choose)"
                );
            }
            Event::Warning { text } => eprintln!("{name}: warning: {text}"),
            Event::Phase { name: phase } => eprintln!("{name}: {phase}"),
            Event::Paused { step } => {
                eprintln!("{name}: stopped after step {step}; --resume goes on from there");
            }
            Event::EndedEarly { step, of } => {
                eprintln!("{name}: training was ended by hand after step {step} of {of}");
            }
            Event::Epoch { .. }
            | Event::Checkpoint { .. }
            | Event::Finished { .. }
            | Event::Failed { .. } => {}
        }
    }
}

/// A length of time in words: "40 s", "9 min", "2 h 5 min".
pub fn words(seconds: f64) -> String {
    let seconds = seconds.max(0.0).round() as u64;
    match seconds {
        0..=99 => format!("{seconds} s"),
        100..=5999 => format!("{} min", (seconds + 30) / 60),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}
