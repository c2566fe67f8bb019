//! How to repeat a run.

use super::RunFacts;
use super::methods::methods_text;
use crate::export::page::Block;
use crate::pipeline::{PRESETS, Pipeline, load};
use crate::run::RunRecord;
use crate::run::recipe_differences;
use serde_json::Value;

/// Settings that have a flag of their own, or decide nothing about what is learned.
const NOT_BY_SET: [&str; 10] = [
    "objective",
    "encoder",
    "size",
    "epochs",
    "batch",
    "seed",
    "threads",
    "device",
    "checkpoint_seconds",
    "objective_settings",
];

/// Command line, recipe and a paragraph for a methods section.
pub fn repeat_blocks(facts: &RunFacts) -> Vec<Block> {
    let record = &facts.record;
    let recipe = facts.recipe.as_ref().ok();
    let preset = recipe.and_then(preset_of);
    let mut blocks = vec![Block::Heading("How to repeat it".into())];
    blocks.push(Block::Paragraph(format!(
        "Made by {}. This command makes the same run anew: the same first weights, the same order and the same random \
         versions, as seed {} gives them.{}",
        record.program,
        record.seed,
        if preset.is_none() {
            " Save the recipe below as recipe.toml first; it stands in run.toml too, in the folder of the run."
        } else {
            " The recipe is one that comes with the program; it stands in run.toml too, in the folder of the run."
        }
    )));
    blocks.push(Block::Code(command_line(record, preset.unwrap_or("recipe.toml"))));
    blocks.push(Block::Folded {
        summary: "The recipe as a file".into(),
        blocks: vec![Block::Code(record.pipeline.clone())],
    });
    blocks.push(Block::Subheading("For a methods section".into()));
    blocks.push(Block::Paragraph(methods_text(facts)));
    blocks
}

/// The preset that makes the same random versions as `recipe`.
pub(super) fn preset_of(recipe: &Pipeline) -> Option<&'static str> {
    let same =
        |name: &str| load(name).is_ok_and(|file| recipe_differences(&file.pipeline, recipe).is_empty());
    PRESETS.iter().map(|(name, _)| *name).find(|name| same(name))
}

/// The command that makes the run anew. All settings are named, whatever the program's defaults will be.
pub(super) fn command_line(record: &RunRecord, recipe: &str) -> String {
    let config = &record.config;
    let mut lines = vec![format!("augscope train {}", shell(&record.data.path.to_string_lossy()))];
    let mut add = |flag: &str, value: &str| lines.push(format!("{flag} {}", shell(value)));
    add("--pipeline", recipe);
    add("--run", "NEW-FOLDER");
    if let Some(column) = &record.data.label {
        add("--label", column);
    }
    if let Some(column) = &record.data.group {
        add("--group", column);
    }
    add("--objective", &config.objective);
    add("--encoder", &config.encoder);
    add("--size", &config.size.to_string());
    add("--epochs", &config.epochs.to_string());
    add("--batch", &config.batch.to_string());
    add("--seed", &config.seed.to_string());
    add("--readout", record.declared_readout().name());
    if let Ok(Value::Object(all)) = serde_json::to_value(config) {
        for (key, value) in all.iter().filter(|(key, _)| !NOT_BY_SET.contains(&key.as_str())) {
            let value = value.as_str().map_or_else(|| value.to_string(), ToString::to_string);
            add("--set", &format!("{key}={value}"));
        }
    }
    for (key, value) in config.all_objective_settings().unwrap_or_default() {
        add("--set", &format!("{key}={value}"));
    }
    lines.join(" \\\n  ")
}

/// `word` as a shell takes it for one word.
pub(super) fn shell(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_spaces_and_quotes_stay_one_word() {
        assert_eq!(shell("cells/a-1.png"), "cells/a-1.png");
        assert_eq!(shell("my cells"), "'my cells'");
        assert_eq!(shell("it's $HOME"), "'it'\\''s $HOME'");
        assert_eq!(shell(""), "''");
    }

    #[test]
    fn a_preset_is_known_again() {
        let recipe = load("any-orientation").unwrap().pipeline;
        assert_eq!(preset_of(&recipe), Some("any-orientation"));
        let mut bent = recipe;
        bent.steps.clear();
        assert_eq!(preset_of(&bent), None);
    }
}
