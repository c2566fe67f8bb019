//! [`estimate`]: how long a training will take on this machine, from a few measured steps.

use crate::app::opened::Opened;
use crate::app::project::{Effort, Training};
use augscope::dataset::Part;
use augscope::job::lower_priority;
use augscope::pipeline::{Pipeline, Views};
use augscope::train::{DataShape, Model, Preset, StepInput, TrainConfig, learnt_from};
use std::sync::Arc;
use std::time::Instant;

/// Images of a measured step; a whole batch of a large network would take too long to wait for.
const MEASURED: usize = 32;

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
    let mut config = TrainConfig::preset(match training.effort {
        Effort::Quick => Preset::Quick,
        Effort::Standard => Preset::Standard,
    });
    config.objective.clone_from(&training.method);
    config.encoder.clone_from(&training.encoder);
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
    let items =
        learnt_from(&config, &opened.dataset, opened.parts.pretraining_items()).map_err(|e| words(&e))?;
    let shape = DataShape::new(&opened.dataset, items.len());
    let (steps, batch) = augscope::train::steps_of(&config, items.len()).map_err(|e| words(&e))?;
    let window = opened.fit_window(&key.pipeline.input.window)?;
    let views = Views::new(&key.pipeline, config.size, window, config.seed);

    // Versions of some images, on one thread.
    let mut data = Vec::new();
    let began = Instant::now();
    let mut made = 0;
    for &item in items.iter().cycle().take(batch) {
        let image = opened.dataset.image(item).map_err(|e| words(&e))?;
        let name = &opened.dataset.items[item].key;
        for view in [0, 1] {
            data.extend(views.view(&image, name, 0, view).planes.data);
            made += 1;
        }
        if began.elapsed().as_secs_f64() > 1.0 {
            break;
        }
    }
    let threads = config.thread_count() as f64;
    let view_seconds = began.elapsed().as_secs_f64() / f64::from(made) / threads;
    let one = shape.channels * config.size * config.size;
    let few = batch.min(MEASURED);
    let images: Vec<usize> = items.iter().copied().cycle().take(few).collect();
    let labels =
        images.iter().map(|&item| opened.dataset.items.get(item).and_then(|item| item.class)).collect();
    let data = data.iter().copied().cycle().take(2 * few * one).collect();
    let input = StepInput { data, images, labels, step: 0, steps: 1 };

    // Whole steps, projector and optimiser included; the first one warms up. The quickest counts: others
    // were held up by what else the computer did, at a higher priority than this.
    let mut model = Model::new(&config, &shape).map_err(|e| words(&e))?;
    model.step(input.clone(), 0.0).map_err(|e| words(&e))?;
    let began = Instant::now();
    let mut measured = 0;
    let mut quickest = f64::INFINITY;
    while measured < 3 && (measured == 0 || began.elapsed().as_secs_f64() < 2.0) {
        let step = Instant::now();
        model.step(input.clone(), 0.0).map_err(|e| words(&e))?;
        quickest = quickest.min(step.elapsed().as_secs_f64());
        measured += 1;
    }
    // Nearly all of a step goes by its images.
    let step_seconds = quickest * batch as f64 / few as f64;
    let step = step_seconds + 2.0 * batch as f64 * view_seconds;
    let total_steps = steps as f64 * f64::from(config.epochs);

    // A look at the accuracy embeds two parts; forward is about a third of a step.
    let looked: usize = [Part::Train, Part::Choose].iter().map(|p| opened.parts.items(*p).len()).sum();
    let embed = looked as f64 * step_seconds / (2.0 * batch as f64) / 3.0;
    let looks = f64::from(config.epochs / config.probe_every.max(1));
    // The evaluation embeds by two networks and once more for the untrained statistics.
    Ok(total_steps * step + (looks + 3.0) * embed)
}
