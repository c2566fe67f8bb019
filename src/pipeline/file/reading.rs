//! Reading a pipeline out of a TOML document; every mistake is named with key, value and range.

use super::super::setting_text::{from_value, number};
use super::super::step::fresh_id;
use super::super::{Column, Group, Lengths, Pipeline, PipelineError, PipelineInput, STRENGTHS, Step};
use super::FORMAT;
use crate::dataset::WindowRule;
use crate::transform::{Border, Entry, Unit, catalogue};
use toml_edit::{DocumentMut, Item, TableLike, Value};

/// The keys of a step that are not its parameters.
const STEP_KEYS: [&str; 8] = ["id", "kind", "on", "step_strength", "probability", "group", "note", "second"];

/// The pipeline in `document`.
pub(super) fn pipeline(document: &DocumentMut) -> Result<Pipeline, PipelineError> {
    let place = "the pipeline";
    let table = document.as_table();
    known_keys(table, place, &["format", "name", "note", "strength", "input", "group", "step"])?;
    match table.get("format").and_then(Item::as_integer) {
        Some(FORMAT) => {}
        Some(other) if other > FORMAT => return Err(PipelineError::Newer(other)),
        Some(other) => return Err(bad(place, "format", &other.to_string(), "formats begin with 1")),
        None => {
            return Err(PipelineError::Missing {
                place: place.into(),
                key: "format",
                why: "write format = 1 at the top of the file".into(),
            });
        }
    }
    let mut pipeline = Pipeline {
        name: text(table, place, "name")?.unwrap_or_default(),
        note: text(table, place, "note")?.unwrap_or_default(),
        input: match table.get("input") {
            Some(item) => input(as_table(item, place, "input")?)?,
            None => PipelineInput::default(),
        },
        strength: strength(table, place, "strength")?,
        groups: Vec::new(),
        steps: Vec::new(),
    };
    for (number, table) in tables(table, "group")?.into_iter().enumerate() {
        pipeline.groups.push(group(table, number + 1)?);
    }
    let tables = tables(table, "step")?;
    // Ids that stand in the file are taken before steps without one are given theirs.
    let mut written: Vec<String> = Vec::new();
    for table in &tables {
        if let Some(id) = text(*table, "a step", "id")? {
            if written.contains(&id) {
                return Err(bad("a step", "id", &id, "two steps have this id; ids must differ"));
            }
            written.push(id);
        }
    }
    for (number, table) in tables.into_iter().enumerate() {
        let step = step(table, number + 1, &pipeline, &written)?;
        pipeline.steps.push(step);
    }
    Ok(pipeline)
}

fn input(table: &dyn TableLike) -> Result<PipelineInput, PipelineError> {
    let place = "[input]";
    known_keys(
        table,
        place,
        &["size", "fit", "border", "border_value", "lengths", "um_per_pixel", "window"],
    )?;
    let mut input = PipelineInput::default();
    if let Some(item) = table.get("size") {
        let size = item.as_integer().and_then(|v| usize::try_from(v).ok()).unwrap_or(0);
        let size =
            PipelineInput::checked_size(size).map_err(|e| bad_item(place, "size", item, &e.to_string()))?;
        input.size = Some(size);
    }
    if let Some(word) = text(table, place, "fit")? {
        input.fit = word.parse().map_err(|e: String| bad(place, "fit", &word, &e))?;
    }
    if let Some(word) = text(table, place, "border")? {
        input.border = border(&word).map_err(|e| bad(place, "border", &word, &e))?;
    }
    if let Some(item) = table.get("border_value") {
        input.border_value = item
            .as_value()
            .and_then(number)
            .filter(|v| (0.0..=1.0).contains(v))
            .ok_or_else(|| bad_item(place, "border_value", item, "allowed are 0 to 1"))?
            as f32;
    }
    if let Some(word) = text(table, place, "lengths")? {
        let known = Lengths::ALL.iter().find(|(_, known)| *known == word);
        let known = known.ok_or_else(|| bad(place, "lengths", &word, "allowed are pixels, um"))?;
        input.lengths = known.0;
    }
    if let Some(item) = table.get("um_per_pixel") {
        let size = item.as_value().and_then(number).filter(|v| (1e-4..=1e3).contains(v));
        let why = "write how many micrometres a pixel measures, from 0.0001 to 1000";
        input.um_per_pixel = Some(size.ok_or_else(|| bad_item(place, "um_per_pixel", item, why))?);
    }
    if let Some(item) = table.get("window") {
        input.window = window(as_table(item, place, "window")?)?;
    }
    Ok(input)
}

/// A border rule by its word; `zero` is what `constant` was called before it had a value.
fn border(word: &str) -> Result<Border, String> {
    if word == "zero" { Ok(Border::Constant) } else { word.parse() }
}

