//! [`pair_images`]: how well runs tell two classes apart when these are all there is.
//!
//! The read-out is made anew from the stored features of both classes. In a read-out of all classes an image that has
//! become like a third one is lost to that; here it counts only whether the two have become alike.

use super::error::ComparisonError;
use super::loaded::{Images, Loaded};
use crate::evaluate::{EmbeddingsTable, Features, ReadoutKind, knn, linear, read_embeddings};
use std::collections::HashMap;

/// An image's name and group.
type Name = (String, Option<String>);

/// Images of both classes in one part.
struct Side {
    features: Features,
    labels: Vec<usize>,
    groups: Vec<usize>,
    /// With their groups, to hold runs against each other.
    names: Vec<Name>,
}

/// The answers of all runs for the images of `pair` in the part for choosing.
pub(super) fn pair_images(
    runs: &[Loaded],
    readout: ReadoutKind,
    pair: &[String; 2],
) -> Result<Images, ComparisonError> {
    let mut all: Option<(Images, Vec<Name>)> = None;
    for run in runs {
        let [train, test] = sides(run, readout, pair)?;
        let seed = run.record.seed;
        let predicted = if readout == ReadoutKind::LinearFull {
            linear(&train.features, &train.labels, &train.groups, &test.features, 2, seed).predicted
        } else {
            knn(&train.features, &train.labels, &train.groups, &test.features, 2, seed).predicted
        };
        let draws = vec![predicted.into_iter().map(Some).collect()];
        match &mut all {
            None => {
                let Side { labels, groups, names, .. } = test;
                all = Some((Images { labels, groups, answers: vec![draws] }, names));
            }
            Some((images, names)) if *names == test.names => images.answers.push(draws),
            Some(_) => {
                let what = "embeddings.parquet holds other images, groups or another order".to_owned();
                return Err(runs.first().map_or(ComparisonError::TooFew, |first| first.differs(run, what)));
            }
        }
    }
    all.map(|(images, _)| images).ok_or(ComparisonError::TooFew)
}

/// The training part and the part for choosing of one run.
fn sides(run: &Loaded, readout: ReadoutKind, pair: &[String; 2]) -> Result<[Side; 2], ComparisonError> {
    let path = run.folder.file("embeddings.parquet");
    let table = read_embeddings(&path)?;
    let features = match readout {
        ReadoutKind::KnnEncoder | ReadoutKind::LinearFull => Some(&table.features),
        ReadoutKind::KnnProjector => table.projector.as_ref(),
        _ => None,
    };
    let features = features.ok_or_else(|| ComparisonError::NoPair {
        run: run.folder.path().to_path_buf(),
        readout: readout.name(),
    })?;
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let groups: Vec<usize> = table
        .groups
        .iter()
        .enumerate()
        .map(|(place, group)| match group {
            Some(group) => *numbers.entry(group).or_insert(place),
            None => place,
        })
        .collect();
    let side = |part: &str| of_part(&table, features, &groups, part, pair);
    let sides = [side("train"), side("choose")];
    for side in &sides {
        if let Some(class) = (0..2).find(|class| !side.labels.contains(class)) {
            let why = format!("there is no image of the class \"{}\" in one of the parts", pair[class]);
            return Err(ComparisonError::BadFile { path, why });
        }
    }
    Ok(sides)
}

fn of_part(
    table: &EmbeddingsTable,
    features: &Features,
    groups: &[usize],
    part: &str,
    pair: &[String; 2],
) -> Side {
    let class = |row: usize| pair.iter().position(|name| table.classes[row].as_ref() == Some(name));
    let rows: Vec<usize> =
        (0..table.paths.len()).filter(|&row| table.splits[row] == part && class(row).is_some()).collect();
    Side {
        features: features.subset(&rows),
        labels: rows.iter().filter_map(|&row| class(row)).collect(),
        groups: rows.iter().map(|&row| groups[row]).collect(),
        names: rows.iter().map(|&row| (table.paths[row].clone(), table.groups[row].clone())).collect(),
    }
}
