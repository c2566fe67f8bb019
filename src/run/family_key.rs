//! [`family_key`]: a text by which runs that differ in nothing but the seed are found among many without comparing all.

use super::RunRecord;
use super::recipe_words::settings_in_words;
use crate::image::hex;
use crate::pipeline::{Pipeline, Step};
use sha2::{Digest, Sha256};

/// A text that is the same for any two runs of which [`super::same_but_seed`] is true. Two that have the same text are
/// most likely, but need not be, such runs: where their steps stand in another order, say.
pub fn family_key(record: &RunRecord, recipe: Option<&Pipeline>) -> String {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update(text.as_bytes());
        hash.update([0]);
    };
    add(&record.data.fingerprint);
    add(&record.primary_readout);
    for (name, words) in settings_in_words(&record.config) {
        if name != "seed" {
            add(&words);
        }
    }
    for (name, value) in record.config.all_objective_settings().unwrap_or_default() {
        add(&format!("{name} {}", value + 0.0));
    }
    if let Some(start) = &record.given.start {
        add(&start.sha256);
    }
    match recipe {
        Some(recipe) => {
            // Ids and the order of the list do not tell steps apart.
            let mut steps: Vec<String> = recipe.steps.iter().map(of_step).collect();
            steps.sort_unstable();
            for step in &steps {
                add(step);
            }
        }
        None => add(&record.pipeline),
    }
    hex(hash.finalize().get(..16).unwrap_or_default())
}

fn of_step(step: &Step) -> String {
    let kind = step.entry.kind;
    if step.on {
        let Step { strength, first, second, group, .. } = step;
        // No zero below nothing: both are the same number.
        format!("{kind} {strength:?} {first:?} {second:?} {group:?}").replace("-0.0", "0.0")
    } else {
        format!("{kind} off")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{IntensityWindow, Reading, WindowRule};
    use crate::pipeline::load;
    use crate::run::{DataRecord, Given, same_but_seed};
    use crate::train::{Preset, TrainConfig};
    use std::collections::BTreeMap;

    fn record(config: TrainConfig) -> RunRecord {
        RunRecord {
            format: 1,
            program: String::new(),
            created: String::new(),
            seed: config.seed,
            views_by: String::new(),
            device: String::new(),
            primary_readout: "knn_encoder".into(),
            pipeline: String::new(),
            data: DataRecord {
                path: "cells".into(),
                fingerprint: "0".into(),
                images: 3,
                classes: Vec::new(),
                channels: Vec::new(),
                label: None,
                group: None,
                reading: Reading::default(),
            },
            window: IntensityWindow {
                rule: WindowRule::default(),
                channels: Vec::new(),
                groups: BTreeMap::new(),
            },
            config,
            given: Given::default(),
        }
    }

    #[test]
    fn runs_that_are_the_same_but_for_the_seed_have_the_same_key_and_others_do_not() {
        let quick = TrainConfig::preset(Preset::Quick);
        let recipe = load("stain-and-orientation").unwrap().pipeline;
        let first = record(quick.clone());
        let key = family_key(&first, Some(&recipe));
        let seed = record(TrainConfig { seed: 7, threads: 3, ..quick.clone() });
        let mut renamed = recipe.clone();
        renamed.steps[0].id = "another".into();
        renamed.name = "another".into();
        for (record, recipe) in [(&seed, &recipe), (&first, &renamed)] {
            assert!(same_but_seed((&first, Some(&recipe.clone())), (record, Some(recipe))));
            assert_eq!(family_key(record, Some(recipe)), key);
        }
        let longer = record(TrainConfig { epochs: quick.epochs + 1, ..quick });
        assert_ne!(family_key(&longer, Some(&recipe)), key);
        let mut off = recipe.clone();
        off.steps[0].on = false;
        let mut weaker = recipe.clone();
        weaker.steps[0].strength = 0.5;
        for other in [off, weaker] {
            assert_ne!(family_key(&first, Some(&other)), key);
        }
        assert_ne!(family_key(&first, None), key);
    }
}