fn window(table: &dyn TableLike) -> Result<WindowRule, PipelineError> {
    const RULES: &str = "rules are percentile, each-image, per-group, controls, bit-depth, fixed";
    let place = "[input.window]";
    let rule = text(table, place, "rule")?.ok_or_else(|| PipelineError::Missing {
        place: place.into(),
        key: "rule",
        why: RULES.into(),
    })?;
    let percent = |key: &str, default: f64| match table.get(key) {
        None => Ok(default),
        Some(item) => match item.as_value().and_then(number) {
            Some(v) if (0.0..=100.0).contains(&v) => Ok(v),
            _ => Err(bad_item(place, key, item, "allowed are percentiles from 0 to 100")),
        },
    };
    match rule.as_str() {
        "percentile" | "each-image" => {
            known_keys(table, place, &["rule", "low", "high"])?;
            let (low, high) = (percent("low", 0.1)?, percent("high", 99.9)?);
            if low >= high {
                return Err(bad(place, "low", &low.to_string(), "low must be below high"));
            }
            Ok(if rule == "percentile" {
                WindowRule::Percentile { low, high }
            } else {
                WindowRule::EachImage { low, high }
            })
        }
        "per-group" | "controls" => {
            by_column(table, place, &rule, percent("low", 0.1)?, percent("high", 99.9)?)
        }
        "bit-depth" => {
            known_keys(table, place, &["rule"])?;
            Ok(WindowRule::BitDepth)
        }
        "fixed" => {
            known_keys(table, place, &["rule", "channels"])?;
            fixed_window(table, place)
        }
        _ => Err(bad(place, "rule", &rule, RULES)),
    }
}

/// A rule that goes by a column of the data set's table.
fn by_column(
    table: &dyn TableLike,
    place: &str,
    rule: &str,
    low: f64,
    high: f64,
) -> Result<WindowRule, PipelineError> {
    if low >= high {
        return Err(bad(place, "low", &low.to_string(), "low must be below high"));
    }
    let missing = |key, why: &str| PipelineError::Missing { place: place.into(), key, why: why.into() };
    let column = text(table, place, "column")?.filter(|column| !column.is_empty());
    let column = column.ok_or_else(|| missing("column", "the column of the table that it goes by"))?;
    if rule == "per-group" {
        known_keys(table, place, &["rule", "column", "low", "high"])?;
        return Ok(WindowRule::PerGroup { column, low, high });
    }
    known_keys(table, place, &["rule", "column", "value", "low", "high"])?;
    let value = text(table, place, "value")?.filter(|value| !value.is_empty());
    let value = value.ok_or_else(|| missing("value", "what the column holds for controls"))?;
    Ok(WindowRule::Controls { column, value, low, high })
}

fn fixed_window(table: &dyn TableLike, place: &str) -> Result<WindowRule, PipelineError> {
    let why = "one [low, high] a channel, low below high, e.g. channels = [[0, 4095]]";
    let item = table.get("channels").ok_or_else(|| PipelineError::Missing {
        place: place.into(),
        key: "channels",
        why: why.into(),
    })?;
    let pair = |value: &Value| {
        let pair: Vec<f64> = value.as_array()?.iter().filter_map(number).collect();
        match pair[..] {
            [low, high] if low < high => Some((low, high)),
            _ => None,
        }
    };
    item.as_array()
        .and_then(|array| array.iter().map(pair).collect::<Option<Vec<_>>>())
        .filter(|channels| !channels.is_empty())
        .map(WindowRule::Fixed)
        .ok_or_else(|| bad_item(place, "channels", item, why))
}

fn group(table: &dyn TableLike, number: usize) -> Result<Group, PipelineError> {
    let place = format!("group {number}");
    known_keys(table, &place, &["id", "pick"])?;
    let id = text(table, &place, "id")?.ok_or_else(|| PipelineError::Missing {
        place: place.clone(),
        key: "id",
        why: "the name that steps refer to".into(),
    })?;
    let pick = match table.get("pick") {
        None => 1,
        Some(item) => {
            item.as_integer().and_then(|v| usize::try_from(v).ok()).filter(|v| *v >= 1).ok_or_else(|| {
                bad_item(&place, "pick", item, "write how many of the steps a view gets: 1 or more")
            })?
        }
    };
    Ok(Group { id, pick })
}

fn step(
    table: &dyn TableLike,
    number: usize,
    so_far: &Pipeline,
    written: &[String],
) -> Result<Step, PipelineError> {
    let place = format!("step {number}");
    let kinds = || catalogue::ALL.iter().map(|e| e.kind).collect::<Vec<_>>().join(", ");
    let kind = text(table, &place, "kind")?.ok_or_else(|| PipelineError::Missing {
        place: place.clone(),
        key: "kind",
        why: format!("the transform; there are {}", kinds()),
    })?;
    let entry = catalogue::find(&kind)
        .ok_or_else(|| bad(&place, "kind", &format!("\"{kind}\""), &format!("transforms are {}", kinds())))?;
    let place = format!("step {number} ({kind})");
    let id = match text(table, &place, "id")? {
        Some(id) => id,
        None => fresh_id(&kind, |id| written.iter().any(|w| w == id) || so_far.step(id).is_some()),
    };
    let mut keys: Vec<&str> = STEP_KEYS.to_vec();
    keys.extend(entry.params.iter().map(|p| p.name));
    known_keys(table, &place, &keys)?;
    let mut step = Step::new(id, entry);
    step.strength = strength(table, &place, "step_strength")?;
    step.on = boolean(table, &place, "on")?.unwrap_or(true);
    step.note = text(table, &place, "note")?.unwrap_or_default();
    step.group = text(table, &place, "group")?;
    if let Some(group) = step.group.as_ref().filter(|g| !so_far.groups.iter().any(|known| &known.id == *g)) {
        return Err(bad(
            &place,
            "group",
            group,
            &format!("there is no group called {group}; write a [[group]]"),
        ));
    }
    step.first = column(table, &place, so_far, entry, &step.first)?;
    if let Some(item) = table.get("second") {
        let place = format!("{place}, second");
        let table = as_table(item, &place, "second")?;
        let mut keys = vec!["probability"];
        keys.extend(entry.params.iter().map(|p| p.name));
        known_keys(table, &place, &keys)?;
        step.second = Some(column(table, &place, so_far, entry, &step.first)?);
    }
    Ok(step)
}

