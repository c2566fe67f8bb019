//! What an encoder's features say without labels: clusters and collapse.

use super::RunFacts;
use super::words::number;
use crate::evaluate::Collapse;
use crate::export::page::{Block, Column, Table};

/// Clusters and collapse alarms.
pub fn cluster_blocks(facts: &RunFacts) -> Vec<Block> {
    let mut blocks = vec![Block::Heading("Clusters".into())];
    let Some(report) = &facts.report else {
        blocks.push(Block::Paragraph(facts.no_report()));
        return blocks;
    };
    let found = &report.clusters;
    if found.ami.is_none() {
        let words =
            format!("There are none: {} classes of {} images are too few to cluster.", found.k, found.images);
        blocks.push(Block::Paragraph(words));
    } else {
        let row = |what: &str, value, words: &str| vec![what.to_owned(), number(value), words.to_owned()];
        blocks.push(Block::Table(Table {
            caption: format!(
                "K-means with k = {} on {} images of the part \"{}\".",
                found.k, found.images, report.part
            ),
            columns: vec![Column::text("figure"), Column::number("value"), Column::text("how to read it")],
            rows: vec![
                row(
                    "AMI",
                    found.ami,
                    "adjusted mutual information of clusters and classes; 0 by chance, 1 the same",
                ),
                row("ARI", found.ari, "adjusted Rand index of clusters and classes; 0 by chance, 1 the same"),
                row(
                    "silhouette of the classes",
                    found.silhouette_labels,
                    "-1 to 1; how far classes lie apart",
                ),
                row(
                    "silhouette of the clusters",
                    found.silhouette_clusters,
                    "-1 to 1; how far clusters lie apart",
                ),
            ],
        }));
    }
    let row = |what: &str, collapse: &Collapse| {
        let directions = format!("{:.1} of {}", collapse.rank_me, collapse.features);
        let words = collapse.warning.clone().unwrap_or_else(|| "no alarm".into());
        vec![what.to_owned(), number(Some(collapse.spread)), directions, words]
    };
    let mut rows = vec![row("encoder", &report.collapse.encoder)];
    rows.extend(report.collapse.projector.as_ref().map(|collapse| row("projector", collapse)));
    blocks.push(Block::Table(Table {
        caption: "Collapse alarm: have all images become alike? No way to choose between recipes.".into(),
        columns: vec![
            Column::text("features"),
            Column::number("spread (about 1)"),
            Column::number("directions in use (RankMe)"),
            Column::text("alarm"),
        ],
        rows,
    }));
    blocks
}
