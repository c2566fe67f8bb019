//! [`Heartbeat`]: heartbeat.json, the sign of life of a run, replaced every second.

use crate::job::write_atomic;
use crate::train::{Event, Sink};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How often it is written.
const EVERY: Duration = Duration::from_secs(1);

/// A run's sign of life.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Heartbeat {
    /// The process that does the run.
    pub process: u32,
    /// Seconds since 1970 when this was written.
    pub time: f64,
    /// What is being done.
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

/// Writes the heartbeat on a thread of its own, so that a long step is not taken for death.
#[derive(Debug)]
pub struct HeartbeatKeeper {
    news: Option<Sender<Heartbeat>>,
    thread: Option<JoinHandle<()>>,
    current: Heartbeat,
    batch: f64,
}

impl HeartbeatKeeper {
    /// Begins to write to `path`.
    pub fn start(path: PathBuf) -> Self {
        let (news, heard) = channel::<Heartbeat>();
        let current =
            Heartbeat { process: std::process::id(), phase: "starting".into(), ..Heartbeat::default() };
        let mut latest = current.clone();
        let thread = std::thread::spawn(move || {
            loop {
                latest.time = now();
                if let Ok(json) = serde_json::to_vec_pretty(&latest) {
                    // The next one comes in a second.
                    let _ = write_atomic(&path, &json);
                }
                let next = SystemTime::now() + EVERY;
                loop {
                    let left = next.duration_since(SystemTime::now()).unwrap_or_default();
                    match heard.recv_timeout(left) {
                        Ok(heartbeat) => latest = heartbeat,
                        Err(RecvTimeoutError::Timeout) => break,
                        Err(RecvTimeoutError::Disconnected) => {
                            latest.time = now();
                            if let Ok(json) = serde_json::to_vec_pretty(&latest) {
                                let _ = write_atomic(&path, &json);
                            }
                            return;
                        }
                    }
                }
            }
        });
        Self { news: Some(news), thread: Some(thread), current, batch: 1.0 }
    }

    fn tell(&self) {
        if let Some(news) = &self.news {
            // Only fails once the thread is gone, and then nobody waits for news.
            let _ = news.send(self.current.clone());
        }
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
            Event::Epoch { .. } | Event::Probe { .. } | Event::Warning { .. } | Event::Checkpoint { .. } => {
                return;
            }
        }
        self.tell();
    }
}

impl Drop for HeartbeatKeeper {
    fn drop(&mut self) {
        self.news = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Seconds since 1970.
pub(super) fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |d| d.as_secs_f64())
}
