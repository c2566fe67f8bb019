//! [`Weights`]: the numbers of a network by name, those that are learnt and those that are only kept.

use std::collections::BTreeMap;
use std::path::Path;

use candle_core::{DType, Device, Tensor, Var};

use super::error::EncoderError;
use super::layer::Layer;
use super::random::NamedStream;
use super::tensor_file::{self, Metadata, NamedTensors};

/// The numbers of a network by torchvision's names, in the order of the names.
///
/// *Parameters* are learnt; *buffers* (running means and variances) are kept beside them. A clone
/// shares the numbers; [`Weights::duplicate`] does not.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    parameters: BTreeMap<String, Var>,
    buffers: BTreeMap<String, Var>,
}

impl Weights {
    /// No weights at all, to be filled by hand.
    pub fn new() -> Self {
        Self::default()
    }

    /// The first weights of a network, as torchvision draws them: convolutions from a normal
    /// distribution of variance 2 / (outputs kernel^2) (He et al. 2015, arXiv 1502.01852, fan-out),
    /// normalisations the identity. They depend on `seed` and the tensors' names alone.
    ///
    /// # Errors
    /// When memory on the device cannot be had.
    pub fn initial(layers: &[Layer], seed: u64, device: &Device) -> Result<Self, EncoderError> {
        let mut weights = Self::new();
        let mut result = Ok(());
        for layer in layers {
            layer.visit(&mut |layer| {
                if result.is_ok() {
                    result = weights.add(layer, seed, device);
                }
            });
        }
        result.map(|()| weights)
    }

    fn add(&mut self, layer: &Layer, seed: u64, device: &Device) -> Result<(), EncoderError> {
        match layer {
            Layer::Conv { name, inputs, outputs, kernel, .. } => {
                let name = format!("{name}.weight");
                let shape = (*outputs, *inputs, *kernel, *kernel);
                let deviation = (2.0 / (outputs * kernel * kernel) as f64).sqrt();
                let len = outputs * inputs * kernel * kernel;
                let values = NamedStream::new(seed, &name).normal(len, deviation);
                self.insert_parameter(name, &Tensor::from_vec(values, shape, device)?)
            }
            Layer::BatchNorm { name, channels } => self.insert_batch_norm(name, *channels, device),
            _ => Ok(()),
        }
    }

    /// Adds the tensors of a batch normalisation over `channels` channels: the identity.
    ///
    /// # Errors
    /// When memory on the device cannot be had.
    pub fn insert_batch_norm(
        &mut self,
        name: &str,
        channels: usize,
        device: &Device,
    ) -> Result<(), EncoderError> {
        let ones = Tensor::ones(channels, DType::F32, device)?;
        let zeros = Tensor::zeros(channels, DType::F32, device)?;
        self.insert_parameter(format!("{name}.weight"), &ones)?;
        self.insert_parameter(format!("{name}.bias"), &zeros)?;
        self.insert_buffer(format!("{name}.running_mean"), &zeros)?;
        self.insert_buffer(format!("{name}.running_var"), &ones)?;
        self.insert_buffer(format!("{name}.num_batches_tracked"), &Tensor::new(0_i64, device)?)
    }

    /// Adds a tensor that is learnt; the values are copied.
    ///
    /// # Errors
    /// When memory on the device cannot be had.
    pub fn insert_parameter(&mut self, name: impl Into<String>, tensor: &Tensor) -> Result<(), EncoderError> {
        self.parameters.insert(name.into(), Var::from_tensor(&tensor.copy()?)?);
        Ok(())
    }

    /// Adds a tensor that is kept but not learnt; the values are copied.
    ///
    /// # Errors
    /// When memory on the device cannot be had.
    pub fn insert_buffer(&mut self, name: impl Into<String>, tensor: &Tensor) -> Result<(), EncoderError> {
        self.buffers.insert(name.into(), Var::from_tensor(&tensor.copy()?)?);
        Ok(())
    }

    /// Takes in all tensors of `other`, whose values stay shared with it.
    pub fn share(&mut self, other: &Self) {
        self.parameters.extend(other.parameters.clone());
        self.buffers.extend(other.buffers.clone());
    }

    /// The same, but nothing of it is learnt here.
    pub fn share_as_buffers(&mut self, other: &Self) {
        self.buffers.extend(other.parameters.clone());
        self.buffers.extend(other.buffers.clone());
    }

    /// The tensor of that name.
    ///
    /// # Errors
    /// When there is none.
    pub fn get(&self, name: &str) -> Result<&Tensor, EncoderError> {
        self.variable(name).map(Var::as_tensor)
    }

    /// Puts `values` into the tensor of that name, which every clone of these weights sees.
    ///
    /// # Errors
    /// When there is no such tensor or the shapes differ.
    pub fn set(&self, name: &str, values: &Tensor) -> Result<(), EncoderError> {
        Ok(self.variable(name)?.set(values)?)
    }

    fn variable(&self, name: &str) -> Result<&Var, EncoderError> {
        let found = self.parameters.get(name).or_else(|| self.buffers.get(name));
        found.ok_or_else(|| EncoderError::NoTensor(name.to_owned()))
    }

    /// What is learnt, by name.
    pub fn parameters(&self) -> &BTreeMap<String, Var> {
        &self.parameters
    }

    /// Numbers that are learnt.
    pub fn parameter_count(&self) -> usize {
        self.parameters.values().map(|var| var.elem_count()).sum()
    }

    /// Copies of the tensors that are kept but not learnt, by name.
    ///
    /// # Errors
    /// When memory on the device cannot be had.
    pub fn copy_buffers(&self) -> Result<NamedTensors, EncoderError> {
        self.buffers.iter().map(|(name, var)| Ok((name.clone(), var.copy()?))).collect()
    }

