//! [`Project`]: everything that a user chose, as it is saved in one file.

use super::studies::StudyDraft;
use augscope::dataset::{OpenOptions, Reading};
use augscope::evaluate::sorting::Sorted;
use augscope::evaluate::{ReadoutKind, Report};
use augscope::image::Display;
use augscope::job::write_atomic;
use augscope::objective::{Entry, OBJECTIVES};
use augscope::pipeline::{Pipeline, PipelineFile};
use augscope::run::DataRecord;
use augscope::run::study::Expected;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The name of a project's file inside its folder.
pub const FILE: &str = "project.toml";
/// The state before this session's first change.
pub const BACKUP: &str = "project.toml.backup";

/// What a user chose: data, recipes, training, results.
#[derive(Clone, Debug)]
pub struct Project {
    /// Its name.
    pub name: String,
    /// The images.
    pub data: Option<DataSource>,
    /// Colours and contrast of the channels; `None` until something was changed by hand.
    pub display: Option<Display>,
    /// The recipes.
    pub recipes: Vec<Recipe>,
    /// Which recipe is on the screen: a place in `recipes`.
    pub active: usize,
    /// What the next training will be.
    pub training: Training,
    /// What is expected of it.
    pub expectations: Expectations,
    /// What the Results room shows.
    pub results: ResultsChoice,
    /// How random versions were sorted blindly, newest last.
    pub sortings: Vec<BlindSorting>,
    /// The study that is being put together.
    pub study: StudyDraft,
}

/// How an expert sorted random versions without knowing their class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlindSorting {
    /// The recipe, by what its pictures depend on.
    pub recipe: String,
    /// Its name then.
    pub name: String,
    /// The images.
    pub data: PathBuf,
    /// Her answers.
    pub sorted: Sorted,
}

/// Where the images come from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DataSource {
    /// A folder or a table.
    pub path: PathBuf,
    /// The column that holds the class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The column that holds the group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// How the files are read.
    #[serde(default, skip_serializing_if = "Reading::is_default")]
    pub reading: Reading,
}

impl DataSource {
    /// A data set whose files are read as they are.
    pub fn new(path: impl Into<PathBuf>, label: Option<&str>, group: Option<&str>) -> Self {
        let OpenOptions { label, group, reading } = OpenOptions::columns(label, group);
        Self { path: path.into(), label, group, reading }
    }

    /// The data set of a run.
    pub fn of_run(data: &DataRecord) -> Self {
        let OpenOptions { label, group, reading } = data.options();
        Self { path: data.path.clone(), label, group, reading }
    }

    /// Columns and reading.
    pub fn options(&self) -> OpenOptions {
        OpenOptions { label: self.label.clone(), group: self.group.clone(), reading: self.reading.clone() }
    }
}

/// A recipe with the text it was read from, so that its comments survive.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// Tells recipes apart while the program runs.
    pub id: u64,
    /// The recipe.
    pub file: PipelineFile,
}

/// What the next training will be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Training {
    /// The learning method.
    pub method: String,
    /// The network.
    pub encoder: String,
    /// How much effort.
    pub effort: Effort,
    /// The seed.
    pub seed: u64,
    /// What differs from the preset, by the names and in the words of the command line's `--set`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, String>,
    /// The path, as it was typed, of weights to begin with; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub start: String,
    /// The same of an encoder to compare with.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub baseline: String,
    /// Whether curves are written for TensorBoard as well, while it trains.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tensorboard: bool,
}

impl Training {
    /// The same by another learning method. Settings that it does not have, or not with such a value, are dropped.
    #[must_use]
    pub fn by(&self, method: &Entry) -> Self {
        let fits = |(name, value): &(&String, &String)| {
            let own =
                OBJECTIVES.iter().flat_map(|entry| entry.settings).any(|setting| setting.name == **name);
            let there = method.settings.iter().find(|setting| setting.name == **name);
            // What no method has belongs to all trainings.
            !own || there.is_some_and(|s| value.parse().is_ok_and(|value| s.check(value).is_ok()))
        };
        let settings = self.settings.iter().filter(fits).map(|(k, v)| (k.clone(), v.clone())).collect();
        Self { method: method.name.into(), settings, ..self.clone() }
    }

    /// The same with a setting of that name; `None` goes back to the preset.
    #[must_use]
    pub fn with(&self, name: &str, value: Option<String>) -> Self {
        let mut new = self.clone();
        match value {
            Some(value) => new.settings.insert(name.into(), value),
            None => new.settings.remove(name),
        };
        new
    }
}

