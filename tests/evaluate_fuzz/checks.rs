//! What every figure and report must keep to.

use augscope::evaluate::{Embedded, EvaluateError, Figure, FoldPlan, Readout, ReadoutKind, Readouts, Report};

/// A little more than rounding.
pub const SLACK: f64 = 1e-9;

pub fn finite_in(value: f64, low: f64, high: f64, what: &str) {
    assert!(value.is_finite() && (low - SLACK..=high + SLACK).contains(&value), "{what}: {value}");
}

pub fn ordered(limits: [f64; 2], low: f64, high: f64, what: &str) {
    finite_in(limits[0], low, high, what);
    finite_in(limits[1], low, high, what);
    assert!(limits[0] <= limits[1] + SLACK, "{what}: {limits:?}");
}

pub fn figure(figure: &Figure, low: f64, high: f64, what: &str) {
    assert!(figure.value.is_some() != figure.not_defined.is_some(), "{what}: {figure:?}");
    if let Some(value) = figure.value {
        finite_in(value, low, high, what);
        assert!(figure.ci95.is_some() != figure.ci_reason.is_some(), "{what}: {figure:?}");
    }
    if let Some(limits) = figure.ci95 {
        ordered(limits, low, high, what);
    }
    let reasons = [&figure.not_defined, &figure.ci_reason];
    assert!(reasons.into_iter().flatten().all(|why| why.len() > 9 && !why.contains("NaN.")), "{figure:?}");
}

/// Errors must say something.
pub fn in_words<T>(result: Result<T, EvaluateError>, what: &str) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            assert!(error.to_string().len() > 20, "{what}: {error}");
            None
        }
    }
}

pub fn whole(part: &Embedded) -> bool {
    let all =
        [Some(&part.encoder), part.projector.as_ref(), part.untrained_encoder.as_ref(), part.pixels.as_ref()];
    all.into_iter().flatten().all(|f| f.data().iter().all(|v| v.is_finite()))
}

pub fn check_readout(readout: &Readout, labels: &[usize], what: &str) {
    let mut recalls = Vec::new();
    // Of images in one group none can be read out of fold: then there are words alone.
    let unread = readout.note.as_ref().is_some_and(|note| note.contains("none can be read"));
    for (class, (name, figures)) in readout.per_class.0.iter().enumerate() {
        let what = format!("{what}, {name}");
        let row = &readout.confusion[class];
        let n = labels.iter().filter(|l| **l == class).count();
        assert_eq!(figures.n, n, "{what}");
        let read = if unread { 0.0 } else { n as f64 };
        finite_in(row.iter().sum::<f64>(), read, read, &what);
        assert_eq!(figures.recall.is_some(), read > 0.0, "{what}");
        assert!(figures.recall_ci95.is_some() != figures.ci_reason.is_some(), "{what}: {figures:?}");
        if let Some(recall) = figures.recall {
            finite_in(recall, row[class] / n as f64, row[class] / n as f64, &what);
            recalls.push(recall);
            if let Some(limits) = figures.recall_ci95 {
                ordered(limits, 0.0, 1.0, &what);
                assert!(limits[0] <= recall + SLACK && recall <= limits[1] + SLACK, "{what}: {figures:?}");
            }
        }
        for value in [figures.precision, figures.f1].into_iter().flatten() {
            finite_in(value, 0.0, 1.0, &what);
        }
    }
    match readout.balanced_accuracy {
        Some(value) => {
            let mean = recalls.iter().sum::<f64>() / recalls.len() as f64;
            finite_in(value, mean, mean, what);
        }
        None => assert!(recalls.is_empty(), "{what}"),
    }
    assert!(
        readout.balanced_accuracy_ci95.is_some() || readout.balanced_accuracy_ci_method.len() > 9,
        "{what}"
    );
    if let Some(limits) = readout.balanced_accuracy_ci95 {
        ordered(limits, 0.0, 1.0, what);
    }
    let right: f64 = readout.confusion.iter().enumerate().map(|(class, row)| row[class]).sum();
    let all: f64 = readout.confusion.iter().flatten().sum();
    match readout.accuracy {
        Some(accuracy) => assert!((accuracy - right / all).abs() < 1e-9, "{what}"),
        None => assert_eq!(all, 0.0, "{what}"),
    }
    if let Some(limits) = readout.accuracy_ci95 {
        ordered(limits, 0.0, 1.0, what);
    }
    for value in readout.draws.iter().flatten().chain(&readout.plain_k20_balanced_accuracy) {
        finite_in(*value, 0.0, 1.0, what);
    }
    if let Some(penalty) = readout.penalty {
        finite_in(penalty, 0.1, 10_000.0, what);
    }
}

/// Folds of whole groups, or as if groups were wells in up to four rows.
pub fn plan(part: &Embedded, number: u64) -> FoldPlan {
    if number.is_multiple_of(3) {
        let rows: Vec<usize> = part.groups.iter().map(|group| group % 4).collect();
        FoldPlan::of_rows(&rows, &["A", "B", "C", "D"].map(String::from))
    } else {
        FoldPlan::of_groups(&part.labels, &part.groups, 0)
    }
}

pub fn check_readouts(readouts: &Readouts, labels: &[usize], what: &str) {
    for kind in ReadoutKind::ALL {
        if let Some(readout) = readouts.get(kind) {
            check_readout(readout, labels, &format!("{what}, {}", kind.name()));
        }
    }
}

pub fn check_report(report: &Report, learnt: &[usize], labels: &[usize], what: &str) {
    check_readouts(&report.readouts, labels, what);
    for baseline in [&report.baselines.untrained, &report.baselines.pixels].into_iter().flatten() {
        check_readouts(&baseline.readouts, labels, what);
    }
    let mut seen = learnt.to_vec();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(report.baselines.chance, 1.0 / seen.len() as f64, "{what}");
    let found = &report.clusters;
    for value in
        [found.ami, found.ari, found.silhouette_labels, found.silhouette_clusters].into_iter().flatten()
    {
        finite_in(value, -1.0, 1.0, what);
    }
    for collapse in std::iter::once(&report.collapse.encoder).chain(&report.collapse.projector) {
        finite_in(collapse.rank_me, 0.0, collapse.features as f64 * (1.0 + 1e-5), what);
        finite_in(collapse.spread, 0.0, 1.0 + 1e-6, what);
    }
    // Nothing that is no number hides in the file: reading it back gives the same.
    let text = serde_json::to_string(report).unwrap();
    let again: Report = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(again.notes, report.notes, "{what}");
}
