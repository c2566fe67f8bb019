//! [`Marks`]: versions that the user finds implausible, and what they have in common.

use super::App;
use super::panel;
use super::preview::{DrawnStep, Tile, Version};
use augscope::evaluate::{Implausible, Shared, Side, implausible};

/// Marks below which nothing can be said.
const FEWEST: usize = 3;

/// A version that was on the screen, with what it had drawn then.
#[derive(Clone, Debug, PartialEq)]
struct Sample {
    tile: Tile,
    drawn: Vec<DrawnStep>,
}

/// Versions that the user finds implausible.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    marked: Vec<Sample>,
    /// All versions that were on the screen when one was marked.
    shown: Vec<Sample>,
    said: String,
}

impl Marks {
    /// How many are marked.
    pub fn len(&self) -> usize {
        self.marked.len()
    }

    /// True when none is marked.
    pub fn is_empty(&self) -> bool {
        self.marked.is_empty()
    }

    /// What the marked versions have in common, in words.
    pub fn said(&self) -> &str {
        &self.said
    }

    /// True where this very picture was marked: the same version, with the same values drawn.
    pub fn is_marked(&self, tile: Tile, drawn: &[DrawnStep]) -> bool {
        self.marked.iter().any(|sample| sample.tile == tile && sample.drawn == drawn)
    }

    /// Marks a version, or takes its mark away; `beside` are those on the screen.
    fn mark(&mut self, tile: Tile, beside: Vec<Sample>, channels: &[String]) {
        let Some(sample) = beside.iter().find(|sample| sample.tile == tile).cloned() else { return };
        match self.marked.iter().position(|known| *known == sample) {
            Some(place) => drop(self.marked.remove(place)),
            None => self.marked.push(sample),
        }
        for sample in beside {
            if !self.shown.contains(&sample) {
                self.shown.push(sample);
            }
        }
        self.said = self.words(channels);
    }

    fn words(&self, channels: &[String]) -> String {
        let count = self.marked.len();
        if count < FEWEST {
            return match count {
                0 => String::new(),
                _ => format!("{count} marked; from {FEWEST} on it is said what they have in common"),
            };
        }
        let traits = self.traits();
        let values: Vec<Vec<Option<f64>>> = traits.iter().map(|one| self.values(one)).collect();
        let marked: Vec<bool> = self.shown.iter().map(|sample| self.marked.contains(sample)).collect();
        let found = implausible(&values, &marked);
        match found.and_then(|found| Some((found, traits.get(found.of)?))) {
            Some((found, one)) => one.words(&found, channels),
            None => format!("{count} marked: no drawn value tells them clearly from the others yet"),
        }
    }

    /// Everything that a version could have drawn.
    fn traits(&self) -> Vec<Trait> {
        let mut traits: Vec<Trait> = Vec::new();
        for step in self.shown.iter().flat_map(|sample| &sample.drawn) {
            if traits.iter().any(|one| one.step == step.step) {
                continue;
            }
            let of = |slot, channel, label, unit| Trait {
                step: step.step.clone(),
                name: step.name,
                place: Some((slot, channel)),
                label,
                unit,
            };
            for (slot, value) in step.values.iter().enumerate() {
                let several = value.numbers.len() > 1;
                let channels = 0..value.numbers.len();
                traits.extend(channels.map(|c| of(slot, several.then_some(c), value.label, value.unit)));
            }
            if step.values.is_empty() {
                traits.push(Trait { place: None, ..of(0, None, "", "") });
            }
        }
        traits
    }

    /// What every version on the screen drew of it.
    fn values(&self, one: &Trait) -> Vec<Option<f64>> {
        let value = |sample: &Sample| {
            let step = sample.drawn.iter().find(|step| step.step == one.step && step.applied)?;
            match one.place {
                // Applied is all there is to know.
                None => Some(1.0),
                Some((slot, channel)) => {
                    step.values.get(slot)?.numbers.get(channel.unwrap_or(0)).map(|v| f64::from(*v))
                }
            }
        };
        self.shown.iter().map(value).collect()
    }
}

/// One number that versions draw: a parameter of a step, of one channel where each has its own.
struct Trait {
    step: String,
    name: &'static str,
    /// Which parameter, and which channel; `None` for a step without parameters.
    place: Option<(usize, Option<usize>)>,
    label: &'static str,
    unit: &'static str,
}

