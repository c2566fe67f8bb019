//! Recipes by the average over classes and by the class that is recognised worst.

use super::comparison::Comparison;
use super::figured::{foot, found, head, words};
use super::tabs::Tab;
use crate::app::command::Commands;
use crate::app::context::Context;
use crate::app::figured::Figure;
use crate::app::widget::scatter_plot;
use egui::{ScrollArea, Ui};

/// The chart's entry in the row of charts.
pub const TAB: Tab = Tab {
    word: "trade-off",
    name: "Trade-off",
    help: "Which recipes are good on the average and in their worst class at once?",
    without_ticks: false,
    show,
};

const HOW: &str = "Tick the runs of two recipes or more.";

fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, _: &Comparison) {
    let title = "The average and the worst class";
    let Some(Figure::Scatter(figure)) = found(ui, cx, title, HOW) else { return };
    head(ui, cx, out, (title, &figure.chart), |_, _| {});
    ScrollArea::vertical().id_salt("trade-off").auto_shrink(false).show(ui, |ui| {
        words(ui, &figure.sentences, &figure.notes);
        let height = (ui.available_height() - 40.0).clamp(260.0, 620.0);
        scatter_plot(ui, &figure.chart, "trade-off", height);
        foot(ui, &figure.chart.footer, &figure.chart.remark);
    });
}
