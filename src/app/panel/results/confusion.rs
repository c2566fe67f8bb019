//! The confusion matrix of a run: rows are what images are, columns what they were taken for.

use super::comparison::{kind, ticked, why_no_report};
use super::matrix::Matrix;
use super::seeds::seeds;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::runs::RunInfo;
use crate::app::view::{Behind, Overlay, What};
use egui::{Label, RichText, Ui};

/// The largest side of a cell.
const LARGEST: f32 = 44.0;

/// The run whose details are shown: the clicked one, else the last ticked one that has results.
pub fn shown_run<'a>(cx: &Context<'a>) -> Option<&'a RunInfo> {
    let clicked = cx.view.run.as_ref().and_then(|name| cx.runs.named(name));
    clicked.or_else(|| ticked(cx).into_iter().rev().find(|run| run.report_on(cx.part()).is_some()))
}

/// The matrix.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, run: &RunInfo) {
    ui.heading("Confusion");
    let title = RichText::new(&run.name).strong();
    ui.add(Label::new(title).truncate()).on_hover_text(&run.name);
    if let Some(other) = seeds(ui, cx, run) {
        out.push(Command::ShowRun(Some(other.name.clone())));
    }
    let Some(report) = run.report_on(cx.part()) else {
        ui.label(format!("No results: {}.", why_no_report(run)));
        return;
    };
    let kind = kind(cx);
    let Some(readout) = report.readouts.get(kind) else {
        ui.label(format!("Its evaluation has no \"{}\".", kind.title()));
        return;
    };
    ui.add(Label::new(RichText::new(kind.title()).small().weak()).truncate()).on_hover_text(kind.title());
    let help = "Rows: what the images are. Columns: what they were taken for. Numbers: images. Colour: share of the row. \
                The diagonal, framed, is right. Click a cell to see its images.";
    ui.label(RichText::new("rows: actual, columns: predicted").small()).on_hover_text(help);
    let note = if kind.label_budget().is_some() { "Mean of several draws of labels." } else { "" };
    let (classes, counts) = (&report.classes, &readout.confusion);
    let matrix = Matrix { classes, counts, difference: false, note, largest: LARGEST };
    if let Some((row, column)) = matrix.show(ui)
        && let (Some(actual), Some(predicted)) = (classes.get(row), classes.get(column))
    {
        let what = What::Cell { actual: actual.clone(), predicted: predicted.clone() };
        out.push(Command::Overlay(Overlay::Behind(Behind { run: run.folder.clone(), what })));
    }
}
