//! [`schema`]: the JSON schema of a pipeline file, made from the catalogue.

use super::STRENGTHS;
use crate::transform::{Border, Entry, Fit, Param, Unit, catalogue};
use serde_json::{Map, Value, json};

/// The JSON schema (draft 2020-12) of a pipeline file's content, for editors and for programs that write such files.
///
/// It knows all keys, words and ranges of numbers; lengths have no upper end, since that depends on the size of a pixel.
/// That ids differ, that a step's group is there and that ranges are not upside down only reading the file can tell.
pub fn schema() -> Value {
    let kinds: Vec<&str> = catalogue::ALL.iter().map(|entry| entry.kind).collect();
    let of_kind: Vec<Value> = catalogue::ALL
        .iter()
        .map(|entry| {
            json!({
                "if": { "properties": { "kind": { "const": entry.kind } }, "required": ["kind"] },
                "then": { "$ref": format!("#/$defs/{}", entry.kind) }
            })
        })
        .collect();
    let mut defs = Map::new();
    defs.insert("input".into(), input());
    defs.insert("strength".into(), between(STRENGTHS));
    defs.insert("probability".into(), between((0.0, 1.0)));
    for entry in catalogue::ALL {
        defs.insert(entry.kind.into(), step(entry));
        for param in entry.params {
            defs.entry(range_name(param)).or_insert_with(|| setting(param));
        }
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A recipe of Augscope, as its TOML file holds it",
        "type": "object",
        "additionalProperties": false,
        "required": ["format"],
        "properties": {
            "format": { "const": 1 },
            "name": { "type": "string" },
            "note": { "type": "string" },
            "strength": { "$ref": "#/$defs/strength" },
            "input": { "$ref": "#/$defs/input" },
            "group": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["id"],
                    "properties": {
                        "id": { "type": "string" },
                        "pick": { "type": "integer", "minimum": 1, "description": "how many of its steps a version gets" }
                    }
                }
            },
            "step": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["kind"],
                    "properties": { "kind": { "enum": kinds } },
                    "allOf": of_kind
                }
            }
        },
        "$defs": defs
    })
}

fn between((low, high): (f64, f64)) -> Value {
    json!({ "type": "number", "minimum": low, "maximum": high })
}

fn words<T>(all: &[(T, &'static str)]) -> Vec<&'static str> {
    all.iter().map(|(_, word)| *word).collect()
}

fn input() -> Value {
    let percents = json!({ "low": between((0.0, 100.0)), "high": between((0.0, 100.0)) });
    let rule = |name: &str, more: Value, required: Value| {
        let mut properties = json!({ "rule": { "const": name } });
        if let (Some(properties), Value::Object(more)) = (properties.as_object_mut(), more) {
            properties.extend(more);
        }
        json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
    };
    let with = |names: &[&str]| {
        let mut all = percents.clone();
        if let Some(all) = all.as_object_mut() {
            all.extend(
                names.iter().map(|name| ((*name).to_owned(), json!({ "type": "string", "minLength": 1 }))),
            );
        }
        all
    };
    let pair = json!({ "type": "array", "minItems": 2, "maxItems": 2, "items": { "type": "number" } });
    // `zero` is what `constant` was called once.
    let borders: Vec<&str> = words(&Border::ALL).into_iter().chain(["zero"]).collect();
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "size": { "type": "integer", "minimum": 1, "maximum": super::PipelineInput::LARGEST_SIZE },
            "fit": { "enum": words(&Fit::ALL) },
            "border": { "enum": borders },
            "border_value": between((0.0, 1.0)),
            "lengths": { "enum": words(&super::Lengths::ALL) },
            "um_per_pixel": between((1e-4, 1e3)),
            "window": { "oneOf": [
                rule("percentile", percents.clone(), json!(["rule"])),
                rule("each-image", percents.clone(), json!(["rule"])),
                rule("per-group", with(&["column"]), json!(["rule", "column"])),
                rule("controls", with(&["column", "value"]), json!(["rule", "column", "value"])),
                rule("bit-depth", json!({}), json!(["rule"])),
                rule("fixed", json!({ "channels": { "type": "array", "minItems": 1, "items": pair } }), json!(["rule", "channels"])),
            ] }
        }
    })
}

/// A step of `entry`, with what may differ in the second version.
fn step(entry: &Entry) -> Value {
    let mut properties = Map::new();
    let mut second = Map::new();
    for properties in [&mut properties, &mut second] {
        properties.insert("probability".into(), json!({ "$ref": "#/$defs/probability" }));
    }
    for param in entry.params {
        let range = format!("#/$defs/{}", range_name(param));
        second.insert(param.name.into(), json!({ "$ref": range }));
        let described = json!({ "description": described(param), "$ref": range });
        properties.insert(param.name.into(), described);
    }
    let text = || json!({ "type": "string" });
    properties.extend([
        ("kind".to_owned(), json!({ "const": entry.kind })),
        ("id".to_owned(), text()),
        ("on".to_owned(), json!({ "type": "boolean" })),
        ("step_strength".to_owned(), json!({ "$ref": "#/$defs/strength" })),
        ("group".to_owned(), text()),
        ("note".to_owned(), text()),
        (
            "second".to_owned(),
            json!({ "type": "object", "additionalProperties": false, "properties": second,
                    "description": "what differs for the second version" }),
        ),
    ]);
    json!({
        "title": entry.name,
        "description": entry.summary,
        "type": "object",
        "additionalProperties": false,
        "required": ["kind"],
        "properties": properties
    })
}

/// A parameter in words, with its range and unit.
fn described(param: &Param) -> String {
    let (low, high) = param.hard;
    let unit = param.unit.symbol();
    let lengths =
        if param.unit == Unit::SourcePixels { " (or micrometres, where lengths = \"um\")" } else { "" };
    format!("{}: {} From {low} to {high} {unit}{lengths}", param.label, param.help).trim_end().to_owned()
}

/// The name under which the settings of a range are described.
fn range_name(param: &Param) -> String {
    let (low, high) = param.hard;
    match (param.unit, low < 0.0) {
        (Unit::SourcePixels, false) => "length".into(),
        (Unit::SourcePixels, true) => "shift".into(),
        _ => format!("from_{low}_to_{high}"),
    }
}

/// One number, or what is drawn from: in micrometres a length may be shorter than in pixels, but not negative.
fn setting(param: &Param) -> Value {
    let (low, _) = param.hard;
    let number = match (param.unit, low < 0.0) {
        (Unit::SourcePixels, false) => json!({ "type": "number", "minimum": 0.0 }),
        (Unit::SourcePixels, true) => json!({ "type": "number" }),
        _ => between(param.hard),
    };
    let mut above = number.clone();
    if low <= 0.0
        && let Some(above) = above.as_object_mut()
    {
        above.remove("minimum");
        above.insert("exclusiveMinimum".into(), json!(0.0));
    }
    let pair = |first: &Value, second: &Value| json!({ "type": "array", "minItems": 2, "maxItems": 2, "prefixItems": [first, second] });
    let spread = json!({ "type": "number", "minimum": 0.0 });
    json!({
        "anyOf": [number, {
            "type": "object",
            "additionalProperties": false,
            "minProperties": 1,
            "maxProperties": 1,
            "properties": {
                "uniform": pair(&number, &number),
                "log-uniform": pair(&above, &above),
                "normal": pair(&number, &spread)
            }
        }]
    })
}
