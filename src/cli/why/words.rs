//! [`words`]: why.json as lines of text.

use augscope::evaluate::plate::PlateVerdict;
use augscope::evaluate::{Figure, InvarianceIndex, Named, TwinVerdict};
use augscope::run::why::{IndexFigures, TransformEffect, Why};
use std::fmt::Write;

/// Lines of one list before the rest is counted.
const MOST_LINES: usize = 10;

/// The whole explanation in words. Writing into a text cannot fail, so results are let go.
pub(super) fn words(why: &Why) -> String {
    let mut text = String::new();
    invariance(&mut text, why);
    batch_effect(&mut text, why);
    twins(&mut text, why);
    suspects(&mut text, why);
    if let Some(plate) = &why.plate {
        verdict(&mut text, "the trained encoder", &plate.encoder);
        verdict(&mut text, "the encoder before training", &plate.untrained);
        for note in &plate.notes {
            let _ = writeln!(text, "note: {note}");
        }
    }
    for note in &why.notes {
        let _ = writeln!(text, "note: {note}");
    }
    text
}

fn number(figure: &Figure) -> String {
    figure.value.map_or_else(|| "-".into(), |v| format!("{v:.2}"))
}

fn with_interval(figure: &Figure) -> String {
    match (figure.value, figure.ci95) {
        (Some(value), Some([low, high])) => format!("{value:.2} [{low:.2}, {high:.2}]"),
        (Some(value), None) => {
            format!("{value:.2} (no interval: {})", figure.ci_reason.as_deref().unwrap_or("unknown"))
        }
        (None, _) => format!("not defined: {}", figure.not_defined.as_deref().unwrap_or("unknown")),
    }
}

fn invariance(text: &mut String, why: &Why) {
    let images = why.sample.images;
    let _ = writeln!(
        text,
        "how far {images} images of the part \"{}\" stay what they are under each transform as a new step is set\n\
         (1: the transform changes nothing, 0: as far as from another image)",
        why.part
    );
    let _ = writeln!(
        text,
        "  {:<28}{:>8}{:>10}{:>10}   {:<40}  what is left of it",
        "transform", "encoder", "projector", "untrained", "classes of the encoder"
    );
    for (_, effect) in &why.invariance.0 {
        let Some(full) = effect.strengths.last() else { continue };
        let by = &full.by;
        let all = |of: &IndexFigures| number(&of.all.index);
        let _ = writeln!(
            text,
            "  {:<28}{:>8}{:>10}{:>10}   {:<40}  {}",
            effect.name,
            all(&by.encoder),
            all(&by.projector),
            all(&by.untrained),
            range(&by.encoder.per_class),
            left(effect)
        );
    }
    if !why.left_out.0.is_empty() {
        let _ = writeln!(text, "  left out:");
        for (kind, reason) in &why.left_out.0 {
            let _ = writeln!(text, "    {kind}: {reason}");
        }
    }
}

/// The classes in which a transform is ignored least and most.
fn range(per_class: &Named<InvarianceIndex>) -> String {
    let mut values: Vec<(f64, &str)> =
        per_class.0.iter().filter_map(|(name, i)| Some((i.index.value?, name.as_str()))).collect();
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    match (values.first(), values.last()) {
        (Some((low, least)), Some((high, most))) if values.len() > 1 => {
            format!("{low:.2} {least} .. {high:.2} {most}")
        }
        _ => String::new(),
    }
}

/// The parameters that can be read off the encoder's features.
fn left(effect: &TransformEffect) -> String {
    let values = effect.equivariance.by.encoder.0.iter();
    let values: Vec<String> =
        values.filter_map(|(name, f)| Some(format!("{name} R2 {:.2}", f.value?))).collect();
    values.join(", ")
}

