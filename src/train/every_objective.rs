//! Training with every objective: pausing, ending and stopping leave no trace, targets follow, collapse is seen.

use super::pretrain::tests::{Material, SHAPE, SIZE, bytes, input, material, train};
use super::*;
use crate::encoder::NamedTensors;
use crate::job::Stop;
use crate::objective::{Entry, OBJECTIVES, Options};
use crate::pipeline::{self, Views};
use candle_core::Tensor;

/// Small heads, and a queue that wraps around.
fn small(entry: &Entry) -> Options {
    let sizes = [("width", 16.0), ("dim", 8.0), ("queue", 7.0)];
    let known = |name: &str| entry.settings.iter().any(|setting| setting.name == name);
    sizes.into_iter().filter(|(name, _)| known(name)).map(|(name, value)| (name.to_owned(), value)).collect()
}

fn config(entry: &Entry) -> TrainConfig {
    TrainConfig {
        size: SIZE,
        objective: entry.name.into(),
        objective_settings: small(entry),
        ..TrainConfig::preset(Preset::Quick)
    }
}

fn with(entry: &Entry) -> Material {
    let mut material = material();
    material.config.objective = entry.name.into();
    material.config.objective_settings = small(entry);
    material.config.checkpoint_seconds = 0.0;
    material
}

#[test]
fn a_training_that_was_killed_or_paused_ends_with_the_same_bits() {
    for entry in OBJECTIVES {
        let material = with(entry);
        let place = tempfile::tempdir().unwrap();
        let whole = Checkpoints::new(place.path().join("whole"));
        let never = || Halt::new(Stop::new());
        assert_eq!(train(&material, &whole, &never(), &mut Vec::<Event>::new()), Outcome::Done);
        let wanted = bytes(&whole.newest().0.unwrap());

        // Killed after the checkpoint of step 4: that is all there is to go on from.
        let newest = place.path().join("whole/step-000000008.safetensors");
        std::fs::remove_file(newest).unwrap();
        assert_eq!(whole.newest().0.unwrap().step, 4);
        assert_eq!(train(&material, &whole, &never(), &mut Vec::<Event>::new()), Outcome::Done);
        assert!(bytes(&whole.newest().0.unwrap()) == wanted, "{}: killed, the weights differ", entry.name);

        let paused = Checkpoints::new(place.path().join("paused"));
        let mut pauses = 0;
        for time in 1.. {
            let halt = Halt::new(Stop::after_checks(90 * time));
            if train(&material, &paused, &halt, &mut Vec::<Event>::new()) == Outcome::Done {
                break;
            }
            pauses += 1;
        }
        assert!(pauses > 0, "{}: never paused", entry.name);
        assert!(bytes(&paused.newest().0.unwrap()) == wanted, "{}: paused, the weights differ", entry.name);
    }
}

#[test]
fn a_step_stopped_anywhere_leaves_no_trace_in_target_and_queue() {
    for entry in OBJECTIVES {
        let state = |model: &Model| bytes(&model.checkpoint(0).unwrap());
        let mut model = Model::new(&config(entry), &SHAPE).unwrap();
        // Something to lose: a step that is done.
        model.step(input(4), 1e-3).unwrap();
        let before = state(&model);
        let mut stops = 0;
        loop {
            model.interrupt_on(Stop::after_checks(stops));
            match model.step(input(4), 1e-3) {
                Err(TrainError::Stopped) => {
                    assert!(state(&model) == before, "{} after {stops} checks", entry.name);
                }
                result => break drop(result.unwrap()),
            }
            stops += 1;
        }
        let least = if model.objective.target().is_some() { 30 } else { 16 };
        assert!(stops > least, "{}: {stops}", entry.name);
        let mut left_alone = Model::new(&config(entry), &SHAPE).unwrap();
        for _ in 0..2 {
            left_alone.step(input(4), 1e-3).unwrap();
        }
        assert!(state(&model) == state(&left_alone), "{}", entry.name);
    }
}

#[test]
fn a_step_whose_loss_is_no_number_moves_nothing() {
    for entry in OBJECTIVES {
        let mut model = Model::new(&config(entry), &SHAPE).unwrap();
        let before = bytes(&model.checkpoint(0).unwrap());
        let mut broken = input(4);
        broken.data.fill(f32::NAN);
        assert!(!model.step(broken, 1e-3).unwrap().loss.is_finite(), "{}", entry.name);
        assert!(bytes(&model.checkpoint(0).unwrap()) == before, "{}", entry.name);
    }
}

fn values(tensors: &NamedTensors, name: &str) -> Vec<f32> {
    tensors[name].flatten_all().unwrap().to_vec1().unwrap()
}