/// What is expected of the classes by the next training.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expectations {
    /// The recipe that it will be compared with, by its name.
    #[serde(default)]
    pub against: String,
    /// What is expected, by class.
    #[serde(default)]
    pub classes: BTreeMap<String, Expected>,
}

/// How much effort a training takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effort {
    /// Minutes.
    #[default]
    Quick,
    /// Enough for a comparison.
    Standard,
    /// As long as the papers train.
    Paper,
}

impl Effort {
    /// Its word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Standard => "standard",
            Self::Paper => "paper",
        }
    }
}

/// How the classes of a chart are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// By name.
    #[default]
    Name,
    /// By the value of the first ticked run, lowest first.
    Value,
    /// By the difference between the last and the first ticked run, largest loss first.
    Difference,
}

/// What the Results room shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultsChoice {
    /// Names of the runs whose bars are drawn.
    #[serde(default)]
    pub ticked: Vec<String>,
    /// The read-out, by its name in a report.
    #[serde(default)]
    pub readout: String,
    /// The order of the classes.
    #[serde(default)]
    pub sort: Sort,
    /// The chart, by its word; the first one where no chart is called so.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub chart: String,
    /// True where accuracy on the sealed part is shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sealed: bool,
    /// Folders of runs that lie elsewhere and were opened here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub linked: Vec<PathBuf>,
}

impl ResultsChoice {
    /// The read-out that is shown of `report`: the chosen one, else the one declared before the run.
    pub fn kind(&self, report: &Report) -> ReadoutKind {
        self.kind_or(report.primary_readout)
    }

    /// The same by the read-out that was declared before the run.
    pub fn kind_or(&self, declared: ReadoutKind) -> ReadoutKind {
        ReadoutKind::ALL.into_iter().find(|kind| kind.name() == self.readout).unwrap_or(declared)
    }
}

impl Default for Training {
    fn default() -> Self {
        Self {
            method: "simclr".into(),
            encoder: "convnet".into(),
            effort: Effort::Quick,
            seed: 0,
            settings: BTreeMap::new(),
            start: String::new(),
            baseline: String::new(),
            tensorboard: false,
        }
    }
}

impl Default for Project {
    fn default() -> Self {
        let pipeline = Pipeline { name: "my recipe".into(), ..Pipeline::default() };
        Self {
            name: "Untitled".into(),
            data: None,
            display: None,
            recipes: vec![Recipe { id: 0, file: PipelineFile::new(pipeline) }],
            active: 0,
            training: Training::default(),
            expectations: Expectations::default(),
            results: ResultsChoice::default(),
            sortings: Vec::new(),
            study: StudyDraft::default(),
        }
    }
}

/// The file's shape. Recipes are kept as their own texts.
#[derive(Serialize, Deserialize)]
struct Saved {
    format: u32,
    name: String,
    #[serde(default)]
    active: usize,
    #[serde(default)]
    recipes: Vec<String>,
    #[serde(default)]
    training: Training,
    #[serde(default)]
    expectations: Expectations,
    #[serde(default)]
    results: ResultsChoice,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sortings: Vec<BlindSorting>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    data: Option<DataSource>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    display: Option<Display>,
    #[serde(default, skip_serializing_if = "is_first")]
    study: StudyDraft,
}

/// True of a draft in which nothing was chosen yet.
fn is_first(draft: &StudyDraft) -> bool {
    *draft == StudyDraft::default()
}

/// Why a project could not be opened or saved.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// The file system refused.
    #[error("the project {path} could not be {what}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// "read" or "saved".
        what: &'static str,
        /// What it answered.
        source: std::io::Error,
    },
    /// The text is no project.
    #[error("the project {path} cannot be understood: {why}")]
    Bad {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
}

impl Project {
    /// The recipe on the screen.
    pub fn recipe(&self) -> &Pipeline {
        &self.recipes[self.active.min(self.recipes.len() - 1)].file.pipeline
    }

    /// The project as text.
    ///
    /// # Errors
    /// Where a value cannot be written as TOML.
    pub fn to_toml(&self) -> Result<String, String> {
        let saved = Saved {
            format: 1,
            name: self.name.clone(),
            active: self.active,
            recipes: self.recipes.iter().map(|recipe| recipe.file.to_toml()).collect(),
            training: self.training.clone(),
            expectations: self.expectations.clone(),
            results: self.results.clone(),
            sortings: self.sortings.clone(),
            data: self.data.clone(),
            display: self.display.clone(),
            study: self.study.clone(),
        };
        toml_edit::ser::to_string_pretty(&saved).map_err(|error| error.to_string())
    }

