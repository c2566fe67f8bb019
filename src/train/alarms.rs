//! [`Alarms`]: what a training warns of, and when.

use super::epoch_sums::EpochSums;
use crate::encoder::Metadata;

/// Below this spread of the projections all images have become nearly one.
const COLLAPSED: f64 = 0.05;
/// Below this number of directions the projections differ along one line only. Trainings that are well have three
/// and more.
const ONE_LINE: f64 = 1.3;
/// A first epoch may look collapsed, since an untrained network gives much the same for every image.
const FIRST_JUDGED: u32 = 2;
/// How far above its start a loss counts as risen, as a share of the start.
const RISEN: f64 = 0.02;
/// Epochs in a row with a risen loss that raise the alarm.
const RISEN_EPOCHS: u32 = 3;
/// Images with fewer neighbours than this give batch normalisation poor estimates of mean and variance (Wu
/// and He 2018, arXiv 1803.08494, figure 1).
const SMALL_BATCH: usize = 16;
/// A larger share of the time spent waiting for views is a starved model.
const STARVED: f64 = 0.3;
/// Seconds over which that is judged: shorter epochs are taken together.
const JUDGED_SECONDS: f64 = 10.0;
/// Entry of a checkpoint's state.
const ENTRY: &str = "alarms";

/// Watches over the epochs of a training.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Alarms {
    /// The highest mean loss of the first two epochs; the first alone may be lower where a queue fills.
    start: Option<f64>,
    /// Epochs in a row whose loss was above the start.
    risen: u32,
    /// Seconds not yet judged, and how many of them were spent waiting.
    seconds: f64,
    waited: f64,
    /// Whether it was said already that the model starves.
    starved: bool,
    /// The collapse that was said last and lasts.
    collapsed: Option<Collapse>,
}

/// A way in which projections lose what tells images apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Collapse {
    /// They differ along one line only.
    Line,
    /// They are nearly the same.
    Point,
}

