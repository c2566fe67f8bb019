//! The training loop: batches of views in, events out.

use super::alarms::Alarms;
use super::epoch_sums::EpochSums;
use super::loader::{LoaderPlan, ViewBatch, load_views};
use super::schedule::Schedule;
use super::{Checkpoint, Checkpoints, Event, Model, Sink, TrainConfig, TrainError};
use super::{Halt, StepInput, StepResult};
use crate::dataset::Dataset;
use crate::encoder::device_name;
use crate::job::Stop;
use crate::pipeline::Views;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

/// Batches of views that are made ahead of the model.
const AHEAD: usize = 3;
/// How often a wish to end is looked for while waiting for views.
const LOOK: Duration = Duration::from_millis(50);
/// Pictures that a message names at the most.
const NAMED: usize = 3;

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
    /// It was asked to pause, and left a checkpoint.
    Paused,
    /// It was ended by hand before its last step, and left a checkpoint.
    EndedEarly {
        /// Steps done.
        step: u64,
        /// Steps that were planned.
        of: u64,
    },
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
    let wished = if config.batch == 0 { config.largest_batch } else { config.batch };
    let batch = wished.min(images);
    Ok(((images / batch) as u64, batch))
}

/// Trains `model`, from the course's checkpoint where there is one, until done or halted. A step that is
/// under way then is given up, and the state before it is saved. A checkpoint where training was ended
/// by hand is an end: nothing more is learned from there.
///
/// # Errors
/// Where a picture, a file or the arithmetic fails; checkpoints saved before stay.
pub fn pretrain(
    model: &mut Model,
    data: PretrainData,
    course: Course,
    probe: &mut Probe,
    sink: &mut dyn Sink,
    halt: &Halt,
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
        device: device_name(model.device()),
    });
    if batch < config.batch {
        let text = format!(
            "only {batch} images in the training part, so a step takes {batch} instead of {}",
            config.batch
        );
        sink.event(&Event::Warning { text });
    }
    if let Some(text) = Alarms::before(batch, config.accumulate) {
        sink.event(&Event::Warning { text });
    }
    if let Some(of) = from.and_then(Checkpoint::ended_early) {
        return Ok(Outcome::EndedEarly { step: first_step, of });
    }
    let plan = LoaderPlan { seed: config.seed, batch, steps_per_epoch, first_step, end_step, threads };
    let (send, receive) = sync_channel(AHEAD);
    model.interrupt_on(halt.any().clone());
    let outcome = std::thread::scope(|scope| {
        scope.spawn(|| {
            let send = send;
            load_views(data.dataset, data.items, data.views, plan, halt.any(), &send);
        });
        let receive = receive;
        let state = from.map(|checkpoint| &checkpoint.state);
        let mut run = Loop {
            model: &mut *model,
            data,
            config,
            checkpoints,
            probe,
            sink,
            plan,
            halt,
            saved: Instant::now(),
            parts: config.accumulate,
            epoch: state.map(EpochSums::of).unwrap_or_default(),
            alarms: state.map(Alarms::of).unwrap_or_default(),
        };
        run.all_steps(&receive)
    });
    // What is made of the model afterwards is nobody's to halt here.
    model.interrupt_on(Stop::new());
    outcome
}

type Batches = std::sync::mpsc::Receiver<Result<ViewBatch, TrainError>>;

struct Loop<'a, 'p> {
    model: &'a mut Model,
    data: PretrainData<'a>,
    config: &'a TrainConfig,
    checkpoints: &'a Checkpoints,
    probe: &'a mut Probe<'p>,
    sink: &'a mut dyn Sink,
    plan: LoaderPlan,
    halt: &'a Halt,
    saved: Instant,
    /// Parts that a batch is learnt from one after the other.
    parts: usize,
    /// The epoch under way.
    epoch: EpochSums,
    alarms: Alarms,
}

