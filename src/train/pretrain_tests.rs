//! Training that is paused or ended in the middle of a step.

use super::*;
use crate::dataset::simulate::{SimulateOptions, simulate};
use crate::dataset::{IntensityWindow, OpenOptions};
use crate::encoder::{EncoderError, Metadata, Weights, tensor_file};
use crate::objective::{Batch, Head, HeadLayer, Loss, Objective, ObjectiveError};
use crate::pipeline;
use crate::train::{DataShape, Preset, views_of};
use candle_core::{Device, Tensor};

pub(in crate::train) const SIZE: usize = 16;

/// A data set of 16 images, and a training of 2 epochs of 4 steps on it.
pub(in crate::train) struct Material {
    _place: tempfile::TempDir,
    pub dataset: Dataset,
    pub items: Vec<usize>,
    pub views: Views,
    pub config: TrainConfig,
}

pub(in crate::train) fn material() -> Material {
    let place = tempfile::tempdir().unwrap();
    let cells = place.path().join("cells");
    simulate(&cells, &SimulateOptions { per_class: 2, size: 40, ..SimulateOptions::default() }).unwrap();
    let dataset = Dataset::open(&cells, &OpenOptions::default()).unwrap();
    let items: Vec<usize> = (0..dataset.items.len()).collect();
    let pipeline = pipeline::load("nuisance-only").unwrap().pipeline;
    let window = IntensityWindow::fit(&dataset, &items, &pipeline.input.window).unwrap();
    let views = Views::new(&pipeline, SIZE, window, 3);
    let config = TrainConfig {
        size: SIZE,
        batch: 4,
        epochs: 2,
        seed: 3,
        threads: 1,
        probe_every: 1,
        checkpoint_seconds: 1e9,
        ..TrainConfig::preset(Preset::Quick)
    };
    Material { _place: place, dataset, items, views, config }
}

/// Trains from the newest checkpoint in `checkpoints`, with a look at the accuracy that sees `halt` too.
pub(in crate::train) fn train(
    material: &Material,
    checkpoints: &Checkpoints,
    halt: &Halt,
    sink: &mut dyn Sink,
) -> Outcome {
    let Material { dataset, items, views, config, .. } = material;
    let mut model = Model::new(config, &DataShape::new(dataset, items.len())).unwrap();
    let from = checkpoints.newest().0;
    let course = Course { config, checkpoints, from: from.as_ref() };
    let mut probe = |_: &Model, _| {
        if halt.any().requested() { Err(EncoderError::Stopped.into()) } else { Ok(Vec::new()) }
    };
    pretrain(&mut model, PretrainData { dataset, items, views }, course, &mut probe, sink, halt).unwrap()
}

pub(in crate::train) const SHAPE: DataShape = DataShape { channels: 3, images: 64, classes: 2 };

/// A batch of `n` made images.
pub(in crate::train) fn input(n: usize) -> StepInput {
    let data = (0..2 * n * 3 * SIZE * SIZE).map(|i| ((i * 31 % 97) as f32) / 97.0).collect();
    let labels = (0..n).map(|i| Some(i % 2)).collect();
    StepInput { data, images: (0..n).collect(), labels, step: 2, steps: 8 }
}

pub(in crate::train) fn bytes(checkpoint: &Checkpoint) -> Vec<u8> {
    tensor_file::to_bytes(&checkpoint.tensors, &Metadata::new()).unwrap()
}

/// What must not depend on pauses: loss and learning rate of every step, means of every epoch.
fn curve(events: &[Event]) -> Vec<Vec<f64>> {
    let points = events.iter().filter_map(|event| match event {
        Event::Step { step, loss, learning_rate, .. } => Some(vec![*step as f64, *loss, *learning_rate]),
        Event::Epoch { epoch, loss, spread, rank, .. } => {
            Some(vec![f64::from(*epoch), *loss, *spread, *rank])
        }
        _ => None,
    });
    points.collect()
}