fn batch_effect(text: &mut String, why: &Why) {
    let _ = writeln!(text, "groups in the features (0.5: no trace, 1: every group a cluster of its own)");
    for (name, of) in [("trained", &why.batch_effect.encoder), ("untrained", &why.batch_effect.untrained)] {
        let _ = writeln!(text, "  {name:<10}{}", with_interval(&of.all));
    }
}

fn twins(text: &mut String, why: &Why) {
    let twins = &why.twins;
    let _ = writeln!(text, "classes that are confused ({} pairs looked at)", twins.looked_at);
    if twins.pairs.is_empty() {
        let _ = writeln!(text, "  none: every pair is told apart in more than 75 %");
    }
    for pair in twins.pairs.iter().take(MOST_LINES) {
        let [a, b] = &pair.classes;
        let [[aa, ab], [ba, bb]] = pair.confusion;
        let verdict = match (pair.verdict, pair.balanced_accuracy.ci95) {
            (TwinVerdict::Twins, Some([_, high])) => {
                format!("cannot be told apart (an accuracy above {:.0} % can be excluded)", 100.0 * high)
            }
            (TwinVerdict::Twins, None) => "cannot be told apart".into(),
            (TwinVerdict::Apart, _) => "can be told apart".into(),
            (TwinVerdict::Undecided, _) => "undecided".into(),
        };
        let _ = writeln!(
            text,
            "  {a} and {b}: {verdict}; accuracy {}; {a} taken for {a} {aa}, for {b} {ab}; {b} for {a} {ba}, for {b} {bb}",
            with_interval(&pair.balanced_accuracy)
        );
    }
    rest(text, twins.pairs.len());
    for words in &twins.not_judged {
        let _ = writeln!(text, "  {words}");
    }
}

fn suspects(text: &mut String, why: &Why) {
    let list = &why.suspects;
    let _ = writeln!(
        text,
        "labels in doubt: {} of {} images that could be judged (all of them in why.json)",
        list.images.len(),
        list.judged
    );
    for doubt in list.images.iter().take(MOST_LINES) {
        let _ = writeln!(
            text,
            "  {}: labelled {} ({:.1} %), the encoder says {} ({:.1} %)",
            doubt.image,
            doubt.label,
            100.0 * doubt.own_probability,
            doubt.says,
            100.0 * doubt.says_probability
        );
    }
    rest(text, list.images.len());
}

fn rest(text: &mut String, all: usize) {
    if all > MOST_LINES {
        let _ = writeln!(text, "  ... and {} more", all - MOST_LINES);
    }
}

fn verdict(text: &mut String, whose: &str, plate: &PlateVerdict) {
    let _ = writeln!(text, "the plate by {whose}");
    let _ = writeln!(text, "  Z' {}", with_interval(&plate.z_prime));
    let _ = writeln!(text, "  robust Z' {}", with_interval(&plate.robust_z_prime));
    if let Some(map) = plate.replicates.map {
        let _ = writeln!(text, "  replicates find each other: mAP {map:.2}");
    }
    for (name, found) in plate.replicates.per_treatment.0.iter().take(MOST_LINES) {
        let words = if let (Some(map), Some(chance), Some(p)) = (found.map, found.chance, found.p) {
            format!("{map:.2} (by chance {chance:.2}, p = {p:.4}, {} wells)", found.wells)
        } else {
            format!("not defined: {}", found.not_defined.as_deref().unwrap_or("unknown"))
        };
        let _ = writeln!(text, "    {name}: {words}");
    }
    rest(text, plate.replicates.per_treatment.0.len());
    for (name, found) in &plate.dose_response.0 {
        let ec50 = match (found.ec50.value, found.ec50.ci95) {
            (Some(value), Some([low, high])) => format!("EC50 {value:.3} [{low:.3}, {high:.3}]"),
            _ => format!("EC50 {}", with_interval(&found.ec50)),
        };
        let _ = writeln!(text, "  {name}: {ec50} ({} doses, {} wells)", found.doses, found.wells);
    }
    for note in &plate.notes {
        let _ = writeln!(text, "  note: {note}");
    }
}
