//! Sweeping and stopping half way: versions that differ from a random one in one value, or in the steps that follow.

use super::Chain;
use crate::transform::{Draw, Param, Setting, Unit};

/// The part of a bell curve that is swept, as quantiles: hardly anything lies beyond.
const BELL: (f64, f64) = (0.01, 0.99);

/// The values of one parameter from low to high.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sweep {
    /// Rising values in the units of the chain: lengths are in source pixels.
    pub values: Vec<f64>,
    /// True where views draw from these values. False where all views get the same value, so that the values are those
    /// that a slider offers.
    pub drawn: bool,
}

impl Chain {
    /// At most `most` values of parameter `slot` of step `place`, as view number `view` draws them. The lowest and the
    /// highest are among them; whole numbers stand there once. Nothing where there is no such parameter.
    pub fn sweep(&self, place: usize, slot: usize, view: u32, most: usize) -> Sweep {
        let step = self.steps.get(place);
        let column = step.and_then(|step| step.columns.get(view as usize % 2));
        let found = step.zip(column).and_then(|(step, column)| {
            Some((step.entry.params.get(slot)?, column.settings.get(slot).copied()?))
        });
        let Some((param, setting)) = found else { return Sweep::default() };
        let drawn = !setting.is_constant();
        let setting = if drawn { setting } else { offered(param) };
        let (low, high) = match setting {
            Setting::Normal { .. } => BELL,
            _ => (0.0, 1.0),
        };
        let share = |n: usize| low + (high - low) * n as f64 / most.saturating_sub(1).max(1) as f64;
        let mut values: Vec<f64> = (0..most).map(|n| param.value_at(&setting, share(n))).collect();
        if param.unit == Unit::Whole
            && let (Some(&first), Some(&last)) = (values.first(), values.last())
            && last - first < most as f64
        {
            values = (0..=(last - first) as usize).map(|n| first + n as f64).collect();
        }
        values.dedup();
        Sweep { values, drawn }
    }
}

/// The whole range that a slider offers.
fn offered(param: &Param) -> Setting {
    let (low, high) = param.soft;
    if param.logarithmic && low > 0.0 {
        Setting::LogUniform { low, high }
    } else {
        Setting::Uniform { low, high }
    }
}

/// The same draws with step `place` applied and its parameter `slot` at `value`, in all channels alike.
#[must_use]
pub fn with_value(mut draws: Vec<Draw>, place: usize, slot: usize, value: f64) -> Vec<Draw> {
    if let Some(draw) = draws.get_mut(place).filter(|draw| slot < draw.values.len()) {
        draw.applied = true;
        draw.values.fill(slot, value as f32);
    }
    draws
}

/// The same draws, of which only those of the first `steps` steps are applied.
#[must_use]
pub fn first_steps(mut draws: Vec<Draw>, steps: usize) -> Vec<Draw> {
    draws.iter_mut().skip(steps).for_each(|draw| draw.applied = false);
    draws
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Planes;
    use crate::pipeline::{Pipeline, Step};
    use crate::transform::{ViewKey, catalogue};

    fn pipeline(kinds: &[&str]) -> Pipeline {
        let step = |kind: &&str| Step::new(*kind, catalogue::find(kind).unwrap());
        Pipeline { steps: kinds.iter().map(step).collect(), ..Pipeline::default() }
    }

    fn source() -> Planes {
        let data = (0..2 * 24 * 24).map(|i| (i * 37 % 101) as f32 / 100.0).collect();
        Planes { channels: 2, height: 24, width: 24, data }
    }

    #[test]
    fn a_range_is_swept_from_its_lowest_to_its_highest_value() {
        let mut pipeline = pipeline(&["gain", "quarter-turn", "gaussian-blur"]);
        pipeline.steps[0].first.settings[0] = Setting::LogUniform { low: 0.25, high: 4.0 };
        pipeline.steps[2].first.settings[0] = Setting::Fixed(1.0);
        let chain = Chain::new(&pipeline, 24);
        let gain = chain.sweep(0, 0, 0, 5);
        assert!(gain.drawn);
        for (value, wanted) in gain.values.iter().zip([0.25, 0.5, 1.0, 2.0, 4.0]) {
            assert!((value - wanted).abs() < 1e-12, "{gain:?}");
        }
        let turns = chain.sweep(1, 0, 1, 9);
        assert!(turns.values.len() < 9 && turns.values.iter().all(|v| v.fract() == 0.0), "{turns:?}");
        assert!(turns.values.windows(2).all(|pair| pair[1] == pair[0] + 1.0), "{turns:?}");
        let blur = chain.sweep(2, 0, 0, 9);
        let (low, high) = pipeline.steps[2].entry.params[0].soft;
        assert_eq!((blur.drawn, blur.values.len()), (false, 9));
        assert_eq!((blur.values[0], blur.values[8]), (low, high));
        assert_eq!(chain.sweep(3, 0, 0, 9), Sweep::default());
        assert_eq!(chain.sweep(0, 7, 0, 9), Sweep::default());
    }

    #[test]
    fn the_strength_of_a_step_narrows_what_is_swept() {
        let mut pipeline = pipeline(&["rotate"]);
        pipeline.steps[0].first.settings[0] = Setting::Uniform { low: -90.0, high: 90.0 };
        pipeline.steps[0].strength = 0.5;
        let values = Chain::new(&pipeline, 24).sweep(0, 0, 0, 3).values;
        assert_eq!(values, [-45.0, 0.0, 45.0]);
    }

    #[test]
    fn a_swept_view_differs_in_that_value_alone() {
        let mut pipeline = pipeline(&["rotate", "gain"]);
        pipeline.steps[1].first.probability = 0.0;
        let chain = Chain::new(&pipeline, 24);
        let draws = chain.draw(ViewKey::new(3, "a", 0, 0), &source());
        let swept = with_value(draws.clone(), 1, 0, 2.0);
        assert_eq!(swept[0], draws[0]);
        assert!(swept[1].applied && !draws[1].applied);
        assert!(swept[1].values.slot(0).iter().all(|v| *v == 2.0));
        assert_eq!(with_value(draws.clone(), 9, 0, 2.0), draws);
    }

    #[test]
    fn after_all_steps_stands_the_version_itself_and_after_none_the_fitted_image() {
        let chain = Chain::new(&pipeline(&["rotate", "gain", "gaussian-blur"]), 24);
        let source = source();
        let draws = chain.draw(ViewKey::new(0, "a", 2, 1), &source);
        let after = |steps| chain.apply(&source, &first_steps(draws.clone(), steps));
        let plain = Chain::new(&Pipeline::default(), 24).apply(&source, &[]);
        assert_eq!(after(0), plain);
        assert_eq!(after(3), chain.apply(&source, &draws));
        assert_ne!(after(1), after(2));
    }
}