fn copies(model: &Model) -> NamedTensors {
    let tensors = model.checkpoint(0).unwrap().tensors;
    tensors.into_iter().map(|(name, tensor): (String, Tensor)| (name, tensor.copy().unwrap())).collect()
}

#[test]
fn targets_move_exactly_by_tau_and_follow_their_own_batches() {
    let mut tested = 0;
    for entry in OBJECTIVES {
        let mut model = Model::new(&config(entry), &SHAPE).unwrap();
        if model.objective.target().is_none() {
            assert!(!copies(&model).keys().any(|name| name.starts_with("target")));
            continue;
        }
        tested += 1;
        model.step(input(16), 1e-2).unwrap();
        let before = copies(&model);
        model.step(input(16), 1e-2).unwrap();
        let after = copies(&model);
        let tau = model.objective.kept_of_target(2, 8);
        assert!(tau > 0.9 && tau < 1.0);
        for (target, online) in [
            ("target.features.0.weight", "encoder.features.0.weight"),
            ("target.features.9.bias", "encoder.features.9.bias"),
            ("head.target_projector.0.weight", "head.projector.0.weight"),
        ] {
            let (old, new, online) =
                (values(&before, target), values(&after, target), values(&after, online));
            assert!(old != new && new != online, "{} {target}", entry.name);
            for ((old, new), online) in old.iter().zip(new).zip(online) {
                assert_eq!(new, old * tau as f32 + online * (1.0 - tau) as f32, "{} {target}", entry.name);
            }
        }
        // MoCo deals 16 images into two parts, each of which is a batch of its own.
        let batches = if entry.name == "moco" { 4 } else { 2 };
        let seen = |name: &str| after[name].to_scalar::<i64>().unwrap();
        assert_eq!(seen("target.features.1.num_batches_tracked"), batches, "{}", entry.name);
        assert_eq!(seen("encoder.features.1.num_batches_tracked"), 2);
        let mean = "features.1.running_mean";
        assert_ne!(values(&after, &format!("target.{mean}")), values(&after, &format!("encoder.{mean}")));
    }
    assert_eq!(tested, 2);
}

/// What is warned of when sixteen images with strong random versions are learnt by BYOL.
fn warnings_of_byol(stop_gradient: f64, tau: f64) -> Vec<String> {
    let mut material = with(OBJECTIVES.iter().find(|entry| entry.name == "byol").unwrap());
    let pipeline = pipeline::load("simclr").unwrap().pipeline;
    material.views = Views::new(&pipeline, SIZE, material.views.window.clone(), 3);
    let config = &mut material.config;
    config.objective_settings.insert("stop_gradient".into(), stop_gradient);
    config.objective_settings.insert("tau".into(), tau);
    config.optimizer = "sgd".into();
    (config.learning_rate, config.batch, config.epochs) = (4.0, 8, 50);
    config.checkpoint_seconds = 1e9;
    let place = tempfile::tempdir().unwrap();
    let mut events = Vec::<Event>::new();
    train(&material, &Checkpoints::new(place.path()), &Halt::new(Stop::new()), &mut events);
    let spreads = events.iter().filter_map(|event| match event {
        Event::Epoch { spread, .. } => Some(format!("{spread:.3}")),
        _ => None,
    });
    // Only seen where the test fails.
    println!("tau {tau}, stop-gradient {stop_gradient}: {}", spreads.collect::<Vec<_>>().join(" "));
    events
        .into_iter()
        .filter_map(|e| if let Event::Warning { text } = e { Some(text) } else { None })
        .collect()
}

#[test]
fn byol_collapses_without_stop_gradient_and_the_alarm_says_so() {
    let collapsed = warnings_of_byol(0.0, 0.0);
    let nearly_one = |text: &String| text.starts_with("collapse") && text.contains("nearly the same");
    assert_eq!(collapsed.iter().filter(|text| nearly_one(text)).count(), 1, "{collapsed:?}");
    // Sixteen images may come to lie along a line; they do not become one.
    let healthy = warnings_of_byol(1.0, 0.9);
    assert!(!healthy.iter().any(nearly_one), "{healthy:?}");
}

#[test]
fn unlabelled_images_are_left_to_the_other_methods() {
    let mut material = material();
    for item in material.dataset.items.iter_mut().take(5) {
        item.class = None;
    }
    let count = |name: &str| {
        let config = TrainConfig { objective: name.into(), ..material.config.clone() };
        learnt_from(&config, &material.dataset, &material.items).unwrap().len()
    };
    assert_eq!((count("simclr"), count("supervised")), (16, 11));
}
