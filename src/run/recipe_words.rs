//! Recipes and settings in words, for differences and for pages alike.

use crate::dataset::WindowRule;
use crate::pipeline::{Column, Lengths, Pipeline, Step};
use crate::train::TrainConfig;
use crate::transform::{Border, Param, Setting};
use std::fmt::Write;

/// "angle -180 to 180 deg".
pub(super) fn of_param(param: &Param, setting: &Setting) -> String {
    let label = param.label.to_lowercase();
    let value = format!("{label} {} {}", setting.words(), param.unit.symbol());
    format!("{}{}", value.trim(), by_ratio(setting))
}

/// A setting; two recipes may differ in nothing but how a range is drawn.
pub(super) fn with_ratio(setting: &Setting) -> String {
    format!("{}{}", setting.words(), by_ratio(setting))
}

fn by_ratio(setting: &Setting) -> &'static str {
    if matches!(setting, Setting::LogUniform { .. }) { " by ratio" } else { "" }
}

/// How an intensity window is found.
pub(super) fn window_rule(rule: &WindowRule) -> String {
    match rule {
        WindowRule::Percentile { low, high } => format!("by percentiles {low} and {high}"),
        WindowRule::EachImage { low, high } => format!("of each image by percentiles {low} and {high}"),
        WindowRule::PerGroup { column, low, high } => {
            format!("for each {column} by percentiles {low} and {high} of its images")
        }
        WindowRule::Controls { column, value, low, high } => {
            format!("by percentiles {low} and {high} of the images with {value} as {column}")
        }
        WindowRule::BitDepth => "by the bit depth".into(),
        WindowRule::Fixed(_) => "fixed by hand".into(),
    }
}

/// Nothing where a step is applied to every random version.
pub(super) fn often(probability: f64) -> String {
    if probability >= 1.0 { String::new() } else { format!("{:.0} % of versions", 100.0 * probability) }
}

/// The settings that decide what is learned, but for those of the learning method: name and value.
pub(super) fn settings_in_words(c: &TrainConfig) -> [(&'static str, String); 16] {
    [
        ("learning method", c.objective.clone()),
        ("encoder", c.encoder.clone()),
        ("size of a version", format!("{} px", c.size)),
        ("rounds", c.epochs.to_string()),
        ("images a step", c.batch.to_string()),
        ("seed", c.seed.to_string()),
        ("optimizer", c.optimizer.clone()),
        ("learning rate", c.learning_rate.to_string()),
        ("weight decay", c.weight_decay.to_string()),
        ("momentum", c.momentum.to_string()),
        ("warm-up", c.warmup.to_string()),
        ("Nesterov's rule", yes_or_no(c.nesterov)),
        ("step of LARS", c.lars_eta.to_string()),
        ("LARS no longer than SGD", yes_or_no(c.lars_clip)),
        ("longest gradient", c.clip_gradient.to_string()),
        ("parts of a batch", c.accumulate.to_string()),
    ]
}

/// Those of [`settings_in_words`] that play a part with the configured optimizer.
pub(super) fn settings_in_use(c: &TrainConfig) -> Vec<(&'static str, String)> {
    let plays = |what: &str| match what {
        "momentum" => ["sgd", "lars"].contains(&c.optimizer.as_str()),
        "Nesterov's rule" => c.optimizer == "sgd",
        "step of LARS" | "LARS no longer than SGD" => c.optimizer == "lars",
        "longest gradient" => c.clip_gradient > 0.0,
        "parts of a batch" => c.accumulate > 1,
        _ => true,
    };
    settings_in_words(c).into_iter().filter(|(what, _)| plays(what)).collect()
}

fn yes_or_no(value: bool) -> String {
    if value { "yes".into() } else { "no".into() }
}

/// A step's settings in words: "angle -180 to 180 deg". Where the second random version has its own, both.
pub fn step_settings(step: &Step) -> String {
    let of = |column: &Column| {
        let words =
            step.entry.params.iter().zip(&column.settings).map(|(param, setting)| of_param(param, setting));
        words.collect::<Vec<_>>().join(", ")
    };
    let mut words = match &step.second {
        Some(second) if second.settings != step.first.settings => {
            format!("first version: {}; second version: {}", of(&step.first), of(second))
        }
        _ => of(&step.first),
    };
    if words.is_empty() {
        words.push_str("no settings");
    }
    if step.strength != 1.0 {
        // Writing into a String cannot fail.
        let _ = write!(words, "; all at a strength of {:.0} %", 100.0 * step.strength);
    }
    words
}

/// In how many random versions a step is applied, in words.
pub fn step_share(step: &Step, recipe: &Pipeline) -> String {
    if !step.on {
        return "in none: it is switched off".into();
    }
    let of = |p: f64| if p >= 1.0 { "every one".into() } else { format!("{:.0} %", 100.0 * p) };
    let mut words = match &step.second {
        Some(second) if second.probability != step.first.probability => {
            format!("{} of the first, {} of the second", of(step.first.probability), of(second.probability))
        }
        _ => of(step.first.probability),
    };
    if let Some(group) = step.group.as_ref().and_then(|id| recipe.groups.iter().find(|group| group.id == *id))
    {
        let all = recipe.steps.iter().filter(|other| other.group.as_ref() == Some(&group.id)).count();
        let _ = write!(words, "; {} of the {all} steps of the group \"{}\" at a time", group.pick, group.id);
    }
    words
}

/// A whole step in words, as they stand in a methods section: "rotate (angle -180 to 180 deg, in 50 %)".
pub(super) fn step_in_words(step: &Step) -> String {
    let name = step.entry.name.to_lowercase();
    let share = if step.first.probability < 1.0 {
        format!("probability {}", (step.first.probability * 100.0).round() / 100.0)
    } else {
        String::new()
    };
    let settings = if step.entry.params.is_empty() { String::new() } else { step_settings(step) };
    let both: Vec<String> = [settings, share].into_iter().filter(|words| !words.is_empty()).collect();
    if both.is_empty() { name } else { format!("{name} ({})", both.join(", ")) }
}

/// What happens to a picture before the steps: name and value.
pub(super) fn input_in_words(recipe: &Pipeline, size: usize) -> Vec<(&'static str, String)> {
    let input = &recipe.input;
    let border = match input.border {
        Border::Constant => format!("{} ({})", input.border, input.border_value),
        other => other.to_string(),
    };
    let lengths = match (input.lengths, input.um_per_pixel) {
        (Lengths::Pixels, _) => "pixels of the image".into(),
        (_, Some(um)) => format!("micrometres (a pixel is {um} µm)"),
        (_, None) => "micrometres".into(),
    };
    let mut words = vec![
        ("size of a version", format!("{size} x {size} px")),
        ("how an image fills it", input.fit.to_string()),
        ("what lies beyond its edge", border),
        ("lengths are in", lengths),
        ("intensity window", window_rule(&input.window)),
    ];
    if recipe.strength != 1.0 {
        words.push(("strength of all steps", format!("{:.0} %", 100.0 * recipe.strength)));
    }
    words
}
