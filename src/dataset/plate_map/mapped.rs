//! [`MappedWell`]: what was in one well, read from words such as `wortmannin 15.6 nM`.

use crate::dataset::WellPlace;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// What was in a well.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MappedWell {
    /// The compound, or whatever else was done.
    pub compound: String,
    /// The dose as written; empty where there is none.
    pub dose: String,
    /// The dose's unit.
    pub unit: String,
    /// A control, and of which kind.
    pub control: Option<Control>,
}

/// A kind of control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Nothing should have happened.
    Negative,
    /// The strongest effect is expected.
    Positive,
}

impl Control {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Negative => "negative",
            Self::Positive => "positive",
        }
    }

    /// The kind that a word means: also -1 and 1, as some tables have it.
    pub(super) fn of(word: &str) -> Result<Option<Self>, String> {
        match word.trim().to_ascii_lowercase().as_str() {
            "" | "0" | "no" | "none" | "sample" | "treatment" | "trt" => Ok(None),
            "negative" | "neg" | "negcon" | "negative control" | "-1" | "-" | "vehicle" => {
                Ok(Some(Self::Negative))
            }
            "positive" | "pos" | "poscon" | "positive control" | "1" | "+" => Ok(Some(Self::Positive)),
            other => Err(format!("{other:?} is no kind of control: write negative, positive or nothing")),
        }
    }
}

/// Units of doses, in small letters.
const UNITS: [&str; 20] = [
    "m", "mm", "um", "µm", "μm", "nm", "pm", "fm", "mg/ml", "ug/ml", "µg/ml", "μg/ml", "ng/ml", "pg/ml",
    "g/l", "mg/l", "%", "u/ml", "gy", "moi",
];

impl MappedWell {
    /// Reads `compound`, `compound dose` or `compound dose unit`, in words of a cell of a grid.
    pub(super) fn parse(words: &str) -> Self {
        let words = words.trim();
        let parts: Vec<&str> = words.split_whitespace().collect();
        let is_unit = |word: &str| UNITS.contains(&word.to_lowercase().as_str());
        let found = match parts.as_slice() {
            [compound @ .., dose, unit] if number(dose).is_some() && is_unit(unit) => {
                Some((compound.join(" "), (*dose).to_owned(), (*unit).to_owned()))
            }
            [compound @ .., last] if !compound.is_empty() => {
                // "15.6nM", or a bare dose.
                let end = last.find(|c: char| !matches!(c, '0'..='9' | '.')).unwrap_or(last.len());
                let (dose, unit) = last.split_at_checked(end).unwrap_or((last, ""));
                let good = number(dose).is_some() && (unit.is_empty() || is_unit(unit));
                good.then(|| (compound.join(" "), dose.to_owned(), unit.to_owned()))
            }
            _ => None,
        };
        let (compound, dose, unit) =
            found.unwrap_or_else(|| (words.to_owned(), String::new(), String::new()));
        Self { compound, dose, unit, control: None }
    }

    /// The class: compound, dose and unit.
    pub fn class(&self) -> String {
        let parts = [&self.compound, &self.dose, &self.unit];
        parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// The order of classes: negative controls, compounds by name, doses by size, positive controls.
    pub fn order(&self, other: &Self) -> Ordering {
        let place = |well: &Self| match well.control {
            Some(Control::Negative) => 0,
            None => 1,
            Some(Control::Positive) => 2,
        };
        let dose = |well: &Self| number(&well.dose).unwrap_or(0.0) * scale(&well.unit);
        place(self)
            .cmp(&place(other))
            .then_with(|| self.compound.cmp(&other.compound))
            .then_with(|| dose(self).total_cmp(&dose(other)))
            .then_with(|| self.class().cmp(&other.class()))
    }
}

/// A dose as a number.
fn number(dose: &str) -> Option<f64> {
    dose.parse().ok().filter(|v: &f64| v.is_finite() && *v >= 0.0)
}

/// What a unit's prefix makes of a number, so that 1 uM comes after 500 nM.
fn scale(unit: &str) -> f64 {
    match unit.to_lowercase().chars().next() {
        Some('f') => 1e-15,
        Some('p') => 1e-12,
        Some('n') => 1e-9,
        Some('u' | 'µ' | 'μ') => 1e-6,
        Some('m') if unit.chars().count() > 1 && !unit.to_lowercase().starts_with("moi") => 1e-3,
        _ => 1.0,
    }
}

/// Words that negative controls are called, in small letters.
const NEGATIVE: [&str; 9] =
    ["dmso", "vehicle", "untreated", "negative control", "neg", "negcon", "mock", "medium", "none"];
/// Words that positive controls are called.
const POSITIVE: [&str; 4] = ["positive control", "pos", "poscon", "positive"];

/// Marks what is a control by its name, where the map marks none.
pub(super) fn with_controls(mut wells: BTreeMap<WellPlace, MappedWell>) -> BTreeMap<WellPlace, MappedWell> {
    if wells.values().any(|well| well.control.is_some()) {
        return wells;
    }
    for well in wells.values_mut() {
        let name = well.compound.to_lowercase();
        if NEGATIVE.contains(&name.as_str()) {
            well.control = Some(Control::Negative);
        } else if POSITIVE.contains(&name.as_str()) {
            well.control = Some(Control::Positive);
        }
    }
    wells
}
