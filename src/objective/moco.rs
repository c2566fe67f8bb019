//! MoCo v2: one random version of an image is to find the other among the keys of many earlier images.
//!
//! He et al. 2020, "Momentum contrast for unsupervised visual representation learning" (arXiv 1911.05722),
//! algorithm 1; Chen et al. 2020, "Improved baselines with momentum contrastive learning" (arXiv
//! 2003.04297). The keys are made by a second encoder that follows the first one slowly, and are kept in a
//! queue.
//!
//! Batch normalisation. Within a batch it lets an image know of its neighbours. Queries and their keys come
//! from the same images, the keys in the queue from others, so that a network could find the right key by
//! the trace of the batch alone (section 3.3 of the first paper). The paper deals the keys' images to
//! several devices in another order than the queries' images. There is one device here, on which shuffling
//! alone would change nothing. So the keys' images are dealt at random into `key_groups` parts, and each
//! part goes through the key encoder by itself, normalised by its own statistics: a key is normalised by
//! a random part of the images, as with the paper's devices, and its trace is not the queries'. It costs
//! no additional arithmetic. (The queries remain one batch, where the paper has one a device.)

use candle_core::{D, Tensor};

use super::error::ObjectiveError;
use super::head::Head;
use super::list::{Entry, Task};
use super::log_sum_exp::log_sum_exp;
use super::objective::{Batch, Loss, Objective, Shown, Target, halves, together};
use super::queue::Queue;
use super::setting::{Setting, Settings};
use super::unit_rows::{mean_cosine, unit_rows};
use crate::encoder::Weights;

/// The queue may hold a key for one in this many of the images. A longer one would hold keys of most
/// images, each made by a long outdated encoder.
const IMAGES_PER_KEY: usize = 4;

/// The entry in the list of objectives.
pub const ENTRY: Entry = Entry {
    name: "moco",
    title: "MoCo v2",
    summary: "Finds the other random version of the same image among those of many earlier images.",
    from_labels: false,
    settings: &[
        Setting {
            name: "temperature",
            words: "How sharply near and far are told apart; 0.2 in the paper.",
            default: 0.2,
            low: 0.001,
            high: 100.0,
            whole: false,
        },
        Setting {
            name: "tau",
            words: "How slowly the second encoder follows the first: the share of its old weights that it keeps \
                    in every step. 0.99 for a short queue, 0.999 for the paper's long one.",
            default: 0.99,
            low: 0.0,
            high: 1.0,
            whole: false,
        },
        Setting {
            name: "queue",
            words: "Images that are remembered to be told apart from; at most a quarter of the images that are \
                    learnt from. 65536 in the paper, 4096 for small data sets.",
            default: 4096.0,
            low: 1.0,
            high: 1_048_576.0,
            whole: true,
        },
        Setting {
            name: "symmetric",
            words: "1: each random version seeks the other one, at nearly twice the time. 0: the first seeks \
                    the second, as in the paper.",
            default: 0.0,
            low: 0.0,
            high: 1.0,
            whole: true,
        },
        Setting {
            name: "key_groups",
            words: "Into how many parts the images of a step are dealt for the second encoder, so that no image \
                    is known by its neighbours; never parts of fewer than 8 images.",
            default: 4.0,
            low: 1.0,
            high: 64.0,
            whole: true,
        },
        Setting {
            name: "width",
            words: "Width of the projector's hidden layer; 2048 in the paper.",
            default: 512.0,
            low: 1.0,
            high: 65536.0,
            whole: true,
        },
        Setting {
            name: "dim",
            words: "Numbers an image is projected to; 128 in the paper.",
            default: 128.0,
            low: 2.0,
            high: 65536.0,
            whole: true,
        },
    ],
    build: |task, settings| Ok(Box::new(MoCo::new(task, settings)?)),
};

/// InfoNCE of queries `q` (n, d) with their keys `k` (n, d) against `others` (m, d); a scalar, and the
/// share of queries to which their key is nearer than every other one.
///
/// The rows of all three have to be of length 1. With T the temperature, and `mask` (n, m) added to the
/// similarities of the others (very negative where one must not count):
/// `loss = mean_i -log( exp(q_i . k_i / T) / (exp(q_i . k_i / T) + sum_j exp((q_i . others_j + mask_ij) / T)) )`.
///
/// # Errors
/// When the shapes do not fit.
pub fn info_nce(
    q: &Tensor,
    k: &Tensor,
    others: &Tensor,
    mask: &Tensor,
    temperature: f64,
) -> Result<(Tensor, f64), ObjectiveError> {
    if q.dims() != k.dims() {
        return Err(ObjectiveError::Shapes(q.dims().to_vec(), k.dims().to_vec()));
    }
    let positive = q.mul(k)?.sum_keepdim(D::Minus1)?;
    let negative = q.matmul(&others.t()?)?.add(mask)?;
    let nearest = negative.detach().max_keepdim(D::Minus1)?;
    let right = positive.detach().gt(&nearest)?.to_dtype(q.dtype())?.mean_all()?.to_scalar::<f32>()?;
    let logits = (Tensor::cat(&[&positive, &negative], 1)? / temperature)?;
    let loss = log_sum_exp(&logits)?.sub(&(positive / temperature)?)?.mean_all()?;
    Ok((loss, right as f64))
}