impl Loop<'_, '_> {
    fn all_steps(&mut self, batches: &Batches) -> Result<Outcome, TrainError> {
        let LoaderPlan { first_step, end_step, steps_per_epoch, .. } = self.plan;
        let schedule = Schedule {
            peak: self.config.peak_learning_rate(),
            warm_up: (self.config.warmup * end_step as f64) as u64,
            steps: end_step,
        };
        for step in first_step..end_step {
            match self.one_step(step, schedule.learning_rate(step), batches) {
                Ok(()) => {}
                Err(TrainError::Stopped) => return self.halt(step),
                Err(error) => return Err(error),
            }
            if (step + 1) % steps_per_epoch == 0 {
                match self.end_epoch(step + 1) {
                    Ok(()) => {}
                    Err(TrainError::Stopped) => return self.halt(step + 1),
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(Outcome::Done)
    }

    fn one_step(&mut self, step: u64, learning_rate: f64, batches: &Batches) -> Result<(), TrainError> {
        let asked = Instant::now();
        let batch = self.next_batch(batches)?;
        let waited = asked.elapsed().as_secs_f64();
        let ViewBatch { epoch, items, labels, data, seconds: making, .. } = batch;
        let input = StepInput { data, images: items.clone(), labels, step, steps: self.plan.end_step };
        let result = self.model.step(input, learning_rate)?;
        let seconds = asked.elapsed().as_secs_f64();
        if result.parts > self.parts {
            self.warn_of_parts(result.parts);
        }
        self.sink.event(&Event::Step {
            step: step + 1,
            of: self.plan.end_step,
            epoch,
            loss: result.loss,
            terms: result.terms.clone(),
            learning_rate,
            images_per_s: self.plan.batch as f64 / seconds,
            waiting: waited / seconds,
        });
        if !result.is_finite() {
            return Err(self.not_a_number(step + 1, &result, &items));
        }
        self.epoch.add(&result, [seconds, waited, making]);
        Ok(())
    }

    /// Says that memory is too short for as many images at once as before.
    fn warn_of_parts(&mut self, parts: usize) {
        let batch = self.plan.batch;
        let too_many = batch.div_ceil(parts / 2);
        let who = if too_many == batch { "they".into() } else { format!("the {batch} of a step") };
        let text = format!(
            "the card's memory does not hold {too_many} images at once: {who} are learnt from in {parts} parts"
        );
        self.sink.event(&Event::Warning { text });
        let before = Alarms::before(batch, self.parts);
        if let (None, Some(text)) = (before, Alarms::before(batch, parts)) {
            self.sink.event(&Event::Warning { text });
        }
        self.parts = parts;
    }

    /// Why a step came to no number, with the pictures that brought it about where they are known.
    fn not_a_number(&self, step: u64, result: &StepResult, items: &[usize]) -> TrainError {
        let what = if result.loss.is_finite() { "gradient" } else { "loss" };
        let names = result.broken.iter().take(NAMED).filter_map(|&(image, view)| {
            let item = self.data.dataset.items.get(*items.get(image)?)?;
            Some(format!("{} (random version {})", item.key, view + 1))
        });
        let mut pictures = names.collect::<Vec<_>>().join(", ");
        if result.broken.len() > NAMED {
            pictures = format!("{pictures} and {} more", result.broken.len() - NAMED);
        }
        TrainError::NotANumber { step, what, pictures }
    }

    fn next_batch(&self, batches: &Batches) -> Result<ViewBatch, TrainError> {
        loop {
            if self.halt.any().requested() {
                return Err(TrainError::Stopped);
            }
            match batches.recv_timeout(LOOK) {
                Ok(batch) => return batch,
                Err(RecvTimeoutError::Timeout) => {}
                // The loader ends early only when it was asked to.
                Err(RecvTimeoutError::Disconnected) if self.halt.any().requested() => {
                    return Err(TrainError::Stopped);
                }
                Err(RecvTimeoutError::Disconnected) => return Err(TrainError::LoaderGone),
            }
        }
    }

    fn end_epoch(&mut self, steps_done: u64) -> Result<(), TrainError> {
        let sums = std::mem::take(&mut self.epoch);
        let [loss, spread, rank] = sums.means();
        let epoch = (steps_done / self.plan.steps_per_epoch) as u32;
        let of = self.config.epochs;
        self.sink.event(&Event::Epoch {
            epoch,
            of,
            loss,
            spread,
            rank,
            seconds: sums.seconds,
            waiting: sums.waited / sums.seconds,
            view_seconds: sums.making,
            model_seconds: sums.seconds - sums.waited,
        });
        for text in self.alarms.after_epoch(epoch, &sums) {
            self.sink.event(&Event::Warning { text });
        }
        let every = self.config.probe_every;
        if every > 0 && (epoch.is_multiple_of(every) || epoch == of) {
            for event in (self.probe)(self.model, epoch)? {
                self.sink.event(&event);
            }
        }
        if epoch == of || self.saved.elapsed().as_secs_f64() >= self.config.checkpoint_seconds {
            self.save(steps_done, None)?;
        }
        Ok(())
    }

    /// Saves the state after `step` steps and says how training ended.
    fn halt(&mut self, step: u64) -> Result<Outcome, TrainError> {
        let of = self.plan.end_step;
        if self.halt.pausing() {
            self.save(step, None)?;
            self.sink.event(&Event::Paused { step });
            return Ok(Outcome::Paused);
        }
        if step == of {
            // Only the look at the accuracy was cut short; all steps are done.
            self.save(step, None)?;
            return Ok(Outcome::Done);
        }
        self.save(step, Some(of))?;
        self.sink.event(&Event::EndedEarly { step, of });
        Ok(Outcome::EndedEarly { step, of })
    }

    /// Saves the state after `step` steps; `ended_of` marks it as the end of a training of that many.
    fn save(&mut self, step: u64, ended_of: Option<u64>) -> Result<(), TrainError> {
        let mut checkpoint = self.model.checkpoint(step)?;
        if let Some(of) = ended_of {
            checkpoint = checkpoint.with_early_end(of);
        }
        self.epoch.keep(&mut checkpoint.state);
        self.alarms.keep(&mut checkpoint.state);
        let file = self.checkpoints.save(&checkpoint)?;
        self.saved = Instant::now();
        self.sink.event(&Event::Checkpoint { step, file });
        Ok(())
    }
}

#[cfg(test)]
#[path = "pretrain_tests.rs"]
pub(super) mod tests;
