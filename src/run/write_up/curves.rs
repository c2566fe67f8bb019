//! How loss, accuracy and spread changed from round to round.

use super::RunFacts;
use crate::export::page::{Block, Figure, Picture};
use crate::export::{Chart, Curve, CurveChart};
use crate::train::Event;
use std::collections::BTreeMap;

/// Values by round. A round that was done again after a crash counts once, as it was the last time.
type ByRound = BTreeMap<u32, f64>;

#[derive(Default)]
struct Curves {
    loss: ByRound,
    spread: ByRound,
    rank: ByRound,
    probe: ByRound,
    /// Terms of the loss: by name, then step, with the round.
    terms: BTreeMap<String, BTreeMap<u64, (u32, f64)>>,
}

/// The curves of training.
pub fn curve_blocks(facts: &RunFacts) -> Vec<Block> {
    let curves = gather(facts);
    let mut blocks = vec![Block::Heading("Learning curves".into())];
    if curves.loss.is_empty() && curves.probe.is_empty() {
        blocks.push(Block::Paragraph(
            "There are none: no round of training is recorded in events.jsonl.".into(),
        ));
        return blocks;
    }
    let chance = facts
        .report
        .as_ref()
        .map_or_else(|| 1.0 / facts.record.data.classes.len().max(1) as f64, |r| r.baselines.chance);
    let figures = [
        loss(&curves),
        chart(
            "knn",
            "Accuracy while it trains",
            "balanced accuracy (0 to 1)",
            Some([0.0, 1.0]),
            vec![("nearest neighbours", &curves.probe)],
            vec![("chance".into(), chance)],
            "A quick look at the part for choosing between rounds. It steers nothing; the table of read-outs counts.",
        ),
        chart(
            "spread",
            "Spread of the projections",
            "spread (1: the sphere is filled)",
            Some([0.0, 1.0]),
            vec![("spread", &curves.spread)],
            Vec::new(),
            "A collapse alarm, no way to choose: near 0 all images have become one.",
        ),
        chart(
            "rank",
            "Directions in use (RankMe)",
            "directions",
            Some([0.0, 1.0]),
            vec![("directions", &curves.rank)],
            Vec::new(),
            "A collapse alarm, no way to choose: 1 means that all projections lie on a line.",
        ),
    ];
    blocks.push(Block::Figures(figures.into_iter().flatten().collect()));
    blocks
}

fn gather(facts: &RunFacts) -> Curves {
    let mut curves = Curves::default();
    for timed in &facts.events {
        match &timed.event {
            Event::Step { step, epoch, terms, .. } => {
                for (name, value) in terms {
                    curves.terms.entry(name.clone()).or_default().insert(*step, (epoch + 1, *value));
                }
            }
            Event::Epoch { epoch, loss, spread, rank, .. } => {
                curves.loss.insert(*epoch, *loss);
                curves.spread.insert(*epoch, *spread);
                // Runs of before this was measured say 0, which no embedding has.
                if *rank > 0.0 {
                    curves.rank.insert(*epoch, *rank);
                }
            }
            Event::Probe { epoch, balanced_accuracy, .. } => {
                curves.probe.insert(*epoch, *balanced_accuracy);
            }
            _ => {}
        }
    }
    curves
}

fn loss(curves: &Curves) -> Option<Figure> {
    let means: Vec<(String, ByRound)> = curves
        .terms
        .iter()
        .map(|(name, steps)| {
            let mut sums: BTreeMap<u32, (f64, usize)> = BTreeMap::new();
            for (round, value) in steps.values() {
                let sum = sums.entry(*round).or_default();
                *sum = (sum.0 + value, sum.1 + 1);
            }
            let means = sums.into_iter().map(|(round, (sum, n))| (round, sum / n.max(1) as f64));
            (name.replace('_', " "), means.collect())
        })
        .collect();
    let mut lines = vec![("loss", &curves.loss)];
    // A single term is the loss itself.
    if means.len() > 1 {
        lines.extend(means.iter().map(|(name, values)| (name.as_str(), values)));
    }
    let words = if means.len() > 1 {
        "Mean of every round, and of the terms that the loss is the sum of."
    } else {
        "Mean of every round."
    };
    chart("loss", "Loss of training", "loss", None, lines, Vec::new(), words)
}

fn chart(
    name: &str,
    title: &str,
    y_label: &str,
    y_range: Option<[f64; 2]>,
    lines: Vec<(&str, &ByRound)>,
    guides: Vec<(String, f64)>,
    words: &str,
) -> Option<Figure> {
    let last = lines
        .first()
        .and_then(|(_, values)| values.last_key_value())
        .map(|(round, value)| (*round, *value))?;
    let first = lines.first().and_then(|(_, values)| values.first_key_value()).map(|(_, value)| *value)?;
    let curves = lines.into_iter().map(|(name, values)| Curve {
        name: name.into(),
        points: values.iter().map(|(round, value)| [f64::from(*round), *value]).collect(),
    });
    let chart = CurveChart {
        title: title.into(),
        x_label: "round".into(),
        y_label: y_label.into(),
        y_range,
        curves: curves.collect(),
        guides,
    };
    Some(Figure {
        name: format!("curve-{name}"),
        picture: Picture::Svg(chart.to_svg()),
        caption: words.into(),
        alt: format!("{title}: from {first:.3} in the first round to {:.3} in round {}", last.1, last.0),
        scroll: false,
    })
}
