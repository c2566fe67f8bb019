//! Accuracy against labels a class: a line a run, for the mean of all classes or one of them.

use super::comparison::{Comparison, ticked};
use super::fold::folds;
use super::save::save_menu;
use super::tabs::Tab;
use crate::app::chart_view::ChartView;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::widget::{LineLook, line_plot};
use augscope::evaluate::Report;
use augscope::export::Chart;
use augscope::export::chart::LabelChart;
use augscope::run::figures::label_chart;
use egui::{ComboBox, ScrollArea, Ui};
use std::sync::Arc;

/// The chart's entry in the row of charts.
pub const TAB: Tab = Tab {
    word: "labels",
    name: "Labels",
    help: "How many labels does a class need before it is recognised?",
    without_ticks: false,
    show,
};

/// Name of the mean in the list of classes.
const MEAN: &str = "mean of all classes";

fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, _: &Comparison) {
    // A recipe keeps its colour, whether it was evaluated in this way or not.
    let folded = folds(ticked(cx));
    let recipes: Vec<(usize, (String, Vec<&Report>))> = folded
        .iter()
        .enumerate()
        .map(|(place, fold)| {
            let reports: Vec<&Report> = fold.runs.iter().filter_map(|run| run.report.as_deref()).collect();
            (place, (seeds_too(&fold.name, reports.len()), reports))
        })
        .filter(|(_, (_, reports))| !reports.is_empty())
        .collect();
    let (places, recipes): (Vec<usize>, Vec<(String, Vec<&Report>)>) = recipes.into_iter().unzip();
    let Some(chart) = label_chart(&recipes, cx.view.charts.labels_class.as_deref()) else {
        ui.heading("Accuracy by labels a class");
        ui.label(
            "No ticked run was evaluated with few labels. That is done by itself where classes have more than 5 labelled \
             images in the training part: tick another run, or train with more images.",
        );
        return;
    };
    ui.horizontal_wrapped(|ui| {
        ui.heading("Accuracy by labels a class");
        class(ui, cx, out, &chart);
        save_menu(ui, cx, out, || Some(Arc::new(chart.clone()) as Arc<dyn Chart>));
    });
    ScrollArea::vertical().id_salt("labels").auto_shrink(false).show(ui, |ui| {
        // The legend stands above.
        let height = (ui.available_height() - 96.0).clamp(220.0, 560.0);
        let look = LineLook { id: "labels", height, places: &places, click: None };
        line_plot(ui, &chart.lines(), &look);
        ui.small(format!(
            "{}. Whiskers: 95 % interval of a single run; of several seeds the mean, without one. A linear probe on the encoder's features, fitted with so many labels a class; \
             of few labels the mean of several draws.",
            chart.remark
        ));
    });
}

fn seeds_too(name: &str, seeds: usize) -> String {
    if seeds < 2 { name.to_owned() } else { format!("{name} ({seeds} seeds)") }
}

fn class(ui: &mut Ui, cx: &Context, out: &mut Commands, chart: &LabelChart) {
    let shown = chart.class.as_deref().unwrap_or(MEAN);
    let list = ComboBox::from_id_salt("class of labels").width(160.0).truncate().selected_text(shown);
    let response = list.show_ui(ui, |ui| {
        let all = std::iter::once(None).chain(chart.classes.iter().map(Some));
        for class in all {
            let name = class.map_or(MEAN, String::as_str);
            let chosen = class.map(String::as_str) == chart.class.as_deref();
            if ui.selectable_label(chosen, name).clicked() {
                let charts = ChartView { labels_class: class.cloned(), ..cx.view.charts.clone() };
                out.push(Command::LookAtCharts(Box::new(charts)));
            }
        }
    });
    response.response.on_hover_text(format!("{shown}\nWhich class is drawn.")).accessible_name("Class");
}
