//! Training on a graphics card whose memory is too small for the batch, played by an executor that refuses it.

use super::pretrain::tests::{Material, SHAPE, SIZE, bytes, input, material};
use super::*;
use crate::encoder::{EncoderError, Executor, Gradients, Watched, Weights, executor};
use crate::job::Stop;
use crate::objective::{OBJECTIVES, Options};
use candle_core::{Tensor, Var};

/// Carries so many rows at once at the most.
struct SmallCard {
    inner: Box<dyn Executor>,
    most: usize,
}

impl Executor for SmallCard {
    fn forward_train(&mut self, images: &Tensor) -> Result<Var, EncoderError> {
        if images.dim(0)? > self.most {
            let said = "DriverError(CUDA_ERROR_OUT_OF_MEMORY, \"out of memory\")";
            return Err(candle_core::Error::Msg(said.into()).into());
        }
        self.inner.forward_train(images)
    }

    fn backward(&mut self, grad_features: &Tensor) -> Result<Gradients, EncoderError> {
        self.inner.backward(grad_features)
    }

    fn embed(&self, images: &Tensor) -> Result<Tensor, EncoderError> {
        self.inner.embed(images)
    }

    fn watch(&self, images: &Tensor) -> Result<Watched, EncoderError> {
        self.inner.watch(images)
    }

    fn interrupt_on(&mut self, stop: Stop) {
        self.inner.interrupt_on(stop);
    }

    fn weights(&self) -> &Weights {
        self.inner.weights()
    }
}

/// A model on such a card.
fn on_small_card(config: &TrainConfig, most: usize) -> Model {
    let mut model = Model::new(config, &SHAPE).unwrap();
    let inner = executor(model.architecture, SHAPE.channels, config.seed).unwrap();
    model.encoder = Box::new(SmallCard { inner, most });
    model
}

/// A step that fails in its first or in a later part, and is done again in more of them, is the step that it would
/// have been in so many parts from the beginning, and so is the next one.
#[test]
fn a_step_done_again_in_more_parts_has_no_trace_of_the_first_try() {
    for entry in OBJECTIVES {
        let sizes = [("width", 16.0), ("dim", 8.0), ("queue", 7.0)];
        let known = |(name, _): &(&str, f64)| entry.settings.iter().any(|setting| setting.name == *name);
        let objective_settings: Options =
            sizes.into_iter().filter(known).map(|(name, value)| (name.to_owned(), value)).collect();
        let config = TrainConfig {
            size: SIZE,
            objective: entry.name.into(),
            objective_settings,
            ..TrainConfig::preset(Preset::Quick)
        };
        let mut model = on_small_card(&config, 14);
        // Of two parts of 7 and 8 images with both versions of each, only the first one fits.
        let parts = model.step(input(15), 1e-3).unwrap().parts;
        assert_eq!(parts, if entry.name == "moco" { 2 } else { 4 }, "{}", entry.name);
        assert_eq!(model.step(input(15), 1e-3).unwrap().parts, parts);
        let mut in_parts = Model::new(&TrainConfig { accumulate: parts, ..config }, &SHAPE).unwrap();
        for _ in 0..2 {
            in_parts.step(input(15), 1e-3).unwrap();
        }
        let state = |model: &Model| bytes(&model.checkpoint(0).unwrap());
        assert!(state(&model) == state(&in_parts), "{}", entry.name);
    }
}

/// Trains 2 epochs of 4 steps of 4 images on a card that holds `most` rows.
fn train(most: usize) -> (Result<Outcome, TrainError>, Vec<String>) {
    let Material { dataset, items, views, config, .. } = &material();
    let mut model = on_small_card(config, most);
    let place = tempfile::tempdir().unwrap();
    let checkpoints = Checkpoints::new(place.path().join("checkpoints"));
    let course = Course { config, checkpoints: &checkpoints, from: None };
    let mut events = Vec::<Event>::new();
    let data = PretrainData { dataset, items, views };
    let halt = Halt::new(Stop::new());
    let outcome = pretrain(&mut model, data, course, &mut |_, _| Ok(Vec::new()), &mut events, &halt);
    let warning = |event| if let Event::Warning { text } = event { Some(text) } else { None };
    (outcome, events.into_iter().filter_map(warning).filter(|text| text.contains("card")).collect())
}

#[test]
fn a_smaller_part_is_told_once_and_a_card_that_holds_nothing_ends_the_run_in_words() {
    assert!(matches!(train(8), (Ok(Outcome::Done), warnings) if warnings.is_empty()));
    let (outcome, warnings) = train(4);
    assert_eq!(outcome.unwrap(), Outcome::Done);
    let words = "the card's memory does not hold 4 images at once: they are learnt from in 2 parts";
    assert_eq!(warnings, [words]);
    let (outcome, warnings) = train(2);
    let error = outcome.unwrap_err();
    assert!(matches!(error, TrainError::CardMemory { images: 2, .. }), "{error}");
    assert!(error.to_string().contains("does not hold even 2 images at once. Take smaller"), "{error}");
    assert!(warnings.is_empty(), "{warnings:?}");
}
