//! The settings of a run's training.

use super::RunFacts;
use crate::export::page::{Block, Column, Table};
use crate::run::recipe_words::settings_in_use;
use crate::train::Event;

/// The table of settings.
pub fn training_blocks(facts: &RunFacts) -> Vec<Block> {
    let config = &facts.record.config;
    let settings = settings_in_use(config).into_iter();
    let mut rows: Vec<Vec<String>> = settings.map(|(what, value)| vec![what.to_owned(), value]).collect();
    let own = config.all_objective_settings().unwrap_or_default();
    rows.extend(
        own.iter().map(|(what, value)| vec![format!("{what} of the learning method"), value.to_string()]),
    );
    rows.push(vec!["random versions made by".into(), backend(&facts.record.views_by)]);
    if !facts.record.device.is_empty() {
        rows.push(vec!["trained on".into(), facts.record.device.clone()]);
    }
    let started = facts.events.iter().rev().find_map(|timed| match &timed.event {
        Event::Started { images, parameters, threads, .. } => Some((*images, *parameters, *threads)),
        _ => None,
    });
    if let Some((images, parameters, threads)) = started {
        rows.push(vec!["images learnt from".into(), images.to_string()]);
        rows.push(vec!["numbers learnt (parameters)".into(), parameters.to_string()]);
        rows.push(vec!["threads".into(), threads.to_string()]);
    }
    let seconds: f64 = epochs_seconds(facts);
    if seconds > 0.0 {
        rows.push(vec!["time of training".into(), duration(seconds)]);
    }
    vec![
        Block::Heading("Training".into()),
        Block::Table(Table {
            caption: String::new(),
            columns: vec![Column::text("setting"), Column::text("value")],
            rows,
        }),
    ]
}

fn epochs_seconds(facts: &RunFacts) -> f64 {
    let seconds = facts.events.iter().filter_map(|timed| match timed.event {
        Event::Epoch { seconds, .. } => Some(seconds),
        _ => None,
    });
    seconds.filter(|seconds| seconds.is_finite()).sum()
}

fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 120.0 => format!("{s:.0} s"),
        s if s < 7200.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3600.0),
    }
}

fn backend(views_by: &str) -> String {
    match views_by {
        "cpu" => "the processor".into(),
        "gpu" => "the graphics card".into(),
        other => other.to_owned(),
    }
}
