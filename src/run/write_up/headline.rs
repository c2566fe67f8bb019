//! The first sentences of a page about a run: what was trained, on what, and how well it does.

use super::RunFacts;
use super::words::{count, name, percent, percent_interval};
use crate::evaluate::{Baseline, ReadoutKind};
use crate::export::page::Block;
use crate::train::Event;

/// The sentences that matter.
pub fn headline_blocks(facts: &RunFacts) -> Vec<Block> {
    [trained(facts), on_what(facts), how_well(facts)].map(Block::Lead).to_vec()
}

fn trained(facts: &RunFacts) -> String {
    let config = &facts.record.config;
    let recipe = match &facts.recipe {
        Ok(recipe) if !recipe.name.trim().is_empty() => format!("the recipe \"{}\"", name(&recipe.name)),
        Ok(_) => "a recipe without a name".into(),
        Err(_) => "a recipe that this version of the program does not understand".into(),
    };
    let entry = config.objective_entry();
    let labels = match &entry {
        Ok(entry) if entry.from_labels => "from the labels",
        _ => "without labels",
    };
    let method = entry.map_or_else(|_| config.objective.clone(), |entry| entry.title.to_owned());
    format!(
        "An encoder ({}) was trained {labels} by {method} with {recipe}, for {}.",
        config.encoder,
        count(config.epochs as usize, "round")
    )
}

/// Images that training learnt from, as the run itself said.
pub(super) fn learnt_from(facts: &RunFacts) -> Option<usize> {
    facts.events.iter().rev().find_map(|timed| match timed.event {
        Event::Started { images, .. } => Some(images),
        _ => None,
    })
}

fn on_what(facts: &RunFacts) -> String {
    let data = &facts.record.data;
    let channels = match data.channels.as_slice() {
        [only] => format!("one channel ({})", name(only)),
        several => count(several.len(), "channel"),
    };
    let learnt =
        learnt_from(facts).map_or(String::new(), |n| format!("; it learnt from {}", count(n, "image")));
    format!(
        "The data set \"{}\" has {} of {channels} in {}{learnt}.",
        facts.data_name(),
        count(data.images, "image"),
        count(data.classes.len(), "class"),
    )
}

fn how_well(facts: &RunFacts) -> String {
    let (Some(report), Some(readout)) = (&facts.report, facts.primary()) else {
        return facts.no_report();
    };
    let kind = report.primary_readout;
    let interval = match readout.balanced_accuracy_ci95 {
        Some(limits) => format!("95 % interval {}", percent_interval(Some(limits))),
        None => format!("no interval: {}", readout.balanced_accuracy_ci_method.trim_start_matches("none: ")),
    };
    let beside = |baseline: &Option<Baseline>, kind| {
        let readout = baseline.as_ref().and_then(|baseline| baseline.readouts.get(kind));
        readout.and_then(|readout| readout.balanced_accuracy)
    };
    let of_pixels = match kind {
        ReadoutKind::KnnProjector => ReadoutKind::KnnEncoder,
        other => other,
    };
    let mut others = Vec::new();
    if let Some(value) = beside(&report.baselines.untrained, kind) {
        others.push(format!("the same network untrained {}", percent(Some(value))));
    }
    if let Some(value) = beside(&report.baselines.pixels, of_pixels) {
        others.push(format!("raw pixels {}", percent(Some(value))));
    }
    others.push(format!("guessing {}", percent(Some(report.baselines.chance))));
    format!(
        "By the read-out that was declared before the run ({}), it recognises {} of the images of the part \"{}\", each \
         class counting the same ({interval}); {}.",
        kind.title(),
        percent(readout.balanced_accuracy),
        report.part,
        others.join(", ")
    )
}
