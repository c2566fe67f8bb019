//! [`TrainConfig`]: the settings of a pretraining, their ranges, and the presets.

use crate::encoder::Architecture;
use crate::objective::{Entry, OBJECTIVES, Options, SettingError};
use serde::{Deserialize, Serialize};

/// The key under which the learning method's own settings are written.
const OBJECTIVE_SETTINGS: &str = "objective_settings";

/// Everything about a pretraining but its data and its pipeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainConfig {
    /// The learning method.
    pub objective: String,
    /// The network.
    pub encoder: String,
    /// Side of a view in pixels.
    pub size: usize,
    /// How often every image is seen.
    pub epochs: u32,
    /// Images a step.
    pub batch: usize,
    /// Seed of the first weights, the order and the views.
    pub seed: u64,
    /// `adamw` or `sgd`.
    pub optimizer: String,
    /// Highest learning rate; with `sgd` it is further scaled by batch / 256.
    pub learning_rate: f64,
    /// Share of a weight that is taken away a step, times the learning rate; norms and biases are spared.
    pub weight_decay: f64,
    /// Momentum of `sgd`.
    pub momentum: f64,
    /// Share of the steps in which the learning rate rises from 0.
    pub warmup: f64,
    /// Epochs between two looks at the accuracy; 0 for none.
    pub probe_every: u32,
    /// Seconds between two checkpoints at the least; 0 saves one after every epoch.
    pub checkpoint_seconds: f64,
    /// Threads of the model and of the views; 0 takes all cores.
    pub threads: usize,
    /// Settings of the learning method, by the names in its entry; what is not given has its default.
    #[serde(default)]
    pub objective_settings: Options,
}

/// How much effort a run takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preset {
    /// A quick look: about two minutes for 2,000 crops on two cores.
    #[default]
    Quick,
    /// Enough for a comparison.
    Standard,
    /// As long as the papers train.
    Paper,
}

/// A setting that cannot be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ConfigError {
    /// No such setting.
    #[error("there is no setting called \"{key}\"; settings are {allowed}")]
    UnknownKey {
        /// The key.
        key: String,
        /// The settings there are.
        allowed: String,
    },
    /// A value of the wrong kind or out of range.
    #[error("{key} = {value}: {allowed}")]
    BadValue {
        /// The key.
        key: String,
        /// The value.
        value: String,
        /// What is allowed.
        allowed: String,
    },
    /// A setting of the learning method that cannot be.
    #[error(transparent)]
    Objective(#[from] SettingError),
    /// Not of the form key=value, or no TOML.
    #[error("{0}")]
    Syntax(String),
}

impl TrainConfig {
    /// The settings of `preset` with seed 0.
    pub fn preset(preset: Preset) -> Self {
        let (epochs, batch, learning_rate) = match preset {
            Preset::Quick => (24, 128, 2e-3),
            Preset::Standard => (100, 128, 2e-3),
            Preset::Paper => (400, 256, 2e-3),
        };
        Self {
            objective: "simclr".into(),
            encoder: "convnet".into(),
            size: 64,
            epochs,
            batch,
            seed: 0,
            optimizer: "adamw".into(),
            learning_rate,
            weight_decay: 1e-4,
            momentum: 0.9,
            warmup: 0.1,
            probe_every: (epochs / 12).max(1),
            checkpoint_seconds: 20.0,
            threads: 0,
            objective_settings: Options::new(),
        }
    }

