//! Where the images went: how recipes changed which class is taken for which.

use super::super::words::name;
use crate::export::page::{Block, Column, Table};
use crate::run::{Comparison, RecipeContrast};

/// Changes of a contrast that are named.
const MOST: usize = 12;

/// The largest changes of the confusion matrices.
pub fn moved_blocks(comparison: &Comparison) -> Vec<Block> {
    let mut blocks = vec![Block::Heading("Where the images went".into())];
    for contrast in &comparison.contrasts {
        blocks.push(Block::Subheading(format!(
            "\"{}\" against \"{}\"",
            name(&contrast.other),
            name(&contrast.reference)
        )));
        blocks.push(of_contrast(comparison, contrast));
    }
    blocks
}

fn of_contrast(comparison: &Comparison, contrast: &RecipeContrast) -> Block {
    let mut changes: Vec<(f64, &str, &str)> = Vec::new();
    for (actual, row) in comparison.classes.iter().zip(&contrast.figures.confusion_difference) {
        for (predicted, &images) in comparison.classes.iter().zip(row) {
            if images != 0.0 && actual != predicted {
                changes.push((images, actual, predicted));
            }
        }
    }
    changes.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    if changes.is_empty() {
        return Block::Paragraph(
            "No class is taken for another more or less often than by the reference.".into(),
        );
    }
    let rest = changes.len().saturating_sub(MOST);
    let rows = changes.iter().take(MOST).map(|(images, actual, predicted)| {
        let words = if *images > 0.0 { "more" } else { "fewer" };
        vec![name(actual), name(predicted), format!("{images:+.1}"), words.to_owned()]
    });
    let more = if rest > 0 { format!(" {rest} smaller changes are not listed.") } else { String::new() };
    Block::Table(Table {
        caption: format!(
            "Images of a class that are taken for another one, the mean over seeds: recipe minus reference.{more}"
        ),
        columns: vec![
            Column::text("class"),
            Column::text("taken for"),
            Column::number("images"),
            Column::text("than by the reference"),
        ],
        rows: rows.collect(),
    })
}
