//! [`ExportedRun`]: a run's folder as exports see it.

use super::assessment::PROBE_FILE;
use super::encoder_file::{ENCODER_FILE, ENDED_EARLY, encoder_metadata};
use super::{EventReader, Material, RunError, RunFolder, RunRecord};
use crate::dataset::{Dataset, Part};
use crate::encoder::{Executor, executor, tensor_file, torchvision_tensors, without_offsets};
use crate::evaluate::{Features, LinearProbe, encode_pictures, read_embeddings};
use crate::export::{
    ExportError, Recipe, RunParts, TableWithColumns, Target, TrainedEncoder, Written, export_run,
};
use crate::image::Planes;
use crate::train::{Event, TrainError};
use std::collections::HashMap;
use std::path::Path;
use std::time::SystemTime;

/// A run's folder; its parts are read when they are asked for.
#[derive(Debug)]
pub struct ExportedRun {
    folder: RunFolder,
    record: RunRecord,
}

/// Writes the run in `folder` in the form of `target` to `out`.
///
/// # Errors
/// Where there is no run, something lies at `out` already (without `force`), the run lacks what the export is made of,
/// or nothing can be written.
pub fn export_run_folder(
    folder: &RunFolder,
    target: &Target,
    out: &Path,
    force: bool,
) -> Result<Written, RunError> {
    Ok(export_run(&ExportedRun::open(folder)?, target, out, force)?)
}

impl From<RunError> for ExportError {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Export(error) => error,
            error => Self::Run(Box::new(error)),
        }
    }
}

impl ExportedRun {
    /// Opens the run in `folder`.
    ///
    /// # Errors
    /// Where there is no run or its record cannot be understood.
    pub fn open(folder: &RunFolder) -> Result<Self, RunError> {
        Ok(Self { folder: folder.clone(), record: folder.record()? })
    }

    /// What was asked of the run.
    pub fn settings(&self) -> &RunRecord {
        &self.record
    }

    /// The trained network, ready to embed.
    pub(super) fn network(&self) -> Result<Box<dyn Executor>, ExportError> {
        let TrainedEncoder { architecture, channels, tensors, .. } = self.encoder()?;
        let network = executor(architecture, channels.len(), 0)?;
        network.weights().replace(&without_offsets(architecture, &tensors)?)?;
        Ok(network)
    }

    /// A file of the folder that only a run that was trained and evaluated has.
    fn finished_file(&self, name: &str) -> Result<std::path::PathBuf, ExportError> {
        let path = self.folder.file(name);
        if path.is_file() {
            return Ok(path);
        }
        Err(ExportError::Lacks(format!(
            "the run {} has no {name} yet: it was not trained and evaluated to the end. Go on with it (augscope train \
             ... --resume) and export it then",
            self.folder.path().display()
        )))
    }

    /// The columns of the data set's table for the images `keys`, by name; a note where the data cannot be opened.
    fn columns(&self, keys: &[String]) -> (Vec<(String, Vec<String>)>, Vec<String>) {
        let data = &self.record.data;
        let dataset = match Dataset::open(&data.path, &data.options()) {
            Ok(dataset) => dataset,
            Err(error) => {
                return (
                    Vec::new(),
                    vec![format!("the columns of the data set's table are left out: {error}")],
                );
            }
        };
        let rows: HashMap<&str, &Vec<String>> =
            dataset.items.iter().map(|item| (item.key.as_str(), &item.columns)).collect();
        let column = |place: usize| {
            let text = |key: &String| rows.get(key.as_str()).and_then(|row| row.get(place)).cloned();
            keys.iter().map(|key| text(key).unwrap_or_default()).collect()
        };
        let names = dataset.column_names.iter().enumerate();
        (names.map(|(place, name)| (name.clone(), column(place))).collect(), Vec::new())
    }
}

impl RunParts for ExportedRun {
    fn name(&self) -> String {
        let path = self.folder.path();
        path.file_name().map_or_else(|| "run".into(), |name| name.to_string_lossy().into_owned())
    }

