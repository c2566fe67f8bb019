//! [`Plan`]: the runs of a study, with all that is asked of each.

use super::axes::{Ground, Variant, expand};
use super::error::StudyError;
use super::file::{SimulatedCells, StudyFile};
use crate::dataset::simulate::simulate;
use crate::dataset::{DataFile, OpenOptions};
use crate::pipeline::{Pipeline, load};
use crate::run::{
    EvaluationPart, OfStudy, RunError, RunFolder, RunRequest, RunState, WeightFiles, recipe_differences,
    setting_differences, state,
};
use crate::train::{Preset, TrainConfig};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A run of a study.
#[derive(Clone, Debug)]
pub struct PlannedRun {
    /// `RECIPE-sSEED`, which is also the name of its folder.
    pub name: String,
    /// The number of its recipe in [`Plan::recipes`].
    pub recipe: usize,
    /// What is asked of it.
    pub request: RunRequest,
}

impl PlannedRun {
    /// In which way a run that lies in its folder is another one than is planned, in words; none where it is not, or where
    /// there is no run yet. Its images are not looked at.
    ///
    /// # Errors
    /// Where the run's record cannot be understood.
    pub fn misfit(&self) -> Result<Option<String>, RunError> {
        let RunRequest { folder, pipeline, config, .. } = &self.request;
        if !folder.has_run() {
            return Ok(None);
        }
        let record = folder.record()?;
        let mut lines = recipe_differences(&record.pipeline()?, pipeline);
        let asked = TrainConfig {
            // How many threads it had, and where, does not change what it is.
            threads: record.config.threads,
            device: record.config.device.clone(),
            // Whatever came of asking for as many images as the memory holds is what was asked for.
            batch: if config.batch == 0 { record.config.batch } else { config.batch },
            ..config.clone()
        };
        lines.extend(setting_differences(&record.config, &asked));
        Ok(lines.into_iter().next())
    }

    /// True where it is trained, and evaluated on `part`, which is the study's.
    pub fn is_done(&self, part: EvaluationPart) -> bool {
        let folder = &self.request.folder;
        folder.has_run()
            && state(folder).is_ok_and(|state| state == RunState::Done)
            && folder.file(part.report_file()).is_file()
            && folder.file(part.predictions_file()).is_file()
    }
}

/// A study that can be carried out.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What was written.
    pub study: StudyFile,
    /// The study's folder.
    pub out: PathBuf,
    /// The recipes: those that the file names and those that its axes make. The first is the reference.
    pub recipes: Vec<Variant>,
    /// All runs, seed by seed, so that one that is stopped has as many seeds of every recipe.
    pub runs: Vec<PlannedRun>,
}

/// Keys among the settings of training that name files of weights: to begin with, and to compare with.
const WEIGHTS: [&str; 2] = ["start", "baseline"];

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
        let recipes = recipes(&study, beside)?;
        let weights = weights(&study, beside);
        let mut configs = Vec::new();
        for recipe in &recipes {
            configs.push(configuration(&study, &recipe.pipeline, &recipe.settings)?);
        }
        let name_of = |recipe: &Variant, seed: u64| format!("{}-s{seed}", recipe.name);
        let folder_of = |name: &str| RunFolder::new(out.join("runs").join(name));
        let all =
            study.seeds.iter().flat_map(|seed| recipes.iter().map(move |recipe| name_of(recipe, *seed)));
        let together = OfStudy::new(out, all.map(|name| folder_of(&name)));
        let mut runs = Vec::new();
        for &seed in &study.seeds {
            for (number, (recipe, config)) in recipes.iter().zip(&configs).enumerate() {
                let name = name_of(recipe, seed);
                let request = RunRequest {
                    expectation: None,
                    weights: weights.clone(),
                    data: data.clone(),
                    columns: columns.clone(),
                    pipeline: recipe.pipeline.clone(),
                    config: TrainConfig { seed, threads, ..config.clone() },
                    primary_readout: study.readout,
                    folder: folder_of(&name),
                    resume: true,
                    study: Some(together.clone()),
                };
                runs.push(PlannedRun { name, recipe: number, request });
            }
        }
        Ok(Self { study, out: out.to_path_buf(), recipes, runs })
    }

    /// The same study with the run called `name` alone, so that nothing else is looked at; none where there is no such run.
    #[must_use]
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
    /// Where another study is in the folder, its cells were simulated otherwise, or a run of it does not fit the plan.
    pub fn prepare(&self, path: &Path) -> Result<(), StudyError> {
        let kept = self.kept();
        let mut first = self.study.data.simulate;
        if kept.is_file() {
            let there = StudyFile::read(&kept)?;
            if there.name != self.study.name {
                return Err(StudyError::OtherStudy { path: self.out.clone(), there: there.name });
            }
            first = there.data.simulate.or(first);
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
            if self.runs.iter().any(|run| run.request.data == folder) {
                make_cells(&folder, cells, first.unwrap_or(cells))?;
            }
        }
        self.runs.iter().try_for_each(|run| match run.misfit()? {
            Some(difference) => {
                Err(StudyError::OtherRun { run: run.request.folder.path().to_path_buf(), difference })
            }
            None => Ok(()),
        })
    }

    /// The study as it was written before the first run.
    pub fn kept(&self) -> PathBuf {
        self.out.join("study.toml")
    }
}

