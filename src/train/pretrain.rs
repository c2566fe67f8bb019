//! The training loop: batches of views in, events out.

use super::loader::{LoaderPlan, load_views};
use super::schedule::Schedule;
use super::{Checkpoint, Checkpoints, Event, Model, Sink, TrainConfig, TrainError};
use crate::dataset::Dataset;
use crate::job::Stop;
use crate::pipeline::Views;
use std::sync::mpsc::sync_channel;
use std::time::Instant;

/// Batches of views that are made ahead of the model.
const AHEAD: usize = 3;
/// Below this spread of the projections all images have become nearly one.
const COLLAPSED: f64 = 0.05;

/// What pretraining learns from.
#[derive(Clone, Copy, Debug)]
pub struct PretrainData<'a> {
    /// The data set.
    pub dataset: &'a Dataset,
    /// The images: indices into its items.
    pub items: &'a [usize],
    /// What makes views of them.
    pub views: &'a Views,
}

/// How pretraining ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All epochs are done.
    Done,
    /// It was asked to stop, and left a checkpoint.
    Paused,
}

/// How pretraining goes.
#[derive(Clone, Copy, Debug)]
pub struct Course<'a> {
    /// The settings.
    pub config: &'a TrainConfig,
    /// Where states are saved.
    pub checkpoints: &'a Checkpoints,
    /// The state to go on from; `None` begins anew.
    pub from: Option<&'a Checkpoint>,
}

/// A look at the model between epochs; what it finds becomes events.
pub type Probe<'a> = dyn FnMut(&Model, u32) -> Result<Vec<Event>, TrainError> + 'a;

/// Steps of one epoch and images of one step, as the number of images allows.
///
/// # Errors
/// Where there are fewer than two images.
pub fn steps_of(config: &TrainConfig, images: usize) -> Result<(u64, usize), TrainError> {
    if images < 2 {
        return Err(TrainError::TooFewImages(images));
    }
    // The last, smaller batch of an epoch is left out: its batch statistics would differ.
    let batch = config.batch.min(images);
    Ok(((images / batch) as u64, batch))
}

/// Trains `model`, from `from` where it is given, until done or stopped.
///
/// # Errors
/// Where a picture, a file or the arithmetic fails; checkpoints saved before stay.
pub fn pretrain(
    model: &mut Model,
    data: PretrainData,
    course: Course,
    probe: &mut Probe,
    sink: &mut dyn Sink,
    stop: &Stop,
) -> Result<Outcome, TrainError> {
    let Course { config, checkpoints, from } = course;
    let (steps_per_epoch, batch) = steps_of(config, data.items.len())?;
    let end_step = steps_per_epoch * u64::from(config.epochs);
    let first_step = from.map_or(0, |checkpoint| checkpoint.step);
    if let Some(checkpoint) = from {
        model.restore(checkpoint)?;
    }
    let threads = config.thread_count();
    sink.event(&Event::Started {
        step: first_step,
        of: end_step,
        epochs: config.epochs,
        images: data.items.len(),
        batch,
        threads,
        parameters: model.parameter_count(),
    });
    if batch < config.batch {
        let text = format!(
            "only {batch} images in the training part, so a step takes {batch} instead of {}",
            config.batch
        );
        sink.event(&Event::Warning { text });
    }
    let plan = LoaderPlan { seed: config.seed, batch, steps_per_epoch, first_step, end_step, threads };
    let (send, receive) = sync_channel(AHEAD);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let send = send;
            load_views(data.dataset, data.items, data.views, plan, stop, &send);
        });
        let receive = receive;
        let mut run = Loop { model, config, checkpoints, probe, sink, plan, saved: Instant::now() };
        run.all_steps(&receive, stop)
    })
}

type Batches = std::sync::mpsc::Receiver<Result<super::loader::ViewBatch, TrainError>>;

struct Loop<'a, 'p> {
    model: &'a mut Model,
    config: &'a TrainConfig,
    checkpoints: &'a Checkpoints,
    probe: &'a mut Probe<'p>,
    sink: &'a mut dyn Sink,
    plan: LoaderPlan,
    saved: Instant,
}

