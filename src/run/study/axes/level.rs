//! [`Level`]: one value of a parameter in a sweep, and what it makes of the setting that the base has.

use crate::transform::{Param, Setting};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A level: how far the parameter's range reaches, or a setting as it stands in a pipeline's file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Level {
    /// How far the range reaches from where the parameter changes nothing.
    Reach(f64),
    /// `{ uniform = [low, high] }`, `{ log-uniform = [low, high] }` or `{ normal = [mean, sd] }`.
    Setting(BTreeMap<String, [f64; 2]>),
}

impl Level {
    /// The level in the name of a variant: "0.5", "uniform_-10_10".
    pub fn word(&self) -> String {
        match self {
            Self::Reach(value) => format!("{}", value + 0.0),
            Self::Setting(words) => {
                let word = |(word, [a, b]): (&String, &[f64; 2])| format!("{word}_{a}_{b}");
                words.iter().map(word).collect::<Vec<_>>().join("_")
            }
        }
    }

    /// The level as a number, where it is one.
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Reach(value) => Some(*value),
            Self::Setting(_) => None,
        }
    }

    /// The setting of `param` at this level, where the base has `setting`. A number says how far a range reaches from
    /// the value at which nothing changes: 20 makes -20 to 20 of -90 to 90, and 2 makes half to double of a range by
    /// ratio. A fixed setting becomes the number, and a bell curve gets it as its spread.
    ///
    /// # Errors
    /// What cannot be, in words.
    pub(super) fn applied(&self, param: &Param, setting: &Setting) -> Result<Setting, String> {
        let made = match self {
            Self::Setting(words) => written(words)?,
            Self::Reach(value) => reaching(param, setting, *value)?,
        };
        match param.problem(&made) {
            None => Ok(made),
            Some(problem) => Err(problem),
        }
    }
}

fn written(words: &BTreeMap<String, [f64; 2]>) -> Result<Setting, String> {
    let mut all = words.iter();
    let (Some((word, &[a, b])), None) = (all.next(), all.next()) else {
        return Err("a level is a number or one setting like { uniform = [low, high] }".into());
    };
    match word.as_str() {
        "uniform" => Ok(Setting::Uniform { low: a, high: b }),
        "log-uniform" => Ok(Setting::LogUniform { low: a, high: b }),
        "normal" => Ok(Setting::Normal { mean: a, sd: b }),
        _ => Err(format!("\"{word}\" is no distribution: write uniform, log-uniform or normal")),
    }
}

/// How far a level may be from the base's own and is taken for it, as a share: levels are typed with three digits.
const SAME: f64 = 0.005;

/// True where a level is the base's own, but for digits that nobody types. Both are told from where nothing changes.
fn is_own(reach: f64, own: f64) -> bool {
    (reach - own).abs() <= SAME * own.abs()
}

fn reaching(param: &Param, setting: &Setting, reach: f64) -> Result<Setting, String> {
    match *setting {
        Setting::Fixed(_) => Ok(Setting::Fixed(reach)),
        Setting::Normal { sd, .. } if sd > 0.0 && is_own(reach, sd) => Ok(*setting),
        Setting::Normal { mean, .. } => Ok(Setting::Normal { mean, sd: reach }),
        Setting::Uniform { low, high } => {
            let middle = param.identity.ok_or_else(|| no_middle(param))?;
            let farthest = (low - middle).abs().max((high - middle).abs());
            if farthest > 0.0 && is_own(reach, farthest) {
                return Ok(*setting);
            }
            if farthest == 0.0 {
                return Ok(Setting::Uniform { low: middle - reach, high: middle + reach });
            }
            let moved = |end: f64| middle + (end - middle) / farthest * reach;
            Ok(Setting::Uniform { low: moved(low), high: moved(high) })
        }
        Setting::LogUniform { low, high } => {
            let middle = param.identity.filter(|&middle| middle > 0.0).ok_or_else(|| no_middle(param))?;
            if reach < 1.0 {
                return Err(format!(
                    "{reach} is no reach of a range by ratio: 1 changes nothing, 2 is half to double"
                ));
            }
            let [from, to] = [low, high].map(|end| libm::log(end / middle));
            let farthest = from.abs().max(to.abs());
            if farthest > 0.0 && is_own(reach - 1.0, libm::exp(farthest) - 1.0) {
                return Ok(*setting);
            }
            let [from, to] = if farthest == 0.0 { [-1.0, 1.0] } else { [from / farthest, to / farthest] };
            let moved = |end: f64| middle * libm::pow(reach, end);
            Ok(Setting::LogUniform { low: moved(from), high: moved(to) })
        }
    }
}

fn no_middle(param: &Param) -> String {
    format!(
        "{} has no value at which it changes nothing, so a number does not say how far its range reaches: write levels \
         like {{ uniform = [low, high] }}",
        param.name
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue;

    #[test]
    fn a_number_is_how_far_a_range_reaches() {
        let param = |kind: &str| &catalogue::find(kind).unwrap().params[0];
        let at = |kind: &str, setting, level| Level::Reach(level).applied(param(kind), &setting);
        let angle = Setting::Uniform { low: -90.0, high: 45.0 };
        assert_eq!(at("rotate", angle, 20.0), Ok(Setting::Uniform { low: -20.0, high: 10.0 }));
        assert_eq!(at("rotate", Setting::Fixed(3.0), 7.0), Ok(Setting::Fixed(7.0)));
        // A third has no end of digits, and is its own level with three of them.
        let third = Setting::LogUniform { low: 0.75, high: 4.0 / 3.0 };
        assert_eq!(at("gain", third, 1.333), Ok(third));
        assert_ne!(at("gain", third, 1.3), Ok(third));
        let Ok(Setting::LogUniform { low, high }) =
            at("gain", Setting::LogUniform { low: 0.25, high: 4.0 }, 2.0)
        else {
            panic!("no range by ratio")
        };
        assert!((low - 0.5).abs() < 1e-12 && (high - 2.0).abs() < 1e-12, "{low} {high}");
        assert!(
            at("gain", Setting::LogUniform { low: 0.5, high: 2.0 }, 0.5).unwrap_err().contains("by ratio")
        );
        assert!(
            at("gaussian-blur", Setting::Uniform { low: 0.1, high: 2.0 }, 1e9)
                .unwrap_err()
                .contains("allowed")
        );
        let written: Level = serde_json::from_str("{\"uniform\": [-10, 10]}").unwrap();
        assert_eq!(written.applied(param("rotate"), &angle), Ok(Setting::Uniform { low: -10.0, high: 10.0 }));
        assert_eq!((written.word().as_str(), Level::Reach(-0.0).word().as_str()), ("uniform_-10_10", "0"));
    }
}
