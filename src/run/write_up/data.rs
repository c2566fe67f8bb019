//! The data of a run and how they were divided.

use super::RunFacts;
use super::words::{count, name};
use crate::export::page::{Block, Column, Table};

/// Files that are named before the rest is counted.
const MOST_LEFT_OUT: usize = 20;

/// Data and parts.
pub fn data_blocks(facts: &RunFacts) -> Vec<Block> {
    let data = &facts.record.data;
    let mut blocks = vec![Block::Heading("Data and parts".into())];
    let channels: Vec<String> = data.channels.iter().map(|channel| name(channel)).collect();
    let row = |what: &str, value: String| vec![what.to_owned(), value];
    let mut rows = vec![
        row("data set", facts.data_name()),
        row("images", data.images.to_string()),
        row("channels", channels.join(", ")),
        row(
            "classes from",
            data.label.as_ref().map_or_else(
                || "the folders, or the column \"label\"".into(),
                |c| format!("the column \"{}\"", name(c)),
            ),
        ),
        row(
            "groups from",
            data.group.as_ref().map_or_else(
                || "none: every image counts as independent".into(),
                |c| format!("the column \"{}\"", name(c)),
            ),
        ),
    ];
    if let Ok(material) = &facts.material {
        if let Some(groups) = material.dataset.group_count() {
            rows.push(row("groups", groups.to_string()));
        }
        rows.push(row("files left out", material.dataset.left_out.len().to_string()));
    }
    rows.push(row("intensity window", window(facts)));
    rows.push(row("fingerprint (SHA-256 of names, sizes, classes and groups)", data.fingerprint.clone()));
    let columns = vec![Column::text("what"), Column::text("value")];
    blocks.push(Block::Table(Table { caption: String::new(), columns, rows }));
    blocks.push(Block::Subheading("Parts".into()));
    blocks.push(Block::Paragraph(
        "Parts keep groups whole. The encoder and the read-outs learn from \"train\"; every figure is measured on \
         \"choose\"; \"report\" is sealed until the end of a study."
            .into(),
    ));
    blocks.extend(parts(facts));
    blocks.extend(classes(facts));
    blocks.extend(left_out(facts));
    blocks
}

fn window(facts: &RunFacts) -> String {
    let window = &facts.record.window;
    let how = crate::run::recipe_words::window_rule(&window.rule);
    let number = |value: f64| format!("{}", (value * 1000.0).round() / 1000.0);
    let names = facts.record.data.channels.iter();
    let ends: Vec<String> = names
        .zip(&window.channels)
        .map(|(channel, (low, high))| format!("{} {} to {}", name(channel), number(*low), number(*high)))
        .collect();
    if ends.is_empty() { how } else { format!("{how}: {}", ends.join(", ")) }
}

fn parts(facts: &RunFacts) -> Option<Block> {
    let opened = facts.material.as_ref().ok().map(crate::run::Material::split);
    let split = opened.or_else(|| facts.report.as_ref().map(|report| report.split.clone()))?;
    let rows: Vec<Vec<String>> = split
        .parts
        .0
        .iter()
        .map(|(part, size)| {
            let groups = if split.group_column.is_some() { size.groups.to_string() } else { "–".into() };
            vec![part.clone(), size.images.to_string(), groups]
        })
        .collect();
    let columns = vec![Column::text("part"), Column::number("images"), Column::number("groups")];
    (!rows.is_empty()).then(|| Block::Table(Table { caption: String::new(), columns, rows }))
}

fn classes(facts: &RunFacts) -> Vec<Block> {
    let material = match &facts.material {
        Ok(material) => material,
        Err(why) => {
            let words = format!(
                "How many images each class has in each part cannot be said: the data could not be opened again ({why})."
            );
            return vec![Block::Paragraph(words)];
        }
    };
    let grouped = material.dataset.group_column.is_some();
    let rows = material.dataset.class_rows(&material.parts).into_iter().map(|row| {
        let groups = if grouped { row.groups.to_string() } else { "–".into() };
        let numbers = [row.images, row.train, row.choose, row.report].map(|n| n.to_string());
        std::iter::once(name(&row.name)).chain(numbers).chain([groups]).collect()
    });
    let columns = ["images", "train", "choose", "report", "groups"].map(Column::number);
    let columns = std::iter::once(Column::text("class")).chain(columns).collect();
    vec![Block::Table(Table {
        caption: "Images of every class in every part.".into(),
        columns,
        rows: rows.collect(),
    })]
}

fn left_out(facts: &RunFacts) -> Vec<Block> {
    let files = facts.material.as_ref().map_or(&[][..], |material| material.dataset.left_out.as_slice());
    if files.is_empty() {
        return Vec::new();
    }
    let mut lines: Vec<String> =
        files.iter().take(MOST_LEFT_OUT).map(|file| format!("{}: {}", name(&file.path), file.why)).collect();
    if files.len() > MOST_LEFT_OUT {
        lines.push(format!("and {} more", files.len() - MOST_LEFT_OUT));
    }
    let summary = format!("{} left out", count(files.len(), "file"));
    vec![Block::Folded { summary, blocks: vec![Block::List(lines)] }]
}
