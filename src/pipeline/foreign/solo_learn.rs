//! Reading an augmentation file of solo-learn: a list of views with seven sections each.

use super::arguments::even;
use super::gathered::{Applied, Gathered, Settings};
use crate::transform::Setting;
use serde_json::{Map, Value};

/// The sections with what each becomes, in the order in which solo-learn applies them.
const SECTIONS: [(&str, &str); 7] = [
    ("rrc", "random-resized-crop"),
    ("color_jitter", "colour-jitter"),
    ("grayscale", "grey"),
    ("gaussian_blur", "gaussian-blur"),
    ("solarization", "solarise"),
    ("equalization", "equalise"),
    ("horizontal_flip", "flip-horizontal"),
];

/// The views, where `value` is a file of solo-learn, or a configuration with such a list in it.
pub(super) fn list(value: &Value) -> Option<Vec<&Map<String, Value>>> {
    let value = value.get("augmentations").unwrap_or(value);
    let views: Vec<&Map<String, Value>> = match value {
        Value::Array(views) => views.iter().map(Value::as_object).collect::<Option<_>>()?,
        Value::Object(view) => vec![view],
        _ => return None,
    };
    let known = |view: &&Map<String, Value>| {
        SECTIONS.iter().filter(|(name, _)| view.contains_key(*name)).count() >= 2
    };
    (!views.is_empty() && views.iter().all(known)).then_some(views)
}

/// The pipeline of the first view, with a second column where the second view differs.
pub(super) fn read(views: &[&Map<String, Value>]) -> Gathered {
    let mut out = Gathered::default();
    let Some(first) = views.first() else { return out };
    let size = first.get("crop_size").and_then(Value::as_u64).and_then(|v| usize::try_from(v).ok());
    out.pipeline.input.size = size.filter(|size| crate::pipeline::PipelineInput::checked_size(*size).is_ok());
    let counts: Vec<u64> =
        views.iter().map(|view| view.get("num_crops").and_then(Value::as_u64).unwrap_or(2)).collect();
    if counts.iter().sum::<u64>() != 2 || views.len() > 2 {
        out.say("num_crops", "a recipe makes two random versions of an image");
    }
    if views.iter().any(|view| view.get("crop_size") != first.get("crop_size")) {
        out.say("crop_size", "both random versions have one size here");
    }
    for view in views {
        let names = view.keys().map(String::as_str);
        let strange = names.filter(|name| {
            !["crop_size", "num_crops"].contains(name) && !SECTIONS.iter().any(|(known, _)| known == name)
        });
        for name in strange.collect::<Vec<_>>() {
            out.say(name, "not understood");
        }
    }
    for (name, kind) in SECTIONS {
        let found: Vec<Option<Applied>> =
            views.iter().take(2).map(|view| section(view, name, &mut out)).collect();
        out.add_views(name, kind, &found);
    }
    out
}

fn section(view: &Map<String, Value>, name: &str, out: &mut Gathered) -> Option<Applied> {
    let section = view.get(name)?.as_object()?;
    let number = |key: &str, default: f64| section.get(key).and_then(Value::as_f64).unwrap_or(default);
    let on = section.get("enabled").and_then(Value::as_bool).unwrap_or(true);
    let known: &[&str] = match name {
        "rrc" => &["enabled", "crop_min_scale", "crop_max_scale"],
        "color_jitter" => &["enabled", "prob", "brightness", "contrast", "saturation", "hue"],
        _ => &["enabled", "prob"],
    };
    for key in section.keys().filter(|key| !known.contains(&key.as_str())) {
        out.say(&format!("{name}.{key}"), "not understood");
    }
    let p = if !on {
        0.0
    } else if name == "rrc" {
        1.0
    } else {
        number("prob", 0.0)
    };
    let settings: Settings = match name {
        "rrc" => vec![
            ("area", even([number("crop_min_scale", 0.08), number("crop_max_scale", 1.0)])),
            ("ratio", Setting::LogUniform { low: 0.75, high: 4.0 / 3.0 }),
            ("x", Setting::Uniform { low: 0.0, high: 1.0 }),
            ("y", Setting::Uniform { low: 0.0, high: 1.0 }),
        ],
        "color_jitter" => {
            let about_one = |v: f64| even([(1.0 - v).max(0.0), 1.0 + v]);
            let hue = number("hue", 0.0);
            vec![
                ("brightness", about_one(number("brightness", 0.0))),
                ("contrast", about_one(number("contrast", 0.0))),
                ("saturation", about_one(number("saturation", 0.0))),
                ("hue", even([-hue, hue])),
            ]
        }
        "grayscale" | "equalization" => vec![("strength", Setting::Fixed(1.0))],
        "gaussian_blur" => vec![("sigma", Setting::Uniform { low: 0.1, high: 2.0 })],
        "solarization" => vec![("threshold", Setting::Fixed(0.5))],
        _ => Vec::new(),
    };
    Some(Applied { p, settings })
}
