//! How well every class is recognised, by every read-out.

use super::RunFacts;
use super::words::{name, number, percent, percent_interval, sentence};
use crate::evaluate::{Baseline, ClassAccuracy, Readout, ReadoutKind, Report};
use crate::export::page::{Block, Column, Figure, Picture, Table};
use crate::export::{Chart, ClassChart};
use crate::run::RunError;

/// Chart and tables of accuracy.
///
/// # Errors
/// Where the chart cannot be drawn.
pub fn accuracy_blocks(facts: &RunFacts) -> Result<Vec<Block>, RunError> {
    let mut blocks = vec![Block::Heading("Accuracy".into())];
    let Some(report) = &facts.report else {
        blocks.push(Block::Paragraph(facts.no_report()));
        return Ok(blocks);
    };
    let primary = report.primary_readout;
    if let Some(readout) = report.readouts.get(primary) {
        blocks.push(Block::Figures(vec![chart(facts, report)?]));
        blocks.push(Block::Subheading(format!("Every class ({}, declared before the run)", primary.title())));
        blocks.push(Block::Table(per_class(readout)));
    }
    blocks.push(Block::Subheading("Every read-out".into()));
    blocks.push(Block::Table(readouts(report, Some(primary))));
    let of_all = ReadoutKind::ALL.into_iter().filter_map(|kind| Some((kind, report.readouts.get(kind)?)));
    let notes: Vec<String> = of_all
        .filter_map(|(kind, readout)| Some(format!("{}: {}", sentence(kind.title()), readout.note.as_ref()?)))
        .collect();
    if !notes.is_empty() {
        blocks.push(Block::List(notes));
    }
    blocks.push(Block::Paragraph(format!("{}.", sentence(report.ci_method.trim_end_matches('.')))));
    for (other, words) in [
        (&facts.sealed, "On the sealed part"),
        (&facts.folds, "Out of fold, over all images outside the sealed part"),
    ] {
        if let Some(other) = other {
            blocks.push(Block::Subheading(words.into()));
            blocks.push(Block::Table(readouts(other, Some(primary))));
            blocks.push(Block::List(other.notes.iter().map(|note| sentence(note)).collect()));
        }
    }
    Ok(blocks)
}

fn chart(facts: &RunFacts, report: &Report) -> Result<Figure, RunError> {
    let mut chart = ClassChart::from_report(report, report.primary_readout)?;
    chart.title = format!("Accuracy per class: {}", facts.name);
    let figures =
        chart.classes.iter().zip(chart.series.first().map_or(&[][..], |series| series.values.as_slice()));
    let words: Vec<String> =
        figures.take(12).map(|(class, value)| format!("{} {}", name(class), percent(*value))).collect();
    Ok(Figure {
        name: "accuracy".into(),
        picture: Picture::Svg(chart.to_svg()),
        caption: "Recall of every class with its 95 % interval, beside the untrained network, raw pixels and guessing.".into(),
        alt: format!("Accuracy per class. {}", words.join(", ")),
        scroll: false,
    })
}

/// The read-outs of a report beside their baselines; `primary` is marked.
pub(super) fn readouts(report: &Report, primary: Option<ReadoutKind>) -> Table {
    let accuracy = |readout: Option<&Readout>| percent(readout.and_then(|readout| readout.balanced_accuracy));
    let of =
        |baseline: &Option<Baseline>, kind| accuracy(baseline.as_ref().and_then(|b| b.readouts.get(kind)));
    let rows = ReadoutKind::ALL.into_iter().filter_map(|kind| {
        let readout = report.readouts.get(kind)?;
        let mark = if primary == Some(kind) { " (declared before the run)" } else { "" };
        let given = report.baselines.given.is_some().then(|| of(&report.baselines.given, kind));
        let row = [
            format!("{}{mark}", kind.title()),
            accuracy(Some(readout)),
            percent_interval(readout.balanced_accuracy_ci95),
            of(&report.baselines.untrained, kind),
            of(&report.baselines.pixels, kind),
        ];
        Some(row.into_iter().chain(given).collect())
    });
    let given = report.baselines.given.is_some().then(|| Column::number("given weights"));
    Table {
        caption: format!(
            "Balanced accuracy (the mean recall of the classes) on the part \"{}\". Guessing gives {}.",
            report.part,
            percent(Some(report.baselines.chance))
        ),
        columns: [
            Column::text("read-out"),
            Column::number("trained"),
            Column::number("95 % interval"),
            Column::number("untrained"),
            Column::number("raw pixels"),
        ]
        .into_iter()
        .chain(given)
        .collect(),
        rows: rows.collect(),
    }
}

fn per_class(readout: &Readout) -> Table {
    let rows = readout.per_class.0.iter().map(|(class, figures)| {
        let ClassAccuracy { n, groups, recall, precision, f1, .. } = figures;
        vec![
            name(class),
            n.to_string(),
            groups.to_string(),
            percent(*recall),
            interval(figures),
            percent(*precision),
            number(*f1),
        ]
    });
    Table {
        caption: "Recall: the share of the class's images that are recognised. Precision: the share of the images taken \
                  for the class that are of it. F1: their harmonic mean."
            .into(),
        columns: vec![
            Column::text("class"),
            Column::number("images"),
            Column::number("groups"),
            Column::number("recall"),
            Column::text("95 % interval"),
            Column::number("precision"),
            Column::number("F1"),
        ],
        rows: rows.collect(),
    }
}

/// The interval of a recall with how it was made, or why there is none.
fn interval(figures: &ClassAccuracy) -> String {
    match (figures.recall_ci95, &figures.ci_method, &figures.ci_reason) {
        (Some(limits), Some(method), _) => format!("{} ({method})", percent_interval(Some(limits))),
        (Some(limits), None, _) => percent_interval(Some(limits)),
        (None, _, Some(reason)) => format!("none: {reason}"),
        (None, _, None) => "none".into(),
    }
}
