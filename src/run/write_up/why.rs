//! Why a run's accuracies are as they are, from its why.json.

use super::RunFacts;
use super::words::{count, figure, name, number, sentence};
use crate::evaluate::plate::PlateVerdict;
use crate::evaluate::{Figure, InvarianceIndex, Named, TwinPair};
use crate::export::page::{Block, Column, Table};
use crate::run::Why;

/// Rows of a list before the rest is counted.
const MOST: usize = 15;

/// The explanation, where there is one.
pub fn why_blocks(facts: &RunFacts) -> Vec<Block> {
    let mut blocks = vec![Block::Heading("Why".into())];
    let Some(why) = &facts.why else {
        blocks.push(Block::Paragraph(
            "No explanation was made (augscope why): what the encoder ignores, what groups leave in its features, which \
             classes it cannot tell apart, which labels it doubts."
                .into(),
        ));
        return blocks;
    };
    blocks.push(Block::Paragraph(format!(
        "From {} of the part \"{}\"{}.",
        count(why.sample.images, "image"),
        why.part,
        if why.exploratory { ", exploratory" } else { "" }
    )));
    blocks.push(Block::Subheading("What the encoder ignores".into()));
    blocks.push(Block::Table(invariance(why)));
    if !why.left_out.0.is_empty() {
        blocks.push(Block::List(
            why.left_out.0.iter().map(|(kind, why)| format!("{kind} is left out: {why}")).collect(),
        ));
    }
    blocks.push(Block::Subheading("What groups leave in the features".into()));
    blocks.push(Block::List(vec![
        format!("Trained encoder: {}", figure(&why.batch_effect.encoder.all)),
        format!("Untrained encoder: {}", figure(&why.batch_effect.untrained.all)),
        sentence(&why.methods.batch_effect),
    ]));
    blocks.push(Block::Subheading("Classes that are hard to tell apart".into()));
    blocks.extend(twins(why));
    blocks.push(Block::Subheading("Labels in doubt".into()));
    blocks.extend(suspects(why));
    if let Some(plate) = &why.plate {
        blocks.push(Block::Subheading("The plate".into()));
        blocks.push(Block::Table(verdicts(&[("trained", &plate.encoder), ("untrained", &plate.untrained)])));
        blocks.extend(doses(&plate.encoder));
        blocks.push(Block::List(plate.notes.iter().map(|note| sentence(note)).collect()));
    }
    if !why.notes.is_empty() {
        blocks.push(Block::List(why.notes.iter().map(|note| sentence(note)).collect()));
    }
    blocks
}

fn invariance(why: &Why) -> Table {
    let rows = why.invariance.0.iter().filter_map(|(_, effect)| {
        let by = &effect.strengths.last()?.by;
        let value = |index: &InvarianceIndex| number(index.index.value);
        Some(vec![
            effect.name.clone(),
            value(&by.encoder.all),
            limits(&by.encoder.all.index),
            value(&by.projector.all),
            value(&by.untrained.all),
            range(&by.encoder.per_class),
            left(&effect.equivariance.by.encoder),
        ])
    });
    Table {
        caption: "1: the transform changes nothing in the features; 0: as much as another image would. R2: how well what \
                  was drawn can still be read off the features."
            .into(),
        columns: vec![
            Column::text("transform"),
            Column::number("encoder"),
            Column::number("95 % interval"),
            Column::number("projector"),
            Column::number("untrained"),
            Column::text("least and most by class"),
            Column::text("what is left of it"),
        ],
        rows: rows.collect(),
    }
}

fn limits(figure: &Figure) -> String {
    figure.ci95.map_or_else(|| "–".into(), |[low, high]| format!("{low:.2} to {high:.2}"))
}

fn range(per_class: &Named<InvarianceIndex>) -> String {
    let mut values: Vec<(f64, &str)> =
        per_class.0.iter().filter_map(|(class, index)| Some((index.index.value?, class.as_str()))).collect();
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    match (values.first(), values.last()) {
        (Some((low, least)), Some((high, most))) if values.len() > 1 => {
            format!("{low:.2} {}, {high:.2} {}", name(least), name(most))
        }
        _ => String::new(),
    }
}

