use super::super::{Features, Named, PartSize, Random};
use super::*;

fn part(n: usize, classes: &[usize], seed: u64) -> Embedded {
    let mut random = Random::new(seed, 9);
    let labels: Vec<usize> = (0..n).map(|i| classes[i % classes.len()]).collect();
    let mut make = |d: usize, signal: f32| {
        let data = (0..n * d)
            .map(|p| random.unit() as f32 + if labels[p / d] % d == p % d { signal } else { 0.0 })
            .collect();
        Features::new(n, d, data).unwrap()
    };
    Embedded {
        encoder: make(16, 1.5),
        projector: Some(make(8, 1.0)),
        untrained_encoder: Some(make(16, 0.3)),
        untrained_projector: Some(make(8, 0.2)),
        given_encoder: None,
        pixels: Some(make(12, 0.4)),
        groups: (0..n).map(|i| seed as usize * 10_000 + i / 3).collect(),
        labels,
    }
}

fn question(classes: usize) -> Question {
    Question {
        classes: (0..classes).map(|c| format!("class {c}")).collect(),
        part: "choose".into(),
        primary_readout: ReadoutKind::KnnEncoder,
        transductive: false,
        exploratory: true,
        seed: 7,
        split: Split {
            group_column: Some("plate".into()),
            parts: [("train".to_owned(), PartSize { images: 120, groups: 40 })].into_iter().collect(),
        },
    }
}

fn assess_now(train: &Embedded, test: &Embedded, classes: usize) -> Result<Report, EvaluateError> {
    assess(train, test, &question(classes), &Stop::new())
}

#[test]
fn a_report_has_the_fields_of_the_contract_and_is_read_again() {
    let report = assess_now(&part(120, &[0, 1, 2, 3], 1), &part(80, &[0, 1, 2, 3], 2), 4).unwrap();
    let json = serde_json::to_value(&report).unwrap();
    for pointer in [
        "/readouts/knn_encoder/balanced_accuracy_ci95/0",
        "/readouts/knn_projector/per_class/class 2/recall",
        "/readouts/linear_full/per_class/class 0/f1",
        "/readouts/linear_10/confusion/3/3",
        "/baselines/untrained/readouts/linear_10/balanced_accuracy",
        "/baselines/pixels/readouts/linear_full/balanced_accuracy",
        "/clusters/silhouette_labels",
        "/split/parts/train/images",
        "/ci_method",
        "/seed",
    ] {
        assert!(json.pointer(pointer).is_some_and(|v| !v.is_null()), "{pointer}");
    }
    assert_eq!(json["primary_readout"], "knn_encoder");
    assert_eq!(json["baselines"]["chance"], 0.25);
    assert!(json.pointer("/readouts/knn_encoder/confusion/0/0").unwrap().is_u64());
    assert!(json.pointer("/baselines/pixels/readouts/knn_projector").is_none());
    let text = serde_json::to_string(&report).unwrap();
    // serde_json reads a float to the last digit only with a feature of its own: compare what is exact.
    let read: Report = serde_json::from_str(&text).unwrap();
    assert_eq!((&read.classes, &read.split, &read.notes), (&report.classes, &report.split, &report.notes));
    let confusion = |r: &Report| r.readouts.knn_projector.as_ref().unwrap().confusion.clone();
    assert_eq!(confusion(&read), confusion(&report));
    let again = assess_now(&part(120, &[0, 1, 2, 3], 1), &part(80, &[0, 1, 2, 3], 2), 4).unwrap();
    assert!(again == report, "the same input gives the same report");
    let names: Vec<&str> =
        report.readouts.knn_encoder.as_ref().unwrap().per_class.0.iter().map(|p| p.0.as_str()).collect();
    assert_eq!(names, ["class 0", "class 1", "class 2", "class 3"]);
}

