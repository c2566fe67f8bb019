//! [`summary`]: a report as lines of text: every read-out beside its baselines, then every class.

use augscope::evaluate::difference::Weighting;
use augscope::evaluate::{Baseline, Readout, ReadoutKind, Report};
use std::fmt::Write;

/// The report in words, its averages by `weighting`.
pub fn summary(report: &Report, weighting: Weighting) -> String {
    let title = match weighting {
        Weighting::Balanced => "balanced accuracy (every class counts the same)",
        Weighting::Natural => "accuracy (every image counts the same)",
    };
    let mut text = format!("{title} on the part \"{}\"\n", report.part);
    let of = |readout: Option<&Readout>| {
        percent(readout.and_then(|readout| match weighting {
            Weighting::Balanced => readout.balanced_accuracy,
            Weighting::Natural => readout.accuracy,
        }))
    };
    let baseline = |baseline: &Option<Baseline>, kind| {
        of(baseline.as_ref().and_then(|baseline| baseline.readouts.get(kind)))
    };
    let _ = write!(text, "  {:<16}{:>8}{:>12}{:>9}", "read-out", "trained", "untrained", "pixels");
    let given = &report.baselines.given;
    text.push_str(if given.is_some() { "    given\n" } else { "\n" });
    for kind in ReadoutKind::ALL.into_iter().filter(|&kind| report.readouts.get(kind).is_some()) {
        let beside = if given.is_some() { format!("{:>9}", baseline(given, kind)) } else { String::new() };
        let _ = writeln!(
            text,
            "  {:<16}{:>8}{:>12}{:>9}{beside}",
            kind.name(),
            of(report.readouts.get(kind)),
            baseline(&report.baselines.untrained, kind),
            baseline(&report.baselines.pixels, kind)
        );
    }
    if weighting == Weighting::Balanced {
        let _ = writeln!(text, "  chance {:.1}%", 100.0 * report.baselines.chance);
    }
    if let Some(readout) = report.readouts.get(report.primary_readout) {
        let name = report.primary_readout.name();
        let _ = writeln!(text, "recall of each class by {name}, with 95 % intervals");
        for (class, accuracy) in &readout.per_class.0 {
            let interval = accuracy
                .recall_ci95
                .map_or(String::new(), |[low, high]| format!("  [{:.0}, {:.0}]", 100.0 * low, 100.0 * high));
            let recall = percent(accuracy.recall);
            let _ = writeln!(text, "  {class:<28} {recall}  n {:>4}{interval}", accuracy.n);
        }
    }
    for note in &report.notes {
        let _ = writeln!(text, "note: {note}");
    }
    text
}

fn percent(value: Option<f64>) -> String {
    value.map_or("     -".into(), |v| format!("{:5.1}%", 100.0 * v))
}
