//! [`Course`]: the curves of a run, gathered from its events.

use augscope::train::Event;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Points that a curve keeps; beyond, every second one is dropped.
const MOST_POINTS: usize = 4000;
/// How the warning of a collapse begins, which comes after every epoch: the newest stands for all.
const COLLAPSE: &str = "collapse:";

/// A look at the accuracy between epochs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LiveProbe {
    /// After how many epochs.
    pub epoch: u32,
    /// Mean of the classes' recall.
    pub balanced_accuracy: f64,
    /// Recall of each class.
    pub per_class: BTreeMap<String, f64>,
}

/// The curves of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// Epochs in all.
    pub epochs: u32,
    /// Epochs done, with fractions.
    pub epoch: f64,
    /// Steps done and in all.
    pub steps: (u64, u64),
    /// Loss of every step by epoch.
    pub loss: Vec<[f64; 2]>,
    /// Mean loss of every epoch by epoch.
    pub mean_loss: Vec<[f64; 2]>,
    /// Terms of the loss by epoch, where there are several.
    pub terms: BTreeMap<String, Vec<[f64; 2]>>,
    /// Spread of the projections by epoch: near 0 all images have become one.
    pub spread: Vec<[f64; 2]>,
    /// Looks at the accuracy.
    pub probes: Vec<LiveProbe>,
    /// Images a second, lately.
    pub images_per_s: f64,
    /// Share of the time spent waiting for versions, 0 to 1, lately.
    pub waiting: f64,
    /// What the run is doing.
    pub phase: String,
    /// What it warned of.
    pub warnings: Vec<String>,
    /// Why it failed.
    pub failure: Option<String>,
    /// The step after which it was ended by hand.
    pub ended_early: Option<u64>,
    /// The step whose state was saved last: from there it can go on.
    pub saved: Option<u64>,
    /// Images of the training and images a step.
    pub images: (usize, usize),
    /// What trains, as it calls itself; empty where it was not told.
    pub device: String,
    /// Seconds that it took since it was started last, once it is done.
    pub seconds: Option<f64>,
}

impl Course {
    /// Takes an event in.
    pub fn take(&mut self, event: &Event) {
        match event {
            Event::Started { step, of, epochs, images, batch, device, .. } => {
                self.steps = (*step, *of);
                self.device.clone_from(device);
                self.epochs = *epochs;
                self.images = (*images, *batch);
                self.phase = "training".into();
                self.failure = None;
                self.seconds = None;
                (self.images_per_s, self.waiting) = (0.0, 0.0);
                // Going on from an early end learns nothing more, and says nothing of that end again.
                self.ended_early = self.ended_early.filter(|end| end == step);
                self.saved = self.saved.filter(|saved| saved <= step);
                self.go_back_to(self.epoch_after(*step));
            }
            Event::Phase { name } => self.phase.clone_from(name),
            Event::Step { step, of, loss, terms, images_per_s, waiting, .. } => {
                self.steps = (*step, *of);
                self.epoch = self.epoch_after(*step);
                push(&mut self.loss, [self.epoch, *loss]);
                if terms.len() > 1 {
                    for (name, value) in terms {
                        push(self.terms.entry(name.replace('_', " ")).or_default(), [self.epoch, *value]);
                    }
                }
                let first = self.images_per_s == 0.0;
                let lately = |old: f64, new: f64| if first { new } else { 0.8 * old + 0.2 * new };
                self.waiting = lately(self.waiting, *waiting);
                self.images_per_s = lately(self.images_per_s, *images_per_s);
            }
            Event::Epoch { epoch, loss, spread, .. } => {
                push(&mut self.mean_loss, [f64::from(*epoch), *loss]);
                push(&mut self.spread, [f64::from(*epoch), *spread]);
            }
            Event::Probe { epoch, balanced_accuracy, per_class, .. } => {
                self.probes.retain(|probe| probe.epoch < *epoch);
                self.probes.push(LiveProbe {
                    epoch: *epoch,
                    balanced_accuracy: *balanced_accuracy,
                    per_class: per_class.clone(),
                });
            }
            Event::Warning { text } => {
                if text.starts_with(COLLAPSE) {
                    self.warnings.retain(|known| !known.starts_with(COLLAPSE));
                }
                if !self.warnings.contains(text) {
                    self.warnings.push(text.clone());
                }
            }
            Event::Checkpoint { step, .. } => self.saved = Some(*step),
            Event::Paused { .. } => self.phase = "paused".into(),
            Event::EndedEarly { step, .. } => self.ended_early = Some(*step),
            Event::Finished { seconds } => {
                self.phase = "done".into();
                self.seconds = Some(*seconds);
            }
            Event::Failed { text } => {
                self.phase = "failed".into();
                self.failure = Some(text.clone());
            }
        }
    }

    /// Without its curves: what is kept of a run that nobody looks at.
    pub fn without_curves(&self) -> Self {
        let (loss, mean_loss, spread) = (Vec::new(), Vec::new(), Vec::new());
        Self { loss, mean_loss, spread, terms: BTreeMap::new(), probes: Vec::new(), ..self.clone() }
    }

    /// Epochs done after `step` steps, with fractions.
    pub fn epoch_after(&self, step: u64) -> f64 {
        step as f64 * f64::from(self.epochs) / self.steps.1.max(1) as f64
    }

    /// Forgets what came after `epoch`: a run that goes on does it again from its last saved state.
    fn go_back_to(&mut self, epoch: f64) {
        self.epoch = epoch;
        let curves = [&mut self.loss, &mut self.mean_loss, &mut self.spread];
        for curve in curves.into_iter().chain(self.terms.values_mut()) {
            curve.retain(|point| point[0] <= epoch);
        }
        self.probes.retain(|probe| f64::from(probe.epoch) <= epoch);
    }
}

fn push(curve: &mut Vec<[f64; 2]>, point: [f64; 2]) {
    curve.push(point);
    if curve.len() > MOST_POINTS {
        let last = curve.len() - 1;
        let mut place = 0;
        // The newest point always stays.
        curve.retain(|_| {
            place += 1;
            place % 2 == 0 || place > last
        });
    }
}

#[cfg(test)]
#[path = "course_tests.rs"]
mod tests;
