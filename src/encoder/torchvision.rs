//! [`torchvision_tensors`]: a network's tensors exactly as torchvision's model of that name expects them, and back.

use candle_core::{DType, Tensor};

use super::architecture::Architecture;
use super::error::EncoderError;
use super::tensor_file::NamedTensors;

impl Architecture {
    /// The function of torchvision that builds it; `None` for the program's own network.
    pub fn torchvision_name(self) -> Option<&'static str> {
        match self {
            Self::ConvNet => None,
            Self::ResNet18 | Self::ResNet18Standard => Some("resnet18"),
            Self::Vgg13 => Some("vgg13_bn"),
        }
    }

    /// The kernel of the first convolution, as files call the beginning of the network.
    pub fn stem(self) -> &'static str {
        if self == Self::ResNet18Standard { "7x7" } else { "3x3" }
    }

    /// True where torchvision's convolutions have an offset that ours lack, since the normalisation behind them takes
    /// any offset out again.
    fn has_offsets(self) -> bool {
        self == Self::Vgg13
    }
}

/// `tensors` of a network with all that torchvision's model without its classifier has: VGG's convolutions get the
/// offset zero. What has one keeps it.
///
/// # Errors
/// When memory cannot be had.
pub fn torchvision_tensors(
    architecture: Architecture,
    tensors: &NamedTensors,
) -> Result<NamedTensors, EncoderError> {
    let mut all = tensors.clone();
    if architecture.has_offsets() {
        for (name, tensor) in tensors {
            let Some(module) = name.strip_suffix(".weight").filter(|_| tensor.rank() == 4) else { continue };
            let offset = format!("{module}.bias");
            if !tensors.contains_key(&offset) {
                all.insert(offset, Tensor::zeros(tensor.dim(0)?, DType::F32, tensor.device())?);
            }
        }
    }
    Ok(all)
}

/// The way back: offsets of convolutions go into the running means of the normalisations behind them, which changes
/// nothing of what the network computes.
///
/// # Errors
/// When shapes do not fit.
pub fn without_offsets(
    architecture: Architecture,
    tensors: &NamedTensors,
) -> Result<NamedTensors, EncoderError> {
    let mut own = tensors.clone();
    if !architecture.has_offsets() {
        return Ok(own);
    }
    for (name, tensor) in
        tensors.iter().filter(|(name, tensor)| name.ends_with(".weight") && tensor.rank() == 4)
    {
        let module = name.trim_end_matches(".weight");
        let Some(offset) = own.remove(&format!("{module}.bias")) else { continue };
        let behind = module
            .rsplit_once('.')
            .and_then(|(list, place)| Some(format!("{list}.{}", place.parse::<usize>().ok()? + 1)));
        if let Some(mean) = behind.and_then(|module| own.get_mut(&format!("{module}.running_mean")))
            && offset.dims() == [tensor.dim(0)?]
        {
            *mean = (&*mean - offset)?;
        }
    }
    Ok(own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoder::executor;
    use candle_core::Device;

    #[test]
    fn resnet_has_the_120_tensors_and_vgg_its_70() {
        for (architecture, count, name) in [
            (Architecture::ResNet18, 120, "layer4.0.downsample.1.num_batches_tracked"),
            (Architecture::ResNet18Standard, 120, "conv1.weight"),
            (Architecture::Vgg13, 70, "features.28.bias"),
            (Architecture::ConvNet, 24, "features.0.weight"),
        ] {
            let weights = executor(architecture, 3, 0).unwrap();
            let all = torchvision_tensors(architecture, &weights.weights().tensors()).unwrap();
            assert_eq!(all.len(), count, "{architecture}");
            assert!(all.contains_key(name), "{architecture}");
            let tracked: Vec<_> =
                all.iter().filter(|(name, _)| name.ends_with("num_batches_tracked")).collect();
            assert!(tracked.iter().all(|(_, t)| t.dtype() == DType::I64 && t.rank() == 0));
            let other = executor(architecture, 3, 1).unwrap();
            other.weights().replace(&without_offsets(architecture, &all).unwrap()).unwrap();
        }
    }

    #[test]
    fn an_offset_goes_into_the_mean_behind_it() {
        let weights = executor(Architecture::Vgg13, 1, 0).unwrap();
        let mut all = torchvision_tensors(Architecture::Vgg13, &weights.weights().tensors()).unwrap();
        let offset = Tensor::full(0.5f32, 64, &Device::Cpu).unwrap();
        all.insert("features.0.bias".into(), offset);
        let own = without_offsets(Architecture::Vgg13, &all).unwrap();
        let mean = own["features.1.running_mean"].to_vec1::<f32>().unwrap();
        assert!(mean.iter().all(|&mean| mean == -0.5));
    }
}
