//! What holds for every objective in the list, and difference quotients of every loss.

use candle_core::{Device, Tensor, Var};

use super::*;
use crate::encoder::test_values::{check_gradients, made};
use crate::encoder::{Metadata, tensor_file};

const N: usize = 8;
const TASK: Task = Task { features: 6, images: 48, classes: 3, seed: 1, device: Device::Cpu };

/// Small heads.
fn small(entry: &Entry) -> Options {
    let sizes = [("width", 16.0), ("dim", 8.0)];
    let known = |name: &str| entry.settings.iter().any(|setting| setting.name == name);
    sizes.into_iter().filter(|(name, _)| known(name)).map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The loss of the same batch at these features, and its gradients.
fn at(objective: &mut dyn Objective, features: &Var) -> (f32, candle_core::backprop::GradStore) {
    let rows = features.dim(0).unwrap();
    let target = made(2, &[rows, 6]);
    let target = objective.target().map(|_| &target);
    let images: Vec<usize> = (0..N).collect();
    let labels: Vec<_> = (0..N).map(|i| (i != 5).then_some(i % 3)).collect();
    let batch = Batch { features: features.as_tensor(), target, images: &images, labels: &labels };
    let loss = objective.loss(&batch).unwrap();
    assert!(loss.terms.iter().all(|(_, value)| value.is_finite()));
    (loss.value.to_scalar().unwrap(), loss.value.backward().unwrap())
}

fn features(objective: &dyn Objective) -> Var {
    let rows = if objective.shown() == Shown::Both { 2 * N } else { N };
    Var::from_tensor(&made(1, &[rows, 6])).unwrap()
}

#[test]
fn every_objective_learns_a_batch() {
    for entry in OBJECTIVES {
        let mut objective = entry.make(&TASK, &small(entry)).unwrap();
        assert_eq!(objective.name(), entry.name);
        let features = features(objective.as_ref());
        let (first, _) = at(objective.as_mut(), &features);
        let mut last = first;
        for step in 0..60 {
            let (value, gradients) = at(objective.as_mut(), &features);
            last = value;
            for (name, var) in objective.weights().parameters() {
                let gradient = gradients.get(var).unwrap_or_else(|| panic!("{} {name}", entry.name));
                var.set(&var.as_detached_tensor().sub(&(gradient.detach() * 0.02).unwrap()).unwrap())
                    .unwrap();
            }
            let kept = objective.kept_of_target(step, 60);
            assert!((0.0..=1.0).contains(&kept));
            objective.follow(kept).unwrap();
        }
        assert!(last < 0.95 * first, "{}: from {first} to {last}", entry.name);
        let projected = objective.project(features.as_tensor()).unwrap();
        assert_eq!(projected.dim(0).unwrap(), features.dim(0).unwrap());
    }
}

#[test]
fn every_objective_goes_on_from_what_is_saved() {
    for entry in OBJECTIVES {
        let mut objective = entry.make(&TASK, &small(entry)).unwrap();
        let features = features(objective.as_ref());
        for _ in 0..3 {
            at(objective.as_mut(), &features);
        }
        let bytes = tensor_file::to_bytes(&objective.weights().tensors(), &Metadata::new()).unwrap();
        let mut other = entry.make(&Task { seed: 9, ..TASK }, &small(entry)).unwrap();
        other.weights().replace(&tensor_file::from_bytes(&bytes).unwrap().0).unwrap();
        for _ in 0..3 {
            let (a, b) = (at(objective.as_mut(), &features).0, at(other.as_mut(), &features).0);
            assert!(a == b, "{}: {a} and {b}", entry.name);
        }
        let all =
            |o: &dyn Objective| tensor_file::to_bytes(&o.weights().tensors(), &Metadata::new()).unwrap();
        assert!(all(objective.as_ref()) == all(other.as_ref()), "{}", entry.name);
    }
}

/// A step taken back leaves nothing, and nothing that is learnt moves by itself.
#[test]
fn what_a_loss_moves_is_among_the_buffers() {
    for entry in OBJECTIVES {
        let mut objective = entry.make(&TASK, &small(entry)).unwrap();
        let bytes =
            |o: &dyn Objective| tensor_file::to_bytes(&o.weights().tensors(), &Metadata::new()).unwrap();
        let (before, kept) = (bytes(objective.as_ref()), objective.weights().copy_buffers().unwrap());
        let features = features(objective.as_ref());
        let (first, _) = at(objective.as_mut(), &features);
        for (name, values) in &kept {
            objective.weights().set(name, values).unwrap();
        }
        assert!(bytes(objective.as_ref()) == before, "{}", entry.name);
        assert!(at(objective.as_mut(), &features).0 == first, "{}", entry.name);
    }
}

#[test]
fn entries_are_words_and_sentences() {
    let names: Vec<_> = OBJECTIVES.iter().map(|entry| entry.name).collect();
    assert_eq!(names, ["simclr", "moco", "byol", "barlow-twins", "vicreg", "supervised"]);
    for entry in OBJECTIVES {
        assert!(entry.summary.ends_with('.') && entry.summary.len() < 120, "{}", entry.summary);
        for setting in entry.settings {
            assert!(setting.words.ends_with('.'), "{}", setting.words);
        }
    }
}

#[test]
fn gradients_are_difference_quotients() {
    let pair = [made(1, &[7, 5]), made(2, &[7, 5])];
    let scalar = |t: &Tensor| t.reshape(1).unwrap();
    check_gradients("BYOL", &pair, 1e-2, 5e-3, |t| scalar(&regression(&t[0], &t[1]).unwrap()));
    for term in 0..2 {
        check_gradients("Barlow Twins", &pair, 3e-3, 1e-2, |t| {
            scalar(&barlow_twins(&t[0], &t[1], 0.5).unwrap()[term])
        });
    }
    for term in 0..3 {
        check_gradients("VICReg", &pair, 3e-3, 1e-2, |t| scalar(&vicreg(&t[0], &t[1]).unwrap()[term]));
    }
    let (queue, mask) = (made(3, &[9, 5]), (made(4, &[7, 9]) * 0.1).unwrap());
    check_gradients("MoCo", &pair, 1e-2, 5e-3, |t| {
        scalar(&info_nce(&t[0], &t[1], &queue, &mask, 0.5).unwrap().0)
    });
    check_gradients("supervised", &pair[..1], 1e-2, 5e-3, |t| {
        scalar(&cross_entropy(&t[0], &[0, 4, 2, 2, 1, 3, 0]).unwrap())
    });
}

#[test]
fn the_queue_of_moco_holds_a_quarter_of_the_images_at_most() {
    for (images, asked, len) in [(48, 4096.0, 12), (48, 5.0, 5), (3, 4096.0, 1)] {
        let options = Options::from([("queue".to_owned(), asked), ("dim".to_owned(), 4.0)]);
        let objective = by_name("moco").unwrap().make(&Task { images, ..TASK }, &options).unwrap();
        assert_eq!(objective.weights().get("queue.keys").unwrap().dims(), [len, 4]);
    }
}

/// A key of the same image in the queue must change nothing, whatever it is.
#[test]
fn keys_of_the_same_image_do_not_count() {
    let value_with = |key: f32| {
        let mut objective = by_name("moco").unwrap().make(&TASK, &small(by_name("moco").unwrap())).unwrap();
        let mut keys = made(7, &[12, 8]).to_vec2::<f32>().unwrap();
        keys[2] = vec![key; 8];
        let keys = Tensor::new(keys, &Device::Cpu).unwrap();
        objective.weights().set("queue.keys", &keys).unwrap();
        let images = Tensor::new(&[-1_i64, 20, 3, 21, 22, 23, 24, 25, 26, 27, 28, 29], &Device::Cpu).unwrap();
        objective.weights().set("queue.images", &images).unwrap();
        let images = [3_usize, 3, 3, 3, 3, 3, 3, 3];
        let (rows, target) = (made(1, &[8, 6]), made(2, &[8, 6]));
        let batch = Batch { features: &rows, target: Some(&target), images: &images, labels: &[None; 8] };
        let masked = objective.loss(&batch).unwrap().value.to_scalar::<f32>().unwrap();
        let images = [5_usize; 8];
        objective.weights().set("queue.keys", &keys).unwrap();
        let free = Tensor::new(&[-1_i64, 20, 3, 21, 22, 23, 24, 25, 26, 27, 28, 29], &Device::Cpu).unwrap();
        objective.weights().set("queue.images", &free).unwrap();
        let batch = Batch { images: &images, ..batch };
        (masked, objective.loss(&batch).unwrap().value.to_scalar::<f32>().unwrap())
    };
    let ((a, free_a), (b, free_b)) = (value_with(0.3), value_with(-0.3));
    assert_eq!(a, b);
    assert_ne!(free_a, free_b);
}

#[test]
fn only_images_with_a_label_are_learnt_from() {
    let mut objective = by_name("supervised").unwrap().make(&TASK, &Options::new()).unwrap();
    let mut loss = |labels: &[Option<usize>], rows: &Tensor| {
        let batch = Batch { features: rows, target: None, images: &[0, 1, 2], labels };
        objective.loss(&batch).map(|loss| loss.value.to_scalar::<f32>().unwrap())
    };
    let rows = made(1, &[6, 6]);
    let chosen = rows.index_select(&Tensor::new(&[0_u32, 2, 3, 5], &Device::Cpu).unwrap(), 0).unwrap();
    let some = loss(&[Some(2), None, Some(0)], &rows).unwrap();
    assert_eq!(some, loss(&[Some(2), Some(0)], &chosen).unwrap());
    assert!(loss(&[None, None, None], &rows).unwrap_err().to_string().contains("label"));
    assert!(loss(&[Some(2), None, Some(3)], &rows).unwrap_err().to_string().contains("3 classes"));
}
