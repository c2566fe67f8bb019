//! `lightly`: the recipe as the arguments of lightly's view transforms, in a Python module.

use super::{Form, Make, Target, USUAL_SIZE, window_words};
use crate::export::counterpart::lightly::{ORDER, counterpart};
use crate::export::counterpart::{Asked, Counterpart, Told};
use crate::export::{ExportError, Product, Recipe};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// The place of turns in lightly's order.
const TURNS: usize = 3;

pub(super) static TARGET: Target = Target {
    name: "lightly",
    title: "lightly (Python)",
    help: "Python with the arguments of lightly's BYOL view transforms, and build(size): two random versions",
    form: Form::File { ending: "py" },
    beside: &[],
    make: Make::Pipeline(make),
};

fn make(recipe: &Recipe) -> Result<Product, ExportError> {
    let told = Told::new(&recipe.pipeline);
    let mut notes = told.notes.clone();
    let mut refused = Vec::new();
    let size = recipe.size.unwrap_or(USUAL_SIZE);
    let [first, second] = [0, 1].map(|view| arguments(&told, size, view, &mut notes, &mut refused));
    refused.dedup();
    if !refused.is_empty() && !recipe.partial {
        return Err(ExportError::NoCounterpart { target: "lightly", steps: refused.join("\n  ") });
    }
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write!(
        text,
        "# A recipe as arguments for lightly, written by Augscope {}.\n# Seed of the run: {}. torch draws other numbers \
         from it.\n# Data range: through the intensity window ({}), 0 to 1, three channels.\n\
         from lightly.transforms.byol_transform import BYOLTransform, BYOLView1Transform, BYOLView2Transform\n\n\
         FIRST = {}\nSECOND = {}\n\n\ndef build(size={size}):\n    \"\"\"Two random versions of a picture.\"\"\"\n    \
         return BYOLTransform(\n        view_1_transform=BYOLView1Transform(input_size=size, **FIRST),\n        \
         view_2_transform=BYOLView2Transform(input_size=size, **SECOND),\n    )\n",
        env!("CARGO_PKG_VERSION"),
        recipe.seed.map_or_else(|| "none".to_owned(), |seed| seed.to_string()),
        window_words(&recipe.pipeline.input.window).replace(['\n', '\r'], " "),
        dictionary(&first),
        dictionary(&second),
    );
    let mut product = Product::file(text);
    notes.sort();
    notes.dedup();
    notes.extend(refused.into_iter().map(|step| format!("left out: {step}")));
    product.notes = notes;
    Ok(product)
}

/// `value` as Python writes it; no texts are among the arguments.
fn dictionary(arguments: &Map<String, Value>) -> String {
    let lines: Vec<String> = arguments
        .iter()
        .map(|(name, value)| {
            let python = if value.is_null() { "None".to_owned() } else { value.to_string() };
            format!("    \"{name}\": {python},\n")
        })
        .collect();
    format!("{{\n{}}}", lines.concat())
}

/// All arguments, since the defaults of the two versions differ.
fn arguments(
    told: &Told,
    size: usize,
    view: u32,
    notes: &mut Vec<String>,
    refused: &mut Vec<String>,
) -> Map<String, Value> {
    let none = json!({ "min_scale": 1.0, "rr_prob": 0.0, "rr_degrees": null, "hf_prob": 0.0, "vf_prob": 0.0, "cj_prob": 0.0,
        "cj_strength": 1.0, "cj_bright": 0.0, "cj_contrast": 0.0, "cj_sat": 0.0, "cj_hue": 0.0, "random_gray_scale": 0.0,
        "gaussian_blur": 0.0, "sigmas": [0.1, 2.0], "solarization_prob": 0.0, "normalize": null });
    let mut arguments = match none {
        Value::Object(none) => none,
        _ => Map::new(),
    };
    let mut taken = [false; ORDER.len()];
    for step in &told.pipeline.steps {
        let column = step.column(view);
        let mut asked = Asked::new(step.entry, column, &told.pipeline.input, size);
        let made = match counterpart(step.entry) {
            _ if step.group.is_some() => Err("there are no groups of which one step is chosen there".into()),
            Some(Counterpart::Mapped { make, .. }) => make(&mut asked),
            Some(Counterpart::Refused(why)) => Err(why.into()),
            None => Err("nobody has decided what this becomes".into()),
        };
        let made = made.and_then(|(place, made)| {
            // Mirror images may come earlier or later: beside turns, nothing there tells left from right.
            let mirrors = |place: usize| place == 1 || place == 2;
            let late = |(at, taken): (usize, &bool)| {
                *taken && !mirrors(at) && at > place && (!mirrors(place) || at == TURNS)
            };
            if taken.get(place) == Some(&true) {
                return Err("such a step comes only once there".to_owned());
            }
            if taken.iter().enumerate().any(late) {
                return Err("it comes before an earlier step there".to_owned());
            }
            if let Some(taken) = taken.get_mut(place) {
                *taken = true;
            }
            Ok(made)
        });
        match made {
            Ok(Value::Object(made)) => {
                notes.extend(asked.notes.into_iter().map(|note| format!("{}: {note}", step.id)));
                arguments.extend(made);
            }
            Err(why) if column.probability > 0.0 => {
                refused.push(format!("{} ({}): {why}", step.id, step.entry.name));
            }
            _ => {}
        }
    }
    if taken.first() == Some(&false) {
        notes.push("lightly always crops: without a crop in the recipe the whole picture is taken, stretched by up to 3/4".into());
    }
    arguments
}
