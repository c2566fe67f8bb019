//! Compared recipes side by side, and what sets them apart, in words.

use super::super::words::{name, percent, sentence};
use super::Sides;
use crate::export::page::{Block, Column, Table};
use crate::pipeline::{Pipeline, Step};
use crate::run::Comparison;
use crate::run::recipe_words::{input_in_words, settings_in_use, settings_in_words, step_settings};
use std::collections::BTreeSet;

/// Recipes, runs and differences.
pub fn compared_recipe_blocks(comparison: &Comparison, sides: &Sides) -> Vec<Block> {
    let mut blocks = vec![Block::Heading("Recipes".into())];
    for contrast in &comparison.contrasts {
        blocks.push(Block::Subheading(format!(
            "What sets \"{}\" apart from \"{}\"",
            name(&contrast.other),
            name(&contrast.reference)
        )));
        let lines = contrast.recipe_differences.iter().chain(&contrast.setting_differences);
        blocks.push(Block::List(lines.map(|line| sentence(line)).collect()));
    }
    blocks.push(Block::Subheading("Side by side".into()));
    blocks.push(Block::Table(side_by_side(comparison, sides)));
    blocks.push(Block::Subheading("Runs".into()));
    blocks.push(Block::Table(runs(comparison)));
    blocks
}

/// Kinds of steps in the order in which recipes name them; a kind that a recipe has twice comes twice.
fn kinds(sides: &Sides) -> Vec<(&'static str, usize)> {
    let mut all: Vec<(&'static str, usize)> = Vec::new();
    for (recipe, _) in &sides.recipes {
        let mut seen: Vec<&'static str> = Vec::new();
        for step in &recipe.steps {
            let place = seen.iter().filter(|kind| **kind == step.entry.kind).count();
            seen.push(step.entry.kind);
            if !all.contains(&(step.entry.kind, place)) {
                all.push((step.entry.kind, place));
            }
        }
    }
    all
}

fn find<'a>(recipe: &'a Pipeline, (kind, place): (&str, usize)) -> Option<(usize, &'a Step)> {
    recipe.steps.iter().enumerate().filter(|(_, step)| step.entry.kind == kind).nth(place)
}

fn cell(recipe: &Pipeline, kind: (&str, usize)) -> String {
    let Some((place, step)) = find(recipe, kind) else { return "–".into() };
    if !step.on {
        return format!("step {}, switched off", place + 1);
    }
    let share = match &step.second {
        Some(second) if second.probability != step.first.probability => format!(
            "; in {:.0} % of the first and {:.0} % of the second versions",
            100.0 * step.first.probability,
            100.0 * second.probability
        ),
        _ if step.first.probability < 1.0 => format!("; in {:.0} %", 100.0 * step.first.probability),
        _ => String::new(),
    };
    format!("step {}: {}{share}", place + 1, step_settings(step))
}

fn side_by_side(comparison: &Comparison, sides: &Sides) -> Table {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for kind in kinds(sides) {
        let title =
            sides.recipes.iter().find_map(|(recipe, _)| find(recipe, kind)).map(|(_, step)| step.entry.name);
        let cells = sides.recipes.iter().map(|(recipe, _)| cell(recipe, kind));
        // A step of a kind that a recipe has several times.
        let again = if kind.1 > 0 { format!(" ({})", kind.1 + 1) } else { String::new() };
        let title = format!("{}{again}", title.unwrap_or_default());
        rows.push(std::iter::once(title).chain(cells).collect());
    }
    let mut add = |of: &mut dyn FnMut(usize) -> Vec<(&'static str, String)>| {
        let columns: Vec<Vec<(&'static str, String)>> = (0..sides.recipes.len()).map(of).collect();
        for (place, (what, _)) in columns.first().map_or(&[][..], Vec::as_slice).iter().enumerate() {
            let cells: Vec<String> = columns
                .iter()
                .map(|column| column.get(place).map_or_else(String::new, |(_, v)| v.clone()))
                .collect();
            rows.push(std::iter::once((*what).to_owned()).chain(cells).collect());
        }
    };
    let in_use: BTreeSet<&str> = sides
        .recipes
        .iter()
        .flat_map(|(_, record)| settings_in_use(&record.config))
        .map(|(what, _)| what)
        .filter(|what| !["seed", "size of a version"].contains(what))
        .collect();
    // The first five are there in every recipe, whatever its strength.
    add(&mut |side| {
        sides.recipes.get(side).map_or_else(Vec::new, |(recipe, record)| {
            input_in_words(recipe, record.config.size).into_iter().take(5).collect()
        })
    });
    add(&mut |side| {
        sides.recipes.get(side).map_or_else(Vec::new, |(recipe, record)| {
            let strength = ("strength of all steps", format!("{:.0} %", 100.0 * recipe.strength));
            let settings = settings_in_words(&record.config).into_iter();
            std::iter::once(strength).chain(settings.filter(|(what, _)| in_use.contains(what))).collect()
        })
    });
    let titles = comparison.recipes.iter().map(|recipe| {
        let reference = if recipe.reference { " (reference)" } else { "" };
        Column::text(format!("{}{reference}", name(&recipe.name)))
    });
    Table {
        caption: "Steps first, then what comes before them, then the training.".into(),
        columns: std::iter::once(Column::text("what")).chain(titles).collect(),
        rows,
    }
}

fn runs(comparison: &Comparison) -> Table {
    let rows = comparison.runs.iter().map(|run| {
        let recipe = comparison.recipes.get(run.recipe).map_or_else(String::new, |recipe| name(&recipe.name));
        vec![
            name(&run.name),
            recipe,
            run.seed.to_string(),
            percent(run.balanced_accuracy),
            run.program.clone(),
        ]
    });
    Table {
        caption: format!("Balanced accuracy by {}.", comparison.readout.title()),
        columns: vec![
            Column::text("run"),
            Column::text("recipe"),
            Column::number("seed"),
            Column::number("balanced accuracy"),
            Column::text("program"),
        ],
        rows: rows.collect(),
    }
}
