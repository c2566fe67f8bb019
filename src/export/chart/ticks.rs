//! [`ticks`]: round numbers for an axis.

/// About `wanted` round numbers from `low` to `high`, the first at or below `low` and the last at or above `high`.
/// Two where the ends are no numbers or the same.
pub(super) fn ticks(low: f64, high: f64, wanted: usize) -> Vec<f64> {
    let width = high - low;
    if !(width.is_finite() && width > 0.0) {
        let middle = if low.is_finite() { low } else { 0.0 };
        return vec![middle - 0.5, middle + 0.5];
    }
    let raw = width / wanted.max(1) as f64;
    let magnitude = libm::pow(10.0, libm::floor(libm::log10(raw)));
    let step =
        [1.0, 2.0, 5.0].into_iter().map(|s| s * magnitude).find(|s| *s >= raw).unwrap_or(10.0 * magnitude);
    let (first, last) = (libm::floor(low / step), libm::ceil(high / step));
    let count = (last - first).clamp(1.0, 50.0) as usize;
    (0..=count).map(|i| (first + i as f64) * step).collect()
}

/// A tick's number with as many decimals as the distance between ticks asks for.
pub(super) fn tick_words(value: f64, all: &[f64]) -> String {
    let step = all.windows(2).find_map(|pair| Some(pair.get(1)? - pair.first()?)).unwrap_or(1.0);
    let decimals = (-libm::floor(libm::log10(step.abs().max(1e-12)) + 1e-9)).clamp(0.0, 9.0) as usize;
    let words = format!("{value:.decimals$}");
    // No minus in front of nothing.
    if words.trim_start_matches('-').chars().all(|c| c == '0' || c == '.') {
        words.trim_start_matches('-').to_owned()
    } else {
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_hold_the_ends() {
        assert_eq!(ticks(0.0, 97.0, 5), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        let fine = ticks(0.231, 0.262, 4);
        assert!(fine[0] <= 0.231 && *fine.last().unwrap() >= 0.262);
        assert_eq!(fine.iter().map(|&t| tick_words(t, &fine)).next().unwrap(), "0.23");
        let around = ticks(-7.0, 12.0, 4);
        assert!(around.iter().any(|&t| tick_words(t, &around) == "0"), "{around:?}");
        for (low, high) in [(f64::NAN, 1.0), (3.0, 3.0), (f64::INFINITY, 0.0)] {
            assert_eq!(ticks(low, high, 4).len(), 2);
        }
    }
}