impl Collapse {
    const ALL: [(Self, &'static str); 2] = [(Self::Line, "line"), (Self::Point, "point")];
}

impl Alarms {
    /// What to say before the first step: `batch` images a step in `parts` parts.
    pub fn before(batch: usize, parts: usize) -> Option<String> {
        let at_once = batch / parts.max(1);
        (at_once < SMALL_BATCH).then(|| {
            format!(
                "a small batch: the network sees {at_once} images at a time, and batch normalisation needs \
                 {SMALL_BATCH} or more for good estimates. Take a larger batch, or fewer parts"
            )
        })
    }

    /// What to say after `epoch` (from 1), of which `sums` tells.
    pub fn after_epoch(&mut self, epoch: u32, sums: &EpochSums) -> Vec<String> {
        let [loss, spread, rank] = sums.means();
        [self.collapse(epoch, spread, rank), self.rate(epoch, loss), self.starving(epoch, sums)]
            .into_iter()
            .flatten()
            .collect()
    }

    /// Said when it begins or changes its kind, not again in every epoch that it lasts.
    fn collapse(&mut self, epoch: u32, spread: f64, rank: f64) -> Option<String> {
        // Written so that figures that are no numbers raise the alarm.
        let apart = spread >= COLLAPSED;
        let many_ways = rank >= ONE_LINE;
        if epoch < FIRST_JUDGED {
            return None;
        }
        let (now, how) = match (apart, many_ways) {
            (true, true) => (None, ""),
            (true, false) => (Some(Collapse::Line), "differ along one line only"),
            (false, _) => (Some(Collapse::Point), "are nearly the same"),
        };
        let before = std::mem::replace(&mut self.collapsed, now);
        (now.is_some() && now != before).then(|| {
            format!(
                "collapse: after round {epoch} the projections of all images {how} (spread {spread:.3}, in {rank:.1} \
                 directions)"
            )
        })
    }

    fn rate(&mut self, epoch: u32, loss: f64) -> Option<String> {
        let start = match self.start {
            Some(start) if epoch > 2 => start,
            known => {
                self.start = Some(known.map_or(loss, |known| known.max(loss)));
                return None;
            }
        };
        // Written so that a loss that is no number counts as risen.
        let fine = loss <= start + RISEN * start.abs();
        self.risen = if fine { 0 } else { self.risen + 1 };
        (self.risen == RISEN_EPOCHS).then(|| {
            format!(
                "the learning rate seems too high: after round {epoch} the loss is {loss:.3}, and has been above its \
                 start ({start:.3}) for {RISEN_EPOCHS} rounds. Stop the training and try a third of the rate"
            )
        })
    }

    fn starving(&mut self, epoch: u32, sums: &EpochSums) -> Option<String> {
        self.seconds += sums.seconds;
        self.waited += sums.waited;
        if self.seconds < JUDGED_SECONDS {
            return None;
        }
        let share = self.waited / self.seconds;
        (self.seconds, self.waited) = (0.0, 0.0);
        if share <= STARVED || self.starved {
            return None;
        }
        self.starved = true;
        Some(format!(
            "the model waits for random versions {:.0} % of the time (after round {epoch}): they are made too slowly. \
             More threads, smaller versions or a recipe without its slowest steps would make the training quicker",
            100.0 * share
        ))
    }

    /// Writes what must be remembered into the state of a checkpoint.
    pub fn keep(&self, state: &mut Metadata) {
        if let Some(start) = self.start {
            let starved = u8::from(self.starved);
            let named = Collapse::ALL.iter().find(|(kind, _)| Some(*kind) == self.collapsed);
            let collapsed = named.map_or("none", |(_, word)| word);
            state.insert(ENTRY.into(), format!("{start:?} {} {starved} {collapsed}", self.risen));
        }
    }

    /// What [`Alarms::keep`] wrote.
    pub fn of(state: &Metadata) -> Self {
        let words: Vec<&str> = state.get(ENTRY).map_or(Vec::new(), |words| words.split(' ').collect());
        let &[start, risen, starved, collapsed] = words.as_slice() else { return Self::default() };
        Self {
            start: start.parse().ok(),
            risen: risen.parse().unwrap_or(0),
            starved: starved == "1",
            collapsed: Collapse::ALL.iter().find(|(_, word)| *word == collapsed).map(|(kind, _)| *kind),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn epoch(loss: f64, spread: f64, rank: f64, seconds: f64, waited: f64) -> EpochSums {
        let steps = 4.0;
        let [loss, spread, rank] = [loss, spread, rank].map(|mean| mean * steps);
        EpochSums { loss, spread, rank, steps, seconds, waited, ..EpochSums::default() }
    }

    /// The first words of every warning, with their epochs.
    fn warnings(epochs: &[EpochSums]) -> Vec<(u32, String)> {
        let mut alarms = Alarms::default();
        let mut found = Vec::new();
        for (number, sums) in (1..).zip(epochs) {
            let mut state = Metadata::new();
            alarms.keep(&mut state);
            // As after a break, which forgets only times that are not judged yet.
            let resumed = Alarms { seconds: alarms.seconds, waited: alarms.waited, ..Alarms::of(&state) };
            assert!(alarms.start.is_none() || resumed == alarms);
            for text in alarms.after_epoch(number, sums) {
                found.push((number, text.split([':', ' ']).take(3).collect::<Vec<_>>().join(" ")));
            }
        }
        found
    }

    #[test]
    fn a_training_that_is_well_raises_none() {
        // As SimCLR goes, and as MoCo goes, whose loss rises while its queue fills.
        for losses in [[5.1, 4.0, 3.2, 3.0, 2.9, 2.9], [3.0, 6.0, 5.9, 6.05, 5.0, 4.0]] {
            let epochs = losses.map(|loss| epoch(loss, 0.8, 12.0, 20.0, 1.0));
            assert!(warnings(&epochs).is_empty());
        }
    }

    #[test]
    fn a_rate_that_is_too_high_is_told_once_after_three_rounds() {
        let epochs =
            [5.0, 5.1, 5.4, 5.5, 5.1, 5.5, 5.6, 5.5, 5.7].map(|loss| epoch(loss, 0.8, 9.0, 1.0, 0.0));
        assert_eq!(warnings(&epochs), [(8, "the learning rate".to_string())]);
    }

    #[test]
    fn a_collapse_onto_a_point_or_a_line_is_told() {
        let healthy = epoch(2.0, 0.9, 10.0, 1.0, 0.0);
        let (point, line) = (epoch(2.0, 0.01, 8.0, 1.0, 0.0), epoch(2.0, 0.6, 1.05, 1.0, 0.0));
        let words = "collapse  after".to_string();
        let found = warnings(&[point, point, healthy, line, epoch(2.0, f64::NAN, f64::NAN, 1.0, 0.0)]);
        assert_eq!(found, [(2, words.clone()), (4, words.clone()), (5, words)]);
    }

    #[test]
    fn a_starved_model_is_told_once_and_short_epochs_are_taken_together() {
        let hungry = epoch(2.0, 0.9, 10.0, 4.0, 2.0);
        assert_eq!(warnings(&[hungry; 9]), [(3, "the model waits".to_string())]);
        // The first one waits for its first batch, which means nothing.
        let fine = epoch(2.0, 0.9, 10.0, 4.0, 0.2);
        assert!(warnings(&[epoch(2.0, 0.9, 10.0, 1.0, 0.9), fine, fine, fine]).is_empty());
    }

    #[test]
    fn a_small_batch_is_told_before_the_first_step() {
        assert_eq!(Alarms::before(128, 4), None);
        assert!(Alarms::before(128, 16).unwrap().contains("8 images at a time"));
    }
}