/// MoCo v2 with its projector (features, 512, rectifier, 128), the projector that follows it, and the queue.
pub struct MoCo {
    projector: Head,
    target_projector: Head,
    queue: Queue,
    weights: Weights,
    temperature: f64,
    tau: f64,
    symmetric: bool,
    key_groups: usize,
}

impl MoCo {
    /// MoCo for a task.
    ///
    /// # Errors
    /// When memory cannot be had.
    pub fn new(task: &Task, settings: &Settings) -> Result<Self, ObjectiveError> {
        let dim = settings.whole("dim")?;
        let widths = [task.features, settings.whole("width")?, dim];
        let projector = Head::perceptron("projector", &widths, task.seed, &task.device)?;
        let target_projector = projector.twin("target_projector")?;
        let len = settings.whole("queue")?.min(task.images / IMAGES_PER_KEY);
        let queue = Queue::new(len, dim, task.seed, &task.device)?;
        let weights = together(&[&projector], &[target_projector.weights(), queue.weights()]);
        Ok(Self {
            projector,
            target_projector,
            queue,
            weights,
            temperature: settings.value("temperature")?,
            tau: settings.value("tau")?,
            symmetric: settings.on("symmetric")?,
            key_groups: settings.whole("key_groups")?,
        })
    }

    /// The keys of earlier images.
    pub fn queue(&self) -> &Queue {
        &self.queue
    }
}

impl Objective for MoCo {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn shown(&self) -> Shown {
        if self.symmetric { Shown::Both } else { Shown::First }
    }

    fn target(&self) -> Option<Target> {
        let shown = if self.symmetric { Shown::Both } else { Shown::Second };
        Some(Target { shown, groups: self.key_groups })
    }

    fn kept_of_target(&self, _step: u64, _steps: u64) -> f64 {
        self.tau
    }

    fn loss(&mut self, batch: &Batch) -> Result<Loss, ObjectiveError> {
        let target = batch.target.ok_or(ObjectiveError::NoTarget(ENTRY.name))?;
        let q = unit_rows(&self.projector.forward_train(batch.features)?)?;
        let k = unit_rows(&self.target_projector.watch(target)?)?;
        let (others, mask) = (self.queue.keys()?, self.queue.mask(batch.images)?);
        let one = |q: &Tensor, k: &Tensor| info_nce(q, k, &others, &mask, self.temperature);
        let terms = |alignment, accuracy| vec![("alignment", alignment), ("queue_accuracy", accuracy)];
        if !self.symmetric {
            if q.dim(0)? != batch.images.len() {
                return Err(ObjectiveError::Batch(q.dim(0)?));
            }
            let (value, accuracy) = one(&q, &k)?;
            let alignment = mean_cosine(&q, &k)?;
            self.queue.push(&k, batch.images)?;
            return Ok(Loss { value, terms: terms(alignment, accuracy) });
        }
        let ([q1, q2], [k1, k2]) = (halves(&q)?, halves(&k)?);
        let ((first, right_1), (second, right_2)) = (one(&q1, &k2)?, one(&q2, &k1)?);
        let alignment = f64::midpoint(mean_cosine(&q1, &k2)?, mean_cosine(&q2, &k1)?);
        self.queue.push(&k, &[batch.images, batch.images].concat())?;
        // Half the sum, so that learning rates mean the same in both forms.
        let value = ((first + second)? * 0.5)?;
        Ok(Loss { value, terms: terms(alignment, f64::midpoint(right_1, right_2)) })
    }

    fn follow(&mut self, kept: f64) -> Result<(), ObjectiveError> {
        Ok(self.target_projector.approach(&self.projector, kept)?)
    }

    fn project(&self, features: &Tensor) -> Result<Tensor, ObjectiveError> {
        Ok(self.projector.forward(features)?)
    }

    fn weights(&self) -> &Weights {
        &self.weights
    }
}
