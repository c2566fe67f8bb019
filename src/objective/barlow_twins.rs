//! Barlow Twins: each number of a projection is to be the same for both random versions, and to say
//! something else than every other number.
//!
//! Zbontar et al. 2021, "Barlow Twins: self-supervised learning via redundancy reduction" (arXiv
//! 2103.03230), equation 1, with the projector of the paper's program: three linear layers without bias,
//! batch normalisation and rectifier between them. As in that program the head normalises the two versions
//! apart; the encoder sees both as one batch of 2 n.

use candle_core::{DType, Tensor};

use super::error::ObjectiveError;
use super::head::Head;
use super::list::{Entry, Task};
use super::objective::{Batch, Loss, Objective, halves};
use super::setting::{Setting, Settings};
use crate::encoder::{Weights, ops};

/// The entry in the list of objectives.
pub const ENTRY: Entry = Entry {
    name: "barlow-twins",
    title: "Barlow Twins",
    summary: "Makes every number of an image the same for both random versions, and different from all its other \
              numbers.",
    from_labels: false,
    settings: &[
        Setting {
            name: "lambda",
            words: "How much it counts that different numbers say different things; 0.0051 in the paper.",
            default: 0.0051,
            low: 0.0,
            high: 10.0,
            whole: false,
        },
        Setting {
            name: "width",
            words: "Width of the projector's three layers; 8192 in the paper for ImageNet, 2048 for CIFAR-10.",
            default: 1024.0,
            low: 2.0,
            high: 65536.0,
            whole: true,
        },
    ],
    build: |task, settings| Ok(Box::new(BarlowTwins::new(task, settings)?)),
};

/// The two terms of Barlow Twins for projections `z1` and `z2` (n, d) of two random versions of the same n
/// images, each a scalar; their sum is the loss.
///
/// With C = BN(z1)^T BN(z2) / n, where BN takes from every column its mean and divides it by its (biased)
/// standard deviation: `sum_i (1 - C_ii)^2` and `lambda sum_{i != j} C_ij^2`.
///
/// # Errors
/// When the shapes differ, or there are fewer than two images.
pub fn barlow_twins(z1: &Tensor, z2: &Tensor, lambda: f64) -> Result<[Tensor; 2], ObjectiveError> {
    if z1.dims() != z2.dims() {
        return Err(ObjectiveError::Shapes(z1.dims().to_vec(), z2.dims().to_vec()));
    }
    let (n, d) = z1.dims2()?;
    let device = z1.device();
    let (one, zero) = (Tensor::ones(d, DType::F32, device)?, Tensor::zeros(d, DType::F32, device)?);
    let normal = |z: &Tensor| Ok::<_, ObjectiveError>(ops::batch_norm_train(z, &one, &zero, false)?.output);
    let c = (normal(z1)?.t()?.matmul(&normal(z2)?)? / n as f64)?;
    let eye = Tensor::eye(d, DType::F32, device)?;
    let on_diagonal = c.sub(&eye)?.mul(&eye)?.sqr()?.sum_all()?;
    let rest = Tensor::ones((d, d), DType::F32, device)?.sub(&eye)?;
    let off_diagonal = (c.mul(&rest)?.sqr()?.sum_all()? * lambda)?;
    Ok([on_diagonal, off_diagonal])
}

/// Barlow Twins with its projector.
pub struct BarlowTwins {
    projector: Head,
    lambda: f64,
}

impl BarlowTwins {
    /// Barlow Twins for a task.
    ///
    /// # Errors
    /// When memory cannot be had.
    pub fn new(task: &Task, settings: &Settings) -> Result<Self, ObjectiveError> {
        let width = settings.whole("width")?;
        let projector = Head::normalised(
            "projector",
            &[task.features, width, width, width],
            false,
            task.seed,
            &task.device,
        )?;
        Ok(Self { projector, lambda: settings.value("lambda")? })
    }
}

impl Objective for BarlowTwins {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn loss(&mut self, batch: &Batch) -> Result<Loss, ObjectiveError> {
        let [f1, f2] = halves(batch.features)?;
        let (z1, z2) = (self.projector.forward_train(&f1)?, self.projector.forward_train(&f2)?);
        let [on_diagonal, off_diagonal] = barlow_twins(&z1, &z2, self.lambda)?;
        let figure = |t: &Tensor| t.to_scalar::<f32>().map(f64::from);
        let terms = vec![("on_diagonal", figure(&on_diagonal)?), ("off_diagonal", figure(&off_diagonal)?)];
        Ok(Loss { value: on_diagonal.add(&off_diagonal)?, terms })
    }

    fn project(&self, features: &Tensor) -> Result<Tensor, ObjectiveError> {
        Ok(self.projector.forward(features)?)
    }

    fn weights(&self) -> &Weights {
        self.projector.weights()
    }
}
