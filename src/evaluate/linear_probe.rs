//! [`LinearProbe`]: a fitted linear probe with its classes, to be kept in a file and asked about further images.

use std::path::Path;

use candle_core::{Device, Tensor};

use super::error::EvaluateError;
use super::features::{Features, Standardiser};
use super::linear::fitted;
use super::logistic::Logistic;
use crate::encoder::{EncoderError, Metadata, NamedTensors, tensor_file};

/// A linear probe: standardises features, then gives every class a probability.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearProbe {
    /// Class names.
    pub classes: Vec<String>,
    pub(super) standardiser: Standardiser,
    pub(super) model: Logistic,
}

/// The probe as numbers for other programs: probabilities are `softmax(weight ((x - mean) / scale) + bias)`.
#[derive(Clone, Debug, PartialEq)]
pub struct DenseProbe {
    /// Means of the features in training.
    pub mean: Vec<f32>,
    /// Their standard deviations.
    pub scale: Vec<f32>,
    /// One row of weights a class, row after row; zeros for a class without training images.
    pub weight: Vec<f32>,
    /// One offset a class; -1e30 for a class without training images.
    pub bias: Vec<f32>,
}

/// The offset that makes a class impossible.
const NEVER: f32 = -1e30;

impl LinearProbe {
    /// Fits a probe to training images, its penalty chosen inside them: the one of the report's `linear_full`.
    ///
    /// # Errors
    /// Features that are not finite, or other numbers of labels or groups.
    pub fn fit(
        features: &Features,
        labels: &[usize],
        groups: &[usize],
        classes: &[String],
        seed: u64,
    ) -> Result<Self, EvaluateError> {
        for (what, found) in [("labels", labels.len()), ("groups", groups.len())] {
            if found != features.n() {
                return Err(EvaluateError::Length { what: what.into(), found, expected: features.n() });
            }
        }
        features.check_finite("the encoder's features")?;
        let standardiser = Standardiser::fit(features);
        let (model, ..) = fitted(&standardiser.apply(features), labels, groups, classes.len(), seed);
        Ok(Self { classes: classes.to_vec(), standardiser, model })
    }

    /// Features that it reads.
    pub fn width(&self) -> usize {
        self.standardiser.parts().0.len()
    }

    /// The probability of every class for every image, image after image, as if all classes of training were equally
    /// frequent.
    ///
    /// # Errors
    /// Features of another width.
    pub fn probabilities(&self, features: &Features) -> Result<Vec<f64>, EvaluateError> {
        if features.d() != self.width() {
            let what = "the probe".to_owned();
            return Err(EvaluateError::Widths { what, train: self.width(), test: features.d() });
        }
        Ok(self.model.probabilities(&self.standardiser.apply(features), self.classes.len()))
    }

    /// The probe as numbers for other programs.
    pub fn dense(&self) -> DenseProbe {
        let narrow = |values: &[f64]| values.iter().map(|&v| v as f32).collect::<Vec<f32>>();
        let (mean, scale) = self.standardiser.parts();
        let (present, weights, offsets) = self.model.parts();
        let d = self.width();
        let mut weight = vec![0.0; self.classes.len() * d];
        let mut bias = vec![NEVER; self.classes.len()];
        for (row, (&class, &offset)) in present.iter().zip(offsets).enumerate() {
            if let (Some(to), Some(from)) =
                (weight.get_mut(class * d..(class + 1) * d), weights.get(row * d..(row + 1) * d))
            {
                to.copy_from_slice(&narrow(from));
            }
            if let Some(bias) = bias.get_mut(class) {
                *bias = offset as f32;
            }
        }
        DenseProbe { mean: narrow(mean), scale: narrow(scale), weight, bias }
    }

