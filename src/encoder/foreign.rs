//! [`fit_foreign`]: another program's weights brought to one of our networks, with a report of what did not fit.

use std::collections::BTreeSet;

use candle_core::{DType, Tensor};

use super::architecture::Architecture;
use super::error::EncoderError;
use super::layer::Layer;
use super::tensor_file::NamedTensors;
use super::torchvision::without_offsets;

/// Words that programs put before the names of an encoder's tensors.
const PREFIXES: [&str; 9] = [
    "",
    "encoder.",
    "backbone.",
    "model.",
    "module.",
    "module.encoder.",
    "module.encoder_q.",
    "model.backbone.",
    "encoder_q.",
];
/// Beginnings of names that belong to classifiers and projectors, which an encoder has not.
const HEADS: [&str; 7] =
    ["fc.", "classifier.", "head.", "heads.", "pre_logits.", "projector.", "projection_head."];
/// Names that are listed before the rest is only counted.
const LISTED: usize = 6;

/// Weights that were brought to a network.
#[derive(Clone, Debug)]
pub struct FittedWeights {
    /// Every tensor of the network: those of the file, and the first weights where it has none.
    pub tensors: NamedTensors,
    /// Tensors taken from the file.
    pub taken: usize,
    /// Tensors of the network.
    pub of: usize,
    /// What was changed, left out or missing, in words.
    pub notes: Vec<String>,
}

/// Brings `file`, weights by torchvision's or timm's names, to `architecture` for images of `channels` channels, whose
/// first weights are `initial`.
///
/// A first convolution for another number of channels becomes the mean over its channels, repeated for each of ours and
/// scaled so that a grey picture gives what it gave before.
///
/// # Errors
/// [`EncoderError::OtherNetwork`] where less than half of the network's tensors are in the file.
pub fn fit_foreign(
    architecture: Architecture,
    channels: usize,
    initial: &NamedTensors,
    file: &NamedTensors,
) -> Result<FittedWeights, EncoderError> {
    let named = named_as_ours(initial, file);
    let first = first_convolution(architecture, channels);
    let mut given = NamedTensors::new();
    for (name, tensor) in &named {
        given.insert(
            name.clone(),
            if tensor.dtype() == DType::I64 { tensor.clone() } else { tensor.to_dtype(DType::F32)? },
        );
    }
    let given = without_offsets(architecture, &given)?;
    let mut fitted =
        FittedWeights { tensors: initial.clone(), taken: 0, of: initial.len(), notes: Vec::new() };
    let (mut missing, mut misfits) = (Vec::new(), Vec::new());
    for (name, own) in initial {
        // A file without the count of batches is whole all the same.
        let counts = name.ends_with(".num_batches_tracked");
        match given.get(name) {
            None if counts => fitted.taken += 1,
            None => missing.push(name.clone()),
            Some(tensor) if tensor.dims() == own.dims() => {
                fitted.tensors.insert(name.clone(), tensor.to_dtype(own.dtype())?);
                fitted.taken += 1;
            }
            Some(tensor) => match spread_over_channels(tensor, own).filter(|_| *name == first) {
                Some(spread) => {
                    fitted.tensors.insert(name.clone(), spread?);
                    fitted.taken += 1;
                    fitted.notes.push(format!(
                        "{name} is for {} channels, these images have {channels}: the mean over its channels is taken for each, \
                         scaled by {}/{channels}",
                        tensor.dims().get(1).copied().unwrap_or(0),
                        tensor.dims().get(1).copied().unwrap_or(0),
                    ));
                }
                None => misfits.push(format!("{name} is {:?} instead of {:?}", tensor.dims(), own.dims())),
            },
        }
    }
    if 2 * fitted.taken < fitted.of {
        return Err(EncoderError::OtherNetwork { architecture, taken: fitted.taken, of: fitted.of });
    }
    let unknown: BTreeSet<&String> = given.keys().filter(|name| !initial.contains_key(*name)).collect();
    let (heads, others): (Vec<&String>, Vec<&String>) =
        unknown.into_iter().partition(|name| HEADS.iter().any(|head| name.starts_with(head)));
    let mut note = |what: &str, names: &[String]| {
        if !names.is_empty() {
            fitted.notes.push(format!("{what}: {}", listed(names)));
        }
    };
    note("not in the file, so they begin with first weights", &missing);
    note("of another shape, so they begin with first weights", &misfits);
    note("ignored, since an encoder has no classifier", &heads.into_iter().cloned().collect::<Vec<_>>());
    note("ignored, since the network has no such tensors", &others.into_iter().cloned().collect::<Vec<_>>());
    Ok(fitted)
}