#[test]
fn the_encoder_is_better_than_its_baselines_and_rows_of_the_confusion_sum_to_n() {
    let report = assess_now(&part(120, &[0, 1, 2, 3], 1), &part(80, &[0, 1, 2, 3], 2), 4).unwrap();
    let of = |r: &Readouts| r.get(ReadoutKind::Linear10).unwrap().balanced_accuracy.unwrap();
    assert!(of(&report.readouts) > of(&report.baselines.untrained.as_ref().unwrap().readouts) + 0.2);
    for kind in ReadoutKind::ALL {
        let Some(readout) = report.readouts.get(kind) else {
            assert_eq!(kind, ReadoutKind::Linear100, "no class has more than 30 images");
            continue;
        };
        for (row, (_, class)) in readout.confusion.iter().zip(&readout.per_class.0) {
            assert!((row.iter().sum::<f64>() - class.n as f64).abs() < 1e-9);
        }
    }
}

#[test]
fn a_part_without_a_class_gives_null_and_words() {
    let report = assess_now(&part(120, &[0, 1, 2, 3], 1), &part(80, &[0, 1, 3], 2), 5).unwrap();
    let class = report.readouts.knn_encoder.as_ref().unwrap().per_class.get("class 2").unwrap();
    assert_eq!((class.n, class.recall, class.f1), (0, None, None));
    assert!(class.ci_reason.as_ref().unwrap().contains("no image"));
    assert!(report.notes.iter().any(|n| n.starts_with("class 2: no image in this part")));
    let untaught = assess_now(&part(90, &[0, 1], 1), &part(60, &[0, 1, 2], 2), 3).unwrap();
    assert!(untaught.notes.iter().any(|n| n.starts_with("class 2: no training image")));
}

#[test]
fn one_image_classes_and_one_image_parts_do_not_panic() {
    let small = assess_now(&part(3, &[0, 1, 2], 1), &part(3, &[0, 1, 2], 2), 3).unwrap();
    assert!(small.readouts.linear_10.unwrap().note.unwrap().contains("only 1 training images"));
    assess_now(&part(1, &[0], 1), &part(1, &[0], 2), 1).unwrap();
}

#[test]
fn constant_features_collapse_in_words() {
    let (mut train, mut test) = (part(40, &[0, 1], 1), part(40, &[0, 1], 2));
    train.encoder = Features::new(40, 4, vec![1.0; 160]).unwrap();
    test.encoder = train.encoder.clone();
    let report = assess_now(&train, &test, 2).unwrap();
    assert!(report.notes.iter().any(|n| n.contains("encoder: the embedding has collapsed")));
    assert_eq!(report.readouts.linear_full.unwrap().balanced_accuracy, Some(0.5));
}

#[test]
fn what_does_not_fit_is_refused_in_words() {
    let (train, test) = (part(40, &[0, 1], 1), part(40, &[0, 1], 2));
    let mut broken = test.clone();
    let mut data = broken.encoder.data().to_vec();
    data[5] = f32::NAN;
    broken.encoder = Features::new(40, 16, data).unwrap();
    let words = assess_now(&train, &broken, 2).unwrap_err().to_string();
    assert!(words.contains("the encoder's features (evaluated images): 1 of 40"), "{words}");
    assert!(matches!(assess_now(&train, &Embedded::default(), 2), Err(EvaluateError::EmptyPart { .. })));
    assert!(matches!(assess_now(&train, &test, 1), Err(EvaluateError::UnknownClass { .. })));
    let mut short = test.clone();
    short.groups.pop();
    assert!(matches!(assess_now(&train, &short, 2), Err(EvaluateError::Length { .. })));
    let stop = Stop::new();
    stop.request();
    assert!(matches!(assess(&train, &test, &question(2), &stop), Err(EvaluateError::Stopped)));
}

#[test]
fn a_group_on_both_sides_is_told() {
    let (train, mut test) = (part(40, &[0, 1], 1), part(40, &[0, 1], 2));
    test.groups[0] = train.groups[0];
    let report = assess_now(&train, &test, 2).unwrap();
    assert!(report.notes.iter().any(|n| n.starts_with("1 groups lie in the training part")));
    let empty: Named<u8> = Named::default();
    assert_eq!(serde_json::to_string(&empty).unwrap(), "{}");
}
