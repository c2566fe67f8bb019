//! The facts of a run: parts, groups, clusters, neighbours, notes.

use super::comparison::kind;
use super::export_run;
use crate::app::command::Commands;
use crate::app::context::Context;
use crate::app::runs::RunInfo;
use crate::app::widget::duration;
use augscope::evaluate::Report;
use egui::{Grid, Label, RichText, Ui};

/// The facts.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, run: &RunInfo) {
    let Some(report) = run.report_on(cx.part()) else { return };
    ui.separator();
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("Facts").strong());
        export_run::button(ui, cx, out, run);
    });
    let widest = (0.62 * ui.available_width() - 10.0).max(60.0);
    let grid = Grid::new("facts").num_columns(2).spacing([10.0, 3.0]).min_col_width(0.0);
    grid.max_col_width(widest).show(ui, |ui| {
        for (name, value, help) in facts(run, report, kind(cx)) {
            ui.add(Label::new(RichText::new(name).small()).wrap()).on_hover_text(help);
            ui.add(Label::new(RichText::new(value).small().strong()).wrap()).on_hover_text(help);
            ui.end_row();
        }
    });
    let readout = report.readouts.get(kind(cx));
    let note = readout.and_then(|readout| readout.note.as_ref());
    if note.is_none() && report.notes.is_empty() {
        return;
    }
    ui.add_space(4.0);
    ui.label(RichText::new("Notes").strong());
    for note in note.into_iter().chain(&report.notes) {
        ui.small(format!("• {note}"));
    }
}

type Fact = (&'static str, String, &'static str);

fn facts(run: &RunInfo, report: &Report, kind: augscope::evaluate::ReadoutKind) -> Vec<Fact> {
    let figure = |value: Option<f64>| value.map_or("none".to_owned(), |v| format!("{v:.2}"));
    let mut facts: Vec<Fact> = Vec::new();
    for (name, size) in &report.split.parts.0 {
        let (part, help) = match name.as_str() {
            "train" => ("part train", "The encoder and the read-outs learned from these."),
            "choose" => ("part choose", "Accuracy is measured on these, to choose between recipes."),
            _ => ("part report", "Sealed: opened once, at the very end."),
        };
        facts.push((part, format!("{} images, {} groups", size.images, size.groups), help));
    }
    let column = report.split.group_column.as_deref().unwrap_or("none: every image for itself");
    facts.push(("groups by", column.to_owned(), "Images of one group are never split between parts."));
    facts.push(("measured on", report.part.clone(), "The part whose images make up the numbers."));
    if let Some(readout) = report.readouts.get(kind) {
        if let Some(k) = readout.k {
            let plain = readout.plain_k20_balanced_accuracy;
            let with_20 = plain.map_or(String::new(), |v| format!("; with 20: {:.0} %", 100.0 * v));
            let help = "How many similar training images are asked; chosen inside the training part.";
            facts.push(("neighbours k", format!("{k}{with_20}"), help));
        }
        if let Some(penalty) = readout.penalty {
            let help = "How strongly large weights of the linear probe are held down; chosen inside the training part.";
            facts.push(("penalty", penalty.to_string(), help));
        }
    }
    let clusters = &report.clusters;
    let help = "Whether the images fall into the classes by themselves, without any label.";
    facts.push(("clusters", format!("{} of {} images", clusters.k, clusters.images), help));
    let agreement = "Agreement of clusters and classes: 1 is perfect, 0 is chance.";
    facts.push(("AMI", figure(clusters.ami), agreement));
    facts.push(("ARI", figure(clusters.ari), agreement));
    let compact = "How compact and apart they are: 1 is best, below 0 they overlap.";
    facts.push(("silhouette, classes", figure(clusters.silhouette_labels), compact));
    facts.push(("silhouette, clusters", figure(clusters.silhouette_clusters), compact));
    let collapse = &report.collapse.encoder;
    let help = "Directions in use, and how far images lie apart (near 1 is well, near 0 is collapsed). An alarm, not a \
                way to choose.";
    let directions =
        format!("{:.0} of {}, spread {:.2}", collapse.rank_me, collapse.features, collapse.spread);
    facts.push(("directions", directions, help));
    facts.push(("random versions", run.record.views_by.clone(), "What made them during the training."));
    if let Some(seconds) = run.course.seconds {
        facts.push(("training took", duration(seconds), "From the start to the end of the run."));
    }
    facts
}
