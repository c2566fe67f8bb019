//! Is it the transform, or only regularisation? What a recipe does to every class, against what another weight decay does.

use super::comparison::Comparison;
use super::figured::{foot, found, head, words};
use super::tabs::Tab;
use crate::app::chart_view::ChartView;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::figured::Figure;
use crate::app::widget::scatter_plot;
use augscope::run::figures::ControlFigure;
use egui::{ComboBox, ScrollArea, Ui};

/// The chart's entry in the row of charts.
pub const TAB: Tab = Tab {
    word: "control",
    name: "Control",
    help: "Is it the transform, or would any regularisation do the same?",
    without_ticks: false,
    show,
};

const TITLE: &str = "The transform, or only regularisation?";
const HOW: &str = "Tick the runs of a recipe, of the same recipe with other weight decays, and of other recipes with the \
                   same settings, each with two seeds or more. In a study: weight_decay = [0.001, 0.1].";

fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, _: &Comparison) {
    let Some(Figure::Controls(all)) = found(ui, cx, TITLE, HOW) else { return };
    let view = &cx.view.charts;
    let chosen = all.iter().find(|(name, _)| view.controlled.as_ref() == Some(name));
    let Some((name, control)) = chosen.or(all.first()) else {
        ui.heading(TITLE);
        ui.label(HOW);
        return;
    };
    let figure = &control.figure;
    head(ui, cx, out, (TITLE, &figure.chart), |ui, out| choice(ui, cx, out, (all, name)));
    ScrollArea::vertical().id_salt("control").auto_shrink(false).show(ui, |ui| {
        words(ui, &figure.sentences, &figure.notes);
        let height = (ui.available_height() - 40.0).clamp(260.0, 620.0);
        scatter_plot(ui, &figure.chart, "control", height);
        foot(ui, &figure.chart.footer, &figure.chart.remark);
    });
}

/// The recipe that is asked about.
fn choice(ui: &mut Ui, cx: &Context, out: &mut Commands, (all, now): (&[(String, ControlFigure)], &str)) {
    let view = &cx.view.charts;
    let list = ComboBox::from_id_salt("controlled").width(190.0).truncate().selected_text(now);
    let response = list.show_ui(ui, |ui| {
        for (name, _) in all {
            if ui.selectable_label(name == now, name).clicked() {
                let controlled = Some(name.clone());
                out.push(Command::LookAtCharts(Box::new(ChartView { controlled, ..view.clone() })));
            }
        }
    });
    let help = "The recipe that is held against weight decays. The one that changes the classes the most comes first.";
    response.response.on_hover_text(format!("{help}\n{now}")).accessible_name("Recipe in question");
}
