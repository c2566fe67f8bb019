//! Reading the arguments of lightly's view transforms: as JSON or YAML, or out of the Python that this program writes.

use super::arguments::{about_one, both_sides, ends, even};
use super::gathered::{Applied, Gathered};
use crate::transform::{Border, Setting};
use serde_json::{Map, Value, json};

/// The steps in the order in which lightly applies them, by the argument that says how often.
const STEPS: [(&str, &str); 8] = [
    ("min_scale", "random-resized-crop"),
    ("hf_prob", "flip-horizontal"),
    ("vf_prob", "flip-vertical"),
    ("rr_prob", "rotate"),
    ("cj_prob", "colour-jitter"),
    ("random_gray_scale", "grey"),
    ("gaussian_blur", "gaussian-blur"),
    ("solarization_prob", "solarise"),
];

/// The arguments that are understood, with what lightly's SimCLRTransform takes where they are not given.
fn defaults() -> Map<String, Value> {
    let known = json!({ "cj_prob": 0.8, "cj_strength": 1.0, "cj_bright": 0.8, "cj_contrast": 0.8, "cj_sat": 0.8,
        "cj_hue": 0.2, "min_scale": 0.08, "random_gray_scale": 0.2, "gaussian_blur": 0.5, "sigmas": [0.1, 2.0],
        "vf_prob": 0.0, "hf_prob": 0.5, "rr_prob": 0.0, "rr_degrees": null, "solarization_prob": 0.0 });
    match known {
        Value::Object(known) => known,
        _ => Map::new(),
    }
}

/// Arguments that say nothing about which random versions come of a picture, and those told of by themselves.
const BESIDE: [&str; 3] = ["input_size", "normalize", "kernel_size"];

/// The arguments of one or two views, where `value` holds them: an object, a list of them, or two called FIRST and
/// SECOND.
pub(super) fn views(value: &Value) -> Option<Vec<&Map<String, Value>>> {
    let named = |first: &str, second: &str| Some(vec![value.get(first)?, value.get(second)?]);
    let views = match value {
        Value::Array(views) => views.iter().collect(),
        value => named("FIRST", "SECOND")
            .or_else(|| named("view_1_transform", "view_2_transform"))
            .unwrap_or_else(|| vec![value]),
    };
    let views: Vec<&Map<String, Value>> = views.into_iter().map(Value::as_object).collect::<Option<_>>()?;
    let known = defaults();
    let of_lightly = |view: &&Map<String, Value>| {
        view.keys().filter(|name| known.contains_key(*name) || BESIDE.contains(&name.as_str())).count() >= 2
    };
    (!views.is_empty() && views.iter().all(of_lightly)).then_some(views)
}

/// The arguments in a Python module that this program has written, as [`views`] reads them; `None` for another module.
pub(super) fn python(text: &str) -> Option<Value> {
    let size =
        text.split_once("def build(size=").and_then(|(_, rest)| rest.split_once(')')?.0.parse::<u64>().ok());
    let mut views = Map::new();
    for name in ["FIRST", "SECOND"] {
        let (_, rest) = text.split_once(&format!("\n{name} = {{\n"))?;
        let (body, _) = rest.split_once("\n}")?;
        let mut view = Map::new();
        for line in body.lines() {
            let (argument, value) = line.trim().trim_end_matches(',').split_once(':')?;
            let value = value.trim().replace("None", "null").replace('(', "[").replace(')', "]");
            view.insert(argument.trim_matches('"').to_owned(), serde_json::from_str(&value).ok()?);
        }
        if let Some(size) = size {
            view.insert("input_size".into(), json!(size));
        }
        views.insert(name.into(), Value::Object(view));
    }
    Some(Value::Object(views))
}

/// The pipeline of the first view, with a second column where the second view differs.
pub(super) fn read(views: &[&Map<String, Value>]) -> Gathered {
    let mut out = Gathered::default();
    let Some(first) = views.first() else { return out };
    size(first, views, &mut out);
    if views.len() > 2 {
        out.say("lightly", "a recipe makes two random versions of an image: the first two were taken");
    }
    let known = defaults();
    for view in views.iter().take(2) {
        tell(view, &known, &mut out);
    }
    let filled: Vec<View> = views
        .iter()
        .take(2)
        .map(|view| {
            let mut all = known.clone();
            all.extend(view.iter().map(|(name, value)| (name.clone(), value.clone())));
            View(all)
        })
        .collect();
    for (name, kind) in STEPS {
        // A turn by a quarter where no range of angles is given, which may be so in one view only.
        let quarter = |view: &&View| name == "rr_prob" && view.0.get("rr_degrees").is_none_or(Value::is_null);
        let turns: Vec<bool> = filled.iter().map(|view| quarter(&view)).collect();
        for (kind, quarters) in [(kind, false), ("quarter-turn", true)] {
            if !turns.contains(&quarters) {
                continue;
            }
            let found: Vec<Option<Applied>> = filled
                .iter()
                .zip(&turns)
                .map(|(view, turn)| (*turn == quarters).then(|| view.step(name, &mut out)))
                .collect();
            let before = out.pipeline.steps.len();
            out.add_views(name, kind, &found);
            if kind == "rotate" && out.pipeline.steps.len() > before {
                // Corners that are turned in are black there.
                (out.pipeline.input.border, out.pipeline.input.border_value) = (Border::Constant, 0.0);
            }
        }
    }
    out
}

