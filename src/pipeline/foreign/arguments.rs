//! [`Arguments`]: the arguments of one object of an Albumentations file, and which of them were understood.

use crate::transform::Setting;
use serde_json::{Map, Value};
use std::cell::RefCell;

/// Arguments that change nothing about a picture, or that every transform has.
const OF_NO_ACCOUNT: [&str; 11] = [
    "__class_fullname__",
    "p",
    "always_apply",
    "interpolation",
    "mask_interpolation",
    "area_for_downscale",
    "fill_mask",
    "mask_value",
    "keypoint_remapping_method",
    "rotate_method",
    "approximate",
];

/// The arguments of an object.
#[derive(Debug)]
pub(super) struct Arguments<'a> {
    object: &'a Map<String, Value>,
    read: RefCell<Vec<&'a str>>,
}

impl<'a> Arguments<'a> {
    /// Of `object`, none of them read yet.
    pub fn new(object: &'a Map<String, Value>) -> Self {
        Self { object, read: RefCell::default() }
    }

    /// The name of the class, without its module.
    pub fn class(&self) -> &'a str {
        let full = self.object.get("__class_fullname__").and_then(Value::as_str).unwrap_or_default();
        full.rsplit('.').next().unwrap_or(full)
    }

    /// How often it is applied.
    pub fn p(&self, default: f64) -> f64 {
        self.object.get("p").and_then(Value::as_f64).unwrap_or(default)
    }

    /// An argument.
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        let (name, value) = self.object.get_key_value(name)?;
        self.read.borrow_mut().push(name);
        (!value.is_null()).then_some(value)
    }

    /// A number.
    pub fn number(&self, name: &str, default: f64) -> f64 {
        self.get(name).and_then(Value::as_f64).unwrap_or(default)
    }

    /// A truth.
    pub fn is(&self, name: &str, default: bool) -> bool {
        self.get(name).and_then(Value::as_bool).unwrap_or(default)
    }

    /// A word.
    pub fn word(&self, name: &str, default: &'static str) -> &'a str {
        self.get(name).and_then(Value::as_str).unwrap_or(default)
    }

    /// The ends of a range; one number `v` stands for what `alone` makes of it.
    pub fn range(&self, name: &str, default: [f64; 2], alone: fn(f64) -> [f64; 2]) -> [f64; 2] {
        self.get(name).and_then(|value| ends(value, alone)).unwrap_or(default)
    }

    /// The arguments that nobody asked for, with their values.
    pub fn unread(&self) -> Vec<String> {
        let read = self.read.borrow();
        self.object
            .iter()
            .filter(|(name, value)| {
                !OF_NO_ACCOUNT.contains(&name.as_str()) && !read.contains(&name.as_str()) && !value.is_null()
            })
            .map(|(name, value)| format!("{name} = {value}"))
            .collect()
    }
}

/// The ends of a range that a file holds as two numbers or one.
pub(super) fn ends(value: &Value, alone: fn(f64) -> [f64; 2]) -> Option<[f64; 2]> {
    if let Some(number) = value.as_f64() {
        return Some(alone(number));
    }
    let numbers: Vec<f64> = value.as_array()?.iter().filter_map(Value::as_f64).collect();
    <[f64; 2]>::try_from(numbers).ok()
}

/// `v` stands for -v to v.
pub(super) fn both_sides(v: f64) -> [f64; 2] {
    [-v, v]
}

/// `v` stands for itself.
pub(super) fn itself(v: f64) -> [f64; 2] {
    [v, v]
}

/// `v` stands for 1 - v to 1 + v, not below 0.
pub(super) fn about_one(v: f64) -> [f64; 2] {
    [(1.0 - v).max(0.0), 1.0 + v]
}

/// A range as a setting.
pub(super) fn even([low, high]: [f64; 2]) -> Setting {
    if low == high { Setting::Fixed(low) } else { Setting::Uniform { low, high } }
}

/// A range of ratios as a setting.
pub(super) fn by_ratio([low, high]: [f64; 2]) -> Setting {
    if low == high { Setting::Fixed(low) } else { Setting::LogUniform { low, high } }
}