impl Loop<'_, '_> {
    fn all_steps(&mut self, batches: &Batches, stop: &Stop) -> Result<Outcome, TrainError> {
        let LoaderPlan { first_step, end_step, steps_per_epoch, .. } = self.plan;
        let schedule = Schedule {
            peak: self.config.peak_learning_rate(),
            warm_up: (self.config.warmup * end_step as f64) as u64,
            steps: end_step,
        };
        let mut epoch = EpochSums::new();
        for step in first_step..end_step {
            if stop.requested() {
                return self.pause(step);
            }
            let asked = Instant::now();
            // The loader ends early only when it was asked to stop.
            let Ok(batch) = batches.recv() else {
                return if stop.requested() { self.pause(step) } else { Err(TrainError::LoaderGone) };
            };
            let batch = batch?;
            let waited = asked.elapsed().as_secs_f64();
            let learning_rate = schedule.learning_rate(step);
            let result = self.model.step(batch.data, learning_rate)?;
            let seconds = asked.elapsed().as_secs_f64();
            self.sink.event(&Event::Step {
                step: step + 1,
                of: end_step,
                epoch: batch.epoch,
                loss: result.loss,
                terms: result.terms,
                learning_rate,
                images_per_s: self.plan.batch as f64 / seconds,
                waiting: waited / seconds,
            });
            if !result.loss.is_finite() {
                return Err(TrainError::NotANumber { step: step + 1, loss: result.loss });
            }
            epoch.add(result.loss, result.spread, seconds, waited);
            if (step + 1) % steps_per_epoch == 0 {
                self.end_epoch(step + 1, &std::mem::replace(&mut epoch, EpochSums::new()))?;
            }
        }
        Ok(Outcome::Done)
    }

    fn end_epoch(&mut self, steps_done: u64, sums: &EpochSums) -> Result<(), TrainError> {
        let epoch = (steps_done / self.plan.steps_per_epoch) as u32;
        let of = self.config.epochs;
        self.sink.event(&Event::Epoch {
            epoch,
            of,
            loss: sums.loss / sums.steps,
            spread: sums.spread / sums.steps,
            seconds: sums.seconds,
            waiting: sums.waited / sums.seconds,
        });
        if sums.spread / sums.steps < COLLAPSED {
            let text = format!(
                "collapse: after epoch {epoch} all images have nearly the same projection (spread {:.3})",
                sums.spread / sums.steps
            );
            self.sink.event(&Event::Warning { text });
        }
        let every = self.config.probe_every;
        if every > 0 && (epoch.is_multiple_of(every) || epoch == of) {
            for event in (self.probe)(self.model, epoch)? {
                self.sink.event(&event);
            }
        }
        if epoch == of || self.saved.elapsed().as_secs_f64() >= self.config.checkpoint_seconds {
            self.save(steps_done)?;
        }
        Ok(())
    }

    fn pause(&mut self, step: u64) -> Result<Outcome, TrainError> {
        self.save(step)?;
        self.sink.event(&Event::Paused { step });
        Ok(Outcome::Paused)
    }

    fn save(&mut self, step: u64) -> Result<(), TrainError> {
        let file = self.checkpoints.save(&self.model.checkpoint(step)?)?;
        self.saved = Instant::now();
        self.sink.event(&Event::Checkpoint { step, file });
        Ok(())
    }
}

struct EpochSums {
    loss: f64,
    spread: f64,
    seconds: f64,
    waited: f64,
    steps: f64,
}

impl EpochSums {
    fn new() -> Self {
        Self { loss: 0.0, spread: 0.0, seconds: 0.0, waited: 0.0, steps: 0.0 }
    }

    fn add(&mut self, loss: f64, spread: f64, seconds: f64, waited: f64) {
        self.loss += loss;
        self.spread += spread;
        self.seconds += seconds;
        self.waited += waited;
        self.steps += 1.0;
    }
}