fn left(parameters: &Named<Figure>) -> String {
    let values =
        parameters.0.iter().filter_map(|(name, figure)| Some(format!("{name}: R2 {:.2}", figure.value?)));
    values.collect::<Vec<_>>().join(", ")
}

fn twins(why: &Why) -> Vec<Block> {
    let twins = &why.twins;
    if twins.pairs.is_empty() {
        let words =
            format!("None of {}: all are told apart in more than 75 %.", count(twins.looked_at, "pair"));
        return vec![Block::Paragraph(words)];
    }
    let row = |pair: &TwinPair| {
        let [a, b] = &pair.classes;
        let verdict = serde_json::to_value(pair.verdict).ok();
        let verdict = verdict.as_ref().and_then(|v| v.as_str()).unwrap_or_default().to_owned();
        vec![format!("{} and {}", name(a), name(b)), figure(&pair.balanced_accuracy), verdict]
    };
    let mut blocks = vec![Block::Table(Table {
        caption: "A linear probe on these two classes alone, out of fold; guessing is 0.5.".into(),
        columns: ["pair", "balanced accuracy", "verdict"].map(Column::text).to_vec(),
        rows: twins.pairs.iter().take(MOST).map(row).collect(),
    })];
    let rest = twins.pairs.len().saturating_sub(MOST) + twins.passed_over;
    if rest > 0 {
        blocks.push(Block::Paragraph(format!("And {} that are confused less.", count(rest, "pair"))));
    }
    blocks
}

fn suspects(why: &Why) -> Vec<Block> {
    let list = &why.suspects;
    let words = format!(
        "{} of {} that could be judged; a list to look at, no verdict.",
        list.images.len(),
        count(list.judged, "image")
    );
    let rows = list.images.iter().take(MOST).map(|doubt| {
        let percent = |p: f64| format!("{:.1} %", 100.0 * p);
        vec![
            name(&doubt.image),
            name(&doubt.label),
            percent(doubt.own_probability),
            name(&doubt.says),
            percent(doubt.says_probability),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let mut blocks = vec![Block::Paragraph(words)];
    if !rows.is_empty() {
        blocks.push(Block::Table(Table {
            caption: String::new(),
            columns: vec![
                Column::text("image"),
                Column::text("its label"),
                Column::number("probability"),
                Column::text("the encoder says"),
                Column::number("probability"),
            ],
            rows,
        }));
    }
    if list.images.len() > MOST {
        blocks.push(Block::Paragraph(format!("And {} more, in why.json.", list.images.len() - MOST)));
    }
    blocks
}

fn verdicts(of: &[(&str, &PlateVerdict)]) -> Table {
    let rows = of.iter().map(|(whose, plate)| {
        vec![
            (*whose).to_owned(),
            figure(&plate.z_prime),
            figure(&plate.robust_z_prime),
            number(plate.replicates.map),
        ]
    });
    Table {
        caption: "How well an assay on this plate would tell its controls apart.".into(),
        columns: vec![
            Column::text("encoder"),
            Column::text("Z'"),
            Column::text("robust Z'"),
            Column::number("replicates find each other (mAP)"),
        ],
        rows: rows.collect(),
    }
}

fn doses(plate: &PlateVerdict) -> Option<Block> {
    let rows: Vec<Vec<String>> = plate
        .dose_response
        .0
        .iter()
        .map(|(treatment, found)| {
            vec![name(treatment), figure(&found.ec50), found.doses.to_string(), found.wells.to_string()]
        })
        .collect();
    let columns = vec![
        Column::text("treatment"),
        Column::text("EC50"),
        Column::number("doses"),
        Column::number("wells"),
    ];
    (!rows.is_empty()).then(|| Block::Table(Table { caption: "Dose and response.".into(), columns, rows }))
}