#[test]
fn a_training_paused_anywhere_ends_with_the_same_bits() {
    let material = material();
    let place = tempfile::tempdir().unwrap();
    let whole = Checkpoints::new(place.path().join("whole"));
    let mut unbroken = Vec::new();
    let outcome = train(&material, &whole, &Halt::new(Stop::new()), &mut unbroken);
    assert_eq!(outcome, Outcome::Done);
    let wanted = bytes(&whole.newest().0.unwrap());
    let wanted_curve = curve(&unbroken);
    assert_eq!(wanted_curve.len(), 8 + 2);
    for pace in [17, 40, 75, 160] {
        let checkpoints = Checkpoints::new(place.path().join(pace.to_string()));
        let mut pauses = 0;
        let mut all = Vec::new();
        // Each time a little further: a pace that is shorter than a step would never come to an end.
        for time in 1.. {
            let mut events = Vec::new();
            let halt = Halt::new(Stop::after_checks(pace * time));
            let outcome = train(&material, &checkpoints, &halt, &mut events);
            all.extend(events.iter().cloned());
            if outcome == Outcome::Done {
                break;
            }
            assert_eq!(outcome, Outcome::Paused);
            let step = checkpoints.newest().0.unwrap().step;
            assert_eq!(events.last(), Some(&Event::Paused { step }));
            pauses += 1;
        }
        assert!(pauses > 0, "nothing was tested at {pace}");
        let last = checkpoints.newest().0.unwrap();
        assert_eq!(last.step, 8);
        assert!(bytes(&last) == wanted, "paused {pauses} times, the weights differ");
        assert_eq!(curve(&all), wanted_curve, "paused {pauses} times, the curves differ");
    }
}

/// A head that keeps statistics, and nothing else.
struct Normalised(Head);

impl Objective for Normalised {
    fn name(&self) -> &'static str {
        "normalised"
    }

    fn loss(&mut self, batch: &Batch) -> Result<Loss, ObjectiveError> {
        let value = self.0.forward_train(batch.features)?.sqr()?.mean_all()?;
        Ok(Loss { value, terms: Vec::new() })
    }

    fn project(&self, features: &Tensor) -> Result<Tensor, ObjectiveError> {
        Ok(self.0.forward(features)?)
    }

    fn weights(&self) -> &Weights {
        self.0.weights()
    }
}

#[test]
fn a_step_stopped_between_any_two_layers_changes_nothing() {
    for accumulate in [1, 2] {
        stop_anywhere(accumulate);
    }
}

fn stop_anywhere(accumulate: usize) {
    let config = TrainConfig { size: SIZE, accumulate, ..TrainConfig::preset(Preset::Quick) };
    let new = || {
        let mut model = Model::new(&config, &SHAPE).unwrap();
        let width = model.architecture.features();
        let layers = vec![
            HeadLayer::BatchNorm { features: width },
            HeadLayer::Linear { inputs: width, outputs: 8, bias: true },
        ];
        model.objective = Box::new(Normalised(Head::new("projector", layers, 1, &Device::Cpu).unwrap()));
        model
    };
    let state = |model: &Model| bytes(&model.checkpoint(0).unwrap());
    let (mut model, mut left_alone) = (new(), new());
    let before = state(&model);
    let mut stops = 0;
    loop {
        model.interrupt_on(Stop::after_checks(stops));
        match model.step(input(2), 1e-3) {
            Err(TrainError::Stopped) => assert!(state(&model) == before, "after {stops} checks"),
            result => break drop(result.unwrap()),
        }
        stops += 1;
    }
    // Forward and backward, four blocks of convolution and normalisation at the least.
    assert!(stops > 16, "{stops}");
    left_alone.step(input(2), 1e-3).unwrap();
    assert!(state(&model) == state(&left_alone));
    assert!(state(&model) != before);
    let kept = &model.checkpoint(0).unwrap().tensors;
    for name in ["encoder.features.1.num_batches_tracked", "head.projector.0.num_batches_tracked"] {
        assert_eq!(kept[name].to_scalar::<i64>().unwrap(), accumulate as i64, "{name}");
    }
}

/// Ends the training when so many steps are done.
struct FinishAfter<'a>(u64, &'a Halt, Vec<Event>);

impl Sink for FinishAfter<'_> {
    fn event(&mut self, event: &Event) {
        self.2.push(event.clone());
        if matches!(event, Event::Step { step, .. } if *step == self.0) {
            self.1.finish();
        }
    }
}

