//! Writing a pipeline into a TOML document; what is there already keeps its comments.

use super::super::setting_text::to_value;
use super::super::step::fresh_id;
use super::super::{Column, Lengths, Pipeline, PipelineInput, Step};
use super::FORMAT;
use crate::dataset::WindowRule;
use crate::transform::Border;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value};

/// Makes `document` say what `pipeline` is.
pub(super) fn update(document: &mut DocumentMut, pipeline: &Pipeline) {
    let root = document.as_table_mut();
    set(root, "format", FORMAT.into());
    set_text(root, "name", &pipeline.name);
    set_text(root, "note", &pipeline.note);
    set_strength(root, "strength", pipeline.strength);
    // A brightness that no border uses is not written, so it does not count.
    let unused = pipeline.input.border != Border::Constant;
    let border_value = if unused { 0.0 } else { pipeline.input.border_value };
    if (PipelineInput { border_value, ..pipeline.input.clone() }) == PipelineInput::default() {
        root.remove("input");
    } else {
        let item = root.entry("input").or_insert_with(|| Item::Table(Table::new()));
        if item.as_table().is_none() {
            *item = Item::Table(Table::new());
        }
        if let Some(table) = item.as_table_mut() {
            input(table, &pipeline.input);
        }
    }
    let groups: ArrayOfTables = pipeline
        .groups
        .iter()
        .map(|group| {
            let mut table = Table::new();
            set(&mut table, "id", group.id.as_str().into());
            set(&mut table, "pick", (group.pick as i64).into());
            table
        })
        .collect();
    if groups.is_empty() {
        root.remove("group");
    } else {
        root.insert("group", Item::ArrayOfTables(groups));
    }
    steps(root, &pipeline.steps);
}

fn steps(root: &mut Table, steps: &[Step]) {
    let old: Vec<Table> = match root.get("step") {
        Some(Item::ArrayOfTables(tables)) => tables.iter().cloned().collect(),
        _ => Vec::new(),
    };
    // A step without a written id was given kind-N when it was read; its table is found by that.
    let mut named: Vec<(String, Table)> = Vec::new();
    let text = |table: &Table, key: &str| table.get(key).and_then(Item::as_str).map(ToString::to_string);
    let written: Vec<String> = old.iter().filter_map(|table| text(table, "id")).collect();
    for table in old {
        let id = text(&table, "id").unwrap_or_else(|| {
            let kind = text(&table, "kind").unwrap_or_default();
            fresh_id(&kind, |id| {
                written.iter().any(|w| w == id) || named.iter().any(|(known, _)| known == id)
            })
        });
        named.push((id, table));
    }
    let mut tables = ArrayOfTables::new();
    for step in steps {
        let known = named.iter().position(|(id, _)| *id == step.id);
        let mut table = known.map_or_else(Table::new, |at| named.swap_remove(at).1);
        // Tables remember where they stood in the file; the order of steps is what counts now.
        table.set_position(None);
        write_step(&mut table, step);
        tables.push(table);
    }
    root.remove("step");
    if !tables.is_empty() {
        root.insert("step", Item::ArrayOfTables(tables));
    }
}

fn write_step(table: &mut Table, step: &Step) {
    let kind_changed = table.get("kind").and_then(Item::as_str).is_some_and(|kind| kind != step.entry.kind);
    if kind_changed {
        table.clear();
    }
    set(table, "id", step.id.as_str().into());
    set(table, "kind", step.entry.kind.into());
    if step.on {
        table.remove("on");
    } else {
        set(table, "on", false.into());
    }
    set_strength(table, "step_strength", step.strength);
    match &step.group {
        Some(group) => set(table, "group", group.as_str().into()),
        None => {
            table.remove("group");
        }
    }
    set_text(table, "note", &step.note);
    column(table, step, &step.first);
    match &step.second {
        None => {
            table.remove("second");
        }
        Some(second) => {
            let mut inner = Table::new();
            column(&mut inner, step, second);
            table.insert("second", Item::Table(inner));
        }
    }
}

fn column(table: &mut Table, step: &Step, column: &Column) {
    set(table, "probability", column.probability.into());
    for (param, setting) in step.entry.params.iter().zip(&column.settings) {
        set(table, param.name, to_value(setting));
    }
}

fn input(table: &mut Table, input: &PipelineInput) {
    match input.size {
        Some(size) => set(table, "size", (size as i64).into()),
        None => {
            table.remove("size");
        }
    }
    set(table, "fit", input.fit.to_string().into());
    set(table, "border", input.border.to_string().into());
    if input.border == Border::Constant {
        // Through its text, so that 0.1 does not become 0.10000000149.
        set(table, "border_value", input.border_value.to_string().parse().unwrap_or(0.0).into());
    } else {
        table.remove("border_value");
    }
    if input.lengths == Lengths::Pixels {
        table.remove("lengths");
    } else {
        set(table, "lengths", word_of(&Lengths::ALL, &input.lengths).into());
    }
    match input.um_per_pixel {
        Some(size) => set(table, "um_per_pixel", size.into()),
        None => {
            table.remove("um_per_pixel");
        }
    }
    let mut window = Table::new();
    match &input.window {
        WindowRule::Percentile { low, high } => {
            set(&mut window, "rule", "percentile".into());
            set(&mut window, "low", (*low).into());
            set(&mut window, "high", (*high).into());
        }
        WindowRule::EachImage { low, high } => {
            set(&mut window, "rule", "each-image".into());
            set(&mut window, "low", (*low).into());
            set(&mut window, "high", (*high).into());
        }
        WindowRule::PerGroup { column, low, high } => {
            set(&mut window, "rule", "per-group".into());
            set(&mut window, "column", column.as_str().into());
            set(&mut window, "low", (*low).into());
            set(&mut window, "high", (*high).into());
        }
        WindowRule::Controls { column, value, low, high } => {
            set(&mut window, "rule", "controls".into());
            set(&mut window, "column", column.as_str().into());
            set(&mut window, "value", value.as_str().into());
            set(&mut window, "low", (*low).into());
            set(&mut window, "high", (*high).into());
        }
        WindowRule::BitDepth => set(&mut window, "rule", "bit-depth".into()),
        WindowRule::Fixed(channels) => {
            set(&mut window, "rule", "fixed".into());
            let pairs: Array =
                channels.iter().map(|&(low, high)| Value::Array([low, high].into_iter().collect())).collect();
            set(&mut window, "channels", Value::Array(pairs));
        }
    }
    table.insert("window", Item::Table(window));
}

/// The word of a choice.
fn word_of<T: PartialEq>(all: &[(T, &'static str)], chosen: &T) -> &'static str {
    all.iter().find(|(value, _)| value == chosen).map_or("", |(_, word)| word)
}

/// Sets a key, leaving an equal value and the comments around any value as they are.
fn set(table: &mut Table, key: &str, mut value: Value) {
    if let Some(Item::Value(old)) = table.get_mut(key) {
        if old.to_string().trim() != value.to_string().trim() {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
    } else {
        table.insert(key, Item::Value(value));
    }
}

/// A strength of 1 is not written. That of a step has a longer key, since parameters are called so too.
fn set_strength(table: &mut Table, key: &str, strength: f64) {
    if strength == 1.0 {
        table.remove(key);
    } else {
        set(table, key, strength.into());
    }
}

fn set_text(table: &mut Table, key: &str, text: &str) {
    if text.is_empty() {
        table.remove(key);
    } else {
        set(table, key, text.into());
    }
}