    /// All tensors, learnt or kept, by name; they share their values with these weights.
    pub fn tensors(&self) -> NamedTensors {
        let all = self.parameters.iter().chain(&self.buffers);
        all.map(|(name, var)| (name.clone(), var.as_tensor().clone())).collect()
    }

    /// A copy that shares nothing with these weights.
    ///
    /// # Errors
    /// When memory on the device cannot be had.
    pub fn duplicate(&self) -> Result<Self, EncoderError> {
        let mut copy = Self::new();
        for (name, var) in &self.parameters {
            copy.insert_parameter(name, var)?;
        }
        for (name, var) in &self.buffers {
            copy.insert_buffer(name, var)?;
        }
        Ok(copy)
    }

    /// Takes over all of `tensors`, whose names and shapes must be exactly those of these weights.
    ///
    /// # Errors
    /// Lists every tensor that is missing, unexpected or of another shape; nothing is changed then.
    pub fn replace(&self, tensors: &NamedTensors) -> Result<(), EncoderError> {
        let mut wrong = Vec::new();
        let own = self.tensors();
        for (name, tensor) in &own {
            match tensors.get(name) {
                None => wrong.push(format!("{name} is missing")),
                Some(given) if given.dims() != tensor.dims() => {
                    wrong.push(format!("{name} is {:?} instead of {:?}", given.dims(), tensor.dims()));
                }
                Some(_) => {}
            }
        }
        wrong.extend(
            tensors
                .keys()
                .filter(|name| !own.contains_key(*name))
                .map(|name| format!("{name} is unexpected")),
        );
        if !wrong.is_empty() {
            return Err(EncoderError::Mismatch(wrong));
        }
        for (name, tensor) in &own {
            if let Some(given) = tensors.get(name) {
                self.set(name, &given.to_dtype(tensor.dtype())?.to_device(tensor.device())?)?;
            }
        }
        Ok(())
    }

    /// Writes all tensors to a safetensors file, with `metadata` in its header; whole or not at all.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, path: &Path, metadata: &Metadata) -> Result<(), EncoderError> {
        tensor_file::write(path, &self.tensors(), metadata)
    }

    /// Takes over the tensors of a safetensors file and returns the words in its header.
    ///
    /// # Errors
    /// When the file cannot be read, or as [`Weights::replace`].
    pub fn load(&self, path: &Path) -> Result<Metadata, EncoderError> {
        let (tensors, metadata) = tensor_file::read(path)?;
        self.replace(&tensors)?;
        Ok(metadata)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoder::Architecture;

    fn convnet(seed: u64) -> Weights {
        Weights::initial(&Architecture::ConvNet.layers(3), seed, &Device::Cpu).unwrap()
    }

    fn bytes(weights: &Weights) -> Vec<u8> {
        tensor_file::to_bytes(&weights.tensors(), &Metadata::new()).unwrap()
    }

    #[test]
    fn first_weights_depend_on_the_seed_alone() {
        assert_eq!(bytes(&convnet(7)), bytes(&convnet(7)));
        assert_ne!(bytes(&convnet(7)), bytes(&convnet(8)));
        let weight = convnet(7).get("features.8.weight").unwrap().sqr().unwrap().mean_all().unwrap();
        let wanted = 2.0 / (128.0 * 9.0);
        let found = weight.to_scalar::<f32>().unwrap();
        assert!((found / wanted - 1.0).abs() < 0.02, "variance {found} instead of {wanted}");
        assert_eq!(convnet(0).parameter_count(), 864 + 18432 + 73728 + 294_912 + 2 * (32 + 64 + 128 + 256));
    }

    #[test]
    fn a_file_gives_back_every_value_and_word() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("encoder.safetensors");
        let (saved, loaded) = (convnet(1), convnet(2));
        saved.set("features.1.num_batches_tracked", &Tensor::new(12_i64, &Device::Cpu).unwrap()).unwrap();
        let words = |n: &str| Metadata::from([("encoder".into(), n.into()), ("seed".into(), "1".into())]);
        saved.save(&path, &words("convnet")).unwrap();
        assert_eq!(loaded.load(&path).unwrap(), words("convnet"));
        assert_eq!(bytes(&saved), bytes(&loaded));
    }

    #[test]
    fn other_weights_are_refused_by_name() {
        let weights = convnet(1);
        let before = bytes(&weights);
        let mut tensors = convnet(2).tensors();
        tensors.remove("features.1.bias");
        tensors.insert("fc.weight".to_owned(), Tensor::zeros(3, DType::F32, &Device::Cpu).unwrap());
        tensors.insert(
            "features.0.weight".to_owned(),
            Tensor::zeros((32, 1, 3, 3), DType::F32, &Device::Cpu).unwrap(),
        );
        let error = weights.replace(&tensors).unwrap_err().to_string();
        for part in
            ["features.1.bias is missing", "fc.weight is unexpected", "features.0.weight is [32, 1, 3, 3]"]
        {
            assert!(error.contains(part), "{error}");
        }
        assert_eq!(bytes(&weights), before);
        assert!(tensor_file::from_bytes(&before[..before.len() / 2]).is_err());
    }

    #[test]
    fn duplicates_share_nothing() {
        let weights = convnet(1);
        let before = bytes(&weights);
        let copy = weights.duplicate().unwrap();
        copy.set("features.1.bias", &Tensor::ones(32, DType::F32, &Device::Cpu).unwrap()).unwrap();
        assert_eq!(bytes(&weights), before);
        assert_ne!(bytes(&copy), before);
    }
}
