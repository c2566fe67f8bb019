//! [`estimate`]: how long a training will take on this machine, from a few measured steps.

use crate::app::opened::Opened;
use crate::app::project::{Effort, Training};
use augscope::dataset::Part;
use augscope::job::{Stop, available_memory, lower_priority};
use augscope::pipeline::{Pipeline, Views};
use augscope::train::{Preset, PretrainData, TrainConfig, fit_batch, learnt_from};
use std::sync::Arc;

/// What the time depends on.
#[derive(Clone, Debug)]
pub struct EstimateKey {
    /// The images.
    pub opened: Arc<Opened>,
    /// The recipe.
    pub pipeline: Arc<Pipeline>,
    /// Tells recipes apart.
    pub recipe: u64,
    /// The settings.
    pub training: Training,
}

impl PartialEq for EstimateKey {
    fn eq(&self, other: &Self) -> bool {
        (self.opened.id, self.recipe, &self.training) == (other.opened.id, other.recipe, &other.training)
    }
}

/// How long a training will take.
#[derive(Clone, Debug)]
pub struct Estimate {
    /// What was asked.
    pub key: EstimateKey,
    /// Seconds, or why nobody can tell.
    pub seconds: Result<f64, String>,
}

/// The configuration that a training is started with.
pub fn configuration(training: &Training, pipeline: &Pipeline) -> TrainConfig {
    let preset = match training.effort {
        Effort::Quick => Preset::Quick,
        Effort::Standard => Preset::Standard,
    };
    let mut config = TrainConfig::chosen(preset, &training.method, &training.encoder);
    config.seed = training.seed;
    config.size = pipeline.input.size.unwrap_or(config.size);
    config
}

/// Measures some steps and versions at low priority, and adds up what the training consists of.
pub fn estimate(key: &EstimateKey) -> Estimate {
    let pool = rayon::ThreadPoolBuilder::new().start_handler(|_| lower_priority()).build();
    let seconds = match pool {
        Ok(pool) => pool.install(|| measure(key)),
        Err(error) => Err(error.to_string()),
    };
    Estimate { key: key.clone(), seconds }
}

fn measure(key: &EstimateKey) -> Result<f64, String> {
    let words = |error: &dyn std::fmt::Display| error.to_string();
    let config = configuration(&key.training, &key.pipeline);
    let opened = &key.opened;
    let dataset = &opened.dataset;
    let items = learnt_from(&config, dataset, opened.parts.pretraining_items()).map_err(|e| words(&e))?;
    let config =
        fit_batch(&config, dataset.channels.len(), items.len(), available_memory()).map_err(|e| words(&e))?;
    let window = opened.fit_window(&key.pipeline.input.window)?;
    let views = Views::new(&key.pipeline, config.size, window, config.seed);
    let looked_at = [Part::Train, Part::Choose].iter().map(|p| opened.parts.items(*p).len()).sum();
    let data = PretrainData { dataset, items: &items, views: &views };
    let estimate =
        augscope::train::estimate(&config, data, looked_at, &Stop::new()).map_err(|e| words(&e))?;
    Ok(estimate.seconds)
}
