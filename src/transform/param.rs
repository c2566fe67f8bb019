//! [`Param`]: what is possible for one parameter of a transform: unit, ranges, default.

use super::Setting;

/// The unit of a parameter's values, as it is shown beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A plain number.
    None,
    /// A factor: 1 changes nothing.
    Factor,
    /// Degrees, counter-clockwise on the screen.
    Degrees,
    /// Pixels of the source image, however large the view is.
    SourcePixels,
    /// Micrometres in the specimen: what [`Unit::SourcePixels`] becomes in a pipeline that counts lengths so.
    Micrometres,
    /// A fraction of the picture's width, height or area.
    Fraction,
    /// Window units: 1 is the whole intensity window.
    Window,
    /// A whole number: what is drawn is rounded, and each whole number of a range is equally likely.
    Whole,
    /// Photons that a pixel catches.
    Photons,
}

impl Unit {
    /// The unit as written after a number; empty for plain numbers.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::None | Self::Whole => "",
            Self::Factor => "x",
            Self::Degrees => "deg",
            Self::SourcePixels => "px",
            Self::Micrometres => "µm",
            Self::Fraction => "of the picture",
            Self::Window => "of the window",
            Self::Photons => "photons",
        }
    }
}

/// Whether a view draws one number, or one for each of its channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One number for the whole view.
    View,
    /// One number for every channel.
    Channel,
}

/// One parameter of a transform.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its key in a pipeline file and its name in a draw.
    pub name: &'static str,
    /// Its label for people.
    pub label: &'static str,
    /// What it does, in a sentence.
    pub help: &'static str,
    /// The unit of its values.
    pub unit: Unit,
    /// One number a view, or one a channel.
    pub scope: Scope,
    /// The values that a file may hold; outside them the transform has no meaning.
    pub hard: (f64, f64),
    /// The values that a slider offers.
    pub soft: (f64, f64),
    /// Whether values are factors, so that sliders and ranges are better logarithmic.
    pub logarithmic: bool,
    /// What a new step starts with.
    pub default: Setting,
    /// The value at which this parameter changes nothing, where there is one.
    pub identity: Option<f64>,
}

impl Param {
    /// The problem with `setting` for this parameter, in words, or `None` when it may stand.
    pub fn problem(&self, setting: &Setting) -> Option<String> {
        let (low, high) = self.hard;
        let allowed = format!("allowed are {low} to {high}{}", self.spaced_symbol());
        let numbers = setting.numbers();
        if let Some(bad) = numbers.iter().find(|v| !v.is_finite()) {
            return Some(format!("{bad} is not a number; {allowed}"));
        }
        match *setting {
            Setting::Normal { sd, .. } if sd < 0.0 => {
                return Some(format!("the spread {sd} is negative"));
            }
            Setting::Uniform { low: a, high: b } | Setting::LogUniform { low: a, high: b } if a > b => {
                return Some(format!("the range {a} to {b} is upside down"));
            }
            Setting::LogUniform { low: a, .. } if a <= 0.0 => {
                return Some(format!("a logarithmic range cannot start at {a}: it must be above 0"));
            }
            _ => {}
        }
        setting
            .bounds()
            .into_iter()
            .find(|v| *v < low || *v > high)
            .map(|v| format!("{v} is out of range; {allowed}"))
    }

    /// The value at `quantile` (0..1) of `setting`: rounded where the unit is [`Unit::Whole`].
    pub fn value_at(&self, setting: &Setting, quantile: f64) -> f64 {
        if self.unit != Unit::Whole {
            return setting.value_at(quantile, self.hard);
        }
        let setting = match *setting {
            // Half a number more on either side, or the ends would be half as likely as the rest.
            Setting::Uniform { low, high } => {
                Setting::Uniform { low: low.round() - 0.5, high: high.round() + 0.5 }
            }
            other => other,
        };
        let (low, high) = self.hard;
        // Adding zero makes a zero of a negative zero.
        setting.value_at(quantile, (low - 0.5, high + 0.5)).round().clamp(low, high) + 0.0
    }

    fn spaced_symbol(&self) -> String {
        let symbol = self.unit.symbol();
        if symbol.is_empty() { String::new() } else { format!(" {symbol}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue;

    #[test]
    fn whole_numbers_of_a_range_are_equally_likely() {
        let (_, param) = catalogue::find("quarter-turn").unwrap().param("quarters").unwrap();
        let count = |setting: Setting| {
            let mut counts = [0; 4];
            (0..1000)
                .for_each(|i| counts[param.value_at(&setting, (f64::from(i) + 0.5) / 1000.0) as usize] += 1);
            counts
        };
        assert_eq!(count(Setting::Uniform { low: 0.0, high: 3.0 }), [250; 4]);
        assert_eq!(count(Setting::Uniform { low: 1.0, high: 2.2 }), [0, 500, 500, 0]);
        assert_eq!(count(Setting::Fixed(1.6)), [0, 0, 1000, 0]);
    }
}
