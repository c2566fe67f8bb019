//! [`Material`]: what a run works on: the opened data set, its parts, and its views.

use super::{RunError, RunRecord};
use crate::dataset::{Dataset, IntensityWindow, OpenOptions, Part, Parts, fingerprint};
use crate::evaluate::{Named, PartSize, Split};
use crate::job::{Stop, available_memory};
use crate::pipeline::{Pipeline, Views};
use crate::train::{
    DataShape, Estimate, PretrainData, TrainConfig, TrainError, estimate, fit_batch, learnt_from,
};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;

/// Data set, parts and views of a run.
#[derive(Debug)]
pub struct Material {
    /// The data set.
    pub dataset: Dataset,
    /// Which image is in which part.
    pub parts: Parts,
    /// What makes views of its images.
    pub views: Views,
    /// The pipeline with the size of the images' pixels, where its lengths are in micrometres.
    pub pipeline: Pipeline,
}

impl Material {
    /// Opens `data` for `pipeline`; the window is fitted on the training part.
    ///
    /// # Errors
    /// Where the data set cannot be opened, or has fewer than two classes.
    pub fn open(
        data: &Path,
        options: &OpenOptions,
        pipeline: &Pipeline,
        size: usize,
        seed: u64,
    ) -> Result<Self, RunError> {
        let dataset = Dataset::open(data, options)?;
        dataset.require_classes()?;
        dataset.require_one_pixel_size()?;
        let parts = Parts::split(&dataset);
        let window = IntensityWindow::fit(&dataset, &parts.items(Part::Train), &pipeline.input.window)?;
        let pipeline = pipeline.for_pixels_of(&dataset)?.into_owned();
        let views = Views::new(&pipeline, size, window, seed);
        Ok(Self { dataset, parts, views, pipeline })
    }

    /// Opens the data of a run that was recorded: where it was begun, or, since a run may have come from another computer,
    /// those in `given`.
    ///
    /// # Errors
    /// [`RunError::OtherData`] or [`RunError::NotItsData`] where the data set is another one than then,
    /// [`RunError::DataNowhere`] where there is none in either place.
    pub fn of_run(record: &RunRecord, given: Option<&Path>) -> Result<Self, RunError> {
        let recorded = &record.data.path;
        let options = record.data.options();
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let given = given.map(absolute).filter(|given| given != recorded);
        let own = given.as_ref().map(|given| Dataset::open(given, &options));
        // What was given goes first; only where nothing is there the place of then is looked at.
        let (dataset, given) = match (own, given) {
            (Some(Ok(dataset)), given) => (dataset, given),
            (Some(Err(error)), Some(given)) if error.is_missing() => {
                let recorded = Dataset::open(recorded, &options);
                let nowhere = |_| RunError::DataNowhere {
                    given,
                    recorded: record.data.path.clone(),
                    why: error.to_string(),
                };
                (recorded.map_err(nowhere)?, None)
            }
            (Some(Err(error)), _) => return Err(error.into()),
            (None, _) => (Dataset::open(recorded, &options)?, None),
        };
        if fingerprint(&dataset) != record.data.fingerprint {
            let recorded = recorded.clone();
            return Err(match given {
                Some(given) => RunError::NotItsData { given, recorded },
                None => RunError::OtherData(recorded),
            });
        }
        let parts = Parts::split(&dataset);
        let pipeline = record.pipeline()?;
        let views = Views::new(&pipeline, record.config.size, record.window.clone(), record.config.seed);
        Ok(Self { dataset, parts, views, pipeline })
    }

    /// The images that the configured learning method learns from.
    ///
    /// # Errors
    /// Where there is no such learning method.
    pub fn learnt_from(&self, config: &TrainConfig) -> Result<Cow<'_, [usize]>, TrainError> {
        Ok(learnt_from(config, &self.dataset, self.parts.pretraining_items())?)
    }

    /// What a model of that configuration needs to know of the data.
    ///
    /// # Errors
    /// Where there is no such learning method.
    pub fn shape(&self, config: &TrainConfig) -> Result<DataShape, TrainError> {
        Ok(DataShape::new(&self.dataset, self.learnt_from(config)?.len()))
    }

    /// How long a training with `config` would take here: see [`crate::train::estimate`]. Nothing is written.
    ///
    /// # Errors
    /// Where a batch does not fit into memory, or a picture cannot be read.
    pub fn estimate(&self, config: &TrainConfig, stop: &Stop) -> Result<Estimate, RunError> {
        let Self { dataset, parts, views, .. } = self;
        let items = self.learnt_from(config)?;
        let available = if config.open_device()?.is_cpu() { available_memory() } else { None };
        let config = fit_batch(config, dataset.channels.len(), items.len(), available)?;
        let looked_at = parts.items(Part::Train).len() + parts.items(Part::Choose).len();
        Ok(estimate(&config, PretrainData { dataset, items: &items, views }, looked_at, stop)?)
    }

    /// The class of each of `items`, which must be labelled.
    pub fn labels(&self, items: &[usize]) -> Vec<usize> {
        items.iter().filter_map(|&i| self.dataset.items[i].class).collect()
    }

    /// A number for the group of each of `items`; an image without a group has one of its own.
    pub fn groups(&self, items: &[usize]) -> Vec<usize> {
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let all: Vec<usize> = self
            .dataset
            .items
            .iter()
            .enumerate()
            .map(|(place, item)| match &item.group {
                Some(group) => *numbers.entry(group).or_insert(place),
                None => place,
            })
            .collect();
        items.iter().map(|&i| all[i]).collect()
    }

    /// Images and groups of every part, for the report.
    pub fn split(&self) -> Split {
        let mut parts = Named::default();
        for (part, name) in [(Part::Train, "train"), (Part::Choose, "choose"), (Part::Report, "report")] {
            let items = self.parts.items(part);
            if !items.is_empty() {
                let groups: BTreeSet<usize> = self.groups(&items).into_iter().collect();
                parts.0.push((name.to_string(), PartSize { images: items.len(), groups: groups.len() }));
            }
        }
        Split { group_column: self.dataset.group_column.clone(), parts }
    }

    /// What the user should know before training: about the data set, its split, and steps that
    /// have no meaning for its channels.
    pub fn warnings(&self, pipeline: &Pipeline) -> Vec<String> {
        let mut warnings = self.dataset.warnings.clone();
        if let Some(first) = self.dataset.left_out.first() {
            let n = self.dataset.left_out.len();
            warnings.push(format!("{n} files are left out; the first: {}: {}", first.path, first.why));
        }
        warnings.extend(self.parts.notes.iter().cloned());
        warnings.extend(pipeline.channel_warnings(self.dataset.channels.len()));
        warnings
    }
}
