//! [`embed_data`]: the trained encoder of a run, and its probe, applied to images that the run has not seen.

use super::exported::ExportedRun;
use super::{RunError, RunFolder, RunRecord};
use crate::dataset::{Dataset, OpenOptions, WindowRule};
use crate::evaluate::encode;
use crate::export::{Column, RunParts, Sheet, metadata, prediction_columns};
use crate::job::Stop;
use crate::pipeline::Views;
use std::collections::BTreeMap;
use std::path::Path;

/// New images as embeddings.
#[derive(Clone, Debug)]
pub struct EmbeddedData {
    /// One row an image: its class and group where the data set has them, the table's columns, what the probe says, and
    /// the features.
    pub sheet: Sheet,
    /// How many images the probe takes for each class; empty without a probe.
    pub predicted: BTreeMap<String, usize>,
    /// Files that were not used, and why.
    pub left_out: Vec<(String, String)>,
    /// What the user should know.
    pub warnings: Vec<String>,
}

/// How the files of new data are read where the user says nothing of it: as those of the run, but for what belongs to
/// the run's own data set.
pub fn reading_of_run(folder: &RunFolder) -> Result<OpenOptions, RunError> {
    let mut options = folder.record()?.data.options();
    (options.label, options.group) = (None, None);
    let reading = &mut options.reading;
    (reading.plate_map, reading.unlabelled, reading.split) = (None, None, None);
    Ok(options)
}

/// Embeds the images of the data set at `data`, read as `options` say, by the run in `folder`. Labels of the data are
/// shown beside, and used for nothing.
///
/// # Errors
/// Where the run was not trained to the end, the data cannot be opened, or have other channels.
pub fn embed_data(
    folder: &RunFolder,
    data: &Path,
    options: &OpenOptions,
    stop: &Stop,
) -> Result<EmbeddedData, RunError> {
    let run = ExportedRun::open(folder)?;
    let network = run.network()?;
    let record = run.settings();
    let dataset = Dataset::open(data, options)?;
    let mut warnings = dataset.warnings.clone();
    warnings.extend(check_channels(record, &dataset)?);
    warnings.extend(window_warning(record, &dataset));
    let pipeline = record.pipeline()?;
    let views = Views::new(&pipeline, record.config.size, record.window.clone(), record.config.seed);
    let items: Vec<usize> = (0..dataset.items.len()).collect();
    let features = encode(network.as_ref(), &dataset, &items, &views, stop)?;
    let paths: Vec<String> = dataset.items.iter().map(|item| item.key.clone()).collect();
    let class = |class: Option<usize>| class.and_then(|class| dataset.classes.get(class)).cloned();
    let mut columns = Vec::new();
    if dataset.items.iter().any(|item| item.class.is_some()) {
        let classes = dataset.items.iter().map(|item| class(item.class)).collect();
        columns.push(("class".to_owned(), Column::Text(classes)));
    }
    if dataset.items.iter().any(|item| item.group.is_some()) {
        let groups = dataset.items.iter().map(|item| item.group.clone()).collect();
        columns.push(("group".to_owned(), Column::Text(groups)));
    }
    let table = dataset.column_names.iter().enumerate().map(|(place, name)| {
        let cell = |columns: &Vec<String>| columns.get(place).cloned().unwrap_or_default();
        (name.clone(), dataset.items.iter().map(|item| cell(&item.columns)).collect())
    });
    columns.extend(metadata(table.collect(), &paths));
    let mut predicted = BTreeMap::new();
    match run.probe()? {
        Some(probe) => {
            predicted.extend(probe.classes.iter().map(|class| (class.clone(), 0)));
            let said = prediction_columns(&probe, &features)?;
            if let Some((_, Column::Text(classes))) = said.first() {
                for class in classes.iter().flatten() {
                    *predicted.entry(class.clone()).or_default() += 1;
                }
            }
            columns.extend(said);
        }
        None => {
            warnings.push("the run has no linear probe, so no class is predicted: evaluate it first".into());
        }
    }
    let left_out = dataset.left_out.iter().filter(|left| !left.junk);
    Ok(EmbeddedData {
        left_out: left_out.map(|left| (left.path.clone(), left.why.clone())).collect(),
        sheet: Sheet::new(paths, columns, features)?,
        predicted,
        warnings,
    })
}

/// Refuses images with other channels than the encoder reads; a warning where only the names differ.
fn check_channels(record: &RunRecord, dataset: &Dataset) -> Result<Option<String>, RunError> {
    let (known, found) = (&record.data.channels, &dataset.channels);
    let (known_words, found_words) = (known.join(", "), found.join(", "));
    if known.len() != found.len() {
        return Err(RunError::Channels(format!(
            "the encoder of this run reads images of {} channels ({known_words}), but these have {} ({found_words}); give \
             images with the same channels",
            known.len(),
            found.len()
        )));
    }
    if known == found {
        return Ok(None);
    }
    let sorted = |names: &[String]| {
        let mut names = names.to_vec();
        names.sort();
        names
    };
    if sorted(known) == sorted(found) {
        return Err(RunError::Channels(format!(
            "these images have the channels of the run in another order: {found_words} instead of {known_words}; the encoder \
             would take one for the other"
        )));
    }
    Ok(Some(format!(
        "the channels are called {found_words} here and {known_words} in the run: they are taken for the same, in this order"
    )))
}

/// Where each plate has a window of its own, images of others get that of all images.
fn window_warning(record: &RunRecord, dataset: &Dataset) -> Option<String> {
    let WindowRule::PerGroup { column, .. } = &record.window.rule else { return None };
    let place = dataset.column_names.iter().position(|name| name == column);
    let known = |columns: &Vec<String>| {
        place
            .and_then(|place| columns.get(place))
            .is_some_and(|value| record.window.groups.contains_key(value))
    };
    let others = dataset.items.iter().filter(|item| !known(&item.columns)).count();
    (others > 0).then(|| {
        format!(
            "{others} images have a value in the column \"{column}\" that the run does not know (or none): their intensities go \
             through the window of all training images"
        )
    })
}
