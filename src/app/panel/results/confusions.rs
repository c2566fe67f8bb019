//! Confusions, large: of a run, or what another recipe changed in them.

use super::comparison::{Comparison, kind, why_no_report};
use super::confusion::shown_run;
use super::matrix::Matrix;
use super::save::save_menu;
use super::seeds::seeds;
use super::tabs::Tab;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::runs::RunInfo;
use crate::app::view::{Behind, Overlay, What};
use augscope::export::ConfusionChart;
use augscope::run::{Comparison as Compared, RecipeContrast};
use egui::{ComboBox, RichText, Ui};
use std::sync::Arc;

/// The chart's entry in the row of charts.
pub const TAB: Tab = Tab {
    word: "confusions",
    name: "Confusions",
    help: "Which class was taken for which, and what did another recipe change in that?",
    without_ticks: false,
    show,
};

/// The largest side of a cell in points.
const LARGEST: f32 = 64.0;

fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, comparison: &Comparison) {
    let compared = cx.runs.compared.found().and_then(Result::ok);
    let contrast = compared.zip(cx.view.confusions_of).and_then(|(found, n)| found.contrasts.get(n));
    ui.horizontal_wrapped(|ui| {
        ui.heading("Confusions");
        choose(ui, out, compared, contrast);
        save_menu(ui, cx, out, || match (contrast, compared) {
            (Some(contrast), Some(found)) => Some(Arc::new(difference_chart(found, contrast))),
            _ => Some(Arc::new(chart(cx, shown_run(cx)?)?)),
        });
    });
    match (contrast, compared) {
        (Some(contrast), Some(found)) => difference(ui, out, comparison, found, contrast),
        _ => match shown_run(cx) {
            Some(run) => of_run(ui, cx, out, run),
            None => {
                ui.label("Tick or click a run with results.");
            }
        },
    }
}

fn choose(ui: &mut Ui, out: &mut Commands, compared: Option<&Compared>, contrast: Option<&RecipeContrast>) {
    let of_run = "of one run".to_owned();
    let name = |contrast: &RecipeContrast| format!("{} minus {}", contrast.other, contrast.reference);
    let shown = ComboBox::from_id_salt("confusions of").width(200.0).truncate();
    let shown = shown.selected_text(contrast.map_or(of_run.clone(), name)).show_ui(ui, |ui| {
        if ui.selectable_label(contrast.is_none(), of_run).clicked() {
            out.push(Command::ConfusionsOf(None));
        }
        for (place, other) in compared.iter().flat_map(|found| &found.contrasts).enumerate() {
            let chosen = contrast.is_some_and(|contrast| contrast.other == other.other);
            if ui.selectable_label(chosen, name(other)).clicked() {
                out.push(Command::ConfusionsOf(Some(place)));
            }
        }
    });
    let help = "The confusions of one run, or of which there are more and fewer by another recipe (means over seeds).";
    shown.response.on_hover_text(help).accessible_name("Confusions of");
}

fn of_run(ui: &mut Ui, cx: &Context, out: &mut Commands, run: &RunInfo) {
    if let Some(other) = seeds(ui, cx, run) {
        out.push(Command::ShowRun(Some(other.name.clone())));
    }
    let kind = kind(cx);
    let Some(report) = run.report_on(cx.part()) else {
        ui.label(format!("{}: no results: {}.", run.name, why_no_report(run)));
        return;
    };
    let Some(readout) = report.readouts.get(kind) else {
        ui.label(format!("The evaluation of {} has no \"{}\".", run.name, kind.title()));
        return;
    };
    ui.label(
        RichText::new(format!(
            "{}: rows are what images are, columns what they were taken for. Numbers: images. Colour: share of the row.",
            run.name
        ))
        .small(),
    );
    let note = if kind.label_budget().is_some() { "Mean of several draws of labels." } else { "" };
    let (classes, counts) = (&report.classes, &readout.confusion);
    let matrix = Matrix { classes, counts, difference: false, note, largest: LARGEST };
    if let Some(cell) = matrix.show(ui) {
        behind(out, run, classes, cell);
    }
}

fn difference(
    ui: &mut Ui,
    out: &mut Commands,
    comparison: &Comparison,
    found: &Compared,
    contrast: &RecipeContrast,
) {
    ui.label(
        RichText::new(
            "How many images more (blue) or fewer (orange) of a row were taken for a column, mean over seeds. \
             On the diagonal more is better, beside it fewer.",
        )
        .small(),
    );
    let counts = &contrast.figures.confusion_difference;
    let matrix = Matrix {
        classes: &found.classes,
        counts,
        difference: true,
        note: "Mean over seeds.",
        largest: LARGEST,
    };
    let cell = matrix.show(ui);
    let of_other = |path: &std::path::Path| {
        let run = found.runs.iter().find(|run| run.path == path);
        run.is_some_and(|run| run.recipe == contrast.figures.recipe)
    };
    let run = comparison.shown.iter().find(|one| of_other(&one.first.run.folder));
    if let (Some(cell), Some(shown)) = (cell, run) {
        behind(out, shown.first.run, &found.classes, cell);
    }
}

fn behind(out: &mut Commands, run: &RunInfo, classes: &[String], (row, column): (usize, usize)) {
    if let (Some(actual), Some(predicted)) = (classes.get(row), classes.get(column)) {
        let what = What::Cell { actual: actual.clone(), predicted: predicted.clone() };
        out.push(Command::Overlay(Overlay::Behind(Behind { run: run.folder.clone(), what })));
    }
}

fn chart(cx: &Context, run: &RunInfo) -> Option<ConfusionChart> {
    let (report, kind) = (run.report_on(cx.part())?, kind(cx));
    Some(ConfusionChart {
        title: format!("{}: which class was taken for which ({})", run.name, kind.title()),
        classes: report.classes.clone(),
        counts: report.readouts.get(kind)?.confusion.clone(),
        difference: false,
    })
}

fn difference_chart(found: &Compared, contrast: &RecipeContrast) -> ConfusionChart {
    ConfusionChart {
        title: format!("{} minus {}: images more or fewer", contrast.other, contrast.reference),
        classes: found.classes.clone(),
        counts: contrast.figures.confusion_difference.clone(),
        difference: true,
    }
}
