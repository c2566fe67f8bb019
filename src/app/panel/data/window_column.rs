//! The column of the table that a training window goes by, and its value for controls.

use crate::app::opened::Opened;
use augscope::dataset::WindowRule;
use egui::{ComboBox, Ui};
use std::collections::BTreeSet;

/// Values of a column that are offered; a column of names of files has one for each image.
const MOST_VALUES: usize = 200;

/// Column and value that a rule begins with: the groups, or the first column.
pub fn first(opened: &Opened) -> (String, String) {
    let data = &opened.dataset;
    let column =
        data.group_column.as_ref().or_else(|| data.column_names.first()).cloned().unwrap_or_default();
    let value = values(opened, &column).into_iter().next().unwrap_or_default();
    (column, value)
}

/// Column and value of a rule; empty where it has none.
pub fn of_rule(rule: &WindowRule) -> (String, String) {
    match rule {
        WindowRule::PerGroup { column, .. } => (column.clone(), String::new()),
        WindowRule::Controls { column, value, .. } => (column.clone(), value.clone()),
        _ => Default::default(),
    }
}

/// Lists of columns and values where the rule goes by one; a new rule when the user chose.
pub fn show(ui: &mut Ui, rule: &WindowRule, opened: &Opened) -> Option<WindowRule> {
    let (column, value) = match rule {
        WindowRule::PerGroup { column, .. } => (column, None),
        WindowRule::Controls { column, value, .. } => (column, Some(value)),
        _ => return None,
    };
    let mut rule = rule.clone();
    let help = "The column of the table that tells plates, or controls, apart.";
    let new_column = choose(ui, "column", help, column, opened.dataset.column_names.iter().cloned());
    let new_value = value.and_then(|value| {
        let help = "What the column holds for controls.";
        choose(ui, "controls", help, value, values(opened, column).into_iter())
    });
    match &mut rule {
        WindowRule::PerGroup { column, .. } => *column = new_column?,
        WindowRule::Controls { column, value, .. } => match (new_column, new_value) {
            (Some(new), _) => {
                *value = values(opened, &new).into_iter().next().unwrap_or_default();
                *column = new;
            }
            (None, Some(new)) => *value = new,
            (None, None) => return None,
        },
        _ => return None,
    }
    Some(rule)
}

/// A list to choose from; what was chosen, if it is new.
fn choose(
    ui: &mut Ui,
    title: &str,
    help: &str,
    present: &str,
    all: impl Iterator<Item = String>,
) -> Option<String> {
    let mut new = None;
    ui.horizontal_wrapped(|ui| {
        ui.label(title);
        let list = ComboBox::from_id_salt(("window", title)).width(ui.available_width() - 8.0).truncate();
        let shown = list.selected_text(present).show_ui(ui, |ui| {
            for name in all {
                if ui.selectable_label(name == present, &name).clicked() && name != present {
                    new = Some(name);
                }
            }
        });
        shown.response.on_hover_text(help).accessible_name(format!("Training window: {title}"));
    });
    new
}

/// The values of a column, in their order.
fn values(opened: &Opened, column: &str) -> Vec<String> {
    let data = &opened.dataset;
    let Some(place) = data.column_names.iter().position(|name| name == column) else { return Vec::new() };
    let all: BTreeSet<&String> = data.items.iter().filter_map(|item| item.columns.get(place)).collect();
    all.into_iter().filter(|value| !value.is_empty()).take(MOST_VALUES).cloned().collect()
}