    /// Sets one setting by its name, from text. A name that is none of these settings' is one of the chosen
    /// learning method's, so that is to be chosen first.
    ///
    /// # Errors
    /// Names the settings there are, or what the setting may be.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), ConfigError> {
        let as_json: serde_json::Value =
            serde_json::from_str(value).unwrap_or_else(|_| serde_json::Value::String(value.into()));
        let bad = |allowed: String| ConfigError::BadValue { key: key.into(), value: value.into(), allowed };
        let Ok(serde_json::Value::Object(mut map)) = serde_json::to_value(&*self) else {
            return Err(ConfigError::Syntax("the configuration cannot be written".into()));
        };
        map.remove(OBJECTIVE_SETTINGS);
        let Some(old) = map.get_mut(key) else {
            let entry = self.objective_entry()?;
            let Some(setting) = entry.settings.iter().find(|setting| setting.name == key) else {
                let own = entry.settings.iter().map(|setting| setting.name.to_owned());
                let allowed = map.keys().cloned().chain(own).collect::<Vec<_>>().join(", ");
                return Err(ConfigError::UnknownKey { key: key.into(), allowed });
            };
            let value = as_json.as_f64().ok_or_else(|| bad(format!("{} is a number", setting.name)))?;
            self.objective_settings.insert(key.into(), value);
            return self.check();
        };
        *old = as_json;
        let mut new: Self =
            serde_json::from_value(serde_json::Value::Object(map)).map_err(|e| bad(e.to_string()))?;
        new.objective_settings.clone_from(&self.objective_settings);
        *self = new;
        self.check()
    }

    /// Sets all settings that stand in a TOML text.
    ///
    /// # Errors
    /// As [`TrainConfig::set`], and where the text is no TOML.
    pub fn set_from_toml(&mut self, text: &str) -> Result<(), ConfigError> {
        let document: toml_edit::DocumentMut =
            text.parse().map_err(|e: toml_edit::TomlError| ConfigError::Syntax(e.to_string()))?;
        // Which other settings there are depends on the learning method.
        let mut items: Vec<_> = document.iter().collect();
        items.sort_by_key(|(key, _)| *key != "objective");
        for (key, item) in items {
            let value = item.as_value().ok_or_else(|| {
                ConfigError::Syntax(format!("{key} is a table; settings are written as key = value"))
            })?;
            let text =
                value.as_str().map_or_else(|| value.to_string().trim().to_string(), ToString::to_string);
            self.set(key, &text)?;
        }
        Ok(())
    }

    /// Refuses values out of range, naming key, value and range.
    ///
    /// # Errors
    /// The first setting that is out of range.
    pub fn check(&self) -> Result<(), ConfigError> {
        let bad = |key: &str, value: String, allowed: String| {
            Err(ConfigError::BadValue { key: key.into(), value, allowed })
        };
        let ranges: [(&str, f64, f64, f64); 8] = [
            ("size", self.size as f64, 8.0, 1024.0),
            ("epochs", f64::from(self.epochs), 1.0, 1e6),
            ("batch", self.batch as f64, 2.0, 65536.0),
            ("learning_rate", self.learning_rate, 0.0, 100.0),
            ("weight_decay", self.weight_decay, 0.0, 10.0),
            ("momentum", self.momentum, 0.0, 0.9999),
            ("warmup", self.warmup, 0.0, 1.0),
            ("threads", self.threads as f64, 0.0, 4096.0),
        ];
        for (key, value, low, high) in ranges {
            if !(low..=high).contains(&value) {
                return bad(key, value.to_string(), format!("allowed are {low} to {high}"));
            }
        }
        if self.checkpoint_seconds.is_nan() || self.checkpoint_seconds < 0.0 {
            return bad(
                "checkpoint_seconds",
                self.checkpoint_seconds.to_string(),
                "allowed are 0 and more".into(),
            );
        }
        let architecture = self.architecture()?;
        if self.size < architecture.smallest_image() {
            let least = architecture.smallest_image();
            return bad("size", self.size.to_string(), format!("{} needs at least {least}", self.encoder));
        }
        if !["adamw", "sgd"].contains(&self.optimizer.as_str()) {
            return bad("optimizer", self.optimizer.clone(), "allowed are adamw, sgd".into());
        }
        self.objective_entry()?.complete(&self.objective_settings)?;
        Ok(())
    }

    /// The entry of the learning method that `objective` names.
    ///
    /// # Errors
    /// The learning methods there are, where there is none of that name.
    pub fn objective_entry(&self) -> Result<&'static Entry, ConfigError> {
        OBJECTIVES.iter().find(|entry| entry.name == self.objective).copied().ok_or_else(|| {
            let names: Vec<_> = OBJECTIVES.iter().map(|entry| entry.name).collect();
            ConfigError::BadValue {
                key: "objective".into(),
                value: self.objective.clone(),
                allowed: format!("learning methods are {}", names.join(", ")),
            }
        })
    }

    /// All settings of the learning method, those with their defaults included.
    ///
    /// # Errors
    /// Where there is no such learning method, or a setting cannot be.
    pub fn all_objective_settings(&self) -> Result<Options, ConfigError> {
        Ok(self.objective_entry()?.complete(&self.objective_settings)?.into_options())
    }

    /// The network that `encoder` names.
    ///
    /// # Errors
    /// The networks there are, where there is none of that name.
    pub fn architecture(&self) -> Result<Architecture, ConfigError> {
        self.encoder.parse().map_err(|_| ConfigError::BadValue {
            key: "encoder".into(),
            value: self.encoder.clone(),
            allowed: format!("networks are {}", Architecture::ALL.map(Architecture::name).join(", ")),
        })
    }

    /// Highest learning rate after scaling by the batch.
    pub fn peak_learning_rate(&self) -> f64 {
        match self.optimizer.as_str() {
            "sgd" => self.learning_rate * self.batch as f64 / 256.0,
            _ => self.learning_rate,
        }
    }

    /// The number of threads to use on this machine.
    pub fn thread_count(&self) -> usize {
        match self.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            n => n,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_settings_are_met_with_names_and_ranges() {
        let mut config = TrainConfig::preset(Preset::Quick);
        config.set("epochs", "7").unwrap();
        config.set_from_toml("batch = 64\noptimizer = \"sgd\"").unwrap();
        assert_eq!((config.epochs, config.batch, config.optimizer.as_str()), (7, 64, "sgd"));
        for (key, value, words) in [
            ("epochz", "3", "there is no setting called \"epochz\"; settings are objective, encoder"),
            ("epochs", "many", "epochs = many"),
            ("batch", "1", "allowed are 2 to 65536"),
            ("encoder", "vgg99", "networks are convnet, resnet18"),
            ("objective", "magic", "learning methods are simclr"),
            ("size", "9", "needs at least"),
        ] {
            let error = config.clone().set(key, value).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn settings_of_the_learning_method_are_set_like_all_others() {
        let mut config = TrainConfig::preset(Preset::Quick);
        config.set("temperature", "0.5").unwrap();
        config.set("epochs", "7").unwrap();
        assert_eq!(config.objective_settings, Options::from([("temperature".into(), 0.5)]));
        let all = config.all_objective_settings().unwrap();
        assert_eq!((all["temperature"], all["width"]), (0.5, 512.0));
        for (key, value, words) in [
            ("temperature", "0", "temperature = 0 is out of range: it must be from 0.001"),
            ("temperature", "warm", "temperature = warm"),
            ("width", "2.5", "a whole number"),
            ("tau", "0.9", ", temperature, width, dim"),
            ("objective", "vicreg", "the learning method vicreg has no setting called \"temperature\""),
            ("objective_settings", "{}", "there is no setting called"),
        ] {
            let error = config.clone().set(key, value).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
        // In a file the learning method may stand behind its settings.
        let mut config = TrainConfig::preset(Preset::Quick);
        config.set_from_toml("tau = 0.9\nqueue = 64\nobjective = \"moco\"").unwrap();
        assert_eq!((config.objective.as_str(), config.objective_settings["queue"]), ("moco", 64.0));
        let written = toml_edit::ser::to_string_pretty(&config).unwrap();
        assert_eq!(toml_edit::de::from_str::<TrainConfig>(&written).unwrap(), config);
    }

    #[test]
    fn no_learning_method_has_a_setting_by_the_name_of_another() {
        let written = serde_json::to_value(TrainConfig::preset(Preset::Quick)).unwrap();
        for entry in OBJECTIVES {
            for setting in entry.settings {
                assert!(written.get(setting.name).is_none(), "{}: {}", entry.name, setting.name);
                setting.check(setting.default).unwrap();
                assert!(!setting.words.is_empty() && setting.low >= 0.0);
            }
        }
    }

    #[test]
    fn presets_are_in_range() {
        for preset in [Preset::Quick, Preset::Standard, Preset::Paper] {
            TrainConfig::preset(preset).check().unwrap();
        }
    }
}
