//! [`Axis`]: an axis of numbers, by differences, by ratios or with named places, as page and window draw it alike.

use super::ticks::{tick_words, ticks};

/// How an axis runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Equal differences are equally long.
    #[default]
    Linear,
    /// Equal ratios are equally long; numbers must be above 0.
    Log,
}

/// An axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    /// What is on it, with its unit.
    pub label: String,
    /// How it runs.
    pub scale: Scale,
    /// Ends that it holds at least.
    pub range: Option<[f64; 2]>,
    /// Places with a name, in place of round numbers.
    pub names: Vec<(f64, String)>,
}

impl Axis {
    /// True where a number has a place on an axis of this kind.
    pub fn holds(&self, value: f64) -> bool {
        value.is_finite() && (self.scale == Scale::Linear || value > 0.0)
    }

    /// The ends of an axis that holds `values`, its range and its names; 0 and 1 where there is nothing.
    pub fn ends(&self, values: impl Iterator<Item = f64>) -> [f64; 2] {
        let range = self.range.into_iter().flatten();
        let all = values.chain(range).chain(self.names.iter().map(|(place, _)| *place));
        let all = all.filter(|&value| self.holds(value));
        let [low, high] =
            all.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], v| [low.min(v), high.max(v)]);
        if low > high {
            return if self.scale == Scale::Log { [1.0, 10.0] } else { [0.0, 1.0] };
        }
        if self.scale == Scale::Log {
            let room = if high > low { libm::pow(high / low, 0.06) } else { 3.0 };
            return [(low / room).max(f64::MIN_POSITIVE), (high * room).min(f64::MAX)];
        }
        if !self.names.is_empty() {
            let room = if high > low { 0.08 * (high - low) } else { 0.5 };
            return [low - room, high + room];
        }
        // A figure that is always the same has room on both sides.
        let (low, high) =
            if high - low > 1e-12 * high.abs().max(1.0) { (low, high) } else { (low - 0.5, high + 0.5) };
        let round = ticks(low, high, 5);
        [round.first().copied().unwrap_or(low), round.last().copied().unwrap_or(high)]
    }

    /// Where a number lies between the ends, 0 to 1 and beyond. `None` where it has no place.
    pub fn place(&self, value: f64, [low, high]: [f64; 2]) -> Option<f64> {
        if !self.holds(value) {
            return None;
        }
        let share = match self.scale {
            Scale::Linear => (value - low) / (high - low),
            Scale::Log => libm::log(value / low) / libm::log(high / low),
        };
        share.is_finite().then_some(share)
    }

    /// Numbers to be written at the axis, each with its words, between the ends.
    pub fn ticks(&self, ends: [f64; 2]) -> Vec<(f64, String)> {
        if !self.names.is_empty() {
            return self.names.clone();
        }
        let [low, high] = ends;
        if self.scale == Scale::Log {
            return log_ticks(low, high).into_iter().map(|tick| (tick, short(tick))).collect();
        }
        let all = ticks(low, high, 5);
        let inside = all
            .iter()
            .filter(|tick| self.place(**tick, ends).is_some_and(|p| (-1e-9..=1.0 + 1e-9).contains(&p)));
        inside.map(|&tick| (tick, tick_words(tick, &all))).collect()
    }
}

/// 1, 10, 100 and so on; 2 and 5 between them where the axis is short.
fn log_ticks(low: f64, high: f64) -> Vec<f64> {
    let decades = libm::log10(high / low);
    if !decades.is_finite() || decades > 300.0 {
        return Vec::new();
    }
    let steps: &[f64] = if decades < 2.0 { &[1.0, 2.0, 5.0] } else { &[1.0] };
    let every = (decades / 8.0).ceil().max(1.0) as i32;
    let (first, last) = (libm::floor(libm::log10(low)) as i32, libm::ceil(libm::log10(high)) as i32);
    let powers = (first..=last).filter(|power| power.rem_euclid(every) == 0);
    let all = powers.flat_map(|power| steps.iter().map(move |step| step * libm::pow(10.0, f64::from(power))));
    all.filter(|tick| (low..=high).contains(tick)).collect()
}

/// A number in few letters.
pub fn short(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-3..1e5).contains(&size) {
        return format!("{value:.0e}");
    }
    let digits = if size >= 100.0 || size == 0.0 {
        0
    } else {
        (2.0 - libm::floor(libm::log10(size))).max(0.0) as usize
    };
    let words = format!("{value:.digits$}");
    if words.contains('.') { words.trim_end_matches('0').trim_end_matches('.').to_owned() } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_holds_its_numbers_and_names_round_ones() {
        let axis = Axis::default();
        assert_eq!(axis.ends([0.31, 97.0, f64::NAN].into_iter()), [0.0, 100.0]);
        let words: Vec<String> = axis.ticks([0.0, 100.0]).into_iter().map(|(_, words)| words).collect();
        assert_eq!(words, ["0", "20", "40", "60", "80", "100"]);
        assert_eq!(axis.place(25.0, [0.0, 100.0]), Some(0.25));
        let log = Axis { scale: Scale::Log, ..Axis::default() };
        let ends = log.ends([3.9, 150.0, 0.0, -1.0].into_iter());
        assert!(ends[0] > 2.0 && ends[0] < 3.9 && ends[1] > 150.0, "{ends:?}");
        assert_eq!(log.place(0.0, ends), None);
        let words: Vec<String> = log.ticks(ends).into_iter().map(|(_, words)| words).collect();
        assert_eq!(words, ["5", "10", "20", "50", "100"]);
        for value in [f64::NAN, f64::INFINITY] {
            for axis in [&axis, &log] {
                assert!(axis.place(value, [1.0, 2.0]).is_none());
                let ends = axis.ends([value].into_iter());
                assert!(ends[0] < ends[1] && ends.iter().all(|end| end.is_finite()));
            }
        }
        let same = axis.ends([3.0].into_iter());
        assert!(same[0] < 3.0 && same[1] > 3.0);
        assert_eq!(
            [short(0.25), short(15.6), short(1200.0), short(0.0), short(1e-7)],
            ["0.25", "15.6", "1200", "0", "1e-7"]
        );
    }
}
