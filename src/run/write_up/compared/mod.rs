//! The page about a comparison: recipes side by side, what each did to every class, and whether that may be believed.

mod average;
mod differences;
mod moved;
mod recipes;
mod repeat;
mod sides;
mod wells;

pub use average::average_blocks;
pub use differences::{difference_blocks, difference_chart};
pub use moved::moved_blocks;
pub use recipes::compared_recipe_blocks;
pub use repeat::{comparison_methods_text, comparison_repeat_blocks};
pub use sides::Sides;
pub use wells::well_blocks;

use super::words::{count, in_groups, name, percent, sentence};
use crate::evaluate::difference::Verdict;
use crate::export::page::{Badge, Block, Page};
use crate::job::Stop;
use crate::run::{Comparison, ComparisonError, ComparisonRequest, RecipeContrast, RunFolder, compare_runs};

/// Words with which caveats begin that are always in sight.
const LABELS: [&str; 4] = ["single run", "exploratory", "transductive", "too few groups"];

/// The page about the runs in `folders`, compared as [`compare_runs`] does.
///
/// # Errors
/// As [`compare_runs`], or where `stop` was raised.
pub fn comparison_page(
    folders: &[RunFolder],
    request: &ComparisonRequest,
    stop: &Stop,
) -> Result<Page, ComparisonError> {
    let comparison = compare_runs(folders, request)?;
    let mut blocks = comparison_headline_blocks(&comparison);
    blocks.push(Block::Badges(comparison_badges(&comparison)));
    blocks.extend(comparison_blocks(&comparison, stop)?);
    let names: Vec<String> = comparison.recipes.iter().map(|recipe| name(&recipe.name)).collect();
    Ok(Page {
        title: format!("Comparison: {}", names.join(" / ")),
        subtitle: format!(
            "{} by {}",
            count(comparison.runs.len(), "run"),
            Sides::read(&comparison)?.programs()
        ),
        blocks,
    })
}

/// Everything about a comparison below its headline and labels.
///
/// # Errors
/// Where a record of a run cannot be read, or where `stop` was raised.
pub fn comparison_blocks(comparison: &Comparison, stop: &Stop) -> Result<Vec<Block>, ComparisonError> {
    let sides = Sides::read(comparison)?;
    if stop.requested() {
        return Err(crate::evaluate::EvaluateError::Stopped.into());
    }
    let mut blocks = vec![Block::Heading("Caveats".into())];
    let labelled = |caveat: &str| LABELS.iter().any(|label| caveat.starts_with(label));
    let others = comparison.caveats.iter().filter(|caveat| !labelled(caveat));
    let lines: Vec<String> =
        others.map(|caveat| format!("{}.", sentence(caveat.trim_end_matches('.')))).collect();
    blocks.push(if lines.is_empty() {
        Block::Paragraph("None beyond the labels above.".into())
    } else {
        Block::List(lines)
    });
    blocks.extend(compared_recipe_blocks(comparison, &sides));
    blocks.extend(difference_blocks(comparison));
    blocks.extend(well_blocks(comparison));
    blocks.extend(average_blocks(comparison));
    blocks.extend(moved_blocks(comparison));
    blocks.extend(comparison_repeat_blocks(comparison, &sides));
    Ok(blocks)
}

/// What was compared on what, and the verdicts in a sentence.
pub fn comparison_headline_blocks(comparison: &Comparison) -> Vec<Block> {
    let accuracies: Vec<String> = comparison
        .recipes
        .iter()
        .map(|recipe| {
            let reference = if recipe.reference { ", the reference" } else { "" };
            let seeds = count(recipe.seeds.len(), "seed");
            format!("\"{}\" {} ({seeds}{reference})", name(&recipe.name), percent(recipe.balanced_accuracy))
        })
        .collect();
    let mut blocks = vec![
        Block::Lead(format!(
            "{} are compared on the same {}{} of the part \"{}\", by the read-out {}.",
            count(comparison.recipes.len(), "recipe"),
            count(comparison.images, "image"),
            in_groups(comparison.images, comparison.groups),
            comparison.part,
            comparison.readout.title()
        )),
        Block::Lead(format!("Balanced accuracy: {}.", accuracies.join("; "))),
    ];
    blocks.extend(comparison.contrasts.iter().map(|contrast| Block::Lead(verdict_sentence(contrast))));
    blocks
}

fn verdict_sentence(contrast: &RecipeContrast) -> String {
    let classes = &contrast.figures.per_class.0;
    let with = |verdict: Option<Verdict>| -> Vec<String> {
        classes.iter().filter(|(_, class)| class.verdict == verdict).map(|(class, _)| name(class)).collect()
    };
    let mut parts = Vec::new();
    for (verdict, words) in [
        (Some(Verdict::Helped), "helped"),
        (Some(Verdict::Hurt), "hurt"),
        (Some(Verdict::Unchanged), "left unchanged"),
        (Some(Verdict::NotSure), "not sure about"),
        (None, "no verdict on"),
    ] {
        let names = with(verdict);
        match names.len() {
            0 => {}
            n if n > 6 => parts.push(format!("{words} {}", count(n, "class"))),
            _ => parts.push(format!("{words} {}", names.join(", "))),
        }
    }
    format!("\"{}\" against \"{}\": {}.", name(&contrast.other), name(&contrast.reference), parts.join("; "))
}

/// The labels that apply to a comparison: those of its caveats.
pub fn comparison_badges(comparison: &Comparison) -> Vec<Badge> {
    let mut badges: Vec<Badge> = Vec::new();
    for word in LABELS {
        let meanings: Vec<&str> = comparison
            .caveats
            .iter()
            .filter_map(|caveat| caveat.strip_prefix(word)?.strip_prefix(": "))
            .collect();
        if !meanings.is_empty() {
            badges.push(Badge { word: word.into(), meaning: format!("{}.", meanings.join("; ")) });
        }
    }
    badges
}
