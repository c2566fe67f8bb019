//! [`Course`]: the curves of a run, gathered from its events.

use augscope::train::Event;
use std::collections::BTreeMap;

/// Points that a curve keeps; beyond, every second one is dropped.
const MOST_POINTS: usize = 4000;

/// A look at the accuracy between epochs.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveProbe {
    /// After how many epochs.
    pub epoch: u32,
    /// Mean of the classes' recall.
    pub balanced_accuracy: f64,
    /// Recall of each class.
    pub per_class: BTreeMap<String, f64>,
}

/// The curves of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Course {
    /// Epochs in all.
    pub epochs: u32,
    /// Epochs done, with fractions.
    pub epoch: f64,
    /// Steps done and in all.
    pub steps: (u64, u64),
    /// Loss by epoch.
    pub loss: Vec<[f64; 2]>,
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
    /// Images of the training and images a step.
    pub images: (usize, usize),
    /// Seconds that it took, once it is done.
    pub seconds: Option<f64>,
}

impl Course {
    /// Takes an event in.
    pub fn take(&mut self, event: &Event) {
        match event {
            Event::Started { step, of, epochs, images, batch, .. } => {
                self.steps = (*step, *of);
                self.epochs = *epochs;
                self.images = (*images, *batch);
                self.phase = "training".into();
                self.failure = None;
                self.ended_early = None;
            }
            Event::Phase { name } => self.phase.clone_from(name),
            Event::Step { step, of, loss, terms, images_per_s, waiting, .. } => {
                self.steps = (*step, *of);
                self.epoch = *step as f64 * f64::from(self.epochs) / (*of).max(1) as f64;
                push(&mut self.loss, [self.epoch, *loss]);
                if terms.len() > 1 {
                    for (name, value) in terms {
                        push(self.terms.entry(name.clone()).or_default(), [self.epoch, *value]);
                    }
                }
                let lately = |old: f64, new: f64| if old == 0.0 { new } else { 0.8 * old + 0.2 * new };
                self.images_per_s = lately(self.images_per_s, *images_per_s);
                self.waiting = lately(self.waiting, *waiting);
            }
            Event::Epoch { epoch, spread, .. } => push(&mut self.spread, [f64::from(*epoch), *spread]),
            Event::Probe { epoch, balanced_accuracy, per_class, .. } => self.probes.push(LiveProbe {
                epoch: *epoch,
                balanced_accuracy: *balanced_accuracy,
                per_class: per_class.clone(),
            }),
            Event::Warning { text } => {
                if !self.warnings.contains(text) {
                    self.warnings.push(text.clone());
                }
            }
            Event::Checkpoint { .. } => {}
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
}

fn push(curve: &mut Vec<[f64; 2]>, point: [f64; 2]) {
    // After a break a run goes on from its last checkpoint: what came after it is done again.
    while curve.last().is_some_and(|last| last[0] >= point[0]) {
        curve.pop();
    }
    curve.push(point);
    if curve.len() > MOST_POINTS {
        let mut place = 0;
        curve.retain(|_| {
            place += 1;
            place % 2 == 0
        });
    }
}
