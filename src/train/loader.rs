//! Views made ahead of the model by worker threads of low priority.

use super::TrainError;
use super::order::order;
use crate::dataset::Dataset;
use crate::job::{Stop, lower_priority};
use crate::pipeline::Views;
use rayon::prelude::*;
use std::sync::mpsc::SyncSender;
use std::time::Instant;

/// The views of one training step.
#[derive(Clone, Debug)]
pub struct ViewBatch {
    /// Number of the step within the run, from 0.
    pub step: u64,
    /// The epoch it belongs to, from 0.
    pub epoch: u32,
    /// The images: indices into the data set's items.
    pub items: Vec<usize>,
    /// The class of each, where it has a label.
    pub labels: Vec<Option<usize>>,
    /// (2 n, c, size, size): view 0 of every image, then view 1 of every image.
    pub data: Vec<f32>,
    /// Seconds that the threads took to make them.
    pub seconds: f64,
}

/// What the loader needs to know.
#[derive(Clone, Copy, Debug)]
pub struct LoaderPlan {
    /// Seed of the order.
    pub seed: u64,
    /// Images a step.
    pub batch: usize,
    /// Steps an epoch.
    pub steps_per_epoch: u64,
    /// The step to begin with.
    pub first_step: u64,
    /// One past the last step.
    pub end_step: u64,
    /// Worker threads.
    pub threads: usize,
}

/// Makes the views of all steps of `plan` in order and sends them, until done, until nobody
/// listens any more, or until `stop`.
///
/// Blocks: give it a thread of its own. The channel's bound is how far it runs ahead.
pub fn load_views(
    dataset: &Dataset,
    items: &[usize],
    views: &Views,
    plan: LoaderPlan,
    stop: &Stop,
    out: &SyncSender<Result<ViewBatch, TrainError>>,
) {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(plan.threads)
        .thread_name(|i| format!("views {i}"))
        .start_handler(|_| lower_priority())
        .build();
    let pool = match pool {
        Ok(pool) => pool,
        Err(error) => {
            let _ = out.send(Err(TrainError::Threads(error.to_string())));
            return;
        }
    };
    let mut ordered = (u32::MAX, Vec::new());
    for step in plan.first_step..plan.end_step {
        if stop.requested() {
            return;
        }
        let epoch = (step / plan.steps_per_epoch) as u32;
        if ordered.0 != epoch {
            ordered = (epoch, order(plan.seed, epoch, items.len()));
        }
        let start = (step % plan.steps_per_epoch) as usize * plan.batch;
        let chosen: Vec<usize> = ordered.1[start..start + plan.batch].iter().map(|&i| items[i]).collect();
        let began = Instant::now();
        let made = pool.install(|| views_until(dataset, &chosen, views, epoch, stop));
        if matches!(made, Err(TrainError::Stopped)) {
            return;
        }
        let labels = chosen.iter().map(|&item| dataset.items.get(item).and_then(|item| item.class)).collect();
        let seconds = began.elapsed().as_secs_f64();
        let made = made.map(|data| ViewBatch { step, epoch, items: chosen, labels, data, seconds });
        let failed = made.is_err();
        if out.send(made).is_err() || failed {
            return;
        }
    }
}

/// Views 0 of `items`, then views 1, in parallel; the same bytes on any number of threads.
///
/// # Errors
/// Where an image cannot be read any more.
pub fn views_of(
    dataset: &Dataset,
    items: &[usize],
    views: &Views,
    epoch: u32,
) -> Result<Vec<f32>, TrainError> {
    views_until(dataset, items, views, epoch, &Stop::new())
}

/// [`views_of`], or [`TrainError::Stopped`].
fn views_until(
    dataset: &Dataset,
    items: &[usize],
    views: &Views,
    epoch: u32,
    stop: &Stop,
) -> Result<Vec<f32>, TrainError> {
    let size = views.chain.size;
    let length = dataset.channels.len() * size * size;
    let mut data = vec![0.0f32; 2 * items.len() * length];
    data.par_chunks_mut(length).enumerate().try_for_each(|(place, target)| {
        if stop.requested() {
            return Err(TrainError::Stopped);
        }
        let item = items[place % items.len()];
        let image = dataset.image(item)?;
        let view = views.view(dataset, item, &image, epoch, (place / items.len()) as u32);
        target.copy_from_slice(&view.planes.data);
        Ok::<(), TrainError>(())
    })?;
    Ok(data)
}
