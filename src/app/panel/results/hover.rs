//! What is said of a bar: in full while the pointer rests on it, in one sentence for those who cannot see it.

use super::comparison::Shown;
use crate::app::widget::percent;
use std::fmt::Write;

/// Name of the row of all classes.
pub const ALL_CLASSES: &str = "all classes";

/// "large, run any-orientation s0: 83 %, 95 % interval 71 to 91, n 40".
pub fn sentence(shown: &Shown, class: Option<&str>) -> String {
    let name = class.unwrap_or(ALL_CLASSES);
    let run = shown.title();
    let n = shown.n(class);
    let Some(value) = shown.value(class) else {
        return format!("{name}, run {run}: no recall, n {n}");
    };
    match shown.interval(class) {
        Some([low, high]) => {
            let (low, high) = (100.0 * low, 100.0 * high);
            format!("{name}, run {run}: {}, 95 % interval {low:.0} to {high:.0}, n {n}", percent(value))
        }
        None => format!("{name}, run {run}: {}, no interval, n {n}", percent(value)),
    }
}

/// Everything that is known of a bar.
pub fn details(shown: &Shown, class: Option<&str>) -> String {
    let mut text =
        format!("{}\n{}\n", shown.title(), class.unwrap_or("mean of all classes (balanced accuracy)"));
    let exact = |share: Option<f64>| share.map_or("none".to_owned(), |v| format!("{:.1} %", 100.0 * v));
    // Writing to a String does not fail.
    let _ = writeln!(text, "recall: {}", exact(shown.value(class)));
    if shown.seeds.len() > 1 {
        return text + &of_seeds(shown, class);
    }
    let interval =
        shown.interval(class).map(|[low, high]| format!("{:.1} to {:.1} %", 100.0 * low, 100.0 * high));
    let Some(class) = class else {
        let how = shown.first.readout.balanced_accuracy_ci_method.trim_start_matches("none: ");
        let _ = match interval {
            Some(limits) => writeln!(text, "95 % interval: {limits} ({how})"),
            None => writeln!(text, "no interval: {how}"),
        };
        let _ = write!(text, "{} images", shown.n(None));
        if let Some(draws) = &shown.first.readout.draws {
            let draws: Vec<String> = draws.iter().map(|v| percent(*v)).collect();
            let _ = write!(text, "\neach draw of labels: {}", draws.join(", "));
        }
        return text;
    };
    let Some(figures) = shown.class(class) else {
        text += "this run does not know the class";
        return text;
    };
    let _ = match interval {
        Some(limits) => {
            writeln!(
                text,
                "95 % interval: {limits} ({})",
                figures.ci_method.as_deref().unwrap_or("method unknown")
            )
        }
        None => writeln!(text, "no interval: {}", figures.ci_reason.as_deref().unwrap_or("reason unknown")),
    };
    let _ = writeln!(text, "n: {} images in {} groups", figures.n, figures.groups);
    let _ = write!(text, "precision: {}   F1: {}", exact(figures.precision), exact(figures.f1));
    text
}

/// What several seeds reached, together and each.
fn of_seeds(shown: &Shown, class: Option<&str>) -> String {
    let mut text = match shown.interval(class) {
        Some([low, high]) => format!(
            "the mean of {} seeds; 95 % interval over groups and seeds: {:.1} to {:.1} %\n",
            shown.seeds.len(),
            100.0 * low,
            100.0 * high
        ),
        None => format!("the mean of {} seeds; no interval over groups and seeds\n", shown.seeds.len()),
    };
    let each: Vec<String> =
        shown.of_seeds(class).map(|(seed, value)| format!("seed {seed}: {:.1} %", 100.0 * value)).collect();
    // Writing to a String does not fail.
    let _ = write!(text, "{}\nn: {} images", each.join(", "), shown.n(class));
    if let Some(figures) = class.and_then(|class| shown.class(class)) {
        let _ = write!(text, " in {} groups", figures.groups);
    }
    text
}
