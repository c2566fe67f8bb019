//! [`study_page`]: a study as a page: what was asked, what was expected, what came out, and every recipe class by class.

use super::error::StudyError;
use super::figures::study_charts;
use super::file::{Expected, Subject};
use super::outcome::{ExpectationOutcome, StudyOutcome};
use super::recipe_table::RecipeRow;
use crate::evaluate::ReadoutKind;
use crate::export::page::{Block, Column, Page, Table};
use crate::job::Stop;
use crate::run::write_up::compared::{comparison_badges, comparison_blocks};
use crate::run::write_up::words::{count, name, number, p, percent, points, points_interval, sentence};

/// The page.
///
/// # Errors
/// Where records of the runs cannot be read, or where `stop` was raised.
pub fn study_page(outcome: &StudyOutcome, stop: &Stop) -> Result<Page, StudyError> {
    let mut blocks = Vec::new();
    if !outcome.question.is_empty() {
        blocks.push(Block::Lead(outcome.question.clone()));
    }
    blocks.push(Block::Badges(comparison_badges(&outcome.comparison)));
    blocks.extend(expectation_blocks(outcome));
    blocks.push(Block::Heading("Every recipe".into()));
    blocks.push(Block::Table(recipes(&outcome.recipes)));
    if let Some(charts) = study_charts(outcome).filter(|charts| !charts.blocks.is_empty()) {
        blocks.push(Block::Heading("What the recipes say together".into()));
        blocks.extend(charts.blocks);
    }
    blocks.extend(comparison_blocks(&outcome.comparison, stop)?);
    let [done, planned] = outcome.runs;
    let minutes = outcome.seconds / 60.0;
    Ok(Page {
        title: format!("Study: {}", name(&outcome.name)),
        subtitle: format!(
            "{done} of {}, {minutes:.0} minutes of training and evaluation",
            count(planned, "run")
        ),
        blocks,
    })
}

/// Expectation and outcome side by side.
pub fn expectation_blocks(outcome: &StudyOutcome) -> Vec<Block> {
    let mut blocks = vec![Block::Heading("Expectation and outcome".into())];
    if outcome.expectations.is_empty() {
        blocks.push(Block::Paragraph(
            "Nothing was expected before the runs, so everything here is exploratory.".into(),
        ));
        return blocks;
    }
    let changed = outcome.caveats.iter().filter(|caveat| caveat.contains("was changed after the first run"));
    blocks.extend(changed.map(|caveat| Block::Lead(format!("{}.", sentence(caveat)))));
    blocks.push(Block::Paragraph(format!(
        "Written before the first run. Read-out: {}, part \"{}\". Holm goes over what was expected to fall or rise (p of \
         \"no difference\") and over what was expected to stay (p of \"differs by 3 points or more\").",
        outcome.readout.title(),
        outcome.part
    )));
    blocks.push(Block::Table(Table {
        caption: "Accuracy: recall of a class, how well two classes are told apart when they are all there is, or the \
                  average; mean over seeds."
            .into(),
        columns: vec![
            Column::text("recipe"),
            Column::text("expected"),
            Column::text("because"),
            Column::number("reference"),
            Column::number("recipe"),
            Column::number("points"),
            Column::text("95 % interval"),
            Column::number("p"),
            Column::number("p after Holm"),
            Column::text("what came out"),
        ],
        rows: outcome.expectations.iter().map(row).collect(),
    }));
    blocks
}

fn row(found: &ExpectationOutcome) -> Vec<String> {
    let expectation = &found.expectation;
    let about = match expectation.subject() {
        Some(Subject::Class(class)) => name(class),
        Some(Subject::Pair([a, b])) => format!("{} against {}", name(a), name(b)),
        Some(Subject::Average) | None => "the average".to_owned(),
    };
    let expected = match expectation.outcome {
        Expected::Falls => "falls",
        Expected::Rises => "rises",
        Expected::Stays => "stays",
    };
    let single = if expectation.outcome == Expected::Stays { found.p_equivalence } else { found.p };
    let finding = found.finding.map_or("no verdict", |finding| finding.name());
    vec![
        name(&expectation.recipe),
        format!("{about} {expected}"),
        expectation.why.clone(),
        percent(found.reference),
        percent(found.other),
        points(found.difference),
        points_interval(found.difference_ci95),
        p(single),
        p(found.p_holm),
        if found.reason.is_empty() { finding.into() } else { format!("{finding} ({})", found.reason) },
    ]
}

/// Balanced accuracy of every read-out, the mean over seeds, and what clusters say.
fn recipes(rows: &[RecipeRow]) -> Table {
    let made = |kind: &ReadoutKind| rows.iter().any(|row| row.balanced_accuracy.contains_key(kind.name()));
    let kinds: Vec<ReadoutKind> = ReadoutKind::ALL.into_iter().filter(made).collect();
    let mut columns = vec![Column::text("recipe"), Column::number("seeds")];
    columns.extend(kinds.iter().map(|kind| Column::number(kind.name())));
    columns.extend(["AMI", "ARI"].map(Column::number));
    let mut lines: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let mut line = vec![name(&row.recipe), row.seeds.len().to_string()];
            line.extend(kinds.iter().map(|kind| percent(row.balanced_accuracy.get(kind.name()).copied())));
            line.extend([row.ami, row.ari].map(number));
            line
        })
        .collect();
    if let Some(first) = rows.first() {
        let mut line = vec!["untrained".to_owned(), String::new()];
        line.extend(kinds.iter().map(|kind| percent(first.untrained.get(kind.name()).copied())));
        line.extend([String::new(), String::new()]);
        lines.push(line);
    }
    Table { caption: "Balanced accuracy, mean over seeds.".into(), columns, rows: lines }
}
