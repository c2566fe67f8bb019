//! [`Event`] and [`Sink`]: what training says while it runs, and who listens.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something that happened in a run. Window, command line and record are its readers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// Training begins, or goes on after a break.
    Started {
        /// Steps done before.
        step: u64,
        /// Steps in all.
        of: u64,
        /// Epochs in all.
        epochs: u32,
        /// Images it trains on.
        images: usize,
        /// Images a step.
        batch: usize,
        /// Threads of the model.
        threads: usize,
        /// Trained numbers of encoder and projector.
        parameters: usize,
        /// What trains, as it calls itself.
        #[serde(default)]
        device: String,
    },
    /// Another part of the work begins.
    Phase {
        /// Its name, for people.
        name: String,
    },
    /// A step is done.
    Step {
        /// Its number, from 1.
        step: u64,
        /// Steps in all.
        of: u64,
        /// The epoch it belongs to, from 0.
        epoch: u32,
        /// The objective's value.
        loss: f64,
        /// The terms it is the sum of.
        terms: BTreeMap<String, f64>,
        /// The learning rate of the step.
        learning_rate: f64,
        /// Images a second, waiting included.
        images_per_s: f64,
        /// Share of the time spent waiting for views, 0 to 1.
        waiting: f64,
    },
    /// An epoch is done.
    Epoch {
        /// Its number, from 1.
        epoch: u32,
        /// Epochs in all.
        of: u32,
        /// Mean of the objective.
        loss: f64,
        /// Spread of the normalised projections times the root of their width: near 1 where they
        /// fill the sphere, near 0 where all images have become one.
        spread: f64,
        /// In how many directions the projections differ: 1 where all lie on a line.
        #[serde(default)]
        rank: f64,
        /// Seconds it took.
        seconds: f64,
        /// Share of the time spent waiting for views, 0 to 1.
        waiting: f64,
        /// Seconds that the threads beside the model took for the views of its steps. They run ahead, so
        /// this is no part of `seconds`.
        #[serde(default)]
        view_seconds: f64,
        /// Seconds that the model took: all that was not waiting.
        #[serde(default)]
        model_seconds: f64,
    },
    /// A look at the part that chooses.
    Probe {
        /// After how many epochs.
        epoch: u32,
        /// What was measured.
        readout: String,
        /// Mean of the classes' recall.
        balanced_accuracy: f64,
        /// Recall of each class; absent classes are left out.
        per_class: BTreeMap<String, f64>,
    },
    /// Something the user should know.
    Warning {
        /// In words.
        text: String,
    },
    /// A state to go on from was saved.
    Checkpoint {
        /// Steps done.
        step: u64,
        /// The file's name.
        file: String,
    },
    /// The run was asked to end early and can go on.
    Paused {
        /// Steps done.
        step: u64,
    },
    /// Training was ended by hand before its last step; what is learned counts, and is evaluated next.
    EndedEarly {
        /// Steps done.
        step: u64,
        /// Steps that were planned.
        of: u64,
    },
    /// The run is complete.
    Finished {
        /// Seconds since it was started last.
        seconds: f64,
    },
    /// The run ended by an error.
    Failed {
        /// What happened, in words.
        text: String,
    },
}

/// Who listens to a run.
pub trait Sink {
    /// Takes an event. A sink that cannot keep it must not stop the run.
    fn event(&mut self, event: &Event);
}

/// Several sinks as one.
impl Sink for Vec<&mut dyn Sink> {
    fn event(&mut self, event: &Event) {
        for sink in self.iter_mut() {
            sink.event(event);
        }
    }
}

/// Keeps all events; for tests.
impl Sink for Vec<Event> {
    fn event(&mut self, event: &Event) {
        self.push(event.clone());
    }
}