/// Tells what of a view's arguments is not understood, and which ones it does not give.
fn tell(view: &Map<String, Value>, known: &Map<String, Value>, out: &mut Gathered) {
    for (name, value) in view.iter().filter(|(name, _)| !known.contains_key(*name)) {
        let words = match name.as_str() {
            "input_size" => continue,
            "normalize" | "kernel_size" if value.is_null() => continue,
            "normalize" => "left out: the intensity window of the recipe brings values to 0 to 1",
            "kernel_size" => "not understood: the blur follows sigmas here",
            _ => "not understood",
        };
        out.say(name, words);
    }
    // SimCLRTransform has no solarization.
    let needed = known.keys().map(String::as_str).filter(|name| *name != "solarization_prob");
    let missing: Vec<&str> = needed.filter(|name| !view.contains_key(*name)).collect();
    if !missing.is_empty() {
        let words = "not in the file, so as SimCLRTransform of lightly has them: ";
        out.say("lightly", &format!("{words}{}", missing.join(", ")));
    }
}

fn size(first: &Map<String, Value>, views: &[&Map<String, Value>], out: &mut Gathered) {
    let Some(given) = first.get("input_size") else { return };
    let side = given.as_u64().or_else(|| given.as_array()?.first()?.as_u64());
    let side = side.and_then(|side| usize::try_from(side).ok());
    match side.map(crate::pipeline::PipelineInput::checked_size) {
        Some(Ok(side)) => out.pipeline.input.size = Some(side),
        Some(Err(error)) => out.say("input_size", &error.to_string()),
        None => out.say("input_size", "not understood"),
    }
    let square =
        given.as_array().is_none_or(|sides| sides.windows(2).all(|pair| pair.first() == pair.last()));
    if !square || views.iter().any(|view| view.get("input_size") != Some(given)) {
        out.say("input_size", "both random versions are squares of one size here");
    }
}

/// All arguments of a view.
struct View(Map<String, Value>);

impl View {
    fn number(&self, name: &str, out: &mut Gathered) -> f64 {
        let value = self.0.get(name);
        value.and_then(Value::as_f64).unwrap_or_else(|| {
            out.say(name, &format!("not understood: {}", value.unwrap_or(&Value::Null)));
            0.0
        })
    }

    fn range(&self, name: &str, out: &mut Gathered) -> [f64; 2] {
        let value = self.0.get(name);
        value.and_then(|value| ends(value, both_sides)).unwrap_or_else(|| {
            out.say(name, &format!("not understood: {}", value.unwrap_or(&Value::Null)));
            [0.0; 2]
        })
    }

    /// The step whose share of versions the argument `name` says.
    fn step(&self, name: &str, out: &mut Gathered) -> Applied {
        let anywhere = Setting::Uniform { low: 0.0, high: 1.0 };
        let p = if name == "min_scale" { 1.0 } else { self.number(name, out) };
        let settings = match name {
            "min_scale" => vec![
                ("area", even([self.number(name, out), 1.0])),
                ("ratio", Setting::LogUniform { low: 0.75, high: 4.0 / 3.0 }),
                ("x", anywhere),
                ("y", anywhere),
            ],
            "rr_prob" if self.0.get("rr_degrees").is_none_or(Value::is_null) => {
                vec![("quarters", Setting::Fixed(1.0))]
            }
            "rr_prob" => vec![("angle", even(self.range("rr_degrees", out)))],
            "cj_prob" => {
                let strength = self.number("cj_strength", out);
                let [brightness, contrast, saturation, hue] =
                    ["cj_bright", "cj_contrast", "cj_sat", "cj_hue"]
                        .map(|name| strength * self.number(name, out));
                vec![
                    ("brightness", even(about_one(brightness))),
                    ("contrast", even(about_one(contrast))),
                    ("saturation", even(about_one(saturation))),
                    ("hue", even([0.0 - hue, hue])),
                ]
            }
            "random_gray_scale" => vec![("strength", Setting::Fixed(1.0))],
            "gaussian_blur" => vec![("sigma", even(self.range("sigmas", out)))],
            "solarization_prob" => vec![("threshold", Setting::Fixed(0.5))],
            _ => Vec::new(),
        };
        Applied { p, settings }
    }
}
