//! The recipes in the order of what they reach, which of them cannot be told apart from the first, and what it may be
//! expected to reach on new images.

use super::comparison::Comparison;
use super::figured::{foot, found, head, words};
use super::tabs::Tab;
use crate::app::chart_view::{ChartView, RankedBy};
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::figured::Figure;
use crate::app::widget::bar_rows;
use augscope::evaluate::ranking::METHOD;
use egui::{ComboBox, Label, RichText, Ui};

/// The chart's entry in the row of charts.
pub const TAB: Tab = Tab {
    word: "ranking",
    name: "Ranking",
    help: "Which recipe is the best, which may be as good, and what may be expected on new images?",
    without_ticks: false,
    show,
};

const HOW: &str = "Tick the runs of two recipes or more, best with two seeds or more of each.";

fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, comparison: &Comparison) {
    let Some(Figure::Bars(figure)) = found(ui, cx, "Recipes in order", HOW) else { return };
    head(ui, cx, out, ("Recipes in order", &figure.chart), |ui, out| by(ui, cx, out, comparison));
    words(ui, &figure.sentences, &figure.notes);
    if let Some((_, mark)) = &figure.chart.mark {
        ui.add(Label::new(RichText::new(format!("Dashed line: {mark}.")).small()).wrap())
            .on_hover_text(METHOD);
    }
    foot(ui, &figure.chart.footer, &figure.chart.remark);
    bar_rows(ui, &figure.chart, "ranking", 120.0);
}

/// What recipes are ranked by.
fn by(ui: &mut Ui, cx: &Context, out: &mut Commands, comparison: &Comparison) {
    let view = &cx.view.charts;
    let name = |by: &RankedBy| match by {
        RankedBy::Average => "by the average".to_owned(),
        RankedBy::Worst => "by the worst class".to_owned(),
        RankedBy::Class(class) => format!("by {class}"),
    };
    let now = name(&view.ranked_by);
    let list = ComboBox::from_id_salt("ranked by").width(170.0).truncate().selected_text(&now);
    let response = list.show_ui(ui, |ui| {
        let classes = comparison.classes.iter().map(|class| RankedBy::Class((*class).to_owned()));
        for by in [RankedBy::Average, RankedBy::Worst].into_iter().chain(classes) {
            if ui.selectable_label(by == view.ranked_by, name(&by)).clicked() {
                out.push(Command::LookAtCharts(Box::new(ChartView { ranked_by: by, ..view.clone() })));
            }
        }
    });
    response
        .response
        .on_hover_text(format!(
            "What recipes are ordered by: the mean over classes, the class that is recognised worst, or one class.\n{now}"
        ))
        .accessible_name("Rank by");
}
