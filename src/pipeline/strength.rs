//! Strength: how far a step's settings lie from those that change nothing.

use super::{Column, Pipeline};
use crate::transform::{Entry, Setting};

/// The strengths that a step or a pipeline can have: 0 changes nothing, 1 is as set, 2 is twice as far.
pub const STRENGTHS: (f64, f64) = (0.0, 2.0);

/// The settings of `entry` at `strength`.
///
/// Every parameter that has a value at which it changes nothing moves on the line between that value and its
/// setting, by ratio where it is a factor: half of "up to 90 degrees" is "up to 45 degrees", half of "half to double"
/// is "0.7 to 1.4". A step without such a parameter (a flip, say) is applied less often instead. Nothing leaves the
/// range that a parameter can have, and nothing is applied more often than always.
pub(super) fn at_strength(entry: &Entry, column: &Column, strength: f64) -> Column {
    if strength == 1.0 {
        return column.clone();
    }
    if entry.params.iter().all(|param| param.identity.is_none()) {
        return Column { probability: (column.probability * strength).min(1.0), ..column.clone() };
    }
    let settings = entry.params.iter().zip(&column.settings).map(|(param, setting)| match param.identity {
        None => *setting,
        // Not as a range: one by ratio cannot begin at 0.
        Some(identity) if strength == 0.0 => Setting::Fixed(identity),
        Some(identity) => {
            let by_ratio = param.logarithmic || matches!(setting, Setting::LogUniform { .. });
            let (low, high) = param.hard;
            let moved = setting.towards(identity, strength, by_ratio, |v| v.clamp(low, high));
            if param.problem(&moved).is_none() { moved } else { *setting }
        }
    });
    Column { probability: column.probability, settings: settings.collect() }
}

impl Pipeline {
    /// The steps that are switched on, with every strength worked into the settings, so that all strengths are 1: what
    /// other programs, which know no strengths, are told.
    #[must_use]
    pub fn with_strengths_worked_in(&self) -> Self {
        let mut settled = Self { strength: 1.0, ..self.clone() };
        settled.steps.retain(|step| step.on);
        for step in &mut settled.steps {
            let strength = step.strength * self.strength;
            step.first = at_strength(step.entry, &step.first, strength);
            step.second = step.second.take().map(|second| at_strength(step.entry, &second, strength));
            step.strength = 1.0;
        }
        settled
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::Step;
    use crate::transform::catalogue;

    fn half(kind: &str, place: usize, setting: Setting) -> (Setting, f64) {
        let entry = catalogue::find(kind).unwrap();
        let mut step = Step::new("a", entry);
        step.first.settings[place] = setting;
        let weak = at_strength(entry, &step.first, 0.5);
        (weak.settings[place], weak.probability)
    }

    #[test]
    fn half_lies_half_way_by_difference_or_by_ratio() {
        let rotate = half("rotate", 0, Setting::Uniform { low: -90.0, high: 30.0 });
        assert_eq!(rotate, (Setting::Uniform { low: -45.0, high: 15.0 }, 1.0));
        let (gain, _) = half("gain", 0, Setting::LogUniform { low: 0.25, high: 4.0 });
        let Setting::LogUniform { low, high } = gain else { panic!("{gain}") };
        assert!((low - 0.5).abs() < 1e-12 && (high - 2.0).abs() < 1e-12, "{gain}");
        let blur = half("gaussian-blur", 0, Setting::Normal { mean: 2.0, sd: 1.0 });
        assert_eq!(blur, (Setting::Normal { mean: 1.0, sd: 0.5 }, 1.0));
    }

    #[test]
    fn a_flip_happens_half_as_often() {
        let entry = catalogue::find("flip-horizontal").unwrap();
        let step = Step::new("a", entry);
        assert_eq!(at_strength(entry, &step.first, 0.5).probability, 0.5 * step.first.probability);
        assert_eq!(at_strength(entry, &step.first, 2.0).probability, 1.0);
    }

    #[test]
    fn a_range_by_ratio_about_zero_can_be_weakened_to_nothing() {
        let entry = catalogue::find("gaussian-blur").unwrap();
        let mut step = Step::new("a", entry);
        step.first.settings[0] = Setting::LogUniform { low: 0.5, high: 2.0 };
        let at = |strength| at_strength(entry, &step.first, strength).settings[0];
        assert_eq!(at(0.0), Setting::Fixed(0.0));
        assert_eq!(at(0.5), Setting::LogUniform { low: 0.25, high: 1.0 });
    }

    #[test]
    fn strengths_are_worked_in_and_draws_stay() {
        use crate::image::Planes;
        use crate::pipeline::Chain;
        use crate::transform::ViewKey;
        let mut pipeline = Pipeline { strength: 0.5, ..Pipeline::default() };
        for kind in ["rotate", "flip-horizontal", "gain"] {
            let mut step = Step::new(kind, catalogue::find(kind).unwrap());
            step.strength = 1.5;
            step.on = kind != "gain";
            step.second = (kind == "rotate").then(|| step.first.clone());
            pipeline.steps.push(step);
        }
        let settled = pipeline.with_strengths_worked_in();
        assert_eq!(settled.steps.len(), 2);
        assert_eq!(settled.steps[1].first.probability, 0.75);
        let source = Planes::zeros(1, 8, 8);
        let [a, b] = [&pipeline, &settled].map(|pipeline| Chain::new(pipeline, 8));
        for view in 0..20 {
            let key = ViewKey::new(3, "a", 0, view);
            assert_eq!(a.draw(key, &source), b.draw(key, &source));
        }
    }

    #[test]
    fn nothing_remains_at_zero_and_ranges_are_kept_at_two() {
        for entry in catalogue::ALL {
            let step = Step::new("a", entry);
            let [none, double] = [0.0, 2.0].map(|strength| at_strength(entry, &step.first, strength));
            for (place, param) in entry.params.iter().enumerate() {
                let name = format!("{}.{}", entry.kind, param.name);
                assert_eq!(param.problem(&double.settings[place]), None, "{name}");
                if let Some(identity) = param.identity {
                    let setting = none.settings[place];
                    assert!(
                        setting.bounds().iter().all(|v| (v - identity).abs() < 1e-12),
                        "{name}: {setting}"
                    );
                    assert!(setting.is_constant(), "{name}: {setting}");
                }
            }
            let silent = entry.params.iter().all(|p| p.identity.is_none());
            assert_eq!(none.probability == 0.0, silent, "{}", entry.kind);
        }
    }
}