#[test]
fn a_training_ended_by_hand_keeps_its_last_step_and_does_not_go_on() {
    let material = material();
    for steps in [0, 3, 4] {
        let place = tempfile::tempdir().unwrap();
        let checkpoints = Checkpoints::new(place.path());
        let halt = Halt::new(Stop::new());
        if steps == 0 {
            halt.finish();
        }
        let mut sink = FinishAfter(steps, &halt, Vec::new());
        let ended = Outcome::EndedEarly { step: steps, of: 8 };
        assert_eq!(train(&material, &checkpoints, &halt, &mut sink), ended);
        assert_eq!(sink.2.last(), Some(&Event::EndedEarly { step: steps, of: 8 }));
        let checkpoint = checkpoints.newest().0.unwrap();
        assert_eq!((checkpoint.step, checkpoint.ended_early()), (steps, Some(8)));
        let mut events = Vec::new();
        assert_eq!(train(&material, &checkpoints, &Halt::new(Stop::new()), &mut events), ended);
        assert!(!events.iter().any(|event| matches!(event, Event::Step { .. })));
    }
}

#[test]
fn an_end_by_hand_after_the_last_step_is_no_early_end() {
    let material = material();
    let place = tempfile::tempdir().unwrap();
    let checkpoints = Checkpoints::new(place.path());
    let halt = Halt::new(Stop::new());
    let mut sink = FinishAfter(8, &halt, Vec::new());
    assert_eq!(train(&material, &checkpoints, &halt, &mut sink), Outcome::Done);
    let checkpoint = checkpoints.newest().0.unwrap();
    assert_eq!((checkpoint.step, checkpoint.ended_early()), (8, None));
}

/// A loss that is the mean over images: parts of a batch must add up to it, but for batch normalisation.
struct MeanOfImages(Head);

impl Objective for MeanOfImages {
    fn name(&self) -> &'static str {
        "mean"
    }

    fn loss(&mut self, batch: &Batch) -> Result<Loss, ObjectiveError> {
        let value = self.0.forward_train(batch.features)?.sqr()?.mean_all()?;
        Ok(Loss { terms: vec![("square", value.to_scalar::<f32>()? as f64)], value })
    }

    fn project(&self, features: &Tensor) -> Result<Tensor, ObjectiveError> {
        Ok(self.0.forward(features)?)
    }

    fn weights(&self) -> &Weights {
        self.0.weights()
    }
}

#[test]
fn equal_parts_are_learnt_from_as_the_whole() {
    // Three times the same image: batch normalisation then sees the same in every part.
    let one: Vec<f32> = (0..3 * SIZE * SIZE).map(|i| ((i * 31 % 97) as f32) / 97.0).collect();
    let other: Vec<f32> = one.iter().map(|v| 1.0 - v).collect();
    let data = [vec![one; 3].concat(), vec![other; 3].concat()].concat();
    let results = [1, 3].map(|accumulate| {
        let config = TrainConfig {
            size: SIZE,
            accumulate,
            optimizer: "sgd".into(),
            ..TrainConfig::preset(Preset::Quick)
        };
        let mut model = Model::new(&config, &SHAPE).unwrap();
        let layers =
            vec![HeadLayer::Linear { inputs: model.architecture.features(), outputs: 8, bias: true }];
        model.objective = Box::new(MeanOfImages(Head::new("projector", layers, 1, &Device::Cpu).unwrap()));
        let result = model.step(StepInput { data: data.clone(), ..input(3) }, 0.1).unwrap();
        assert!((result.terms["square"] - result.loss).abs() < 1e-6);
        let weights = model.encoder.weights().get("features.0.weight").unwrap().flatten_all().unwrap();
        (result.loss, result.gradient, weights.to_vec1::<f32>().unwrap())
    });
    let [(loss, gradient, weights), (parts_loss, parts_gradient, parts_weights)] = results;
    assert!((loss - parts_loss).abs() < 1e-5 * loss.abs(), "{loss} {parts_loss}");
    assert!((gradient - parts_gradient).abs() < 1e-3 * gradient, "{gradient} {parts_gradient}");
    for (a, b) in weights.iter().zip(&parts_weights) {
        assert!((a - b).abs() < 1e-4, "{a} {b}");
    }
}

