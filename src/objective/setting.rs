//! [`Setting`] and [`Settings`]: what can be set of an objective, and what is set.

use std::collections::BTreeMap;

/// Settings by name, as given by `--set` or a configuration; what is not given has its default.
pub type Options = BTreeMap<String, f64>;

/// Something that can be set of an objective. Switches are whole numbers from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    /// The word on the command line and in files.
    pub name: &'static str,
    /// What it does, and what the paper takes, in plain words.
    pub words: &'static str,
    /// The value where none is given.
    pub default: f64,
    /// The smallest value.
    pub low: f64,
    /// The largest value.
    pub high: f64,
    /// Whether only whole numbers make sense.
    pub whole: bool,
}

/// A setting that cannot be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SettingError {
    /// A setting that the objective does not have.
    #[error("the learning method {objective} has no setting called \"{name}\"; it has {known}")]
    Unknown {
        /// The objective.
        objective: &'static str,
        /// The word that means nothing here.
        name: String,
        /// The settings there are.
        known: String,
    },
    /// A setting outside its range.
    #[error("{name} = {value} is out of range: it must be {range}")]
    OutOfRange {
        /// The setting.
        name: &'static str,
        /// What was asked for.
        value: f64,
        /// What is possible.
        range: String,
    },
}

/// All settings of an objective, those with their defaults included; each is in its range.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    objective: &'static str,
    values: Options,
}

impl Settings {
    /// Completes what is `given` by the defaults of what is `declared` for the objective.
    ///
    /// # Errors
    /// When something given is not declared, or is out of its range.
    pub fn complete(
        objective: &'static str,
        declared: &[Setting],
        given: &Options,
    ) -> Result<Self, SettingError> {
        let mut values: Options = declared.iter().map(|s| (s.name.to_owned(), s.default)).collect();
        for (name, &value) in given {
            let Some(setting) = declared.iter().find(|setting| setting.name == name) else {
                return Err(SettingError::Unknown {
                    objective,
                    name: name.clone(),
                    known: declared.iter().map(|s| s.name).collect::<Vec<_>>().join(", "),
                });
            };
            setting.check(value)?;
            values.insert(name.clone(), value);
        }
        Ok(Self { objective, values })
    }

    /// The value of a setting.
    ///
    /// # Errors
    /// When the objective has not declared it.
    pub fn value(&self, name: &str) -> Result<f64, SettingError> {
        self.values.get(name).copied().ok_or_else(|| SettingError::Unknown {
            objective: self.objective,
            name: name.to_owned(),
            known: self.values.keys().cloned().collect::<Vec<_>>().join(", "),
        })
    }

    /// The value of a setting that is a whole number.
    ///
    /// # Errors
    /// When the objective has not declared it.
    pub fn whole(&self, name: &str) -> Result<usize, SettingError> {
        // Its range has been checked, which begins at 0 or above.
        Ok(self.value(name)? as usize)
    }

    /// The value of a setting that is a switch.
    ///
    /// # Errors
    /// When the objective has not declared it.
    pub fn on(&self, name: &str) -> Result<bool, SettingError> {
        Ok(self.value(name)? != 0.0)
    }

    /// All values by name.
    pub fn into_options(self) -> Options {
        self.values
    }
}

impl Setting {
    /// Refuses a value out of range.
    ///
    /// # Errors
    /// The range, in words.
    pub fn check(&self, value: f64) -> Result<(), SettingError> {
        let Self { name, low, high, whole, .. } = *self;
        if (low..=high).contains(&value) && !(whole && value.fract() != 0.0) {
            return Ok(());
        }
        let kind = if whole { "a whole number from" } else { "from" };
        Err(SettingError::OutOfRange { name, value, range: format!("{kind} {low} to {high}") })
    }
}
