//! A parameter's setting as a TOML value: `0.5`, `{ uniform = [0.5, 2.0] }`, ...

use crate::transform::Setting;
use toml_edit::{Array, InlineTable, Value};

/// The words for distributions in a file.
const WORDS: &str =
    "a number, { uniform = [low, high] }, { log-uniform = [low, high] } or { normal = [mean, sd] }";

/// The TOML value of `setting`.
pub(super) fn to_value(setting: &Setting) -> Value {
    let (word, pair) = match *setting {
        Setting::Fixed(value) => return Value::from(value),
        Setting::Uniform { low, high } => ("uniform", [low, high]),
        Setting::LogUniform { low, high } => ("log-uniform", [low, high]),
        Setting::Normal { mean, sd } => ("normal", [mean, sd]),
    };
    let mut table = InlineTable::new();
    table.insert(word, Value::Array(pair.into_iter().collect::<Array>()));
    Value::InlineTable(table)
}

/// The setting that `value` describes, or what is wrong with it.
pub(super) fn from_value(value: &Value) -> Result<Setting, String> {
    if let Some(number) = number(value) {
        return Ok(Setting::Fixed(number));
    }
    let refused = || format!("this is not a setting; write {WORDS}");
    let table = value.as_inline_table().ok_or_else(refused)?;
    let mut entries = table.iter();
    let (Some((word, pair)), None) = (entries.next(), entries.next()) else {
        return Err(refused());
    };
    let numbers: Vec<f64> =
        pair.as_array().map(|a| a.iter().filter_map(number).collect()).unwrap_or_default();
    let &[a, b] = numbers.as_slice() else {
        return Err(format!("\"{word}\" needs two numbers; write {WORDS}"));
    };
    match word {
        "uniform" => Ok(Setting::Uniform { low: a, high: b }),
        "log-uniform" => Ok(Setting::LogUniform { low: a, high: b }),
        "normal" => Ok(Setting::Normal { mean: a, sd: b }),
        _ => Err(format!("\"{word}\" is no distribution; write {WORDS}")),
    }
}

/// A TOML number, whole or not.
pub(super) fn number(value: &Value) -> Option<f64> {
    value.as_float().or_else(|| value.as_integer().map(|i| i as f64))
}
