//! [`Halt`]: the two ways in which a pretraining is ended before its last step.

use crate::job::Stop;

/// The wishes that a pretraining listens to. Clones share them.
#[derive(Clone, Debug)]
pub struct Halt {
    pause: Stop,
    /// A child of `pause`: raised alone it means the end.
    any: Stop,
}

impl Halt {
    /// Nobody wishes anything yet; whoever raises `pause` wishes a pause.
    pub fn new(pause: Stop) -> Self {
        let any = pause.child();
        Self { pause, any }
    }

    /// Save and end, to go on later.
    pub fn pause(&self) {
        self.pause.request();
    }

    /// End now as if done, and keep what is learned.
    pub fn finish(&self) {
        self.any.request();
    }

    /// True once a pause is wished, which goes before an end.
    pub fn pausing(&self) -> bool {
        self.pause.requested()
    }

    /// The flag of a pause, for what follows training.
    pub fn pause_flag(&self) -> &Stop {
        &self.pause
    }

    /// The flag that either wish raises, for training.
    pub fn any(&self) -> &Stop {
        &self.any
    }
}
