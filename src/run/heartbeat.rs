//! [`Heartbeat`]: heartbeat.json, the sign of life of a run, replaced every second.

use super::control::Order;
use super::{RunFolder, process};
use crate::job::write_atomic_unsynced;
use crate::train::{Event, Sink};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How often it is written.
const EVERY: Duration = Duration::from_secs(1);
/// One older than this belongs to a process that is gone, in seconds.
pub(super) const STALE_SECONDS: f64 = 30.0;
/// The file.
const FILE: &str = "heartbeat.json";

/// A run's sign of life.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Heartbeat {
    /// The process that does the run.
    pub process: u32,
    /// The machine it runs on; empty where that is not known.
    #[serde(default)]
    pub machine: String,
    /// Seconds since 1970 when this was written.
    pub time: f64,
    /// What is being done: "starting", "training", "stopping" or "finishing" by an order, "evaluating",
    /// and at the end "paused", "done" or "failed".
    pub phase: String,
    /// Steps done.
    pub step: u64,
    /// Steps in all.
    pub of: u64,
    /// Images a second, over the last steps.
    pub images_per_s: f64,
    /// Seconds until training is done, as it goes now; null before the first step.
    pub seconds_left: Option<f64>,
}

impl Heartbeat {
    /// True where it is young, and its process is not known to be gone.
    pub fn is_alive(&self) -> bool {
        (now() - self.time).abs() < STALE_SECONDS
            && !(self.machine == process::machine() && crate::job::process_is_gone(self.process))
    }

    /// True where the process said that it ends.
    pub fn has_ended(&self) -> bool {
        matches!(self.phase.as_str(), "paused" | "done" | "failed")
    }
}

/// The last sign of life of the run in `folder`; none before the first.
pub fn heartbeat(folder: &RunFolder) -> Option<Heartbeat> {
    serde_json::from_slice(&std::fs::read(folder.file(FILE)).ok()?).ok()
}

enum News {
    Beat(Heartbeat),
    Order(Order),
    End,
}

/// Lets the heartbeat say that an order is being carried out.
#[derive(Clone, Debug)]
pub(super) struct PhaseTeller(Sender<News>);

impl PhaseTeller {
    /// Shows the order's phase at once, until the run comes to what follows it.
    pub fn tell(&self, order: Order) {
        // Only fails once the keeper is gone, and then the phase is that of the end.
        let _ = self.0.send(News::Order(order));
    }
}

/// Writes the heartbeat on a thread of its own, so that a long step is not taken for death.
#[derive(Debug)]
pub struct HeartbeatKeeper {
    news: Sender<News>,
    thread: Option<JoinHandle<()>>,
    current: Heartbeat,
    batch: f64,
}

impl HeartbeatKeeper {
    /// Begins to write into `folder`.
    pub fn start(folder: &RunFolder) -> Self {
        let (news, heard) = channel();
        let current = Heartbeat {
            process: std::process::id(),
            machine: process::machine(),
            phase: "starting".into(),
            ..Heartbeat::default()
        };
        let (path, first) = (folder.file(FILE), current.clone());
        let thread = std::thread::spawn(move || keep(&path, first, &heard));
        Self { news, thread: Some(thread), current, batch: 1.0 }
    }

    /// What lets another thread tell of an order.
    pub(super) fn teller(&self) -> PhaseTeller {
        PhaseTeller(self.news.clone())
    }

    fn tell(&self) {
        // Only fails once the thread is gone, and then nobody waits for news.
        let _ = self.news.send(News::Beat(self.current.clone()));
    }
}

