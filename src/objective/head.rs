//! [`Head`]: the small network between the encoder and the loss, which is thrown away afterwards.

use candle_core::{Device, Tensor};

use crate::encoder::{EncoderError, NamedStream, Weights, approach, follow, ops};

/// One step of a head, on rows of numbers (n, d).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadLayer {
    /// `x W^T + b`; tensors `weight` (outputs, inputs) and, with a bias, `bias` (outputs).
    Linear {
        /// Numbers per row that come in.
        inputs: usize,
        /// Numbers per row that go out.
        outputs: usize,
        /// Whether there is a bias.
        bias: bool,
    },
    /// Batch normalisation of every column; tensors as of the encoder's.
    BatchNorm {
        /// Numbers per row.
        features: usize,
    },
    /// `max(x, 0)`.
    Relu,
}

/// A list of layers with their weights, named as a `torch.nn.Sequential`: `projector.0.weight`, ...
#[derive(Clone, Debug)]
pub struct Head {
    name: &'static str,
    layers: Vec<HeadLayer>,
    weights: Weights,
    device: Device,
}

impl Head {
    /// A head on `device` called `name` with first weights from `seed`: linear layers as `torch.nn.Linear`, uniform
    /// between plus and minus 1 / sqrt(inputs), bias included; normalisations the identity.
    ///
    /// # Errors
    /// When memory cannot be had.
    pub fn new(
        name: &'static str,
        layers: Vec<HeadLayer>,
        seed: u64,
        device: &Device,
    ) -> Result<Self, EncoderError> {
        let mut weights = Weights::new();
        for (index, layer) in layers.iter().enumerate() {
            let module = format!("{name}.{index}");
            match *layer {
                HeadLayer::Linear { inputs, outputs, bias } => {
                    let bound = 1.0 / (inputs as f64).sqrt();
                    let mut draw = |suffix: &str, shape: Vec<usize>| {
                        let name = format!("{module}.{suffix}");
                        let values = NamedStream::new(seed, &name).uniform(shape.iter().product(), bound);
                        weights.insert_parameter(name, &Tensor::from_vec(values, shape, device)?)
                    };
                    draw("weight", vec![outputs, inputs])?;
                    if bias {
                        draw("bias", vec![outputs])?;
                    }
                }
                HeadLayer::BatchNorm { features } => weights.insert_batch_norm(&module, features, device)?,
                HeadLayer::Relu => {}
            }
        }
        Ok(Self { name, layers, weights, device: device.clone() })
    }

    /// Linear layers between `widths`, a rectifier behind each but the last.
    ///
    /// # Errors
    /// When memory cannot be had.
    pub fn perceptron(
        name: &'static str,
        widths: &[usize],
        seed: u64,
        device: &Device,
    ) -> Result<Self, EncoderError> {
        let mut layers = Vec::new();
        for pair in widths.windows(2) {
            if let [inputs, outputs] = *pair {
                if !layers.is_empty() {
                    layers.push(HeadLayer::Relu);
                }
                layers.push(HeadLayer::Linear { inputs, outputs, bias: true });
            }
        }
        Self::new(name, layers, seed, device)
    }

    /// Linear layers between `widths`, a batch normalisation and a rectifier behind each but the last, which
    /// has no bias. Of the others `bias` says whether they have one (the normalisation takes it away again,
    /// but some papers' programs have it).
    ///
    /// # Errors
    /// When memory cannot be had.
    pub fn normalised(
        name: &'static str,
        widths: &[usize],
        bias: bool,
        seed: u64,
        device: &Device,
    ) -> Result<Self, EncoderError> {
        let mut layers = Vec::new();
        for pair in widths.windows(2) {
            if let [inputs, outputs] = *pair {
                let last = layers.len() == 3 * (widths.len() - 2);
                layers.push(HeadLayer::Linear { inputs, outputs, bias: bias && !last });
                if !last {
                    layers.extend([HeadLayer::BatchNorm { features: outputs }, HeadLayer::Relu]);
                }
            }
        }
        Self::new(name, layers, seed, device)
    }

    /// A head called `name` that is the same as this one now, and shares nothing with it.
    ///
    /// # Errors
    /// When memory cannot be had.
    pub fn twin(&self, name: &'static str) -> Result<Self, EncoderError> {
        let twin = Self::new(name, self.layers.clone(), 0, &self.device)?;
        for (own, tensor) in self.weights.tensors() {
            twin.weights.set(&self.renamed(&own, name), &tensor)?;
        }
        Ok(twin)
    }

