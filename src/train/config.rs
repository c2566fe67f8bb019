//! [`TrainConfig`]: the settings of a pretraining and their ranges.

use super::TrainError;
use super::optimizer::OPTIMIZERS;
use crate::encoder::{Architecture, DeviceChoice, open_device};
use crate::objective::{Entry, OBJECTIVES, Options, SettingError};
use candle_core::Device;
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
    /// Images a step; 0, written `auto`, takes what fits into memory.
    pub batch: usize,
    /// Seed of the first weights, the order and the views.
    pub seed: u64,
    /// `adamw`, `sgd` or `lars`.
    pub optimizer: String,
    /// Highest learning rate; with `sgd` and `lars` it is further scaled by batch / 256.
    pub learning_rate: f64,
    /// Share of a weight that is taken away a step, times the learning rate; norms and biases are spared.
    pub weight_decay: f64,
    /// Momentum of `sgd` and `lars`.
    pub momentum: f64,
    /// Nesterov's rule for `sgd`: the step looks ahead along the momentum.
    #[serde(default)]
    pub nesterov: bool,
    /// The step of `lars` in a layer as a share of the layer's weights, before the learning rate.
    #[serde(default = "lars_eta")]
    pub lars_eta: f64,
    /// Whether a step of `lars` is never longer than one of `sgd`: yes for small data.
    #[serde(default = "yes")]
    pub lars_clip: bool,
    /// Longest gradient of all weights together; longer ones are shortened to it. 0 sets no limit.
    #[serde(default)]
    pub clip_gradient: f64,
    /// Parts that a batch is learnt from one after the other, where memory does not hold it at once. Methods
    /// that compare images within a batch, and batch normalisation, then see one part at a time.
    #[serde(default = "one")]
    pub accumulate: usize,
    /// The largest batch that `batch = auto` may take.
    #[serde(default = "largest_batch")]
    pub largest_batch: usize,
    /// Share of the steps in which the learning rate rises from 0.
    pub warmup: f64,
    /// Epochs between two looks at the accuracy; 0 for none.
    pub probe_every: u32,
    /// Seconds between two checkpoints at the least; 0 saves one after every epoch.
    pub checkpoint_seconds: f64,
    /// Threads of the model and of the views; 0 takes all cores.
    pub threads: usize,
    /// Where it is trained: `auto`, `cpu`, `cuda`, `cuda:1` or `metal`. *Auto* is a graphics card where the
    /// program was built for one and one answers, or else the processor.
    #[serde(default = "auto")]
    pub device: String,
    /// Settings of the learning method, by the names in its entry; what is not given has its default.
    #[serde(default)]
    pub objective_settings: Options,
}

fn lars_eta() -> f64 {
    0.02
}

fn yes() -> bool {
    true
}

fn one() -> usize {
    1
}

fn auto() -> String {
    "auto".into()
}

fn largest_batch() -> usize {
    128
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
    /// Sets one setting by its name, from text. A name that is none of these settings' is one of the chosen
    /// learning method's, so that is to be chosen first.
    ///
    /// # Errors
    /// Names the settings there are, or what the setting may be.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), ConfigError> {
        let written = if key == "batch" && value == "auto" { "0" } else { value };
        let as_json: serde_json::Value =
            serde_json::from_str(written).unwrap_or_else(|_| serde_json::Value::String(value.into()));
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
        let ranges: [(&str, f64, f64, f64); 12] = [
            ("size", self.size as f64, 8.0, 1024.0),
            ("epochs", f64::from(self.epochs), 1.0, 1e6),
            ("batch", if self.batch == 0 { 2.0 } else { self.batch as f64 }, 2.0, 65536.0),
            ("largest_batch", self.largest_batch as f64, 2.0, 65536.0),
            ("accumulate", self.accumulate as f64, 1.0, 1024.0),
            ("clip_gradient", self.clip_gradient, 0.0, 1e6),
            ("lars_eta", self.lars_eta, 0.0, 10.0),
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
        if self.batch > 0 && self.batch < 2 * self.accumulate {
            let most = self.batch / 2;
            let allowed = format!("a part needs 2 images, so of {} at most {most} parts", self.batch);
            return bad("accumulate", self.accumulate.to_string(), allowed);
        }
        if !OPTIMIZERS.contains(&self.optimizer.as_str()) {
            return bad(
                "optimizer",
                self.optimizer.clone(),
                format!("allowed are {}", OPTIMIZERS.join(", ")),
            );
        }
        self.device_choice()?;
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

    /// What `device` names.
    ///
    /// # Errors
    /// The words that it may be.
    pub fn device_choice(&self) -> Result<DeviceChoice, ConfigError> {
        self.device.parse().map_err(|_| ConfigError::BadValue {
            key: "device".into(),
            value: self.device.clone(),
            allowed: "allowed are auto, cpu, cuda, cuda:1 (the second card) and metal".into(),
        })
    }

    /// Opens what `device` names.
    ///
    /// # Errors
    /// Where it is no device, or says why it cannot be used.
    pub fn open_device(&self) -> Result<Device, TrainError> {
        Ok(open_device(self.device_choice()?)?)
    }

    /// Highest learning rate after scaling by the batch.
    pub fn peak_learning_rate(&self) -> f64 {
        match self.optimizer.as_str() {
            "sgd" | "lars" => self.learning_rate * self.batch as f64 / 256.0,
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
    use crate::train::Preset;

    #[test]
    fn a_record_of_before_reads_with_what_was_then() {
        let now = TrainConfig::preset(Preset::Quick);
        let mut map = serde_json::to_value(&now).unwrap();
        let since =
            ["nesterov", "lars_eta", "lars_clip", "clip_gradient", "accumulate", "largest_batch", "device"];
        for key in since {
            map.as_object_mut().unwrap().remove(key).unwrap();
        }
        assert_eq!(serde_json::from_value::<TrainConfig>(map).unwrap(), now);
    }

    #[test]
    fn wrong_settings_are_met_with_names_and_ranges() {
        let mut config = TrainConfig::preset(Preset::Quick);
        config.set("epochs", "7").unwrap();
        config.set_from_toml("batch = 64\noptimizer = \"sgd\"").unwrap();
        assert_eq!((config.epochs, config.batch, config.optimizer.as_str()), (7, 64, "sgd"));
        config.set("batch", "auto").unwrap();
        assert_eq!(config.batch, 0);
        config.set("batch", "64").unwrap();
        for (key, value, words) in [
            ("epochz", "3", "there is no setting called \"epochz\"; settings are objective, encoder"),
            ("epochs", "many", "epochs = many"),
            ("batch", "1", "allowed are 2 to 65536"),
            ("batch", "all", "batch = all"),
            ("accumulate", "33", "of 64 at most 32 parts"),
            ("optimizer", "adam", "allowed are adamw, sgd, lars"),
            ("encoder", "vgg99", "networks are convnet, resnet18"),
            ("objective", "magic", "learning methods are simclr"),
            ("size", "9", "needs at least"),
            ("device", "gpu", "allowed are auto, cpu, cuda"),
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
}
