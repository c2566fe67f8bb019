//! [`estimate`]: how long a training will take on this machine, from a few measured steps and views.

use super::memory::peak_memory;
use super::{DataShape, Model, PretrainData, StepInput, TrainConfig, TrainError, steps_of};
use crate::encoder::device_name;
use crate::job::{Busy, Stop};
use candle_core::Device;
use serde::Serialize;
use std::time::Instant;

/// Images of the first measured step; whole batches are measured where they are quick.
const FEW: usize = 32;
/// Seconds that the steps may take together, once the first is done.
const STEPS_SECONDS: f64 = 3.0;
/// Measured steps at the most.
const STEPS: u32 = 4;
/// Seconds of making views.
const VIEWS_SECONDS: f64 = 1.0;
/// A look at the accuracy carries an image forward; a step carries two views of it forward and back.
const FORWARD: f64 = 1.0 / 6.0;
/// The evaluation carries all images through the trained and the untrained network, and once more for the
/// statistics of the untrained one.
const PASSES_OF_EVALUATION: f64 = 3.0;

/// How long a training will take.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// Seconds in all, with looks at the accuracy and the evaluation's embeddings.
    pub seconds: f64,
    /// Seconds that the model takes for a step.
    pub model_seconds_per_step: f64,
    /// Seconds that making the views of a step takes on all threads.
    pub view_seconds_per_step: f64,
    /// Steps in all.
    pub steps: u64,
    /// Images a step.
    pub batch: usize,
    /// Threads that it was measured for.
    pub threads: usize,
    /// What trains, as it calls itself.
    pub device: String,
    /// Bytes of memory at the peak, by the sizes of the layers.
    pub memory: u64,
}

/// Measures some steps and views, on the threads of the current pool, and adds up what the training consists
/// of. `looked_at` is the number of images that a look at the accuracy embeds. Takes some seconds; other work
/// on the machine is not counted as part of the training's time.
///
/// # Errors
/// Where a picture cannot be read, the settings cannot be, or [`TrainError::Stopped`].
pub fn estimate(
    config: &TrainConfig,
    data: PretrainData,
    looked_at: usize,
    stop: &Stop,
) -> Result<Estimate, TrainError> {
    let channels = data.dataset.channels.len();
    let (steps_per_epoch, batch) = steps_of(config, data.items.len())?;
    let threads = config.thread_count();
    let (views, one_view) = measured_views(data, batch, stop)?;
    let (model, device) = measured_step(config, data, batch, &views, stop)?;
    let view = 2.0 * batch as f64 * one_view / threads as f64;
    let cores = std::thread::available_parallelism().map_or(threads, usize::from);
    // Views are made beside the model. Where both want the same cores they share them.
    let step = if cores >= 2 * threads || !device.is_cpu() { model.max(view) } else { model + view };
    let steps = steps_per_epoch * u64::from(config.epochs);
    let looks = config.epochs.checked_div(config.probe_every).unwrap_or(0);
    let pass = looked_at as f64 / batch as f64 * (model * FORWARD + view / 2.0);
    Ok(Estimate {
        seconds: steps as f64 * step + (f64::from(looks) + PASSES_OF_EVALUATION) * pass,
        model_seconds_per_step: model,
        view_seconds_per_step: view,
        steps,
        batch,
        threads,
        device: device_name(&device),
        memory: peak_memory(config, channels, batch)?,
    })
}

/// Both views of some images, and the seconds that one view takes one thread.
fn measured_views(data: PretrainData, batch: usize, stop: &Stop) -> Result<(Vec<f32>, f64), TrainError> {
    let PretrainData { dataset, items, views } = data;
    let mut halves = [Vec::new(), Vec::new()];
    let mut made = 0_u32;
    let began = Instant::now();
    let one_thread = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .start_handler(|_| crate::job::lower_priority())
        .build()
        .map_err(|error| TrainError::Threads(error.to_string()))?;
    let seconds = one_thread.install(|| {
        let busy = Busy::start();
        for &item in items.iter().take(batch) {
            if stop.requested() {
                return Err(TrainError::Stopped);
            }
            let image = dataset.image(item)?;
            for (half, view) in halves.iter_mut().zip(0..) {
                half.extend(views.view(dataset, item, &image, 0, view).planes.data);
                made += 1;
            }
            if began.elapsed().as_secs_f64() > VIEWS_SECONDS {
                break;
            }
        }
        Ok(busy.seconds())
    })?;
    Ok((halves.concat(), seconds / f64::from(made.max(1))))
}

/// Seconds of a step of `batch` images, and what it was taken on. The quickest counts: others were held up by something.
fn measured_step(
    config: &TrainConfig,
    data: PretrainData,
    batch: usize,
    views: &[f32],
    stop: &Stop,
) -> Result<(f64, Device), TrainError> {
    let PretrainData { dataset, items, .. } = data;
    let mut model = Model::new(config, &DataShape::new(dataset, items.len()))?;
    model.interrupt_on(stop.clone());
    let device = model.device().clone();
    let one = dataset.channels.len() * config.size * config.size;
    let of = |images: usize| -> StepInput {
        let data = views.iter().copied().cycle().take(2 * images * one).collect();
        let images: Vec<usize> = items.iter().copied().cycle().take(images).collect();
        let class = |&item: &usize| dataset.items.get(item).and_then(|item| item.class);
        StepInput { data, labels: images.iter().map(class).collect(), images, step: 0, steps: 1 }
    };
    let few = batch.min(FEW.max(2 * config.accumulate));
    // The first step finds memory and starts threads; its time tells whether a whole batch is quick.
    let mut timed = |input: StepInput| -> Result<f64, TrainError> {
        let (busy, began) = (Busy::start(), Instant::now());
        model.step(input, 0.0)?;
        device.synchronize()?;
        // A card has no clocks of threads, and is seldom shared.
        Ok(if device.is_cpu() { busy.seconds() } else { began.elapsed().as_secs_f64() })
    };
    let first = timed(of(few))? / few as f64 * batch as f64;
    let images = if first * 2.0 < STEPS_SECONDS { batch } else { few };
    if images > few {
        timed(of(images))?;
    }
    let began = Instant::now();
    let mut quickest = f64::INFINITY;
    for _ in 0..STEPS {
        quickest = quickest.min(timed(of(images))?);
        if began.elapsed().as_secs_f64() > STEPS_SECONDS {
            break;
        }
    }
    Ok((quickest * batch as f64 / images as f64, device))
}