impl Sink for HeartbeatKeeper {
    fn event(&mut self, event: &Event) {
        let current = &mut self.current;
        match event {
            Event::Started { step, of, batch, .. } => {
                (current.step, current.of) = (*step, *of);
                current.phase = "training".into();
                self.batch = *batch as f64;
            }
            Event::Phase { name } => current.phase.clone_from(name),
            Event::Step { step, of, images_per_s, .. } => {
                (current.step, current.of) = (*step, *of);
                // A running mean over some ten steps.
                current.images_per_s = if current.images_per_s == 0.0 {
                    *images_per_s
                } else {
                    0.9 * current.images_per_s + 0.1 * images_per_s
                };
                let left = (of - step) as f64 * self.batch / current.images_per_s;
                current.seconds_left = left.is_finite().then_some(left);
            }
            Event::Paused { .. } => current.phase = "paused".into(),
            Event::Finished { .. } => {
                current.phase = "done".into();
                current.seconds_left = Some(0.0);
            }
            Event::Failed { .. } => current.phase = "failed".into(),
            Event::EndedEarly { .. }
            | Event::Epoch { .. }
            | Event::Probe { .. }
            | Event::Warning { .. }
            | Event::Checkpoint { .. } => {
                return;
            }
        }
        self.tell();
    }
}

impl Drop for HeartbeatKeeper {
    fn drop(&mut self) {
        let _ = self.news.send(News::End);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Writes every second, and at once when the phase changes.
fn keep(path: &Path, mut latest: Heartbeat, heard: &Receiver<News>) {
    let mut order = None;
    loop {
        let phase = shown(&latest.phase, order);
        write(path, &latest, &phase);
        let next = Instant::now() + EVERY;
        loop {
            match heard.recv_timeout(next.saturating_duration_since(Instant::now())) {
                Ok(News::Beat(heartbeat)) => latest = heartbeat,
                Ok(News::Order(given)) => order = Some(given),
                Err(RecvTimeoutError::Timeout) => break,
                Ok(News::End) | Err(RecvTimeoutError::Disconnected) => {
                    return write(path, &latest, &shown(&latest.phase, order));
                }
            }
            if shown(&latest.phase, order) != phase {
                break;
            }
        }
    }
}

/// The phase to show: an order hides what is only going on until it has been carried out.
fn shown(phase: &str, order: Option<Order>) -> String {
    let hidden = match order {
        Some(Order::Pause) => !matches!(phase, "paused" | "done" | "failed"),
        Some(Order::Finish) => matches!(phase, "starting" | "training"),
        None => false,
    };
    match order {
        Some(order) if hidden => order.phase().to_owned(),
        _ => phase.to_owned(),
    }
}

fn write(path: &Path, heartbeat: &Heartbeat, phase: &str) {
    let heartbeat = Heartbeat { time: now(), phase: phase.to_owned(), ..heartbeat.clone() };
    if let Ok(json) = serde_json::to_vec_pretty(&heartbeat) {
        // The next one comes in a second.
        let _ = write_atomic_unsynced(path, &json);
    }
}

/// Seconds since 1970.
pub(super) fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |d| d.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_hides_what_goes_on_until_it_is_carried_out() {
        let (pause, finish) = (Some(Order::Pause), Some(Order::Finish));
        for (phase, order, expected) in [
            ("training", None, "training"),
            ("training", pause, "stopping"),
            ("evaluating", pause, "stopping"),
            ("paused", pause, "paused"),
            ("failed", pause, "failed"),
            ("starting", finish, "finishing"),
            ("training", finish, "finishing"),
            ("evaluating", finish, "evaluating"),
            ("done", finish, "done"),
        ] {
            assert_eq!(shown(phase, order), expected, "{phase} {order:?}");
        }
    }

    #[test]
    fn a_heartbeat_of_a_process_that_is_gone_is_not_alive() {
        let mut beat = Heartbeat {
            process: std::process::id(),
            machine: process::machine(),
            time: now(),
            ..Heartbeat::default()
        };
        assert!(beat.is_alive());
        beat.time -= 2.0 * STALE_SECONDS;
        assert!(!beat.is_alive());
        beat.time = now();
        // Larger than any process number.
        beat.process = i32::MAX as u32;
        assert_eq!(beat.is_alive(), !cfg!(unix));
        beat.machine = "elsewhere".into();
        assert!(beat.is_alive(), "nothing is known of processes on another machine");
    }
}
