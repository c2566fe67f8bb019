//! What recipes did to every class: chart and tables of verdicts.

use super::super::words::{name, p, percent, points, points_interval};
use crate::evaluate::difference::{ClassDifference, Weighting};
use crate::export::page::{Block, Column, Figure, Picture, Table};
use crate::export::{Chart, Contrasted, Difference, DifferenceChart};
use crate::run::{Comparison, RecipeContrast};

/// Chart and tables.
pub fn difference_blocks(comparison: &Comparison) -> Vec<Block> {
    let mut blocks = vec![Block::Heading("What it did to every class".into())];
    blocks.push(Block::Figures(vec![chart(comparison)]));
    for contrast in &comparison.contrasts {
        blocks.push(Block::Subheading(format!(
            "\"{}\" against \"{}\"",
            name(&contrast.other),
            name(&contrast.reference)
        )));
        blocks.push(Block::Table(table(contrast)));
    }
    blocks.push(Block::Paragraph(format!(
        "How differences are judged: {}.",
        comparison.method.trim_end_matches('.')
    )));
    blocks
}

/// The word for the average of a weighting.
pub(super) fn average_name(weighting: Weighting) -> &'static str {
    match weighting {
        Weighting::Balanced => "mean of classes",
        Weighting::Natural => "mean of images",
    }
}

/// The chart: a row for every class, then the average and the worst class.
pub fn difference_chart(comparison: &Comparison) -> DifferenceChart {
    let reference = comparison.recipes.first().map_or("", |recipe| recipe.name.as_str());
    let in_points = |share: Option<f64>| share.map(|share| 100.0 * share);
    let limits = |limits: Option<[f64; 2]>| limits.map(|limits| limits.map(|limit| 100.0 * limit));
    let series = comparison.contrasts.iter().map(|contrast| {
        let of_class = |class: &ClassDifference| Difference {
            points: in_points(class.difference),
            ci: limits(class.difference_ci95),
            verdict: class.verdict.map_or("no verdict", |verdict| verdict.name()).into(),
        };
        let (average, worst) = (&contrast.figures.average, &contrast.figures.worst_class);
        let described = |points, ci| Difference {
            points: in_points(points),
            ci: limits(ci),
            verdict: "not judged".into(),
        };
        let rows = contrast.figures.per_class.0.iter().map(|(_, class)| of_class(class));
        let last = [
            described(average.difference, average.difference_ci95),
            described(worst.difference, worst.difference_ci95),
        ];
        Contrasted { name: contrast.other.clone(), rows: rows.chain(last).collect() }
    });
    let last = [average_name(comparison.weighting), "worst class"].map(String::from);
    DifferenceChart {
        title: "What it did to every class".into(),
        remark: format!(
            "Against {reference}. Read-out: {}. Part: {}.",
            comparison.readout.title(),
            comparison.part
        ),
        rows: comparison.classes.iter().cloned().chain(last).collect(),
        series: series.collect(),
    }
}

fn chart(comparison: &Comparison) -> Figure {
    let chart = difference_chart(comparison);
    let words: Vec<String> = comparison
        .contrasts
        .iter()
        .flat_map(|contrast| &contrast.figures.per_class.0)
        .take(12)
        .map(|(class, figures)| format!("{} {}", name(class), points(figures.difference)))
        .collect();
    Figure {
        name: "differences".into(),
        picture: Picture::Svg(chart.to_svg()),
        caption: "The recipe minus the reference, for every class, with 95 % intervals.".into(),
        alt: format!("Differences in points: {}", words.join(", ")),
        scroll: false,
    }
}

fn table(contrast: &RecipeContrast) -> Table {
    let rows = contrast.figures.per_class.0.iter().map(|(class, figures)| {
        let interval = figures.difference_ci95.map_or_else(
            || figures.ci_reason.as_ref().map_or_else(|| "–".into(), |why| format!("none: {why}")),
            |limits| points_interval(Some(limits)),
        );
        vec![
            name(class),
            format!("{} / {}", figures.n, figures.groups),
            percent(figures.recall_reference),
            percent(figures.recall_other),
            points(figures.difference),
            interval,
            p(figures.p),
            p(figures.p_holm),
            format!("{}: {}", figures.verdict.map_or("no verdict", |verdict| verdict.name()), figures.why),
        ]
    });
    Table {
        caption: "Difference: points of recall, the recipe minus the reference, mean over seeds. p after Holm goes over all \
                  classes and contrasts that may be judged."
            .into(),
        columns: vec![
            Column::text("class"),
            Column::number("images / groups"),
            Column::number("reference"),
            Column::number("recipe"),
            Column::number("difference"),
            Column::text("95 % interval"),
            Column::number("p"),
            Column::number("p after Holm"),
            Column::text("verdict"),
        ],
        rows: rows.collect(),
    }
}