    /// Moves all that is learnt towards `online`, of which this head is a twin: every weight becomes
    /// `kept` times itself and `1 - kept` times the other. Running statistics are left alone.
    ///
    /// # Errors
    /// When the other head has other layers.
    pub fn approach(&self, online: &Self, kept: f64) -> Result<(), EncoderError> {
        for (name, var) in self.weights.parameters() {
            approach(var, online.weights.get(&self.renamed(name, online.name))?, kept)?;
        }
        Ok(())
    }

    /// The name of a tensor of this head in a twin called `other`.
    fn renamed(&self, tensor: &str, other: &str) -> String {
        format!("{other}{}", tensor.strip_prefix(self.name).unwrap_or(tensor))
    }

    /// Carries rows (n, d) through the head as a target's in training: by the batch's own statistics, which
    /// the running ones follow, without gradients.
    ///
    /// # Errors
    /// When the rows have another width than the head was made for.
    pub fn watch(&mut self, rows: &Tensor) -> Result<Tensor, EncoderError> {
        Ok(self.run(&rows.detach(), true)?.detach())
    }

    /// Carries rows (n, d) through the head in training: by the batch's own statistics, with gradients.
    ///
    /// # Errors
    /// When the rows have another width than the head was made for.
    pub fn forward_train(&mut self, rows: &Tensor) -> Result<Tensor, EncoderError> {
        self.run(rows, true)
    }

    /// Carries rows (n, d) through the head as after training: by running statistics, without gradients.
    ///
    /// # Errors
    /// When the rows have another width than the head was made for.
    pub fn forward(&self, rows: &Tensor) -> Result<Tensor, EncoderError> {
        Ok(self.run(&rows.detach(), false)?.detach())
    }

    fn run(&self, rows: &Tensor, train: bool) -> Result<Tensor, EncoderError> {
        let mut x = rows.clone();
        for (index, layer) in self.layers.iter().enumerate() {
            let module = format!("{}.{index}", self.name);
            let part = |suffix: &str| self.weights.get(&format!("{module}.{suffix}"));
            x = match *layer {
                HeadLayer::Linear { bias, .. } => {
                    let product = x.matmul(&part("weight")?.t()?)?;
                    if bias { product.broadcast_add(part("bias")?)? } else { product }
                }
                HeadLayer::Relu => ops::relu(&x)?,
                HeadLayer::BatchNorm { .. } => {
                    let (gamma, beta) = (part("weight")?, part("bias")?);
                    if train {
                        let normalised = ops::batch_norm_train(&x, gamma, beta, false)?;
                        follow(&self.weights, &module, &normalised.statistics)?;
                        normalised.output
                    } else {
                        let stored = [gamma, beta, part("running_mean")?, part("running_var")?];
                        ops::batch_norm_eval(&x, stored, false)?
                    }
                }
            };
        }
        Ok(x)
    }

