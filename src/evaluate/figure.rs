//! [`Figure`]: a number with its 95 % interval, or the reason why there is none.

use serde::{Deserialize, Serialize};

/// A number that may not be defined, with an interval that may not be had; each with its reason.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The number; null where it is not defined.
    pub value: Option<f64>,
    /// Its 95 % interval.
    pub ci95: Option<[f64; 2]>,
    /// Why the number is not defined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_defined: Option<String>,
    /// Why there is no interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ci_reason: Option<String>,
}

impl Figure {
    /// A number and its interval, or the reason why it has none. A value that is not finite is not defined.
    pub fn new(value: f64, interval: Result<[f64; 2], String>) -> Self {
        if !value.is_finite() {
            return Self::not_defined("the arithmetic gave no finite number");
        }
        let (ci95, ci_reason) = match interval {
            Ok(limits) => (Some(limits), None),
            Err(reason) => (None, Some(reason)),
        };
        Self { value: Some(value), ci95, not_defined: None, ci_reason }
    }

    /// No number, and why.
    pub fn not_defined(why: impl Into<String>) -> Self {
        Self { not_defined: Some(why.into()), ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_says_what_it_lacks() {
        let figure = Figure::new(0.5, Err("two groups".into()));
        assert_eq!(
            serde_json::to_string(&figure).unwrap(),
            r#"{"value":0.5,"ci95":null,"ci_reason":"two groups"}"#
        );
        let none = Figure::new(f64::NAN, Ok([0.0, 1.0]));
        assert!(none.value.is_none() && none.ci95.is_none() && none.not_defined.is_some());
        assert_eq!(serde_json::from_str::<Figure>(&serde_json::to_string(&none).unwrap()).unwrap(), none);
    }
}
