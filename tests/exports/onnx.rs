//! ONNX models run by tract give what the encoder gives.

use super::{Made, text};
use augscope::dataset::{IntensityWindow, WindowRule};
use augscope::encoder::{Architecture, Executor, Metadata, executor, torchvision_tensors};
use augscope::evaluate::{Features, LinearProbe, read_embeddings};
use augscope::export::{TrainedEncoder, onnx_model};
use candle_core::{Device, Tensor};
use std::collections::BTreeMap;
use tract_onnx::prelude::*;

/// Numbers between 0 and 1 that look random and are the same everywhere.
fn made_up(count: usize, seed: u32) -> Vec<f32> {
    (0..count as u32)
        .map(|i| {
            let mixed = (i ^ seed.rotate_left(11)).wrapping_mul(0x9e37_79b1);
            let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x85eb_ca77);
            (mixed ^ (mixed >> 13)) as f32 / u32::MAX as f32
        })
        .collect()
}

/// A network whose normalisations have seen something.
fn used(architecture: Architecture, channels: usize) -> Box<dyn Executor> {
    let network = executor(architecture, channels, 3).unwrap();
    for (seed, (name, tensor)) in (0..).zip(network.weights().tensors()) {
        let shift = if name.ends_with("running_mean") || name.ends_with("bias") {
            -0.5
        } else if name.ends_with("running_var") || (tensor.rank() == 1 && name.ends_with("weight")) {
            0.5
        } else {
            continue;
        };
        let values: Vec<f32> = made_up(tensor.elem_count(), seed).into_iter().map(|v| v + shift).collect();
        let values = Tensor::from_vec(values, tensor.dims(), &Device::Cpu).unwrap();
        network.weights().set(&name, &values).unwrap();
    }
    network
}

fn encoder_of(
    network: &dyn Executor,
    architecture: Architecture,
    channels: usize,
    size: usize,
) -> TrainedEncoder {
    TrainedEncoder {
        architecture,
        channels: (0..channels).map(|c| format!("channel {c}")).collect(),
        size,
        window: IntensityWindow {
            rule: WindowRule::default(),
            channels: vec![(0.0, 1.0); channels],
            groups: BTreeMap::new(),
        },
        tensors: torchvision_tensors(architecture, &network.weights().tensors()).unwrap(),
        metadata: Metadata::from([("encoder".into(), architecture.name().into())]),
    }
}

/// What tract makes of `images` (n, c, size, size): all outputs.
fn by_tract(model: &[u8], shape: [usize; 4], images: &[f32]) -> Vec<Vec<f32>> {
    let model = onnx().model_for_read(&mut std::io::Cursor::new(model)).unwrap();
    let model = model.with_input_fact(0, f32::fact(shape).into()).unwrap();
    let model = model.into_optimized().unwrap().into_runnable().unwrap();
    let input = tract_ndarray::Array4::from_shape_vec(shape, images.to_vec()).unwrap().into_tensor();
    let outputs = model.run(tvec!(input.into())).unwrap();
    outputs
        .iter()
        .map(|output| output.to_plain_array_view::<f32>().unwrap().iter().copied().collect())
        .collect()
}

fn near(found: &[f32], wanted: &[f32], what: &str) {
    assert_eq!(found.len(), wanted.len(), "{what}");
    let far = found.iter().zip(wanted).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(far < 1e-4, "{what}: {far}");
    assert!(wanted.iter().any(|v| v.abs() > 0.01), "{what}: nothing to compare");
}

#[test]
fn every_network_gives_the_same_in_tract_for_one_image_and_several() {
    for architecture in Architecture::ALL {
        let (channels, size) = (2, 32);
        let network = used(architecture, channels);
        let encoder = encoder_of(network.as_ref(), architecture, channels, size);
        let images = made_up(3 * channels * size * size, 77);
        let batch = Tensor::from_slice(&images, (3, channels, size, size), &Device::Cpu).unwrap();
        let wanted = network.embed(&batch).unwrap().flatten_all().unwrap().to_vec1::<f32>().unwrap();
        let model = onnx_model(&encoder, None).unwrap();
        let one = by_tract(&model, [1, channels, size, size], &images[..channels * size * size]);
        near(&one[0], &wanted[..architecture.features()], architecture.name());
        let all = by_tract(&model, [3, channels, size, size], &images);
        near(&all[0], &wanted, architecture.name());
        assert_eq!(all.len(), 1);
    }
}

#[test]
fn the_probe_is_a_classifier_whose_absent_classes_have_no_probability() {
    let (channels, size) = (1, 16);
    let network = used(Architecture::ConvNet, channels);
    let encoder = encoder_of(network.as_ref(), Architecture::ConvNet, channels, size);
    let images = made_up(12 * size * size, 5);
    let batch = Tensor::from_slice(&images, (12, channels, size, size), &Device::Cpu).unwrap();
    let values = network.embed(&batch).unwrap().flatten_all().unwrap().to_vec1::<f32>().unwrap();
    let features = Features::new(12, 256, values).unwrap();
    let labels: Vec<usize> = (0..12).map(|i| 2 * (i % 2)).collect();
    let classes = ["a", "absent", "c"].map(String::from);
    let probe = LinearProbe::fit(&features, &labels, &(0..12).collect::<Vec<_>>(), &classes, 0).unwrap();
    let outputs = by_tract(&onnx_model(&encoder, Some(&probe)).unwrap(), [12, channels, size, size], &images);
    let wanted: Vec<f32> = probe.probabilities(&features).unwrap().into_iter().map(|p| p as f32).collect();
    near(&outputs[0], features.data(), "embedding");
    near(&outputs[1], &wanted, "probabilities");
    assert!(outputs[1].chunks(3).all(|row| row[1] == 0.0));
}

/// The file that the command writes reads, and its probe says what the run's predictions say.
#[test]
fn the_file_of_a_run_holds_its_probe() {
    let made = Made::get();
    let model = std::fs::read(made.export("onnx", "model.onnx")).unwrap();
    let read = onnx().model_for_read(&mut std::io::Cursor::new(&model)).unwrap();
    assert_eq!(read.output_outlets().unwrap().len(), 2);
    let probe = LinearProbe::read(&made.run().join("probe.safetensors")).unwrap();
    let table = read_embeddings(&made.run().join("embeddings.parquet")).unwrap();
    let said = probe.probabilities(&table.features).unwrap();
    let predictions = augscope::run::read_predictions(&made.run().join("predictions.csv")).unwrap();
    let mut compared = 0;
    for (path, row) in table.paths.iter().zip(said.chunks_exact(probe.classes.len())) {
        let Some(prediction) = predictions.iter().find(|p| p.file == *path) else { continue };
        let best = (1..row.len()).fold(0, |best, c| if row[c] > row[best] { c } else { best });
        assert_eq!(prediction.by["linear_full"], probe.classes[best], "{path}");
        compared += 1;
    }
    assert_eq!(compared, predictions.len());
    assert!(compared > 10, "{}", text(&made.run()));
}