    /// Reads a project out of text.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let saved: Saved = toml_edit::de::from_str(text).map_err(|error| error.to_string())?;
        if saved.format > 1 {
            return Err(format!("it has format {}, newer than this program knows (1)", saved.format));
        }
        let mut recipes = Vec::new();
        for (text, id) in saved.recipes.iter().zip(0..) {
            let file = PipelineFile::parse(text).map_err(|e| format!("recipe {}: {e}", id + 1))?;
            recipes.push(Recipe { id, file });
        }
        if recipes.is_empty() {
            recipes = Self::default().recipes;
        }
        Ok(Self {
            name: saved.name,
            data: saved.data,
            display: saved.display,
            active: saved.active.min(recipes.len() - 1),
            recipes,
            training: saved.training,
            expectations: saved.expectations,
            results: saved.results,
            sortings: saved.sortings,
            study: saved.study,
        })
    }

    /// Reads the project in `folder`. Where its file is damaged, the backup beside it is read, and the
    /// second value says so.
    ///
    /// # Errors
    /// Where neither can be read.
    pub fn open(folder: &Path) -> Result<(Self, Option<String>), ProjectError> {
        let first = Self::read(&folder.join(FILE));
        match first {
            Ok(project) => Ok((project, None)),
            Err(error) => match Self::read(&folder.join(BACKUP)) {
                Ok(project) => Ok((project, Some(format!("{error}; its backup was opened instead")))),
                Err(_) => Err(error),
            },
        }
    }

    fn read(path: &Path) -> Result<Self, ProjectError> {
        let text = std::fs::read_to_string(path).map_err(|source| ProjectError::File {
            path: path.to_path_buf(),
            what: "read",
            source,
        })?;
        Self::parse(&text).map_err(|why| ProjectError::Bad { path: path.to_path_buf(), why })
    }

    /// Saves the project in `folder`, whole or not at all.
    ///
    /// # Errors
    /// What the file system answers.
    pub fn save(text: &str, folder: &Path) -> Result<(), ProjectError> {
        let path = folder.join(FILE);
        std::fs::create_dir_all(folder)
            .and_then(|()| write_atomic(&path, text.as_bytes()))
            .map_err(|source| ProjectError::File { path, what: "saved", source })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_project_survives_saving_and_a_damaged_file_its_backup() {
        let folder = tempfile::tempdir().unwrap();
        let mut project = Project { name: "Blüten \"1\"".into(), ..Project::default() };
        project.recipes.push(Recipe { id: 1, file: augscope::pipeline::load("simclr").unwrap() });
        project.active = 1;
        // A project of before has no further settings of the training.
        assert!(!project.to_toml().unwrap().contains("settings"));
        let method = OBJECTIVES.iter().find(|entry| entry.name == "byol").unwrap();
        project.training = project.training.with("epochs", Some("7".into())).by(method);
        project.training = project.training.with("tau", Some("0.9".into()));
        project.data = Some(DataSource::new("cells", None, Some("well")));
        Project::save(&project.to_toml().unwrap(), folder.path()).unwrap();
        let (read, note) = Project::open(folder.path()).unwrap();
        assert_eq!((read.to_toml(), note), (project.to_toml(), None));
        assert_eq!(read.recipe().name, "simclr");

        std::fs::copy(folder.path().join(FILE), folder.path().join(BACKUP)).unwrap();
        std::fs::write(folder.path().join(FILE), "format = 1\nname = ").unwrap();
        let (read, note) = Project::open(folder.path()).unwrap();
        assert_eq!(read.to_toml(), project.to_toml());
        assert!(note.unwrap().contains("its backup was opened"));
    }

    #[test]
    fn settings_that_another_method_does_not_have_are_dropped() {
        let method = |name: &str| *OBJECTIVES.iter().find(|entry| entry.name == name).unwrap();
        let mut training = Training::default();
        for (name, value) in [("epochs", "7"), ("batch", "auto"), ("temperature", "0.5"), ("dim", "64")] {
            training = training.with(name, Some(value.into()));
        }
        let names = |training: &Training| training.settings.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&training.by(method("moco"))), ["batch", "dim", "epochs", "temperature"]);
        assert_eq!(names(&training.by(method("byol"))), ["batch", "dim", "epochs"]);
        let vicreg = training.by(method("vicreg"));
        assert_eq!((names(&vicreg), vicreg.method), (vec!["batch".into(), "epochs".into()], "vicreg".into()));
        assert_eq!(names(&training.with("dim", None)), ["batch", "epochs", "temperature"]);
    }
}
