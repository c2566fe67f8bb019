//! The recall of every class against a number in which ticked recipes differ, and which classes move together.

use super::comparison::Comparison;
use super::save::save_menu;
use super::tabs::Tab;
use crate::app::chart_view::ChartView;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::theme;
use crate::app::widget::{HeatLook, LineLook, heat_map, line_plot};
use augscope::export::Chart;
use augscope::export::chart::ParameterChart;
use augscope::run::figures::ParameterFigures;
use egui::{ComboBox, Label, RichText, ScrollArea, Ui};
use std::sync::Arc;

/// The chart's entry in the row of charts.
pub const TAB: Tab = Tab {
    word: "parameter",
    name: "Parameter",
    help: "How does every class change with one setting, and which classes move against each other?",
    without_ticks: false,
    show,
};

const HOW: &str = "Tick the runs of recipes that differ in a single number, such as the largest angle of a rotation, \
                   best with two seeds or more of each and at least four values. Others may be ticked beside them.";

fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, _: &Comparison) {
    let swept = &cx.runs.swept;
    let all = match swept.found() {
        _ if !swept.is_wanted() => {
            ui.heading("Every class against a parameter");
            ui.label(HOW);
            return;
        }
        None => {
            ui.heading("Every class against a parameter");
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label("looking for the setting in which the ticked runs differ, and drawing groups and seeds...");
            });
            return;
        }
        Some(Err(why)) => {
            ui.heading("Every class against a parameter");
            ui.add(Label::new(RichText::new(why).color(theme::warning(ui.visuals()))).wrap());
            ui.label(HOW);
            return;
        }
        Some(Ok(figures)) => figures,
    };
    let view = &cx.view.charts;
    let wanted = |figures: &&ParameterFigures| Some(&figures.curves.parameter) == view.parameter.as_ref();
    let Some(figures) = all.iter().find(wanted).or(all.first()) else { return };
    let known = |name: &&String| figures.curves.classes.contains(name) || *name == MEAN;
    let chosen: Vec<String> = view.parameter_classes.iter().filter(known).cloned().collect();
    let chart = ParameterChart { chosen, ..figures.curves.clone() };
    ui.horizontal_wrapped(|ui| {
        ui.heading("Every class against a parameter");
        save_menu(ui, cx, out, || Some(Arc::new(chart.clone()) as Arc<dyn Chart>));
        let all = ui.add_enabled(!chart.chosen.is_empty(), egui::Button::new("all classes"));
        if all.on_hover_text("Draws the curves of all classes again.").clicked() {
            out.push(Command::LookAtCharts(Box::new(ChartView {
                parameter_classes: Vec::new(),
                ..view.clone()
            })));
        }
    });
    if all.len() > 1 {
        choice(ui, all, &chart.parameter, view, out);
    } else {
        ui.add(Label::new(RichText::new(&chart.parameter).strong()).truncate())
            .on_hover_text(&chart.parameter);
    }
    ScrollArea::vertical().id_salt("parameter").auto_shrink(false).show(ui, |ui| {
        for note in &figures.notes {
            ui.add(
                Label::new(RichText::new(format!("• {note}")).small().color(theme::warning(ui.visuals())))
                    .wrap(),
            );
        }
        let lines = chart.lines();
        let height = (0.62 * ui.available_height()).clamp(240.0, 480.0);
        let look = LineLook {
            id: "parameter",
            height,
            places: &[],
            click: Some(
                "Click to draw it alone, or together with those that are drawn; click again to take it away.",
            ),
        };
        if let Some(place) = line_plot(ui, &lines, &look)
            && let Some(line) = lines.lines.get(place)
        {
            let mut parameter_classes = chart.chosen.clone();
            match parameter_classes.iter().position(|name| *name == line.name) {
                Some(known) => drop(parameter_classes.remove(known)),
                None => parameter_classes.push(line.name.clone()),
            }
            out.push(Command::LookAtCharts(Box::new(ChartView { parameter_classes, ..view.clone() })));
        }
        let intervals = if chart.has_bands() {
            "Bands: 95 % interval over groups of images and seeds; no band: too few groups."
        } else {
            "Click names to draw some classes alone, with their 95 % intervals: of all at once they would hide each other."
        };
        ui.small(format!("{}. {intervals}", chart.remark));
        ui.add_space(8.0);
        correlation(ui, cx, out, figures);
    });
}

/// The numbers that some of the ticked recipes differ in alone.
fn choice(ui: &mut Ui, all: &[ParameterFigures], shown: &str, view: &ChartView, out: &mut Commands) {
    let width = ui.available_width().min(520.0);
    let list = ComboBox::from_id_salt("which parameter").selected_text(shown).width(width).truncate();
    let response = list.show_ui(ui, |ui| {
        for figures in all {
            let name = &figures.curves.parameter;
            let count = figures.curves.values.len();
            if ui.selectable_label(name == shown, format!("{name} ({count} values)")).clicked() {
                let parameter = Some(name.clone());
                out.push(Command::LookAtCharts(Box::new(ChartView { parameter, ..view.clone() })));
            }
        }
    });
    response
        .response
        .on_hover_text(
            "Some of the ticked recipes differ in one of these numbers and in nothing else; the others do not count here.",
        )
        .accessible_name("Which setting is changed");
}

/// Name of the mean's line.
const MEAN: &str = "mean of all classes";

fn correlation(ui: &mut Ui, cx: &Context, out: &mut Commands, figures: &ParameterFigures) {
    let chart = &figures.correlation;
    ui.horizontal_wrapped(|ui| {
        ui.heading("Which classes move together");
        save_menu(ui, cx, out, || Some(Arc::new(chart.clone()) as Arc<dyn Chart>));
    });
    let reasons = chart.figures.iter().flatten().filter_map(|figure| figure.not_defined.as_deref());
    let one = chart.figures.iter().flatten().all(|figure| figure.value.is_none());
    if let Some(why) = reasons.clone().next().filter(|_| one) {
        ui.label(format!("There is no correlation: {why}."));
        return;
    }
    let look = HeatLook { id: "correlation", row: None, click: None, height: 460.0, numbers: true };
    heat_map(ui, &chart.heat(), &look);
    ui.small(
        "Pearson's correlation of two classes' curves. Point at a cell for its 95 % interval, made by drawing groups and \
         seeds again; the values of the parameter are those that were tried.",
    );
}
