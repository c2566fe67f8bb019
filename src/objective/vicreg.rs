//! VICReg: both random versions are to give the same numbers, each of which is to vary from image to image
//! and none of which is to follow from others.
//!
//! Bardes et al. 2022, "VICReg: variance-invariance-covariance regularization for self-supervised learning"
//! (arXiv 2105.04906), as computed by the paper's program (which halves the variance term of each version),
//! with its projector: linear layers with batch normalisation and rectifier behind each but the last, which
//! has no bias. As in that program the head normalises the two versions apart; the encoder sees both as one
//! batch of 2 n.

use candle_core::{DType, Tensor};

use super::error::ObjectiveError;
use super::head::Head;
use super::list::{Entry, Task};
use super::objective::{Batch, Loss, Objective, halves};
use super::setting::{Setting, Settings};
use crate::encoder::{Weights, ops};

/// Added to a variance before its root is taken.
const EPSILON: f64 = 1e-4;

/// A weight of one of the three terms.
const fn factor(name: &'static str, words: &'static str, default: f64) -> Setting {
    Setting { name, words, default, low: 0.0, high: 10_000.0, whole: false }
}

/// The entry in the list of objectives.
pub const ENTRY: Entry = Entry {
    name: "vicreg",
    title: "VICReg",
    summary: "Makes both random versions give the same numbers, and keeps these numbers varied and different \
              from each other.",
    from_labels: false,
    settings: &[
        factor("invariance", "How much it counts that both versions give the same; 25 in the paper.", 25.0),
        factor("variance", "How much it counts that numbers vary between images; 25 in the paper.", 25.0),
        factor("covariance", "How much it counts that numbers differ from each other; 1 in the paper.", 1.0),
        Setting {
            name: "width",
            words: "Width of the projector's layers; 8192 in the paper for ImageNet, 2048 for CIFAR-10.",
            default: 1024.0,
            low: 2.0,
            high: 65536.0,
            whole: true,
        },
        Setting {
            name: "layers",
            words: "Linear layers of the projector; 3 in the paper.",
            default: 3.0,
            low: 1.0,
            high: 8.0,
            whole: true,
        },
    ],
    build: |task, settings| Ok(Box::new(VicReg::new(task, settings)?)),
};

/// The three terms of VICReg for projections `z1` and `z2` (n, d) of two random versions of the same n
/// images, without their weights, each a scalar: invariance, variance, covariance.
///
/// With s = sqrt(var + 1e-4) of a column, unbiased, and Cov the unbiased covariance matrix:
/// `mean (z1 - z2)^2`; `mean relu(1 - s_1) / 2 + mean relu(1 - s_2) / 2`;
/// `sum_{i != j} Cov_1_ij^2 / d + sum_{i != j} Cov_2_ij^2 / d`.
///
/// # Errors
/// When the shapes differ, or there are fewer than two images.
pub fn vicreg(z1: &Tensor, z2: &Tensor) -> Result<[Tensor; 3], ObjectiveError> {
    if z1.dims() != z2.dims() {
        return Err(ObjectiveError::Shapes(z1.dims().to_vec(), z2.dims().to_vec()));
    }
    let (n, d) = z1.dims2()?;
    if n < 2 {
        return Err(ObjectiveError::Batch(2 * n));
    }
    let device = z1.device();
    let rest = Tensor::ones((d, d), DType::F32, device)?.sub(&Tensor::eye(d, DType::F32, device)?)?;
    let spread = |z: &Tensor| {
        let centred = z.broadcast_sub(&z.mean_keepdim(0)?)?;
        let deviation = ((centred.sqr()?.sum(0)? / (n - 1) as f64)? + EPSILON)?.sqrt()?;
        let variance = (ops::relu(&(deviation.neg()? + 1.0)?)?.mean_all()? / 2.0)?;
        let matrix = (centred.t()?.matmul(&centred)? / (n - 1) as f64)?;
        let covariance = (matrix.mul(&rest)?.sqr()?.sum_all()? / d as f64)?;
        Ok::<_, ObjectiveError>((variance, covariance))
    };
    let ((v1, c1), (v2, c2)) = (spread(z1)?, spread(z2)?);
    Ok([z1.sub(z2)?.sqr()?.mean_all()?, v1.add(&v2)?, c1.add(&c2)?])
}

/// VICReg with its projector.
pub struct VicReg {
    projector: Head,
    factors: [f64; 3],
}

impl VicReg {
    /// VICReg for a task.
    ///
    /// # Errors
    /// When memory cannot be had.
    pub fn new(task: &Task, settings: &Settings) -> Result<Self, ObjectiveError> {
        let mut widths = vec![task.features];
        widths.extend(std::iter::repeat_n(settings.whole("width")?, settings.whole("layers")?));
        let projector = Head::normalised("projector", &widths, true, task.seed, &task.device)?;
        let value = |name| settings.value(name);
        Ok(Self { projector, factors: [value("invariance")?, value("variance")?, value("covariance")?] })
    }
}

impl Objective for VicReg {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn loss(&mut self, batch: &Batch) -> Result<Loss, ObjectiveError> {
        let [f1, f2] = halves(batch.features)?;
        let (z1, z2) = (self.projector.forward_train(&f1)?, self.projector.forward_train(&f2)?);
        let [i, v, c] = vicreg(&z1, &z2)?;
        let [fi, fv, fc] = self.factors;
        let (i, v, c) = ((i * fi)?, (v * fv)?, (c * fc)?);
        let figure = |t: &Tensor| t.to_scalar::<f32>().map(f64::from);
        let terms = vec![("invariance", figure(&i)?), ("variance", figure(&v)?), ("covariance", figure(&c)?)];
        Ok(Loss { value: i.add(&v)?.add(&c)?, terms })
    }

    fn project(&self, features: &Tensor) -> Result<Tensor, ObjectiveError> {
        Ok(self.projector.forward(features)?)
    }

    fn weights(&self) -> &Weights {
        self.projector.weights()
    }
}
