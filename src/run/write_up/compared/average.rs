//! Averages and worst classes of compared recipes.

use super::super::words::{name, p, percent, points, points_interval};
use super::differences::average_name;
use crate::export::page::{Block, Column, Table};
use crate::run::Comparison;

/// The table of averages and worst classes; they are described, not judged.
pub fn average_blocks(comparison: &Comparison) -> Vec<Block> {
    let interval = |limits: Option<[f64; 2]>, why: &Option<String>| match (limits, why) {
        (None, Some(why)) => format!("none: {why}"),
        (limits, _) => points_interval(limits),
    };
    let mut rows = Vec::new();
    for contrast in &comparison.contrasts {
        let (average, worst) = (&contrast.figures.average, &contrast.figures.worst_class);
        let other = name(&contrast.other);
        rows.push(vec![
            format!("{other}: {}", average_name(comparison.weighting)),
            percent(average.reference),
            percent(average.other),
            points(average.difference),
            interval(average.difference_ci95, &average.ci_reason),
            p(average.p),
        ]);
        let class = |class: &Option<String>, recall| {
            let words = class.as_ref().map_or_else(String::new, |class| format!(" ({})", name(class)));
            format!("{}{words}", percent(recall))
        };
        rows.push(vec![
            format!("{other}: worst class"),
            class(&worst.class_reference, worst.recall_reference),
            class(&worst.class_other, worst.recall_other),
            points(worst.difference),
            interval(worst.difference_ci95, &worst.ci_reason),
            "–".into(),
        ]);
    }
    vec![
        Block::Heading("Average and worst class".into()),
        Block::Table(Table {
            caption: "Described, not judged: verdicts are about classes.".into(),
            columns: vec![
                Column::text("what"),
                Column::number("reference"),
                Column::number("recipe"),
                Column::number("difference"),
                Column::text("95 % interval"),
                Column::number("p"),
            ],
            rows,
        }),
    ]
}
