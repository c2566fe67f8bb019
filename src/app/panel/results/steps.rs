//! What every step brings to every class or costs it, from recipes that differ in that step alone.

use super::comparison::Comparison;
use super::figured::{foot, found, head, words};
use super::tabs::Tab;
use crate::app::chart_view::ChartView;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::figured::Figure;
use crate::app::widget::bar_rows;
use augscope::run::figures::{StepQuestion, StepsAsked};
use egui::{Button, Ui};

/// The chart's entry in the row of charts.
pub const TAB: Tab = Tab {
    word: "steps",
    name: "Steps",
    help: "What does every step bring to each class, and what does it cost?",
    without_ticks: false,
    show,
};

const TITLE: &str = "What steps bring";
const HOW: &str = "Tick the runs of a recipe and of the same without one step, each with two seeds or more. In a study: \
                   leave_one_out, one_step_only or swap_neighbours.";

fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, _: &Comparison) {
    let Some(Figure::Steps(figure, answered)) = found(ui, cx, TITLE, HOW) else { return };
    let Some(figure) = figure else {
        ui.horizontal_wrapped(|ui| {
            ui.heading(TITLE);
            choices(ui, cx, out, answered);
        });
        ui.label("No ticked recipes differ in a single step in that way.");
        ui.label(HOW);
        return;
    };
    head(ui, cx, out, (TITLE, &figure.chart), |ui, out| choices(ui, cx, out, answered));
    words(ui, &figure.sentences, &figure.notes);
    foot(ui, &format!("{}. {}", figure.chart.title, figure.chart.footer), &figure.chart.remark);
    bar_rows(ui, &figure.chart, "steps", 120.0);
}

/// What is asked, and how the rows are put together.
fn choices(ui: &mut Ui, cx: &Context, out: &mut Commands, answered: &[StepQuestion]) {
    let (view, now) = (&cx.view.charts, cx.view.charts.steps);
    let ask = |steps: StepsAsked, out: &mut Commands| {
        out.push(Command::LookAtCharts(Box::new(ChartView { steps, ..view.clone() })));
    };
    for question in StepQuestion::ALL {
        let help = match question {
            StepQuestion::LeftOut => {
                "The whole recipe beside itself without the step: what the step brings to it."
            }
            StepQuestion::Alone => "The step alone beside no augmentation: what it brings by itself.",
            StepQuestion::Swapped => {
                "The recipe with two steps swapped beside itself: whether their order matters."
            }
        };
        let has = answered.contains(&question);
        let button = Button::selectable(question == now.question, question.name());
        let none = "No ticked recipes differ in that way.";
        let response = ui.add_enabled(has || question == now.question, button);
        if response.on_hover_text(help).on_disabled_hover_text(format!("{help}\n{none}")).clicked() {
            ask(StepsAsked { question, ..now }, out);
        }
    }
    let mut by_step = now.by_step;
    let help = "A section for each step with the classes in it; otherwise a section for each class with the steps in it.";
    if ui.checkbox(&mut by_step, "step by step").on_hover_text(help).changed() {
        ask(StepsAsked { by_step, ..now }, out);
    }
}
