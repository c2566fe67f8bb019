//! The tests by the means of wells, on a plate with few of them.

use super::super::words::{count, name, p, points, points_interval};
use crate::export::page::{Block, Column, Table};
use crate::run::{Comparison, WellDifferences, WellFigure};

/// A table for every recipe that was compared so; nothing elsewhere.
pub fn well_blocks(comparison: &Comparison) -> Vec<Block> {
    let mut blocks = Vec::new();
    for contrast in &comparison.contrasts {
        let Some(wells) = &contrast.wells else { continue };
        if blocks.is_empty() {
            blocks.push(Block::Heading("By the means of wells".into()));
            blocks.push(Block::Paragraph(format!(
                "Each row of the plate ({}) was read by what was learnt from the other rows, since neighbouring wells \
                 are alike. Paired t tests on the wells' means; a difference that one row alone makes shows when that \
                 row is left out.",
                wells.rows.join(", ")
            )));
        }
        let (other, reference) = (name(&contrast.other), name(&contrast.reference));
        blocks.push(Block::Subheading(format!("\"{other}\" against \"{reference}\"")));
        blocks.push(Block::Table(table(wells)));
    }
    blocks
}

fn table(wells: &WellDifferences) -> Table {
    let classes = wells.per_class.0.iter().map(|(class, figure)| row(&name(class), figure));
    Table {
        caption: "Difference: points of recall, the recipe minus the reference, mean over seeds.".into(),
        columns: vec![
            Column::text("class"),
            Column::number("wells"),
            Column::number("difference"),
            Column::text("95 % interval"),
            Column::number("p"),
            Column::number("p after Holm"),
            Column::text("p without one of the rows"),
        ],
        rows: classes.chain([row("all wells", &wells.average)]).collect(),
    }
}

fn row(title: &str, figure: &WellFigure) -> Vec<String> {
    let Some(test) = &figure.test else {
        let why = figure.why.clone().unwrap_or_default();
        let nothing = || "–".to_owned();
        return vec![
            title.into(),
            nothing(),
            nothing(),
            format!("none: {why}"),
            nothing(),
            nothing(),
            nothing(),
        ];
    };
    let without = test.without_rows.iter().map(|row| row.p);
    let (low, high) = without.fold((1.0_f64, 0.0_f64), |(low, high), p| (low.min(p), high.max(p)));
    vec![
        title.into(),
        test.wells.to_string(),
        points(Some(test.difference)),
        points_interval(Some(test.difference_ci95)),
        p(Some(test.p)),
        p(figure.p_holm),
        format!("{} to {} ({})", p(Some(low)), p(Some(high)), count(test.without_rows.len(), "row")),
    ]
}
