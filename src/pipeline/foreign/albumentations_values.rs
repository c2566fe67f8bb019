//! Arguments of Albumentations that have one meaning only here: any other value is told, never dropped.

use super::arguments::{Arguments, itself};
use super::gathered::Gathered;
use serde_json::Value;

/// How OpenCV calls its ways to find values between pixels, by number.
const INTERPOLATIONS: [&str; 5] = ["nearest", "linear", "cubic", "area", "Lanczos"];
/// Linear interpolation, which is what is done here.
const LINEAR: i64 = 1;

/// A value that is meant here, and what Albumentations takes where the file does not say.
pub(super) struct Meant<T> {
    here: T,
    default: T,
}

impl<T: Copy> From<T> for Meant<T> {
    fn from(here: T) -> Self {
        Self { here, default: here }
    }
}

impl<T> From<(T, T)> for Meant<T> {
    fn from((here, default): (T, T)) -> Self {
        Self { here, default }
    }
}

fn differs(object: &Arguments, out: &mut Gathered, name: &str, value: &str, words: &str) {
    out.say(object.class(), &format!("{name} = {value}: {words}"));
}

/// Tells of the word `name` where it is not the one that is meant here.
pub(super) fn expect_word(
    object: &Arguments,
    out: &mut Gathered,
    name: &str,
    meant: impl Into<Meant<&'static str>>,
    words: &str,
) {
    let meant = meant.into();
    let value = object.word(name, meant.default);
    if value != meant.here {
        differs(object, out, name, value, words);
    }
}

/// Tells of the truth `name` where it is not the one that is meant here.
pub(super) fn expect_truth(
    object: &Arguments,
    out: &mut Gathered,
    name: &str,
    meant: impl Into<Meant<bool>>,
    words: &str,
) {
    let meant = meant.into();
    let value = object.is(name, meant.default);
    if value != meant.here {
        differs(object, out, name, if value { "true" } else { "false" }, words);
    }
}

/// Tells of the range `name` where it is not the one that is meant here; Albumentations' own is `default`.
pub(super) fn expect_pair(
    object: &Arguments,
    out: &mut Gathered,
    name: &str,
    default: [f64; 2],
    here: [f64; 2],
    words: &str,
) {
    let [low, high] = object.range(name, default, itself);
    if [low, high] != here {
        differs(object, out, name, &format!("[{low}, {high}]"), words);
    }
}

/// The one value that is filled in. A word ("random") or values that differ between channels have no counterpart.
pub(super) fn fill(object: &Arguments, out: &mut Gathered) -> f64 {
    let Some(value) = object.get("fill") else { return 0.0 };
    if let Some(number) = value.as_f64() {
        return number;
    }
    let numbers: Option<Vec<f64>> =
        value.as_array().and_then(|list| list.iter().map(Value::as_f64).collect());
    let first = numbers.as_ref().and_then(|numbers| numbers.first()).copied();
    let alike = numbers.is_some_and(|numbers| numbers.iter().all(|number| Some(*number) == first));
    let taken = first.unwrap_or(0.0);
    if !alike || first.is_none() {
        differs(
            object,
            out,
            "fill",
            &value.to_string(),
            &format!("one value for all channels here, {taken}"),
        );
    }
    taken
}

/// Tells of a way to find values between pixels that is not the linear one.
pub(super) fn expect_linear(object: &Arguments, out: &mut Gathered) {
    let Some(value) = object.get("interpolation") else { return };
    let number = value.as_i64();
    if number == Some(LINEAR) {
        return;
    }
    let name = number.and_then(|number| INTERPOLATIONS.get(usize::try_from(number).ok()?));
    let said = name.map_or_else(|| value.to_string(), |name| format!("{value} ({name})"));
    differs(object, out, "interpolation", &said, "values between pixels are linear here");
}