/// The files of weights that all runs of `study` begin with and are compared with, whose file lies in the folder `beside`.
fn weights(study: &StudyFile, beside: &Path) -> WeightFiles {
    let of = |key: &str| study.train.get(key).and_then(Value::as_str).map(|path| beside.join(path));
    WeightFiles { start: of(WEIGHTS[0]), baseline: of(WEIGHTS[1]) }
}

/// Simulates cells in `folder`, unless they are there: then they must be as `asked`. `first` is what was asked for before the
/// first run, by which cells are known whose settings were not kept beside them.
fn make_cells(folder: &Path, asked: SimulatedCells, first: SimulatedCells) -> Result<(), StudyError> {
    let path = folder.with_file_name("cells-simulated.toml");
    if folder.join("labels.csv").is_file() {
        let kept = std::fs::read_to_string(&path).ok();
        let made = kept.and_then(|text| toml_edit::de::from_str(&text).ok()).unwrap_or(first);
        return match asked.difference(made) {
            Some(difference) => Err(StudyError::OtherCells { path: folder.to_path_buf(), difference }),
            None => Ok(()),
        };
    }
    let text = toml_edit::ser::to_string_pretty(&asked).map_err(std::io::Error::other);
    let failed = |source| StudyError::File { path: path.clone(), what: "written", source };
    text.and_then(|text| crate::job::write_atomic(&path, text.as_bytes())).map_err(failed)?;
    simulate(folder, &asked.options())?;
    Ok(())
}

/// The recipes of `study`, whose file lies in the folder `beside`.
fn recipes(study: &StudyFile, beside: &Path) -> Result<Vec<Variant>, StudyError> {
    let pipeline = |name: &str| -> Result<Pipeline, StudyError> {
        let file = beside.join(name);
        let name = if file.is_file() { file.to_string_lossy().into_owned() } else { name.to_owned() };
        Ok(load(&name).map_err(RunError::from)?.pipeline)
    };
    let base = study.base.as_ref().map(|base| pipeline(&base.pipeline)).transpose()?;
    let named: Vec<Pipeline> =
        study.recipes.iter().map(|recipe| pipeline(&recipe.pipeline)).collect::<Result<_, _>>()?;
    variants_of(study, base.as_ref(), &named)
}

/// The recipes of `study`, with the pipeline of its base and those of the recipes that it names, in their order. The first is
/// the reference. Looks at no file.
///
/// # Errors
/// Which axis or setting cannot be.
pub fn variants_of(
    study: &StudyFile,
    base: Option<&Pipeline>,
    named: &[Pipeline],
) -> Result<Vec<Variant>, StudyError> {
    let usual = configuration(study, base.unwrap_or(&Pipeline::default()), &BTreeMap::new())?;
    let ground = Ground {
        base,
        recipes: named,
        weight_decay: usual.weight_decay,
        method: &usual.objective,
        network: &usual.encoder,
    };
    let recipes = expand(study, &ground).map_err(StudyError::Expand)?;
    let names: Vec<&str> = recipes.iter().map(|recipe| recipe.name.as_str()).collect();
    study.check_expectations(&names).map_err(StudyError::Expand)?;
    Ok(recipes)
}

/// The settings of all runs of a study with `pipeline`; `own` go before those of the study.
fn configuration(
    study: &StudyFile,
    pipeline: &Pipeline,
    own: &BTreeMap<String, String>,
) -> Result<TrainConfig, StudyError> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    let usual = |key: &str| study.train.get(key).map(text);
    let named = |key: &str| own.get(key).cloned().or_else(|| usual(key));
    let preset = match usual("preset").as_deref() {
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
    // What is set for the study's own learning method means nothing to another one.
    let of_usual =
        TrainConfig::chosen(preset, &usual("objective").unwrap_or_else(|| "simclr".into()), &encoder);
    let only_of_usual = |key: &str| {
        let has = |config: &TrainConfig| {
            config.objective_entry().is_ok_and(|e| e.settings.iter().any(|s| s.name == key))
        };
        has(&of_usual) && !has(&config)
    };
    let passed_over: Vec<&String> = study.train.keys().filter(|key| only_of_usual(key)).collect();
    for (key, value) in &study.train {
        let chosen =
            matches!(key.as_str(), "preset" | "objective" | "encoder") || WEIGHTS.contains(&key.as_str());
        if !chosen && !own.contains_key(key) && !passed_over.contains(&key) {
            config.set(key, &text(value)).map_err(wrong)?;
        }
    }
    for (key, value) in own.iter().filter(|(key, _)| !matches!(key.as_str(), "objective" | "encoder")) {
        config.set(key, value).map_err(wrong)?;
    }
    config.check().map_err(wrong)?;
    Ok(config)
}
