//! Which class was taken for which, with images that were.

use super::RunFacts;
use super::thumbnails::Thumbnails;
use super::words::{count, name};
use crate::evaluate::{Readout, ReadoutKind, Report};
use crate::export::page::{Block, Figure, Picture, PictureRow};
use crate::export::{Chart, ConfusionChart};
use crate::job::Stop;
use crate::run::{Material, RunError};
use std::collections::HashMap;

/// Pairs of classes with examples.
const MOST_PAIRS: usize = 6;
/// Examples of a pair.
const MOST_EXAMPLES: usize = 6;

/// A class that was taken for another one.
struct Pair {
    actual: String,
    predicted: String,
    images: f64,
    /// Images of the actual class.
    of: f64,
}

/// Confusion matrix and examples.
///
/// # Errors
/// Where a picture cannot be encoded, or `stop` was raised.
pub fn confusion_blocks(facts: &RunFacts, stop: &Stop) -> Result<Vec<Block>, RunError> {
    let mut blocks = vec![Block::Heading("Confusion".into())];
    let (Some(report), Some(readout)) = (&facts.report, facts.primary()) else {
        blocks.push(Block::Paragraph(facts.no_report()));
        return Ok(blocks);
    };
    blocks.push(Block::Figures(vec![matrix(report, readout)]));
    let pairs = pairs(report, readout);
    if pairs.is_empty() {
        blocks.push(Block::Paragraph("No image was taken for another class.".into()));
        return Ok(blocks);
    }
    blocks.push(Block::Subheading("Images that were taken for another class".into()));
    blocks.push(Block::Paragraph(format!(
        "The most frequent confusions by the read-out {}, with some of the images. A label may be wrong, too.",
        report.primary_readout.title()
    )));
    blocks.push(examples(facts, report.primary_readout, &pairs, stop)?);
    if let Err(why) = &facts.material {
        blocks.push(Block::Paragraph(format!(
            "There are no pictures: the data could not be opened again ({why})."
        )));
    }
    Ok(blocks)
}

fn matrix(report: &Report, readout: &Readout) -> Figure {
    let chart = ConfusionChart {
        title: "Which class was taken for which".into(),
        classes: report.classes.clone(),
        counts: readout.confusion.clone(),
        difference: false,
    };
    Figure {
        name: "confusion".into(),
        picture: Picture::Svg(chart.to_svg()),
        caption: format!(
            "Percent of the images of each actual class, part \"{}\": a row adds up to 100. Blue is right, vermilion \
             wrong. Rest on a cell for its numbers of images.",
            report.part
        ),
        alt: format!("Confusion matrix of {}", count(report.classes.len(), "class")),
        scroll: true,
    }
}

/// The most frequent confusions, the most frequent first.
fn pairs(report: &Report, readout: &Readout) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (actual, row) in report.classes.iter().zip(&readout.confusion) {
        let of: f64 = row.iter().sum();
        for (predicted, &images) in report.classes.iter().zip(row) {
            if predicted != actual && images > 0.0 {
                pairs.push(Pair { actual: actual.clone(), predicted: predicted.clone(), images, of });
            }
        }
    }
    pairs.sort_by(|a, b| b.images.total_cmp(&a.images));
    pairs.truncate(MOST_PAIRS);
    pairs
}

fn examples(facts: &RunFacts, kind: ReadoutKind, pairs: &[Pair], stop: &Stop) -> Result<Block, RunError> {
    let label = |pair: &Pair| {
        let (actual, predicted) = (name(&pair.actual), name(&pair.predicted));
        let share = 100.0 * pair.images / pair.of.max(1.0);
        format!(
            "{actual} taken for {predicted}: {} of {} images ({share:.0} %)",
            pair.images.round(),
            pair.of.round()
        )
    };
    let Ok(material) = &facts.material else {
        return Ok(Block::List(pairs.iter().map(label).collect()));
    };
    let thumbnails = Thumbnails::new(material, stop);
    let places = places(material);
    let mut rows = Vec::new();
    for pair in pairs {
        let is_one = |prediction: &&crate::run::Prediction| {
            prediction.label == pair.actual && prediction.by.get(kind.name()) == Some(&pair.predicted)
        };
        let mut pictures = Vec::new();
        for prediction in facts.predictions.iter().filter(is_one).take(MOST_EXAMPLES) {
            let Some(&item) = places.get(prediction.file.as_str()) else { continue };
            let alt =
                format!("an image of {} that was taken for {}", name(&pair.actual), name(&pair.predicted));
            pictures.extend(thumbnails.plain(item, name(&prediction.file), alt)?);
        }
        rows.push(PictureRow { label: label(pair), pictures });
    }
    if rows.iter().all(|row| row.pictures.is_empty()) {
        return Ok(Block::List(pairs.iter().map(label).collect()));
    }
    Ok(Block::Gallery(rows))
}

fn places(material: &Material) -> HashMap<&str, usize> {
    material.dataset.items.iter().enumerate().map(|(place, item)| (item.key.as_str(), place)).collect()
}
