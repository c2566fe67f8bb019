//! [`EpochSums`]: what the steps of an epoch add up to, kept exactly across a pause.

use super::StepResult;
use crate::encoder::Metadata;

/// Entry of a checkpoint's state that holds the sums of an epoch under way.
const ENTRY: &str = "epoch_sums";

/// Sums over the steps of an epoch so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct EpochSums {
    pub loss: f64,
    pub spread: f64,
    pub rank: f64,
    pub steps: f64,
    /// Seconds of the steps, of waiting for views in them, and of the threads that made the views; not kept
    /// across a pause.
    pub seconds: f64,
    pub waited: f64,
    pub making: f64,
}

impl EpochSums {
    /// Adds a step that took `seconds`, of which it waited `waited`; its views took `making`.
    pub fn add(&mut self, step: &StepResult, [seconds, waited, making]: [f64; 3]) {
        self.loss += step.loss;
        self.spread += step.spread.spread;
        self.rank += step.spread.rank;
        self.steps += 1.0;
        self.seconds += seconds;
        self.waited += waited;
        self.making += making;
    }

    /// Mean loss, spread and rank.
    pub fn means(&self) -> [f64; 3] {
        [self.loss, self.spread, self.rank].map(|sum| sum / self.steps)
    }

    /// Writes what must go on exactly into the state of a checkpoint.
    pub fn keep(&self, state: &mut Metadata) {
        if self.steps > 0.0 {
            // This form gives back the same bits.
            let words = [self.loss, self.spread, self.rank, self.steps].map(|value| format!("{value:?}"));
            state.insert(ENTRY.into(), words.join(" "));
        }
    }

    /// What [`EpochSums::keep`] wrote; nothing where the checkpoint is one between epochs.
    pub fn of(state: &Metadata) -> Self {
        let values: Option<Vec<f64>> =
            state.get(ENTRY).and_then(|words| words.split(' ').map(|word| word.parse().ok()).collect());
        match values.as_deref() {
            Some(&[loss, spread, rank, steps]) => Self { loss, spread, rank, steps, ..Self::default() },
            _ => Self::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_come_back_to_the_bit() {
        let sums = EpochSums {
            loss: 0.1 + 0.2,
            spread: 1.0 / 3.0,
            rank: 1e-300,
            steps: 3.0,
            ..EpochSums::default()
        };
        let mut state = Metadata::new();
        sums.keep(&mut state);
        assert_eq!(EpochSums::of(&state), sums);
        assert_eq!(EpochSums::of(&Metadata::new()), EpochSums::default());
    }
}
