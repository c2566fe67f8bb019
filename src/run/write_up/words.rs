//! Figures and names as they are written on a page.

use crate::evaluate::Figure;

/// A name out of the user's data, fit to stand inside a sentence: in one line, and kept apart from the words around
/// it where it is written from right to left.
pub(in crate::run) fn name(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let rightwards =
        |c: char| matches!(c as u32, 0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfeff | 0x10800..=0x10fff);
    // First strong isolate and its end.
    if line.chars().any(rightwards) { format!("\u{2068}{line}\u{2069}") } else { line }
}

/// A share in percent, or a dash.
pub(in crate::run) fn percent(share: Option<f64>) -> String {
    share.filter(|share| share.is_finite()).map_or_else(dash, |share| format!("{:.1} %", 100.0 * share))
}

/// The interval of a share, in percent.
pub(in crate::run) fn percent_interval(limits: Option<[f64; 2]>) -> String {
    limits.map_or_else(dash, |[low, high]| format!("{:.1} to {:.1} %", 100.0 * low, 100.0 * high))
}

/// A difference of shares in points, with its sign.
pub(in crate::run) fn points(difference: Option<f64>) -> String {
    difference.map_or_else(dash, |difference| format!("{:+.1}", 100.0 * difference))
}

/// The interval of a difference in points.
pub(in crate::run) fn points_interval(limits: Option<[f64; 2]>) -> String {
    limits.map_or_else(dash, |[low, high]| format!("{:+.1} to {:+.1}", 100.0 * low, 100.0 * high))
}

/// A plain figure with two decimals.
pub(in crate::run) fn number(value: Option<f64>) -> String {
    value.filter(|value| value.is_finite()).map_or_else(dash, |value| without_minus(&format!("{value:.2}")))
}

/// No minus in front of nothing.
fn without_minus(number: &str) -> String {
    let nothing = number.chars().all(|c| matches!(c, '-' | '0' | '.'));
    if nothing { number.replace('-', "") } else { number.to_owned() }
}

/// A probability of error.
pub(in crate::run) fn p(p: Option<f64>) -> String {
    p.map_or_else(dash, |p| if p < 0.0001 { "< 0.0001".into() } else { format!("{p:.4}") })
}

/// A figure with its interval, or why there is none.
pub(in crate::run) fn figure(figure: &Figure) -> String {
    match (figure.value, figure.ci95) {
        (Some(value), Some([low, high])) => format!("{value:.2} (95 % interval {low:.2} to {high:.2})"),
        (Some(value), None) => {
            let reason = figure.ci_reason.as_deref().unwrap_or("unknown");
            format!("{value:.2} (no interval: {reason})")
        }
        (None, _) => format!("not defined: {}", figure.not_defined.as_deref().unwrap_or("unknown")),
    }
}

/// "1 image", "2 images".
pub(in crate::run) fn count(n: usize, what: &str) -> String {
    match n {
        1 => format!("1 {what}"),
        n if what.ends_with('s') => format!("{n} {what}es"),
        n => format!("{n} {what}s"),
    }
}

/// " in 12 groups"; nothing where every image is one of its own.
pub(in crate::run) fn in_groups(images: usize, groups: usize) -> String {
    if images == groups { String::new() } else { format!(" in {}", count(groups, "group")) }
}

/// `text` with a large first letter.
pub(in crate::run) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn dash() -> String {
    "–".into()
}
