//! [`estimate`]: how long a training will take on this machine, from a few measured steps.

use super::launch::{Asked, arguments};
use super::trainers::Trainer;
use crate::app::opened::Opened;
use crate::app::project::{Effort, Training};
use augscope::dataset::Part;
use augscope::job::{Stop, available_memory, lower_priority};
use augscope::pipeline::{Pipeline, PipelineFile, Views};
use augscope::train::{Preset, PretrainData, TrainConfig, fit_batch, learnt_from};
use std::path::Path;
use std::process::{Command, Stdio};
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
    /// What trains.
    pub on: Trainer,
}

impl PartialEq for EstimateKey {
    fn eq(&self, other: &Self) -> bool {
        (self.opened.id, self.recipe, &self.training, &self.on)
            == (other.opened.id, other.recipe, &other.training, &other.on)
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

/// The configuration of the chosen effort, for the method, the network and the recipe.
pub fn preset(training: &Training, pipeline: &Pipeline) -> TrainConfig {
    let preset = match training.effort {
        Effort::Quick => Preset::Quick,
        Effort::Standard => Preset::Standard,
        Effort::Paper => Preset::Paper,
    };
    let mut config = TrainConfig::chosen(preset, &training.method, &training.encoder);
    config.seed = training.seed;
    config.size = pipeline.input.size.unwrap_or(config.size);
    config
}

/// Measures some steps and versions at low priority, and adds up what the training consists of. `own` is the
/// program that trains where no other was chosen.
pub fn estimate(own: &Path, key: &EstimateKey) -> Estimate {
    let seconds = if key.on.is_processor() {
        let pool = rayon::ThreadPoolBuilder::new().start_handler(|_| lower_priority()).build();
        match pool {
            Ok(pool) => pool.install(|| measure(key)),
            Err(error) => Err(error.to_string()),
        }
    } else {
        // A card's driver may take the process along.
        ask(key.on.program.as_deref().unwrap_or(own), key)
    };
    Estimate { key: key.clone(), seconds }
}

fn measure(key: &EstimateKey) -> Result<f64, String> {
    let words = |error: &dyn std::fmt::Display| error.to_string();
    let mut config = preset(&key.training, &key.pipeline);
    config.device.clone_from(&key.on.device);
    for (name, value) in &key.training.settings {
        config.set(name, value).map_err(|e| words(&e))?;
    }
    let opened = &key.opened;
    let dataset = &opened.dataset;
    let items = learnt_from(&config, dataset, opened.parts.pretraining_items()).map_err(|e| words(&e))?;
    let config =
        fit_batch(&config, dataset.channels.len(), items.len(), available_memory()).map_err(|e| words(&e))?;
    let window = opened.fit_window(&key.pipeline.input.window)?;
    let pipeline = key.pipeline.for_pixels_of(dataset).map_err(|e| words(&e))?;
    let views = Views::new(&pipeline, config.size, window, config.seed);
    let looked_at = [Part::Train, Part::Choose].iter().map(|p| opened.parts.items(*p).len()).sum();
    let data = PretrainData { dataset, items: &items, views: &views };
    let estimate =
        augscope::train::estimate(&config, data, looked_at, &Stop::new()).map_err(|e| words(&e))?;
    Ok(estimate.seconds)
}

/// Lets the program that is to train measure.
fn ask(program: &Path, key: &EstimateKey) -> Result<f64, String> {
    let refused = |error: &dyn std::fmt::Display| format!("{} cannot measure: {error}", program.display());
    let recipe = std::env::temp_dir().join(format!("augscope-estimate-{}.toml", std::process::id()));
    let asked = Asked {
        expectation: None,
        data: key.opened.source.clone(),
        recipe: PipelineFile::new(Pipeline::clone(&key.pipeline)),
        training: key.training.clone(),
    };
    asked.recipe.write(&recipe).map_err(|e| refused(&e))?;
    let mut command = Command::new(program);
    command.arg("train");
    arguments(&mut command, &asked, &recipe)?;
    command.args(["--device", &key.on.device, "--estimate", "--json"]);
    command.env(augscope::job::BACKGROUND, "1").stdin(Stdio::null());
    let answer = command.output().map_err(|e| refused(&e));
    // A file too many in a folder that is emptied anyway.
    let _ = std::fs::remove_file(&recipe);
    let answer = answer?;
    let said: Option<serde_json::Value> = serde_json::from_slice(&answer.stdout).ok();
    said.and_then(|said| said.get("seconds")?.as_f64()).ok_or_else(|| {
        let words = String::from_utf8_lossy(&answer.stderr);
        let last = words.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it said nothing");
        refused(&last.trim_start_matches("augscope: "))
    })
}
