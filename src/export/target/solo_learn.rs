//! `solo-learn`: the recipe as an augmentation file of solo-learn, which knows seven steps in a fixed order.

use super::{Form, Make, Target, USUAL_SIZE};
use crate::export::counterpart::solo_learn::{ORDER, counterpart};
use crate::export::counterpart::{Asked, Counterpart, Told};
use crate::export::yaml::yaml;
use crate::export::{ExportError, Product, Recipe};
use serde_json::{Map, Value, json};

pub(super) static TARGET: Target = Target {
    name: "solo-learn",
    title: "solo-learn",
    help: "an augmentation file of solo-learn: crop, colours, blur, solarise, equalise, mirror images",
    form: Form::File { ending: "yaml" },
    beside: &[],
    make: Make::Pipeline(make),
};

fn make(recipe: &Recipe) -> Result<Product, ExportError> {
    let told = Told::new(&recipe.pipeline);
    let mut notes = told.notes.clone();
    let mut refused = Vec::new();
    let size = recipe.size.unwrap_or(USUAL_SIZE);
    let views: u32 = if told.has_second() { 2 } else { 1 };
    let mut document = Vec::new();
    for view in 0..views {
        let mut sections = sections(&told, size, view, &mut notes, &mut refused);
        sections.insert("crop_size".into(), json!(size));
        sections.insert("num_crops".into(), json!(2 / views));
        document.push(Value::Object(sections));
    }
    refused.dedup();
    if !refused.is_empty() && !recipe.partial {
        return Err(ExportError::NoCounterpart { target: "solo-learn", steps: refused.join("\n  ") });
    }
    notes.push("solo-learn works on 8 bits of 3 channels, and applies its steps in its own order".into());
    let mut product = Product::file(yaml(&Value::Array(document)));
    notes.sort();
    notes.dedup();
    notes.extend(refused.into_iter().map(|step| format!("left out: {step}")));
    product.notes = notes;
    Ok(product)
}

/// All seven sections: solo-learn asks for each of them.
fn sections(
    told: &Told,
    size: usize,
    view: u32,
    notes: &mut Vec<String>,
    refused: &mut Vec<String>,
) -> Map<String, Value> {
    let mut found: Vec<(&str, Value)> = Vec::new();
    let mut furthest = 0;
    for step in &told.pipeline.steps {
        let mut refuse = |why: &str| refused.push(format!("{} ({}): {why}", step.id, step.entry.name));
        if step.group.is_some() {
            refuse("there are no groups of which one step is chosen there");
            continue;
        }
        let column = step.column(view);
        let mut asked = Asked::new(step.entry, column, &told.pipeline.input, size);
        let made = match counterpart(step.entry) {
            Some(Counterpart::Mapped { make, .. }) => make(&mut asked),
            Some(Counterpart::Refused(why)) => Err(why.into()),
            None => Err("nobody has decided what this becomes".into()),
        };
        match made {
            Err(_) if column.probability == 0.0 => {}
            Err(why) => refuse(&why),
            Ok((name, _)) if found.iter().any(|(known, _)| *known == name) => {
                refuse("such a step comes only once there");
            }
            Ok((name, made)) => {
                let place = ORDER.iter().position(|known| *known == name).unwrap_or(0);
                let free = name == "horizontal_flip";
                if !free && place < furthest {
                    refuse("it comes before an earlier step there");
                    continue;
                }
                if !free {
                    furthest = place;
                }
                notes.extend(asked.notes.into_iter().map(|note| format!("{}: {note}", step.id)));
                found.push((name, made));
            }
        }
    }
    let without = |name: &str| match name {
        "rrc" => json!({ "enabled": false }),
        "color_jitter" => {
            json!({ "prob": 0.0, "brightness": 0.0, "contrast": 0.0, "saturation": 0.0, "hue": 0.0 })
        }
        _ => json!({ "prob": 0.0 }),
    };
    ORDER
        .iter()
        .map(|name| {
            let made = found.iter().find(|(known, _)| known == name).map(|(_, made)| made.clone());
            ((*name).to_owned(), made.unwrap_or_else(|| without(name)))
        })
        .collect()
}