    /// The content of its file: a safetensors file with everything in 64 bits and the classes in the header.
    ///
    /// # Errors
    /// When memory cannot be had.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EvaluateError> {
        let vector = |values: &[f64]| Tensor::from_slice(values, values.len(), &Device::Cpu);
        let (mean, scale) = self.standardiser.parts();
        let (present, weights, offsets) = self.model.parts();
        let present: Vec<i64> = present.iter().map(|&class| class as i64).collect();
        let tensors = NamedTensors::from([
            ("mean".into(), vector(mean)?),
            ("scale".into(), vector(scale)?),
            ("weight".into(), Tensor::from_slice(weights, (present.len(), mean.len()), &Device::Cpu)?),
            ("bias".into(), vector(offsets)?),
            ("present".into(), Tensor::from_slice(&present, present.len(), &Device::Cpu)?),
        ]);
        let classes = serde_json::to_string(&self.classes).unwrap_or_default();
        let words = "softmax(weight ((x - mean) / scale) + bias) for the classes whose places are in present";
        let metadata = Metadata::from([("classes".into(), classes), ("formula".into(), words.into())]);
        Ok(tensor_file::to_bytes(&tensors, &metadata)?)
    }

    /// Reads a file with the content of [`LinearProbe::to_bytes`].
    ///
    /// # Errors
    /// Where it cannot be read or holds something else.
    pub fn read(path: &Path) -> Result<Self, EvaluateError> {
        let (tensors, metadata) = tensor_file::read(path)?;
        let wrong = || EncoderError::NotWeights(format!("{} does not hold a linear probe", path.display()));
        let get = |name: &str| tensors.get(name).ok_or_else(wrong);
        let classes: Vec<String> =
            metadata.get("classes").and_then(|text| serde_json::from_str(text).ok()).ok_or_else(wrong)?;
        let present: Vec<usize> = get("present")?.to_vec1::<i64>()?.into_iter().map(|v| v as usize).collect();
        let (mean, scale) = (get("mean")?.to_vec1::<f64>()?, get("scale")?.to_vec1::<f64>()?);
        let mut parameters = get("weight")?.flatten_all()?.to_vec1::<f64>()?;
        parameters.extend(get("bias")?.to_vec1::<f64>()?);
        let d = mean.len();
        if scale.len() != d
            || parameters.len() != present.len() * (d + 1)
            || present.iter().any(|&class| class >= classes.len())
        {
            return Err(wrong().into());
        }
        let model = Logistic::from_parts(present, parameters, d);
        Ok(Self { classes, standardiser: Standardiser::from_parts(mean, scale), model })
    }
}

#[cfg(test)]
mod tests {
    use super::super::made_up::data;
    use super::*;

    #[test]
    fn a_file_keeps_every_probability_and_other_programs_get_the_same() {
        let (x, labels) = data(60, 5, 2, 3, 2.0);
        let labels: Vec<usize> = labels.into_iter().map(|label| 2 * label).collect();
        let names: Vec<String> = ["a", "never", "c"].map(String::from).to_vec();
        let groups: Vec<usize> = (0..60).collect();
        let probe = LinearProbe::fit(&x, &labels, &groups, &names, 0).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("probe.safetensors");
        std::fs::write(&path, probe.to_bytes().unwrap()).unwrap();
        let read = LinearProbe::read(&path).unwrap();
        assert_eq!(read, probe);
        let p = read.probabilities(&x).unwrap();
        let dense = read.dense();
        for (i, p) in p.chunks_exact(3).enumerate() {
            let score = |class: usize| {
                let own = x.row(i).iter().zip(&dense.mean).zip(&dense.scale).zip(&dense.weight[class * 5..]);
                own.map(|(((x, m), s), w)| (x - m) / s * w).sum::<f32>() + dense.bias[class]
            };
            let scores: Vec<f32> = (0..3).map(score).collect();
            let top = scores.iter().copied().fold(f32::MIN, f32::max);
            let powers: Vec<f32> = scores.iter().map(|s| (s - top).exp()).collect();
            for (p, power) in p.iter().zip(&powers) {
                assert!((p - f64::from(power / powers.iter().sum::<f32>())).abs() < 1e-5);
            }
            assert_eq!(p[1], 0.0);
        }
        let narrow = Features::new(1, 4, vec![0.0; 4]).unwrap();
        assert!(matches!(probe.probabilities(&narrow), Err(EvaluateError::Widths { .. })));
        assert!(LinearProbe::fit(&x, &labels[1..], &groups, &names, 0).is_err());
    }
}