#[test]
fn a_picture_without_numbers_ends_the_run_by_name_and_keeps_the_checkpoint_before() {
    let mut material = material();
    let place = tempfile::tempdir().unwrap();
    let checkpoints = Checkpoints::new(place.path());
    material.config.checkpoint_seconds = 0.0;
    // The first epoch goes well; then a weight is spoilt, which no picture is to blame for.
    let mut model = Model::new(&material.config, &SHAPE).unwrap();
    let Material { dataset, items, views, config, .. } = &material;
    let course = Course { config, checkpoints: &checkpoints, from: None };
    let mut spoil = |model: &Model, epoch: u32| {
        if epoch == 1 {
            let nan = Tensor::full(f32::NAN, 32, &Device::Cpu).unwrap();
            model.encoder.weights().set("features.1.bias", &nan).unwrap();
        }
        Ok(Vec::new())
    };
    let data = PretrainData { dataset, items, views };
    let mut events = Vec::<Event>::new();
    let error = pretrain(&mut model, data, course, &mut spoil, &mut events, &Halt::new(Stop::new()));
    let words = error.unwrap_err().to_string();
    assert!(words.contains("in step 5") && words.contains("No single picture"), "{words}");

    // A picture that holds no numbers is named.
    let mut model = Model::new(config, &SHAPE).unwrap();
    let mut batch = views_of(dataset, &items[..4], views, 0).unwrap();
    let one = batch.len() / 8;
    batch[6 * one] = f32::NAN;
    let before = bytes(&model.checkpoint(0).unwrap());
    let result = model.step(StepInput { data: batch, ..input(4) }, 1e-3).unwrap();
    assert_eq!(result.broken, [(2, 1)]);
    assert!(!result.is_finite() && bytes(&model.checkpoint(0).unwrap()) == before);
}

/// Squares of a linear layer over features that stay as they are: its steps diverge once the rate is too high.
struct Quadratic(Head);

impl Objective for Quadratic {
    fn name(&self) -> &'static str {
        "quadratic"
    }

    fn loss(&mut self, batch: &Batch) -> Result<Loss, ObjectiveError> {
        let features = batch.features;
        let value = self.0.forward_train(&features.detach())?.sqr()?.mean_all()?;
        // Next to nothing of the features, since a loss must depend on them.
        Ok(Loss { value: (value + (features.sum_all()? * 1e-20)?)?, terms: Vec::new() })
    }

    fn project(&self, features: &Tensor) -> Result<Tensor, ObjectiveError> {
        Ok(self.0.forward(features)?)
    }

    fn weights(&self) -> &Weights {
        self.0.weights()
    }
}

#[test]
fn a_training_that_diverges_says_that_its_rate_is_too_high() {
    let mut material = material();
    // The rate rises over the whole training, so that it passes the edge somewhere on the way.
    (material.config.epochs, material.config.warmup) = (40, 1.0);
    (material.config.optimizer, material.config.probe_every) = ("sgd".into(), 0);
    let mut said = |rate: f64| {
        material.config.learning_rate = rate;
        let Material { dataset, items, views, config, .. } = &material;
        let mut model = Model::new(config, &SHAPE).unwrap();
        let layers =
            vec![HeadLayer::Linear { inputs: model.architecture.features(), outputs: 8, bias: true }];
        model.objective = Box::new(Quadratic(Head::new("projector", layers, 1, &Device::Cpu).unwrap()));
        let place = tempfile::tempdir().unwrap();
        let checkpoints = Checkpoints::new(place.path());
        let course = Course { config, checkpoints: &checkpoints, from: None };
        let data = PretrainData { dataset, items, views };
        let mut events = Vec::<Event>::new();
        // The end may be a loss that is no number any more.
        let _ = pretrain(
            &mut model,
            data,
            course,
            &mut |_, _| Ok(Vec::new()),
            &mut events,
            &Halt::new(Stop::new()),
        );
        let told =
            |event: &Event| matches!(event, Event::Warning { text } if text.contains("rate seems too high"));
        events.iter().filter(|event| told(event)).count()
    };
    assert_eq!(said(0.05), 0);
    assert_eq!(said(20.0), 1);
}
