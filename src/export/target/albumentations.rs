//! `albumentations`: the recipe as a file of Albumentations 2.0.8, JSON or YAML, with what it has no place for beside it.

use super::recipe_words::window_words;
use super::{Form, Make, Target, USUAL_SIZE, crops_first};
use crate::export::counterpart::albumentations::{border, counterpart, object};
use crate::export::counterpart::{Asked, Counterpart, Told};
use crate::export::yaml::yaml;
use crate::export::{ExportError, Product, Recipe};
use crate::pipeline::{PipelineFile, Step};
use crate::transform::{Fit, catalogue};
use serde_json::{Value, json};

/// The ending of the file with what Albumentations has no place for.
const BESIDE: &str = "augscope.json";

pub(super) static TARGET: Target = Target {
    name: "albumentations",
    title: "Albumentations (Python)",
    help: "a file for albumentations.load of 2.0.8, JSON or by the ending .yaml; the seed and the rest beside it",
    form: Form::File { ending: "json" },
    beside: &[BESIDE],
    make: Make::Pipeline(make),
};

fn make(recipe: &Recipe) -> Result<Product, ExportError> {
    let told = Told::new(&recipe.pipeline);
    let size = recipe.size.unwrap_or(USUAL_SIZE);
    let is_yaml = matches!(recipe.ending.as_str(), "yaml" | "yml");
    let text = |value: &Value| if is_yaml { yaml(value) } else { format!("{value:#}\n") };
    let mut notes = told.notes.clone();
    if recipe.size.is_none() {
        notes.push(format!("the recipe names no size: random versions are {size} x {size} pixels"));
    }
    let mut refused: Vec<String> = Vec::new();
    let first = document(&told, size, 0, &mut notes, &mut refused);
    let second = told.has_second().then(|| document(&told, size, 1, &mut notes, &mut refused));
    refused.dedup();
    if !refused.is_empty() && !recipe.partial {
        return Err(ExportError::NoCounterpart { target: "Albumentations", steps: refused.join("\n  ") });
    }
    notes.sort();
    notes.dedup();
    let beside = json!({
        "program": concat!("augscope ", env!("CARGO_PKG_VERSION")),
        "for": "albumentations 2.0.8",
        "seed": recipe.seed,
        "how_to_seed": "albumentations stores no seed: call set_random_seed on what A.load returns",
        "input": "float32, height x width x channels, through the intensity window, 0 to 1",
        "intensity_window": window_words(&recipe.pipeline.input.window),
        "channels": recipe.channels,
        "size": size,
        "not_exported": refused,
        "notes": notes,
        "recipe": PipelineFile::new(recipe.pipeline.clone()).to_toml(),
    });
    let mut product = Product::file(text(&first)).with(BESIDE, format!("{beside:#}\n"));
    if let Some(second) = second {
        product = product.with(if is_yaml { "second.yaml" } else { "second.json" }, text(&second));
        notes.push("the second random version has a file of its own".into());
    }
    product.notes = notes;
    product.notes.extend(refused.into_iter().map(|step| format!("left out: {step}")));
    Ok(product)
}

fn document(
    told: &Told,
    size: usize,
    view: u32,
    notes: &mut Vec<String>,
    refused: &mut Vec<String>,
) -> Value {
    let mut transforms = fit(told, size, notes);
    match told.stretches() {
        Err(why) => refused.push(why),
        Ok(stretches) => {
            for (pick, steps) in stretches {
                let mut made: Vec<(&Step, Vec<Value>)> = Vec::new();
                for step in steps {
                    match step_objects(told, step, size, view, notes) {
                        Ok(objects) => made.push((step, objects)),
                        Err(why) => refused.push(format!("{} ({}): {why}", step.id, step.entry.name)),
                    }
                }
                let probability = |step: &Step| step.column(view).probability;
                match pick {
                    None => transforms.extend(
                        made.into_iter().flat_map(|(step, objects)| sequence(objects, probability(step))),
                    ),
                    Some(pick) if !made.is_empty() => {
                        let own =
                            made.into_iter().map(|(step, objects)| sequence(objects, probability(step)));
                        transforms.push(group(pick, own.collect()));
                    }
                    Some(_) => {}
                }
            }
        }
    }
    json!({ "__version__": "2.0.8", "transform": { "__class_fullname__": "Compose", "p": 1.0, "transforms": transforms,
        "bbox_params": null, "keypoint_params": null, "additional_targets": {}, "is_check_shapes": true } })
}

/// Several objects of one step are applied together or not at all.
fn sequence(mut objects: Vec<Value>, p: f64) -> Vec<Value> {
    if objects.len() < 2 || p == 1.0 {
        return objects;
    }
    for object in &mut objects {
        if let Some(own) = object.get_mut("p") {
            *own = json!(1.0);
        }
    }
    vec![object("Sequential", p, json!({ "transforms": objects }))]
}

/// Each step in a sequence of its own, since one of several is chosen by the steps' `p` there; here each is as likely.
fn group(pick: usize, steps: Vec<Vec<Value>>) -> Value {
    let own: Vec<Value> = steps
        .into_iter()
        .map(|objects| object("Sequential", 1.0, json!({ "transforms": objects })))
        .collect();
    if pick == 1 {
        object("OneOf", 1.0, json!({ "transforms": own }))
    } else {
        let n = pick.min(own.len());
        object("SomeOf", 1.0, json!({ "transforms": own, "n": n, "replace": false }))
    }
}

fn step_objects(
    told: &Told,
    step: &Step,
    size: usize,
    view: u32,
    notes: &mut Vec<String>,
) -> Result<Vec<Value>, String> {
    let mut asked = Asked::new(step.entry, step.column(view), &told.pipeline.input, size);
    let made = match counterpart(step.entry) {
        Some(Counterpart::Mapped { make, .. }) => make(&mut asked)?,
        Some(Counterpart::Refused(why)) => return Err(why.into()),
        None => return Err("nobody has decided what this becomes".into()),
    };
    notes.extend(asked.notes.into_iter().map(|note| format!("{}: {note}", step.id)));
    Ok(made)
}

/// What brings an image to the size of a random version, unless the first step does.
fn fit(told: &Told, size: usize, notes: &mut Vec<String>) -> Vec<Value> {
    if crops_first(told) {
        return Vec::new();
    }
    let input = &told.pipeline.input;
    let resize = |name: &str| {
        object(
            name,
            1.0,
            json!({ "area_for_downscale": "image", "interpolation": 1, "mask_interpolation": 0, "max_size": size,
                    "max_size_hw": null }),
        )
    };
    let Some(any) = catalogue::ALL.first() else { return Vec::new() };
    let column = crate::pipeline::Column { probability: 1.0, settings: Vec::new() };
    let mut asked = Asked::new(any, &column, input, size);
    let (mode, fill) = border(&mut asked);
    notes.append(&mut asked.notes);
    let crop = |pads: bool| {
        object(
            "CenterCrop",
            1.0,
            json!({ "border_mode": mode, "fill": fill, "fill_mask": 0.0, "height": size, "pad_if_needed": pads,
                    "pad_position": "center", "width": size }),
        )
    };
    match input.fit {
        Fit::Crop => vec![resize("SmallestMaxSize"), crop(false)],
        Fit::Pad => vec![resize("LongestMaxSize"), crop(true)],
        Fit::Stretch => vec![object(
            "Resize",
            1.0,
            json!({ "area_for_downscale": "image", "height": size, "interpolation": 1, "mask_interpolation": 0,
                    "width": size }),
        )],
        Fit::Native => vec![crop(true)],
    }
}
