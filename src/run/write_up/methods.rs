//! [`methods_text`]: a run in the words of a methods section.

use super::RunFacts;
use super::headline::learnt_from;
use super::words::{count, in_groups, name, sentence};
use crate::dataset::WindowRule;
use crate::evaluate::Report;
use crate::evaluate::interval::ENOUGH_GROUPS;
use crate::run::RunRecord;
use crate::run::recipe_words::{step_in_words, window_rule};

/// Data, parts, recipe, training, read-out, intervals and version in one paragraph, to be copied into a paper.
pub fn methods_text(facts: &RunFacts) -> String {
    let mut text = data_and_recipe(facts);
    text.push(' ');
    text.push_str(&training(&facts.record, learnt_from(facts)));
    if let Some(report) = &facts.report {
        text.push(' ');
        text.push_str(&reading(report));
    }
    text
}

fn data_and_recipe(facts: &RunFacts) -> String {
    let data = &facts.record.data;
    let groups = data.group.as_ref().map_or_else(
        || "Images were taken to be independent".to_owned(),
        |column| format!("Images of one {} stayed together", name(column)),
    );
    let split = facts.report.as_ref().map(|report| {
        let parts = report.split.parts.0.iter().map(|(part, size)| {
            format!("{part}: {}{}", count(size.images, "image"), in_groups(size.images, size.groups))
        });
        format!(" and were divided into parts ({})", parts.collect::<Vec<_>>().join("; "))
    });
    let recipe = match &facts.recipe {
        Ok(recipe) => {
            let steps: Vec<String> = recipe.steps.iter().filter(|step| step.on).map(step_in_words).collect();
            if steps.is_empty() { "no random transform".into() } else { steps.join(", ") }
        }
        Err(_) => "a recipe that this version of the program does not understand".into(),
    };
    format!(
        "The data set \"{}\" held {} with {} ({}) of {}. {groups}{}. The intensity window was set {}{}. Two \
         random versions of {} x {} pixels of each image were made by, in this order: {recipe}.",
        facts.data_name(),
        count(data.images, "image"),
        count(data.channels.len(), "channel"),
        data.channels.iter().map(|channel| name(channel)).collect::<Vec<_>>().join(", "),
        count(data.classes.len(), "class"),
        split.unwrap_or_default(),
        window_rule(&facts.record.window.rule),
        if matches!(facts.record.window.rule, WindowRule::Percentile { .. }) {
            " of the training part"
        } else {
            ""
        },
        facts.record.config.size,
        facts.record.config.size,
    )
}

pub(super) fn training(record: &RunRecord, images: Option<usize>) -> String {
    let config = &record.config;
    let method = config.objective_entry().map_or(config.objective.as_str(), |entry| entry.title);
    let own: Vec<String> = config
        .all_objective_settings()
        .unwrap_or_default()
        .iter()
        .map(|(key, value)| format!("{} {value}", key.replace('_', " ")))
        .collect();
    let own = if own.is_empty() { String::new() } else { format!(" ({})", own.join(", ")) };
    let images = images.map_or(String::new(), |n| format!(" on {}", count(n, "image")));
    format!(
        "A {} encoder was trained{images} by {method}{own} for {} with {} images a step by {} (learning rate {}, weight decay {}), \
         seed {}, with {}.",
        config.encoder,
        count(config.epochs as usize, "epoch"),
        config.batch,
        config.optimizer,
        config.learning_rate,
        config.weight_decay,
        record.seed,
        record.program
    )
}

fn reading(report: &Report) -> String {
    let mut text = format!(
        "The frozen encoder was read out on the part \"{}\" by {}, declared before the run, beside the same network \
         untrained and raw pixels. Recalls of classes have 95 % intervals ({}); a class with fewer than {ENOUGH_GROUPS} \
         groups has none.",
        report.part,
        report.primary_readout.title(),
        report.ci_method.trim_start_matches("95 % intervals: ").trim_end_matches('.')
    );
    for (applies, words) in [
        (
            report.exploratory,
            "results are exploratory, since groups or images are too few for a sealed part.",
        ),
        (
            report.transductive,
            "results are transductive: pretraining saw the evaluated images without their labels.",
        ),
    ] {
        if applies {
            text.push(' ');
            text.push_str(&sentence(words));
        }
    }
    text
}
