//! The recipe of a run, in words and in pictures.

use super::RunFacts;
use super::thumbnails::Thumbnails;
use super::words::name;
use crate::dataset::Part;
use crate::export::page::{Block, Column, PictureRow, Table};
use crate::job::Stop;
use crate::pipeline::Pipeline;
use crate::run::recipe_words::{input_in_words, step_settings, step_share};
use crate::run::{Material, RunError};

/// Classes that get a row of pictures, at most.
const MOST_CLASSES: usize = 8;
/// Random versions of an image.
const VERSIONS: u32 = 5;

/// Recipe in words and pictures.
///
/// # Errors
/// Where a picture cannot be encoded, or `stop` was raised.
pub fn recipe_blocks(facts: &RunFacts, stop: &Stop) -> Result<Vec<Block>, RunError> {
    let mut blocks = vec![Block::Heading("Recipe".into())];
    match &facts.recipe {
        Ok(recipe) => blocks.extend(in_words(recipe, facts.record.config.size)),
        Err(why) => blocks.push(Block::Paragraph(format!(
            "This version of the program does not understand the recipe: {why}"
        ))),
    }
    blocks.push(Block::Subheading("Random versions".into()));
    match &facts.material {
        Ok(material) => {
            let very = if facts.record.views_by == "cpu" {
                "the very pictures"
            } else {
                "up to rounding the pictures"
            };
            blocks.push(Block::Paragraph(format!(
                "An image of the training part as it is, then {VERSIONS} of its random versions: {very} that the training \
                 saw in its first rounds."
            )));
            blocks.push(Block::Gallery(pictures(material, stop)?));
        }
        Err(why) => {
            let words = format!("There are no pictures: the data could not be opened again ({why}).");
            blocks.push(Block::Paragraph(words));
        }
    }
    Ok(blocks)
}

/// The recipe in words.
pub(super) fn in_words(recipe: &Pipeline, size: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !recipe.note.trim().is_empty() {
        blocks.push(Block::Paragraph(name(recipe.note.trim())));
    }
    if recipe.steps.is_empty() {
        blocks.push(Block::Paragraph(
            "The recipe has no step: both random versions are the image itself.".into(),
        ));
    } else {
        let steps = recipe.steps.iter().enumerate().map(|(place, step)| {
            let mut what = step.entry.summary.to_owned();
            if !step.note.trim().is_empty() {
                what = format!("{what} {}", name(step.note.trim()));
            }
            vec![
                format!("{}. {}", place + 1, step.entry.name),
                step_settings(step),
                step_share(step, recipe),
                what,
                step.entry.encoder_ignores.to_owned(),
            ]
        });
        blocks.push(Block::Table(Table {
            caption: "The steps, in the order in which they are applied.".into(),
            columns: [
                "step",
                "settings",
                "random versions that get it",
                "what it does",
                "what an encoder learns to ignore",
            ]
            .map(Column::text)
            .to_vec(),
            rows: steps.collect(),
        }));
    }
    let rows = input_in_words(recipe, size).into_iter().map(|(what, value)| vec![what.to_owned(), value]);
    blocks.push(Block::Table(Table {
        caption: "What comes before the steps.".into(),
        columns: vec![Column::text("what"), Column::text("value")],
        rows: rows.collect(),
    }));
    blocks
}

fn pictures(material: &Material, stop: &Stop) -> Result<Vec<PictureRow>, RunError> {
    let thumbnails = Thumbnails::new(material, stop);
    let dataset = &material.dataset;
    let train = material.parts.items(Part::Train);
    let mut rows = Vec::new();
    for class in evenly(dataset.classes.len(), MOST_CLASSES) {
        let of_class =
            |item: &&usize| dataset.items.get(**item).is_some_and(|item| item.class == Some(class));
        let (Some(&item), Some(class)) = (train.iter().find(of_class), dataset.classes.get(class)) else {
            continue;
        };
        let class = name(class);
        let mut row =
            vec![thumbnails.plain(item, "as it is".into(), format!("an image of the class {class}"))?];
        for view in 0..VERSIONS {
            let (caption, alt) =
                (format!("version {}", view + 1), format!("a random version of the same image of {class}"));
            row.push(thumbnails.version(item, view, caption, alt)?);
        }
        let pictures: Vec<_> = row.into_iter().flatten().collect();
        if !pictures.is_empty() {
            rows.push(PictureRow { label: class, pictures });
        }
    }
    Ok(rows)
}

/// At most `most` of the numbers below `n`, as even as can be.
fn evenly(n: usize, most: usize) -> Vec<usize> {
    let taken = n.min(most);
    (0..taken).map(|i| i * n / taken).collect()
}
