//! [`Verdict`]: what may be said of a class, and why.

use super::contrast::ClassDifference;
use super::swap::smallest_p;
use crate::evaluate::interval::ENOUGH_GROUPS;
use serde::{Deserialize, Serialize};

/// Differences below this do not matter: 3 points.
pub const MARGIN: f64 = 0.03;
/// How often a verdict may be wrong.
pub const LEVEL: f64 = 0.05;

/// What a recipe did to a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// More of it is recognised.
    Helped,
    /// Less of it is recognised.
    Hurt,
    /// The difference is smaller than what matters.
    Unchanged,
    /// The images, groups and seeds do not say.
    #[serde(rename = "not sure")]
    NotSure,
}

impl Verdict {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Helped => "helped",
            Self::Hurt => "hurt",
            Self::Unchanged => "unchanged",
            Self::NotSure => "not sure",
        }
    }
}

/// Why nothing may be said of a class with `n` images in `groups` groups and `seeds` pairs of runs; `None` where
/// something may.
pub(super) fn reason_against(n: usize, groups: usize, seeds: usize) -> Option<String> {
    if n == 0 {
        return Some("no image of the class in this part".into());
    }
    if groups < ENOUGH_GROUPS {
        return Some(format!("too few groups: {groups}, a verdict needs {ENOUGH_GROUPS}"));
    }
    if seeds < 2 {
        return Some(
            "single run: another seed may say something else, so interval and p are about these runs alone"
                .into(),
        );
    }
    None
}

/// The verdict on a class of which all figures are there, among `tests` that were adjusted together.
pub(super) fn judge(class: &ClassDifference, tests: usize) -> (Verdict, String) {
    let (Some(difference), Some(p), Some(p_equivalence), Some([low, high])) =
        (class.difference, class.p_holm, class.p_equivalence, class.difference_ci95)
    else {
        return (Verdict::NotSure, "nothing could vary between groups or seeds".into());
    };
    let of = if tests == 1 { String::new() } else { format!(" after Holm over {tests} tests") };
    if p < LEVEL {
        let verdict = if difference > 0.0 { Verdict::Helped } else { Verdict::Hurt };
        let small = if difference.abs() < MARGIN { ", though by less than 3 points" } else { "" };
        return (verdict, format!("{} points{small}, p {}{of}", points(difference), p_words(p)));
    }
    if p_equivalence < LEVEL {
        let p = p_words(p_equivalence);
        return (
            Verdict::Unchanged,
            format!("the difference is smaller than 3 points (p {p}, two one-sided tests)"),
        );
    }
    let reached = smallest_p(class.groups) * tests as f64;
    let hopeless = if reached >= LEVEL {
        format!("; {} groups cannot give a p below {}{of}", class.groups, p_words(reached.min(1.0)))
    } else {
        String::new()
    };
    let why = format!("anything from {} to {} points is possible{hopeless}", points(low), points(high));
    (Verdict::NotSure, why)
}

/// "+12" or "-4": a difference of shares in points.
fn points(difference: f64) -> String {
    let whole = (100.0 * difference).round();
    if whole == 0.0 { "0".into() } else { format!("{whole:+.0}") }
}

/// A p with two digits that count.
fn p_words(p: f64) -> String {
    if p < 0.001 {
        "below 0.001".into()
    } else if p < 0.1 {
        format!("{p:.3}")
    } else {
        format!("{p:.2}")
    }
}
