//! For every class the recipe that recognises the most of it, what it gains, and whether that is certain.

use super::comparison::Comparison;
use super::figured::{foot, found, head, words};
use super::tabs::Tab;
use crate::app::command::Commands;
use crate::app::context::Context;
use crate::app::figured::Figure;
use crate::app::widget::bar_rows;
use egui::Ui;

/// The chart's entry in the row of charts.
pub const TAB: Tab = Tab {
    word: "best",
    name: "Best",
    help: "Which recipe is the best for each class, what does it gain, and is that certain?",
    without_ticks: false,
    show,
};

const HOW: &str =
    "Tick the runs of two recipes or more; the first ticked recipe is the one that gains are beside.";

fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, _: &Comparison) {
    let Some(Figure::Bars(figure)) = found(ui, cx, "The best recipe for every class", HOW) else { return };
    head(ui, cx, out, ("The best recipe for every class", &figure.chart), |_, _| {});
    words(ui, &figure.sentences, &figure.notes);
    foot(ui, &figure.chart.footer, &figure.chart.remark);
    bar_rows(ui, &figure.chart, "best", 120.0);
}