    fn record(&self) -> Result<serde_json::Value, ExportError> {
        serde_json::to_value(&self.record).map_err(|error| ExportError::Run(Box::new(error)))
    }

    fn recipe(&self) -> Result<Recipe, ExportError> {
        Ok(Recipe {
            pipeline: self.record.pipeline()?,
            size: Some(self.record.config.size),
            channels: Some(self.record.data.channels.len()),
            seed: Some(self.record.seed),
            partial: false,
            ending: String::new(),
        })
    }

    fn encoder(&self) -> Result<TrainedEncoder, ExportError> {
        let (tensors, words) = tensor_file::read(&self.finished_file(ENCODER_FILE)?)?;
        let record = &self.record;
        let architecture =
            record.config.architecture().map_err(|error| RunError::from(TrainError::from(error)))?;
        let mut metadata = encoder_metadata(record)?;
        metadata.extend(words.get(ENDED_EARLY).map(|early| (ENDED_EARLY.to_owned(), early.clone())));
        Ok(TrainedEncoder {
            architecture,
            channels: record.data.channels.clone(),
            size: record.config.size,
            window: record.window.clone(),
            tensors: torchvision_tensors(architecture, &tensors)?,
            metadata,
        })
    }

    fn probe(&self) -> Result<Option<LinearProbe>, ExportError> {
        let path = self.folder.file(PROBE_FILE);
        if path.is_file() {
            return Ok(Some(LinearProbe::read(&path)?));
        }
        if !self.folder.file("embeddings.parquet").is_file() {
            return Ok(None);
        }
        // A run of before probes were kept: the same probe from the same features.
        let table = read_embeddings(&self.folder.file("embeddings.parquet"))?;
        let classes = &self.record.data.classes;
        let class = |name: &Option<String>| classes.iter().position(|class| Some(class) == name.as_ref());
        let (mut rows, mut labels) = (Vec::new(), Vec::new());
        for (row, name) in table.classes.iter().enumerate() {
            if let Some(label) =
                class(name).filter(|_| table.splits.get(row).is_some_and(|part| part == "train"))
            {
                rows.push(row);
                labels.push(label);
            }
        }
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let groups: Vec<usize> = rows
            .iter()
            .map(|&row| match table.groups.get(row).and_then(Option::as_deref) {
                Some(group) => *numbers.entry(group).or_insert(row),
                None => row,
            })
            .collect();
        let train = table.features.subset(&rows);
        Ok(Some(LinearProbe::fit(&train, &labels, &groups, classes, self.record.seed)?))
    }

    fn embeddings(&self) -> Result<TableWithColumns, ExportError> {
        let table = read_embeddings(&self.finished_file("embeddings.parquet")?)?;
        let (columns, notes) = self.columns(&table.paths);
        Ok(TableWithColumns { table, columns, notes })
    }

    fn pictures(&self, most: usize) -> Result<Vec<Planes>, ExportError> {
        let Material { dataset, parts, views, .. } = Material::of_run(&self.record, None)?;
        let items = parts.items(Part::Train);
        let count = most.min(items.len());
        let chosen = (0..count).filter_map(|k| items.get(k * items.len() / count.max(1)));
        chosen
            .map(|&item| {
                let image = dataset.image(item).map_err(crate::evaluate::EvaluateError::from)?;
                Ok(views.plain(&dataset, item, &image))
            })
            .collect()
    }

    fn features(&self, images: &[Planes]) -> Result<Features, ExportError> {
        Ok(encode_pictures(self.network()?.as_ref(), images)?)
    }

    fn events(&self) -> Result<Vec<(SystemTime, Event)>, ExportError> {
        let path = self.finished_file("events.jsonl")?;
        let events = EventReader::new(path).poll().into_iter();
        Ok(events
            .map(|timed| {
                (humantime::parse_rfc3339(&timed.time).unwrap_or(SystemTime::UNIX_EPOCH), timed.event)
            })
            .collect())
    }
}
