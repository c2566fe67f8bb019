//! [`Asked`]: the settings of one step as other programs can be told them.

use crate::pipeline::{Column, PipelineInput};
use crate::transform::{Entry, Param, Setting, Unit};

/// The settings of a step, with what had to be said otherwise.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The transform.
    pub entry: &'static Entry,
    /// Its settings.
    pub column: &'a Column,
    /// The recipe's input rules.
    pub input: &'a PipelineInput,
    /// The side of a random version in pixels.
    pub size: usize,
    /// What could not be said exactly, in words.
    pub notes: Vec<String>,
}

impl<'a> Asked<'a> {
    /// Of `entry` with the settings `column`.
    pub fn new(entry: &'static Entry, column: &'a Column, input: &'a PipelineInput, size: usize) -> Self {
        Self { entry, column, input, size, notes: Vec::new() }
    }

    /// How often the step is applied.
    pub fn p(&self) -> f64 {
        self.column.probability
    }

    /// The setting of a parameter, and the parameter.
    ///
    /// # Errors
    /// Where a table asks for a parameter that there is not.
    pub fn setting(&self, name: &str) -> Result<(Setting, &'static Param), String> {
        let found = self
            .entry
            .param(name)
            .and_then(|(place, param)| self.column.settings.get(place).map(|setting| (*setting, param)));
        found.ok_or_else(|| format!("{} has no parameter {name}", self.entry.kind))
    }

    /// The ends of a range that is drawn from evenly.
    ///
    /// # Errors
    /// As [`Self::setting`].
    pub fn even(&mut self, name: &str) -> Result<[f64; 2], String> {
        let (setting, param) = self.setting(name)?;
        if let Setting::LogUniform { low, high } = setting
            && low != high
        {
            self.notes.push(format!("{} is drawn evenly there, not by ratio", param.label));
        }
        Ok(self.ends(setting, param))
    }

    /// The ends of a range that is drawn from by ratio.
    ///
    /// # Errors
    /// As [`Self::setting`].
    pub fn by_ratio(&mut self, name: &str) -> Result<[f64; 2], String> {
        let (setting, param) = self.setting(name)?;
        if let Setting::Uniform { low, high } = setting
            && low != high
        {
            self.notes.push(format!("{} is drawn by ratio there, not evenly", param.label));
        }
        Ok(self.ends(setting, param))
    }

    fn ends(&mut self, setting: Setting, param: &Param) -> [f64; 2] {
        let (least, most) = param.hard;
        match setting {
            Setting::Fixed(value) => [value; 2],
            Setting::Uniform { low, high } | Setting::LogUniform { low, high } => [low, high],
            Setting::Normal { mean, sd } => {
                let half = 3f64.sqrt() * sd;
                let (low, high) = ((mean - half).max(least), (mean + half).min(most));
                self.notes.push(format!(
                    "{} follows a bell here; there it is drawn evenly with the same spread, from {low:.4} to {high:.4}",
                    param.label
                ));
                [low, high]
            }
        }
    }

    /// The only value of a parameter.
    ///
    /// # Errors
    /// Where it is drawn, which the other program cannot.
    pub fn fixed(&self, name: &str) -> Result<f64, String> {
        let (setting, param) = self.setting(name)?;
        match setting {
            Setting::Fixed(value) => Ok(value),
            Setting::Uniform { low, high } | Setting::LogUniform { low, high } if low == high => Ok(low),
            drawn => Err(format!("\"{}\" can only be one number there, and is drawn ({drawn})", param.label)),
        }
    }

    /// One number for a parameter that is perhaps drawn: the root of the mean square.
    ///
    /// # Errors
    /// As [`Self::setting`].
    pub fn typical(&mut self, name: &str) -> Result<f64, String> {
        if let Ok(value) = self.fixed(name) {
            return Ok(value);
        }
        let (setting, param) = self.setting(name)?;
        let square = match setting {
            Setting::Normal { mean, sd } => mean * mean + sd * sd,
            other => {
                let [a, b] = self.ends(other, param);
                (a * a + a * b + b * b) / 3.0
            }
        };
        let value = square.sqrt();
        self.notes.push(format!("{} is one number there: {value:.4}, instead of {setting}", param.label));
        Ok(value)
    }

    /// Refuses other values of a parameter than `value`.
    ///
    /// # Errors
    /// Where the parameter is anything else.
    pub fn must_be(&self, name: &str, value: f64) -> Result<(), String> {
        let (setting, param) = self.setting(name)?;
        if self.fixed(name) == Ok(value) {
            Ok(())
        } else {
            Err(format!("\"{}\" is always {value} there, and here {setting}", param.label))
        }
    }

    /// Refuses other settings of a place than "anywhere": evenly from 0 to 1.
    ///
    /// # Errors
    /// Where the parameter is anything else.
    pub fn anywhere(&self, name: &str) -> Result<(), String> {
        let (setting, param) = self.setting(name)?;
        if setting == (Setting::Uniform { low: 0.0, high: 1.0 }) {
            Ok(())
        } else {
            Err(format!("\"{}\" is drawn evenly from 0 to 1 there, and here it is {setting}", param.label))
        }
    }

    /// The whole numbers that a parameter can be, each equally likely.
    ///
    /// # Errors
    /// Where they are not equally likely.
    pub fn whole(&self, name: &str) -> Result<Vec<i64>, String> {
        let (setting, param) = self.setting(name)?;
        match setting {
            Setting::Fixed(value) => Ok(vec![value.round() as i64]),
            Setting::Uniform { low, high } => Ok((low.round() as i64..=high.round() as i64).collect()),
            other => {
                Err(format!("\"{}\" can only be drawn evenly there, and here it is {other}", param.label))
            }
        }
    }

    /// A setting as the generated Python reads it: a number, or a tuple of a word and two numbers.
    ///
    /// # Errors
    /// As [`Self::setting`].
    pub fn python(&self, name: &str) -> Result<String, String> {
        let (setting, param) = self.setting(name)?;
        let (word, [a, b]) = match setting {
            Setting::Fixed(value) if param.unit == Unit::Whole => return Ok(format!("{:?}", value.round())),
            Setting::Fixed(value) => return Ok(format!("{value:?}")),
            Setting::Uniform { low, high } if param.unit == Unit::Whole => {
                ("whole", [low.round(), high.round()])
            }
            Setting::Uniform { low, high } => ("uniform", [low, high]),
            Setting::LogUniform { low, high } if low == high => return Ok(format!("{low:?}")),
            Setting::LogUniform { low, high } => ("log-uniform", [low, high]),
            // The bell is cut at what the parameter can be.
            Setting::Normal { mean, sd } => {
                let (low, high) = param.hard;
                return Ok(format!("(\"normal\", {mean:?}, {sd:?}, {low:?}, {high:?})"));
            }
        };
        Ok(format!("(\"{word}\", {a:?}, {b:?})"))
    }
}