/// The tensors of `file` without the word before their names under which most of them are ours.
fn named_as_ours(initial: &NamedTensors, file: &NamedTensors) -> NamedTensors {
    let under = |prefix: &str| {
        file.keys().filter_map(|name| name.strip_prefix(prefix)).filter(|n| initial.contains_key(*n)).count()
    };
    // The first among equals, which is no word at all.
    let best = PREFIXES.iter().rev().max_by_key(|prefix| under(prefix)).copied().unwrap_or("");
    file.iter()
        .map(|(name, tensor)| (name.strip_prefix(best).unwrap_or(name).to_owned(), tensor.clone()))
        .collect()
}

/// The name of the weights that see the images.
fn first_convolution(architecture: Architecture, channels: usize) -> String {
    let mut found = String::new();
    for layer in architecture.layers(channels) {
        layer.visit(&mut |layer| {
            if let (Layer::Conv { name, .. }, true) = (layer, found.is_empty()) {
                found = format!("{name}.weight");
            }
        });
    }
    found
}

/// A convolution of other input channels as one of `own`'s, if all other sides are the same.
fn spread_over_channels(tensor: &Tensor, own: &Tensor) -> Option<Result<Tensor, EncoderError>> {
    let ([out, from, height, width], &[own_out, to, own_height, own_width]) =
        (tensor.dims4().ok().map(|(a, b, c, d)| [a, b, c, d])?, own.dims())
    else {
        return None;
    };
    if [out, height, width] != [own_out, own_height, own_width] || from == 0 || to == 0 {
        return None;
    }
    let spread = || -> candle_core::Result<Tensor> {
        let mean = tensor.mean_keepdim(1)?;
        (mean * (from as f64 / to as f64))?.repeat((1, to, 1, 1))
    };
    Some(spread().map_err(EncoderError::from))
}

fn listed(names: &[String]) -> String {
    let shown = names.iter().take(LISTED).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > LISTED { format!("{shown} and {} more", names.len() - LISTED) } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoder::{executor, torchvision_tensors};

    fn weights(architecture: Architecture, channels: usize, seed: u64) -> NamedTensors {
        executor(architecture, channels, seed).unwrap().weights().tensors()
    }

    fn same(a: &Tensor, b: &Tensor) -> bool {
        let flat = |t: &Tensor| t.flatten_all().unwrap().to_vec1::<f32>().unwrap();
        flat(a) == flat(b)
    }

    #[test]
    fn a_classifier_is_ignored_and_a_word_before_the_names_is_passed_over() {
        let own = weights(Architecture::ResNet18, 3, 0);
        let mut file: NamedTensors = weights(Architecture::ResNet18, 3, 1)
            .into_iter()
            .map(|(name, tensor)| (format!("module.encoder_q.{name}"), tensor))
            .collect();
        file.insert("module.encoder_q.fc.weight".into(), own["bn1.bias"].clone());
        file.remove("module.encoder_q.bn1.num_batches_tracked");
        let fitted = fit_foreign(Architecture::ResNet18, 3, &own, &file).unwrap();
        assert_eq!((fitted.taken, fitted.of), (120, 120));
        assert_eq!(fitted.notes.len(), 1, "{:?}", fitted.notes);
        assert!(fitted.notes[0].contains("fc.weight") && fitted.notes[0].contains("no classifier"));
        assert!(same(&fitted.tensors["conv1.weight"], &file["module.encoder_q.conv1.weight"]));
    }

    #[test]
    fn colours_become_other_channels_and_a_grey_picture_gives_the_same() {
        let own = weights(Architecture::Vgg13, 5, 0);
        let rgb = weights(Architecture::Vgg13, 3, 1);
        let file = torchvision_tensors(Architecture::Vgg13, &rgb).unwrap();
        let fitted = fit_foreign(Architecture::Vgg13, 5, &own, &file).unwrap();
        assert_eq!(fitted.taken, fitted.of);
        assert!(
            fitted.notes[0].contains("3 channels") && fitted.notes[0].contains("3/5"),
            "{:?}",
            fitted.notes
        );
        let sum = |t: &Tensor| t.sum(1).unwrap().flatten_all().unwrap().to_vec1::<f32>().unwrap();
        let (before, after) = (sum(&rgb["features.0.weight"]), sum(&fitted.tensors["features.0.weight"]));
        assert!(before.iter().zip(&after).all(|(a, b)| (a - b).abs() < 1e-5));
    }

    #[test]
    fn another_stem_keeps_first_weights_and_another_network_is_refused() {
        let own = weights(Architecture::ResNet18, 3, 0);
        let standard = weights(Architecture::ResNet18Standard, 3, 1);
        let fitted = fit_foreign(Architecture::ResNet18, 3, &own, &standard).unwrap();
        assert_eq!((fitted.taken, fitted.of), (119, 120));
        assert!(fitted.notes[0].contains("conv1.weight is [64, 3, 7, 7]"), "{:?}", fitted.notes);
        assert!(same(&fitted.tensors["conv1.weight"], &own["conv1.weight"]));
        let words =
            fit_foreign(Architecture::ResNet18, 3, &own, &weights(Architecture::ConvNet, 3, 0)).unwrap_err();
        assert!(words.to_string().contains("another network"), "{words}");
    }
}
