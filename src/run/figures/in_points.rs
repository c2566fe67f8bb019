//! Shares and differences of shares in words.

/// "83.1 %".
pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// "71.0 to 90.2 %".
pub(super) fn percent_interval([low, high]: [f64; 2]) -> String {
    format!("{:.1} to {:.1} %", 100.0 * low, 100.0 * high)
}

/// "+3.1", with a minus as long as a plus.
pub(super) fn points(difference: f64) -> String {
    format!("{:+.1}", 100.0 * difference).replace('-', "\u{2212}")
}

/// "+1.0 to +5.2".
pub(super) fn interval_in_points([low, high]: [f64; 2]) -> String {
    format!("{} to {}", points(low), points(high))
}

/// An interval of differences of shares in points, for a chart.
pub(super) fn in_points(ci: Option<[f64; 2]>) -> Option<[f64; 2]> {
    ci.map(|ci| ci.map(|end| 100.0 * end))
}
