//! [`Plan`]: the runs of a study, with all that is asked of each.

use super::error::StudyError;
use super::file::StudyFile;
use crate::dataset::simulate::simulate;
use crate::dataset::{DataFile, OpenOptions};
use crate::pipeline::{Pipeline, load};
use crate::run::{EvaluationPart, RunError, RunFolder, RunRequest, recipe_differences, setting_differences};
use crate::train::{Preset, TrainConfig};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A run of a study.
#[derive(Clone, Debug)]
pub struct PlannedRun {
    /// `RECIPE-sSEED`, which is also the name of its folder.
    pub name: String,
    /// The number of its recipe in the study.
    pub recipe: usize,
    /// What is asked of it.
    pub request: RunRequest,
}

/// A study that can be carried out.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What was written.
    pub study: StudyFile,
    /// The study's folder.
    pub out: PathBuf,
    /// All runs, seed by seed, so that one that is stopped has as many seeds of every recipe.
    pub runs: Vec<PlannedRun>,
}

/// Where the images lie and how they are read: of a data set file what it says, but for what the study says.
fn source(study: &StudyFile, data: PathBuf) -> Result<(PathBuf, OpenOptions), StudyError> {
    let mut options = study.data.options();
    if !DataFile::is_name(&data) {
        return Ok((data, options));
    }
    let file = DataFile::read(&data).map_err(RunError::from)?;
    let told = file.options();
    options.label = options.label.or(told.label);
    options.group = options.group.or(told.group);
    if options.reading.is_default() {
        options.reading = told.reading;
    }
    Ok((file.path, options))
}

impl Plan {
    /// The runs of the study in the file `path`, in the folder `out`. The same study has the same list every time;
    /// seeds or recipes that are added later only add to it. `data` goes before the images that the file names;
    /// `threads` is for each run, 0 for all cores.
    ///
    /// # Errors
    /// Where a recipe or a setting cannot be understood, or no images are named.
    pub fn new(path: &Path, out: &Path, data: Option<&Path>, threads: usize) -> Result<Self, StudyError> {
        let study = StudyFile::read(path)?;
        let beside = path.parent().unwrap_or(Path::new(""));
        let data = match (data, &study.data.path, study.data.simulate) {
            (Some(data), _, _) => data.to_path_buf(),
            (None, Some(path), _) => beside.join(path),
            (None, None, Some(_)) => out.join("cells"),
            (None, None, None) => return Err(StudyError::NoData),
        };
        let (data, columns) = source(&study, data)?;
        let pipelines = study
            .recipes
            .iter()
            .map(|recipe| {
                let file = beside.join(&recipe.pipeline);
                let name = if file.is_file() {
                    file.to_string_lossy().into_owned()
                } else {
                    recipe.pipeline.clone()
                };
                Ok(load(&name).map_err(RunError::from)?.pipeline)
            })
            .collect::<Result<Vec<Pipeline>, StudyError>>()?;
        let mut runs = Vec::new();
        for &seed in &study.seeds {
            for (recipe, pipeline) in pipelines.iter().enumerate() {
                let name = format!("{}-s{seed}", study.recipes[recipe].name);
                let config = TrainConfig { seed, threads, ..configuration(&study, pipeline)? };
                let request = RunRequest {
                    expectation: None,
                    data: data.clone(),
                    columns: columns.clone(),
                    pipeline: pipeline.clone(),
                    config,
                    primary_readout: study.readout,
                    folder: RunFolder::new(out.join("runs").join(&name)),
                    resume: true,
                };
                runs.push(PlannedRun { name, recipe, request });
            }
        }
        Ok(Self { study, out: out.to_path_buf(), runs })
    }

    /// The same study with the run called `name` alone, so that nothing else is looked at; none where there is no such run.
    pub fn with_only(mut self, name: &str) -> Self {
        self.runs.retain(|run| run.name == name);
        self
    }

    /// The images that count.
    pub fn part(&self) -> EvaluationPart {
        match self.study.on {
            super::StudyPart::Choose => EvaluationPart::Choose,
            super::StudyPart::Folds => EvaluationPart::Folds,
        }
    }

    /// Makes what the first run needs: the folder with the study as written, and simulated cells where it asks for them.
    ///
    /// # Errors
    /// Where another study is in the folder, or a run of it does not fit the plan.
    pub fn prepare(&self, path: &Path) -> Result<(), StudyError> {
        let kept = self.kept();
        if kept.is_file() {
            let there = StudyFile::read(&kept)?.name;
            if there != self.study.name {
                return Err(StudyError::OtherStudy { path: self.out.clone(), there });
            }
        } else {
            let file = |path: &Path, what| {
                let path = path.to_path_buf();
                move |source| StudyError::File { path, what, source }
            };
            std::fs::create_dir_all(&self.out).map_err(file(&self.out, "written"))?;
            let text = std::fs::read(path).map_err(file(path, "read"))?;
            crate::job::write_atomic(&kept, &text).map_err(file(&kept, "written"))?;
        }
        if let Some(cells) = self.study.data.simulate {
            let folder = self.out.join("cells");
            let wanted = self.runs.iter().any(|run| run.request.data == folder);
            if wanted && !folder.join("labels.csv").is_file() {
                simulate(&folder, &cells.options())?;
            }
        }
        self.runs.iter().try_for_each(fits)
    }

    /// The study as it was written before the first run.
    pub fn kept(&self) -> PathBuf {
        self.out.join("study.toml")
    }
}

/// That the run in the planned folder, if there is one, is the planned run.
fn fits(run: &PlannedRun) -> Result<(), StudyError> {
    let RunRequest { folder, pipeline, config, .. } = &run.request;
    if !folder.has_run() {
        return Ok(());
    }
    let record = folder.record()?;
    let mut lines = recipe_differences(&record.pipeline()?, pipeline);
    // How many threads it had, and where, does not change what it is.
    let asked = TrainConfig {
        threads: record.config.threads,
        device: record.config.device.clone(),
        ..config.clone()
    };
    lines.extend(setting_differences(&record.config, &asked));
    match lines.into_iter().next() {
        Some(difference) => Err(StudyError::OtherRun { run: folder.path().to_path_buf(), difference }),
        None => Ok(()),
    }
}

/// The settings of all runs of a study with `pipeline`.
fn configuration(study: &StudyFile, pipeline: &Pipeline) -> Result<TrainConfig, StudyError> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    let named = |key: &str| study.train.get(key).map(text);
    let preset = match named("preset").as_deref() {
        None | Some("quick") => Preset::Quick,
        Some("standard") => Preset::Standard,
        Some("paper") => Preset::Paper,
        Some(other) => {
            return Err(StudyError::Setting(format!("preset {other:?}: it is quick, standard or paper")));
        }
    };
    let objective = named("objective").unwrap_or_else(|| "simclr".into());
    let encoder = named("encoder").unwrap_or_else(|| "convnet".into());
    let mut config = TrainConfig::chosen(preset, &objective, &encoder);
    if let Some(size) = pipeline.input.size {
        config.size = size;
    }
    let wrong = |error: crate::train::ConfigError| StudyError::Setting(error.to_string());
    if study.train.contains_key("seed") {
        return Err(StudyError::Setting("seeds stand in the list seeds = [..] above".into()));
    }
    for (key, value) in study.train.iter().filter(|(key, _)| *key != "preset") {
        config.set(key, &text(value)).map_err(wrong)?;
    }
    config.check().map_err(wrong)?;
    Ok(config)
}
