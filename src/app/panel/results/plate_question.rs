//! Which wells are controls, and where doses stand: what must be said before a plate can be judged.

use super::explain::{self, Question};
use crate::app::chart_view::ChartView;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::runs::RunInfo;
use augscope::run::PlateColumns;
use egui::{ComboBox, Grid, Ui};

/// Shown where no column is named.
const NONE: &str = "none";

/// The question.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, run: &RunInfo) {
    let classes = &run.record.data.classes;
    let asked = &cx.view.charts.asked;
    // A class of another run is none of this one.
    let known = |class: &String| if classes.contains(class) { class.clone() } else { String::new() };
    let asked =
        PlateColumns { negative: known(&asked.negative), positive: known(&asked.positive), ..asked.clone() };
    ui.add_space(8.0);
    ui.heading("Scores and doses");
    ui.label(
        "Which wells are controls? Every well then gets a score between them: 0 as the negative, 1 as the positive ones. \
         With the column of doses, the curve of response and dose is found as well.",
    );
    let mut set = |asked: PlateColumns| {
        out.push(Command::LookAtCharts(Box::new(ChartView { asked, ..cx.view.charts.clone() })));
    };
    let columns = columns(cx, run);
    Grid::new("controls").num_columns(4).spacing([8.0, 6.0]).show(ui, |ui| {
        let of = |class: &str| if class.is_empty() { "choose a class".to_owned() } else { class.to_owned() };
        if let Some(negative) = choice(ui, "negative controls", &of(&asked.negative), classes) {
            set(PlateColumns { negative, ..asked.clone() });
        }
        if let Some(positive) = choice(ui, "positive controls", &of(&asked.positive), classes) {
            set(PlateColumns { positive, ..asked.clone() });
        }
        ui.end_row();
        let all: Vec<String> = std::iter::once(NONE.to_owned()).chain(columns.iter().cloned()).collect();
        let optional = |name: String| Some(name).filter(|name| name != NONE);
        let named = |column: &Option<String>| column.clone().unwrap_or_else(|| NONE.into());
        if let Some(dose) = choice(ui, "column of doses", &named(&asked.dose), &all) {
            set(PlateColumns { dose: optional(dose), ..asked.clone() });
        }
        if let Some(treatment) = choice(ui, "column of treatments", &named(&asked.treatment), &all) {
            set(PlateColumns { treatment: optional(treatment), ..asked.clone() });
        }
    });
    if columns.is_empty() {
        ui.small("Columns can be chosen where the images of this run are open, and come with a table.");
    }
    let obstacle = if asked.negative.is_empty() || asked.positive.is_empty() {
        Some("Choose the class of the negative and of the positive controls first.")
    } else if asked.negative == asked.positive {
        Some("Negative and positive controls cannot be the same class.")
    } else {
        None
    };
    let question = Question {
        words: "Find out scores (some minutes)",
        help: "Finds out why the run is as it is, and what it is worth on this plate. It takes some minutes in the \
               background; the sealed part stays sealed.",
        plate: Some(&asked),
        obstacle,
    };
    explain::button(ui, cx, out, run, &question);
}

/// The columns of the run's table, where its images are open.
fn columns(cx: &Context, run: &RunInfo) -> Vec<String> {
    let opened = cx.opened().filter(|opened| opened.source.path == run.record.data.path);
    opened.map(|opened| opened.dataset.column_names.clone()).unwrap_or_default()
}

/// A list to choose from; what was chosen.
fn choice(ui: &mut Ui, what: &str, shown: &str, all: &[String]) -> Option<String> {
    ui.label(format!("{what}:"));
    let list = ComboBox::from_id_salt(what).width(130.0).truncate().selected_text(shown);
    let mut chosen = None;
    let response = list.show_ui(ui, |ui| {
        for name in all {
            if ui.selectable_label(name == shown, name).clicked() {
                chosen = Some(name.clone());
            }
        }
    });
    response.response.on_hover_text(format!("{shown}\n{what}")).accessible_name(what);
    chosen
}