/// The strength under `key` in `table`, 1 where there is none.
fn strength(table: &dyn TableLike, place: &str, key: &str) -> Result<f64, PipelineError> {
    let (low, high) = STRENGTHS;
    table.get(key).map_or(Ok(1.0), |item| {
        let strength = item.as_value().and_then(number).filter(|v| (low..=high).contains(v));
        strength.ok_or_else(|| bad_item(place, key, item, &format!("allowed are {low} to {high}")))
    })
}

/// The settings in `table`; what is not there is as in `default`.
fn column(
    table: &dyn TableLike,
    place: &str,
    pipeline: &Pipeline,
    entry: &'static Entry,
    default: &Column,
) -> Result<Column, PipelineError> {
    let mut column = default.clone();
    if let Some(item) = table.get("probability") {
        column.probability = item
            .as_value()
            .and_then(number)
            .filter(|p| (0.0..=1.0).contains(p))
            .ok_or_else(|| bad_item(place, "probability", item, "allowed are 0 to 1"))?;
    }
    for (param, setting) in entry.params.iter().zip(&mut column.settings) {
        if let Some(item) = table.get(param.name) {
            let value = item
                .as_value()
                .ok_or_else(|| bad_item(place, param.name, item, "a table cannot stand here"))?;
            *setting = from_value(value).map_err(|e| bad_item(place, param.name, item, &e))?;
            // Without the size of a pixel nobody knows how far micrometres may go.
            let unknown = pipeline.input.lengths == Lengths::Micrometres
                && pipeline.input.um_per_pixel.is_none()
                && param.unit == Unit::SourcePixels;
            let problem = if unknown { None } else { pipeline.param_in_lengths(param).problem(setting) };
            if let Some(problem) = problem {
                return Err(bad_item(place, param.name, item, &problem));
            }
        }
    }
    Ok(column)
}

fn known_keys(table: &dyn TableLike, place: &str, allowed: &[&str]) -> Result<(), PipelineError> {
    match table.iter().map(|(key, _)| key).find(|key| !allowed.contains(key)) {
        None => Ok(()),
        Some(key) => Err(PipelineError::UnknownKey {
            place: place.into(),
            key: key.into(),
            allowed: allowed.join(", "),
        }),
    }
}

fn tables<'a>(table: &'a dyn TableLike, key: &str) -> Result<Vec<&'a dyn TableLike>, PipelineError> {
    match table.get(key) {
        None => Ok(Vec::new()),
        Some(Item::ArrayOfTables(tables)) => Ok(tables.iter().map(|t| t as &dyn TableLike).collect()),
        Some(item) => Err(bad_item("the pipeline", key, item, &format!("write it as [[{key}]]"))),
    }
}

fn as_table<'a>(item: &'a Item, place: &str, key: &str) -> Result<&'a dyn TableLike, PipelineError> {
    item.as_table_like().ok_or_else(|| bad_item(place, key, item, "a table must stand here"))
}

fn text(table: &dyn TableLike, place: &str, key: &str) -> Result<Option<String>, PipelineError> {
    match table.get(key) {
        None => Ok(None),
        Some(item) => match item.as_str() {
            Some(text) => Ok(Some(text.to_string())),
            None => Err(bad_item(place, key, item, "a text in quotes must stand here")),
        },
    }
}

fn boolean(table: &dyn TableLike, place: &str, key: &str) -> Result<Option<bool>, PipelineError> {
    match table.get(key) {
        None => Ok(None),
        Some(item) => match item.as_bool() {
            Some(value) => Ok(Some(value)),
            None => Err(bad_item(place, key, item, "allowed are true and false")),
        },
    }
}

fn bad(place: &str, key: &str, value: &str, problem: &str) -> PipelineError {
    PipelineError::BadValue {
        place: place.into(),
        key: key.into(),
        value: value.into(),
        problem: problem.into(),
    }
}

fn bad_item(place: &str, key: &str, item: &Item, problem: &str) -> PipelineError {
    let written = item.as_value().map_or_else(|| "(a table)".into(), |v| v.to_string().trim().to_string());
    bad(place, key, &written, problem)
}
