//! Invariance against NumPy, and what cannot be measured.

use super::super::made_up::{data, shaken};
use super::*;

fn alone(n: usize) -> Vec<usize> {
    (0..n).collect()
}

/// With `uniform` and `data` of `made_up.rs`:
/// ```python
/// x, y = data(60, 8, 3, 11)
/// t = (x + (uniform(12, 480).reshape(60, 8) - .5) * .6).astype(np.float32)
/// x, t = x.astype(float), t.astype(float)
/// u, v = normalize(x - x.mean(0)), normalize(t - x.mean(0))   # sklearn.preprocessing
/// a = (u * v).sum(1); G = u @ u.T; off = ~np.eye(60, dtype=bool)
/// for c in (0, 1, 2, None):
///     mine = np.ones(60, bool) if c is None else y == c
///     m = G[mine][off[mine]].mean(); w = G[(y[:, None] == y) & off & mine[:, None]].mean()
///     print((a[mine].mean() - m) / (1 - m), (a[mine].mean() - w) / (1 - w))
/// ```
#[test]
fn equals_numpy() {
    let (x, labels) = data(60, 8, 3, 11, 0.5);
    let t = shaken(&x, 12, 0.6);
    let found = Reference::new(&x, &labels, &alone(60), 3, 0).unwrap().against(&t).unwrap();
    let golden = [
        (0.868_049_022_172_656_2, 0.854_090_419_636_703_3),
        (0.846_502_597_016_518_4, 0.839_463_599_234_794_4),
        (0.861_434_593_901_594_8, 0.846_759_912_583_676_3),
        (0.858_488_098_150_247_2, 0.847_023_768_644_854_3),
    ];
    for (index, (across, within)) in found.per_class.iter().chain([&found.all]).zip(golden) {
        for (figure, value) in [(&index.index, across), (&index.within_class, within)] {
            assert!((figure.value.unwrap() - value).abs() < 1e-9, "{figure:?} {value}");
            let [low, high] = figure.ci95.unwrap();
            assert!(low < value && value < high && high - low < 0.1, "{figure:?}");
        }
    }
}

#[test]
fn one_is_unchanged_and_nothing_is_as_good_as_another_image() {
    let (x, labels) = data(120, 16, 3, 4, 0.5);
    let reference = Reference::new(&x, &labels, &alone(120), 3, 0).unwrap();
    let same = reference.against(&x).unwrap();
    assert!(same.per_class.iter().all(|i| (i.index.value.unwrap() - 1.0).abs() < 1e-12));
    // Every image is turned into its neighbour in the list.
    let other = x.subset(&(1..121).map(|i| i % 120).collect::<Vec<_>>());
    let index = reference.against(&other).unwrap().all.index;
    assert!(index.value.unwrap().abs() < 0.15, "{index:?}");
    // The same inputs give the same figures.
    assert_eq!(reference.against(&other).unwrap().all.index, index);
}

#[test]
fn groups_are_resampled_whole_and_few_of_them_give_no_interval() {
    let (x, labels) = data(60, 8, 3, 11, 0.5);
    let t = shaken(&x, 12, 0.6);
    let five: Vec<usize> = (0..60).map(|i| i / 12).collect();
    let found = Reference::new(&x, &labels, &five, 3, 0).unwrap().against(&t).unwrap();
    assert!(found.all.index.ci95.is_none());
    assert!(found.all.index.ci_reason.unwrap().contains("only 5 groups"));
    assert!((found.all.index.value.unwrap() - 0.858_488_098_150_247_2).abs() < 1e-9);
}