impl Trait {
    /// "17 of 20 marked have gamma below 0.6 (3 of 76 others); step Gamma".
    fn words(&self, found: &Implausible, channels: &[String]) -> String {
        let ((a, marked), (b, others)) = (found.marked, found.others);
        let counts = format!("{a} of {marked} marked");
        let others = format!("{b} of {others} others");
        match found.shared {
            Shared::Applied => format!("{counts} got {} ({others})", self.name),
            Shared::Value { side, threshold } => {
                let side = if side == Side::Below { "below" } else { "above" };
                let channel = self.place.and_then(|(_, channel)| channels.get(channel?));
                let of = channel.map_or_else(String::new, |name| format!(" of {name}"));
                let value = format!("{threshold} {}", self.unit);
                let (label, value) = (self.label.to_lowercase(), value.trim());
                format!("{counts} have {label}{of} {side} {value} in {} ({others})", self.name)
            }
        }
    }
}

impl App {
    /// Marks a version on the screen as implausible, or takes its mark away.
    pub(super) fn mark(&mut self, tile: Tile) {
        let (Some(opened), Some(shown)) = (self.data.opened.ready(), self.preview.grid.shown()) else {
            return;
        };
        let context = self.context();
        let mut tiles = panel::visible_tiles(&context, opened);
        // Marked while it was half on the screen.
        tiles.push(tile);
        let mut beside: Vec<Sample> = Vec::new();
        for tile in tiles {
            let drawn = shown.painted.drawn(tile);
            let random = matches!(tile.version, Version::Random { .. }) && !drawn.is_empty();
            if random && beside.iter().all(|sample| sample.tile != tile) {
                beside.push(Sample { tile, drawn: drawn.to_vec() });
            }
        }
        let channels = opened.dataset.channels.clone();
        self.view.marks.mark(tile, beside, &channels);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::preview::DrawnValue;

    /// A version with this gamma in two channels.
    fn sample(item: usize, gamma: f32, applied: bool) -> Sample {
        let numbers = vec![gamma, 1.0];
        let value = DrawnValue { label: "Gamma", unit: "", numbers, words: String::new() };
        let step = DrawnStep {
            step: "gamma-1".into(),
            name: "Gamma",
            applied,
            words: String::new(),
            values: vec![value],
        };
        Sample { tile: Tile { item, version: Version::Random { epoch: 0, view: 0 } }, drawn: vec![step] }
    }

    #[test]
    fn what_marked_versions_have_in_common_is_said_and_forgotten_with_the_marks() {
        let shown: Vec<Sample> = (0..40).map(|item| sample(item, 0.3 + 0.03 * item as f32, true)).collect();
        let names = ["DNA".to_owned(), "actin".to_owned()];
        let mut marks = Marks::default();
        for place in 0..2 {
            marks.mark(shown[place].tile, shown.clone(), &names);
        }
        assert!(marks.said().starts_with("2 marked; from 3 on"), "{}", marks.said());
        for place in 2..8 {
            marks.mark(shown[place].tile, shown.clone(), &names);
        }
        assert_eq!(marks.said(), "8 of 8 marked have gamma of DNA below 0.53 in Gamma (0 of 32 others)");
        assert!(marks.is_marked(shown[0].tile, &shown[0].drawn));
        // The same version with another value is another picture.
        assert!(!marks.is_marked(shown[0].tile, &sample(0, 0.9, true).drawn));
        for place in 0..8 {
            marks.mark(shown[place].tile, shown.clone(), &names);
        }
        assert!(marks.is_empty() && marks.said().is_empty());
    }

    #[test]
    fn a_step_that_is_applied_now_and_then_can_be_what_is_shared() {
        let shown: Vec<Sample> = (0..40).map(|item| sample(item, 1.0, item % 4 == 0)).collect();
        let mut marks = Marks::default();
        for sample in shown.iter().filter(|sample| sample.drawn[0].applied) {
            marks.mark(sample.tile, shown.clone(), &[]);
        }
        assert_eq!(marks.said(), "10 of 10 marked got Gamma (0 of 30 others)");
    }
}