    /// The head's weights.
    pub fn weights(&self) -> &Weights {
        &self.weights
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_perceptron_has_the_names_and_bounds_of_torch() {
        let head = Head::perceptron("projector", &[16, 8, 4], 3, &Device::Cpu).unwrap();
        let names: Vec<_> = head.weights().parameters().keys().cloned().collect();
        let wanted = ["projector.0.bias", "projector.0.weight", "projector.2.bias", "projector.2.weight"];
        assert_eq!(names, wanted);
        assert_eq!(head.weights().get("projector.0.weight").unwrap().dims(), [8, 16]);
        let largest = head.weights().get("projector.0.weight").unwrap().abs().unwrap().max_all().unwrap();
        let largest = largest.to_scalar::<f32>().unwrap();
        assert!(largest <= 0.25 && largest > 0.22, "{largest}");
    }

    /// Values of PyTorch:
    /// ```python
    /// w = torch.tensor([[0.5, -1.0, 0.25], [1.5, 0.75, -0.5]], requires_grad=True)
    /// b = torch.tensor([0.1, -0.2], requires_grad=True)
    /// x = torch.tensor([[1., 2., 3.], [-1., 0.5, 4.]], requires_grad=True)
    /// y = torch.nn.functional.linear(x, w, b); (y * y).sum().backward()
    /// ```
    #[test]
    fn a_linear_layer_agrees_with_torch() {
        let tensor =
            |values: &[f32], shape: &[usize]| Tensor::from_slice(values, shape, &Device::Cpu).unwrap();
        let mut head = Head::perceptron("projector", &[3, 2], 0, &Device::Cpu).unwrap();
        let weight = tensor(&[0.5, -1.0, 0.25, 1.5, 0.75, -0.5], &[2, 3]);
        head.weights().set("projector.0.weight", &weight).unwrap();
        head.weights().set("projector.0.bias", &tensor(&[0.1, -0.2], &[2])).unwrap();
        let x = candle_core::Var::from_tensor(&tensor(&[1.0, 2.0, 3.0, -1.0, 0.5, 4.0], &[2, 3])).unwrap();
        let y = head.forward_train(x.as_tensor()).unwrap();
        let found = y.sqr().unwrap().sum_all().unwrap().backward().unwrap();
        let of = |name: &str| found.get(head.weights().parameters()[name].as_tensor()).unwrap().clone();
        for (found, expected) in [
            (y.clone(), vec![-0.65, 1.3, 0.1, -3.325]),
            (found.get(x.as_tensor()).unwrap().clone(), vec![3.25, 3.25, -1.625, -9.875, -5.1875, 3.375]),
            (of("projector.0.weight"), vec![-1.5, -2.5, -3.1, 9.25, 1.875, -18.8]),
            (of("projector.0.bias"), vec![-1.1, -4.05]),
        ] {
            let found = found.flatten_all().unwrap().to_vec1::<f32>().unwrap();
            for (a, b) in found.iter().zip(&expected) {
                assert!((a - b).abs() < 1e-5, "{found:?} {expected:?}");
            }
        }
    }

    #[test]
    fn rows_of_another_width_are_refused() {
        let head = Head::perceptron("projector", &[16, 8], 3, &Device::Cpu).unwrap();
        let rows = Tensor::zeros((2, 5), candle_core::DType::F32, &Device::Cpu).unwrap();
        assert!(head.forward(&rows).is_err());
    }

    /// With statistics followed for long, the result in use nears the one in training.
    #[test]
    fn a_normalised_head_follows_its_batches() {
        let layers = vec![HeadLayer::BatchNorm { features: 2 }, HeadLayer::Relu];
        let mut head = Head::new("predictor", layers, 0, &Device::Cpu).unwrap();
        let rows = Tensor::new(&[[1.0_f32, 5.0], [3.0, 9.0], [5.0, 13.0]], &Device::Cpu).unwrap();
        for _ in 0..200 {
            head.forward_train(&rows).unwrap();
        }
        // Mean 3, unbiased variance 4: (5 - 3) / 2.
        let used = head.forward(&rows).unwrap().to_vec2::<f32>().unwrap();
        assert!((used[2][0] - 1.0).abs() < 1e-3 && used[0][0] == 0.0, "{used:?}");
    }
    #[test]
    fn a_normalised_head_has_the_layers_of_the_papers() {
        let head = Head::normalised("projector", &[4, 8, 6, 3], true, 1, &Device::Cpu).unwrap();
        let names: Vec<_> = head.weights().parameters().keys().cloned().collect();
        let wanted = ["0.bias", "0.weight", "1.bias", "1.weight", "3.bias", "3.weight", "4.bias", "4.weight"];
        let wanted: Vec<_> =
            wanted.iter().chain(&["6.weight"]).map(|name| format!("projector.{name}")).collect();
        assert_eq!(names, wanted);
        let plain = Head::normalised("projector", &[4, 8, 3], false, 1, &Device::Cpu).unwrap();
        assert!(!plain.weights().parameters().contains_key("projector.0.bias"));
    }

    #[test]
    fn a_twin_is_the_same_and_approaches_by_the_share_it_does_not_keep() {
        let mut head = Head::normalised("projector", &[4, 8, 3], true, 1, &Device::Cpu).unwrap();
        let twin = head.twin("target_projector").unwrap();
        let rows = crate::encoder::test_values::made(1, &[6, 4]);
        let values = |t: &Tensor| t.flatten_all().unwrap().to_vec1::<f32>().unwrap();
        assert_eq!(values(&head.forward(&rows).unwrap()), values(&twin.forward(&rows).unwrap()));
        let before = values(twin.weights().get("target_projector.0.weight").unwrap());
        let moved = crate::encoder::test_values::made(3, &[8, 4]);
        head.weights().set("projector.0.weight", &moved).unwrap();
        head.forward_train(&rows).unwrap();
        twin.approach(&head, 0.75).unwrap();
        let after = values(twin.weights().get("target_projector.0.weight").unwrap());
        for ((before, after), online) in before.iter().zip(after).zip(values(&moved)) {
            assert_eq!(after, before * 0.75 + online * 0.25);
        }
        let seen = |head: &Head, name: &str| head.weights().get(name).unwrap().to_scalar::<i64>().unwrap();
        assert_eq!(seen(&head, "projector.1.num_batches_tracked"), 1);
        assert_eq!(seen(&twin, "target_projector.1.num_batches_tracked"), 0);
    }
}
