//! How to repeat a comparison.

use super::super::methods::training;
use super::super::repeat::{command_line, preset_of, shell};
use super::super::words::{count, in_groups, name};
use super::Sides;
use crate::evaluate::difference::Weighting;
use crate::export::page::Block;
use crate::run::Comparison;
use crate::run::recipe_words::step_in_words;
use std::fmt::Write;

/// Command lines of the comparison and of its runs, and a paragraph for a methods section.
pub fn comparison_repeat_blocks(comparison: &Comparison, sides: &Sides) -> Vec<Block> {
    let runs: Vec<String> = comparison.runs.iter().map(|run| shell(&run.path.to_string_lossy())).collect();
    let weighting = match comparison.weighting {
        Weighting::Balanced => "balanced",
        Weighting::Natural => "natural",
    };
    let mut compare = format!(
        "augscope compare {} \\\n  --readout {} --weighting {weighting} --on {}",
        runs.join(" \\\n  "),
        comparison.readout.name(),
        comparison.part
    );
    if comparison.pair {
        let classes: Vec<String> = comparison.classes.iter().map(|class| shell(class)).collect();
        compare = format!("{compare} --pair {}", classes.join(" "));
    }
    let mut trained = Vec::new();
    for ((recipe, record), compared) in sides.recipes.iter().zip(&comparison.recipes) {
        let seeds: Vec<String> = compared.seeds.iter().map(ToString::to_string).collect();
        trained.push(Block::Paragraph(format!("{}, seeds {}:", name(&compared.name), seeds.join(", "))));
        trained.push(Block::Code(command_line(record, preset_of(recipe).unwrap_or("recipe.toml"))));
        trained.push(Block::Code(record.pipeline.clone()));
    }
    vec![
        Block::Heading("How to repeat it".into()),
        Block::Paragraph(format!(
            "The runs are by {}. All draws of the comparison have the seed {}, so the same runs give the same figures.",
            sides.programs(),
            comparison.seed
        )),
        Block::Code(compare),
        Block::Folded { summary: "How to train the runs anew, with their recipes".into(), blocks: trained },
        Block::Subheading("For a methods section".into()),
        Block::Paragraph(comparison_methods_text(comparison, sides)),
    ]
}

/// The comparison in one paragraph, to be copied into a paper.
pub fn comparison_methods_text(comparison: &Comparison, sides: &Sides) -> String {
    let mut text = String::new();
    // Writing into a String cannot fail.
    for ((recipe, record), compared) in sides.recipes.iter().zip(&comparison.recipes) {
        let steps: Vec<String> = recipe.steps.iter().filter(|step| step.on).map(step_in_words).collect();
        let steps = if steps.is_empty() { "no random transform".into() } else { steps.join(", ") };
        let seeds: Vec<String> = compared.seeds.iter().map(ToString::to_string).collect();
        let _ = write!(
            text,
            "Recipe \"{}\" (seeds {}): {steps}. {} ",
            name(&compared.name),
            seeds.join(", "),
            training(record, None)
        );
    }
    let hint = if comparison.exploratory { " Verdicts are exploratory." } else { "" };
    let _ = write!(
        text,
        "Recipes were compared with \"{}\" on {}{} of the part \"{}\" by {}{}. Method: {}.{hint}",
        comparison.recipes.first().map_or_else(String::new, |recipe| name(&recipe.name)),
        count(comparison.images, "image"),
        in_groups(comparison.images, comparison.groups),
        comparison.part,
        comparison.readout.title(),
        if comparison.pair { ", made anew for two classes alone" } else { "" },
        comparison.method.trim_end_matches('.')
    );
    text
}