#[test]
fn what_cannot_be_measured_is_not_defined() {
    let labels = [0, 0, 0, 1, 1, 2];
    let words = |x: &Features, t: &Features, place: usize| {
        let found = Reference::new(x, &labels, &alone(6), 4, 0).unwrap().against(t).unwrap();
        let index = &found.per_class[place];
        assert!(index.index.value.is_none() || index.index.value.unwrap().is_finite());
        (index.index.not_defined.clone(), index.within_class.not_defined.clone())
    };
    let has = |words: Option<String>, part: &str| {
        assert!(words.as_ref().is_some_and(|w| w.contains(part)), "{words:?} {part}");
    };
    let constant = Features::new(6, 2, vec![0.7; 12]).unwrap();
    has(words(&constant, &constant, 0).0, "same for all");
    let x = Features::new(6, 2, vec![1., 0.1, 0.9, 0.3, 1.1, -0.3, -1., 0.2, -1.2, 0.5, 0.1, 3.]).unwrap();
    // A class without images, and one with a single image, which has no other of its class.
    has(words(&x, &x, 3).0, "no image");
    assert_eq!(words(&x, &x, 2).0, None);
    has(words(&x, &x, 2).1, "no two different images");
    let mut holes = x.data().to_vec();
    holes[3] = f32::NAN;
    let holes = Features::new(6, 2, holes).unwrap();
    has(words(&x, &holes, 0).0, "not finite");
    has(words(&holes, &x, 0).0, "not finite");
    // All images of a class at one point: its pairs are alike, and that is said.
    let tight = Features::new(6, 2, vec![1., 0., 1., 0., 1., 0., -1., 0.2, -1.2, 0.5, 0.1, 3.]).unwrap();
    assert_eq!(words(&tight, &tight, 0).0, None);
    has(words(&tight, &tight, 0).1, "alike");
}

#[test]
fn no_images_and_wrong_lengths_give_words() {
    let none = Features::new(0, 3, vec![]).unwrap();
    let found = Reference::new(&none, &[], &[], 2, 0).unwrap().against(&none).unwrap();
    assert!(found.all.index.not_defined.unwrap().contains("no pair"));
    let one = Features::new(1, 3, vec![1., 2., 3.]).unwrap();
    let found = Reference::new(&one, &[1], &[0], 2, 0).unwrap().against(&one).unwrap();
    assert!(found.per_class[1].index.not_defined.is_some());
    let narrow = Features::new(3, 0, vec![]).unwrap();
    let reference = Reference::new(&narrow, &[0, 1, 0], &[0, 1, 2], 2, 0).unwrap();
    assert!(reference.against(&narrow).unwrap().all.index.not_defined.is_some());
    assert!(reference.against(&one).is_err());
    assert!(Reference::new(&one, &[0, 1], &[0], 2, 0).is_err());
    assert!(Reference::new(&one, &[2], &[0], 2, 0).is_err());
}

#[test]
fn no_fuzzed_input_gives_a_number_outside_the_possible_or_a_panic() {
    let mut random = crate::evaluate::random::Random::new(3, 3);
    for _ in 0..60 {
        let (n, d) = (random.below(12), random.below(4));
        let value = |r: &mut crate::evaluate::random::Random| match r.below(12) {
            0 => f32::NAN,
            1 => f32::INFINITY,
            2..=5 => 1.0,
            6 => 1e30,
            _ => r.unit() as f32,
        };
        let x = Features::new(n, d, (0..n * d).map(|_| value(&mut random)).collect()).unwrap();
        let t = Features::new(n, d, (0..n * d).map(|_| value(&mut random)).collect()).unwrap();
        let labels: Vec<usize> = (0..n).map(|_| random.below(3)).collect();
        let groups: Vec<usize> = (0..n).map(|_| random.below(9)).collect();
        let found = Reference::new(&x, &labels, &groups, 3, 0).unwrap().against(&t).unwrap();
        for index in found.per_class.iter().chain([&found.all]) {
            for figure in [&index.index, &index.within_class] {
                assert!(figure.value.is_some() != figure.not_defined.is_some());
                assert!(figure.value.is_none_or(|v| v <= 1.0 + 1e-9));
                assert!(figure.value.is_none() || figure.ci95.is_some() != figure.ci_reason.is_some());
            }
        }
    }
}
