//! Labels that limit what a page says, and the run's warnings and notes.

use super::RunFacts;
use super::words::{count, name, sentence};
use crate::evaluate::interval::ENOUGH_GROUPS;
use crate::export::page::{Badge, Block};
use crate::train::Event;

/// The labels that apply to a run.
pub fn label_badges(facts: &RunFacts) -> Vec<Badge> {
    let badge = |word: &str, meaning: String| Badge { word: word.into(), meaning };
    let mut badges = vec![badge(
        "single run",
        "one seed can invent or hide an effect; intervals are about this run's images alone.".into(),
    )];
    if let Some(report) = &facts.report {
        if report.exploratory {
            let why = "there are too few groups or images for a part that nobody has looked at; take the figures as hints.";
            badges.push(badge("exploratory", why.into()));
        }
        if report.transductive {
            badges.push(badge(
                "transductive",
                "pretraining saw the evaluated images, without their labels.".into(),
            ));
        }
    }
    let few = few_groups(facts);
    if !few.is_empty() {
        let names = if few.len() > 6 { count(few.len(), "class") } else { few.join(", ") };
        badges.push(badge(
            "too few groups",
            format!(
                "{names}: fewer than {ENOUGH_GROUPS} groups in this part, so no interval and no verdict."
            ),
        ));
    }
    if facts.openings > 0 {
        let word = format!("sealed part opened {}", count(facts.openings, "time"));
        badges.push(badge(&word, "a part that was looked at often no longer tells the truth.".into()));
    }
    if let Some((step, of)) = ended_early(facts) {
        badges.push(badge("ended early", format!("training was ended by hand after step {step} of {of}.")));
    }
    badges
}

fn ended_early(facts: &RunFacts) -> Option<(u64, u64)> {
    facts.events.iter().rev().find_map(|timed| match timed.event {
        Event::EndedEarly { step, of } => Some((step, of)),
        _ => None,
    })
}

/// Classes that have images in the part but too few groups for an interval.
fn few_groups(facts: &RunFacts) -> Vec<String> {
    let classes = facts.primary().map_or(&[][..], |readout| readout.per_class.0.as_slice());
    let few = classes
        .iter()
        .filter(|(_, class)| class.n > 0 && class.recall_ci95.is_none() && class.groups < ENOUGH_GROUPS);
    few.map(|(class, figures)| format!("{} ({})", name(class), figures.groups)).collect()
}

/// Warnings of data set and training, and notes of the evaluation.
pub fn caution_blocks(facts: &RunFacts) -> Vec<Block> {
    let mut lines: Vec<String> = Vec::new();
    let mut add = |line: &str| {
        let line = sentence(line);
        if !lines.contains(&line) {
            lines.push(line);
        }
    };
    let notes = facts.report.iter().flat_map(|report| &report.notes);
    notes.for_each(|note| add(note));
    for timed in &facts.events {
        match &timed.event {
            Event::Warning { text } => add(text),
            Event::Failed { text } => add(&format!("the run ended by an error: {text}")),
            _ => {}
        }
    }
    if let Ok(material) = &facts.material {
        material.warnings(&material.pipeline).iter().for_each(|warning| add(warning));
    }
    let mut blocks = vec![Block::Heading("Warnings and notes".into())];
    blocks.push(if lines.is_empty() { Block::Paragraph("None.".into()) } else { Block::List(lines) });
    blocks
}
