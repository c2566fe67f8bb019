//! [`StudyFile`]: what a study is to find out, as written before its first run.

use super::axes::StudySweep;
use super::error::StudyError;
use crate::dataset::simulate::{Difficulty, SimulateOptions};
use crate::dataset::{OpenOptions, Reading};
use crate::evaluate::ReadoutKind;
use crate::evaluate::difference::Weighting;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The newest format of the file.
const FORMAT: u32 = 1;

/// A study: recipes on the same images, with the same seeds, and what is expected of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyFile {
    /// Version of the format.
    pub format: u32,
    /// Its name, a line.
    pub name: String,
    /// What it is to find out.
    #[serde(default)]
    pub question: String,
    /// The read-out that counts.
    pub readout: ReadoutKind,
    /// The images that count.
    #[serde(default)]
    pub on: StudyPart,
    /// What counts the same in averages.
    #[serde(default)]
    pub weighting: Weighting,
    /// Seeds; every recipe is trained with each.
    pub seeds: Vec<u64>,
    /// The images.
    #[serde(default)]
    pub data: StudyData,
    /// Settings of all trainings: `preset`, and any setting of a run.
    #[serde(default)]
    pub train: BTreeMap<String, serde_json::Value>,
    /// What the axes below change one thing of; it is the reference then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<StudyBase>,
    /// Parameters or strengths at several levels.
    #[serde(default, rename = "sweep", skip_serializing_if = "Vec::is_empty")]
    pub sweeps: Vec<StudySweep>,
    /// The base without each of its steps.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub leave_one_out: bool,
    /// Each step of the base alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub one_step_only: bool,
    /// The base with each two neighbours among its steps swapped.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub swap_neighbours: bool,
    /// The base with other weight decays: whether a transform only does what regularisation does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weight_decay: Vec<f64>,
    /// Learning methods; every recipe is trained with each. None means the one under `[train]`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objectives: Vec<String>,
    /// Networks; every recipe is trained with each. None means the one under `[train]`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub encoders: Vec<String>,
    /// Labels a class of the probes with few labels that are told of. None means all that there are; a run has them all
    /// anyway.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub label_budgets: Vec<usize>,
    /// Whether the base is also held against no augmentation and a recipe off the shelf; so it is where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baselines: Option<bool>,
    /// Recipes by name. Without a base the first is the reference.
    #[serde(default, rename = "recipe", skip_serializing_if = "Vec::is_empty")]
    pub recipes: Vec<StudyRecipe>,
    /// What is expected.
    #[serde(default, rename = "expect")]
    pub expectations: Vec<Expectation>,
}

/// The images that count in a study.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StudyPart {
    /// The part for choosing.
    #[default]
    Choose,
    /// All images outside the sealed part, out of fold.
    Folds,
}

/// The images of a study.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyData {
    /// The data set, from the folder of the study's file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<PathBuf>,
    /// Column of the classes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Column of the groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// How the files are read.
    #[serde(default, skip_serializing_if = "Reading::is_default")]
    pub reading: Reading,
    /// Simulated cells, made in the study's folder, in place of a data set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub simulate: Option<SimulatedCells>,
}

impl StudyData {
    /// Columns and reading.
    pub fn options(&self) -> OpenOptions {
        OpenOptions { label: self.label.clone(), group: self.group.clone(), reading: self.reading.clone() }
    }
}

/// Which cells are simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SimulatedCells {
    /// Cells of each class.
    pub per_class: usize,
    /// Side of a picture in pixels.
    pub size: usize,
    /// Seed of the cells.
    #[serde(default)]
    pub seed: u64,
    /// How hard the classes are to tell apart.
    #[serde(default)]
    pub difficulty: Difficulty,
}

impl SimulatedCells {
    /// What is asked for otherwise than in `made`, in words; none where nothing is.
    pub(super) fn difference(self, made: Self) -> Option<String> {
        let words = |what: &str, new: String, old: String| {
            (new != old).then(|| format!("{what} {new} instead of {old}"))
        };
        words("per_class", self.per_class.to_string(), made.per_class.to_string())
            .or_else(|| words("size", self.size.to_string(), made.size.to_string()))
            .or_else(|| words("seed", self.seed.to_string(), made.seed.to_string()))
            .or_else(|| {
                words(
                    "difficulty",
                    format!("{:?}", self.difficulty).to_lowercase(),
                    format!("{:?}", made.difficulty).to_lowercase(),
                )
            })
    }

    /// The same as asked of the simulation.
    pub fn options(self) -> SimulateOptions {
        let Self { per_class, size, seed, difficulty } = self;
        SimulateOptions { per_class, size, seed, difficulty }
    }
}

/// What the axes of a study change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyBase {
    /// A pipeline file, from the folder of the study's file, or the name of a preset.
    pub pipeline: String,
}

/// A recipe of a study.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyRecipe {
    /// Its name in this study; runs are called by it.
    pub name: String,
    /// A pipeline file, from the folder of the study's file, or the name of a preset.
    pub pipeline: String,
}

/// What a recipe is expected to do, against the reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// Name of the recipe.
    pub recipe: String,
    /// The class whose recall is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Two classes: how well these are told apart when they are all there is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pair: Option<[String; 2]>,
    /// The average over all classes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub average: bool,
    /// What is expected of it.
    pub outcome: Expected,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// What may be expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expected {
    /// Fewer images are recognised.
    Falls,
    /// More are.
    Rises,
    /// The difference is below 3 points.
    Stays,
}

/// What an expectation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject<'a> {
    /// Recall of a class.
    Class(&'a str),
    /// Two classes, told apart when they are all there is.
    Pair(&'a [String; 2]),
    /// The average.
    Average,
}

impl Expectation {
    /// What it is about; `None` where it names not exactly one thing.
    pub fn subject(&self) -> Option<Subject<'_>> {
        match (&self.class, &self.pair, self.average) {
            (Some(class), None, false) => Some(Subject::Class(class)),
            (None, Some(pair), false) => Some(Subject::Pair(pair)),
            (None, None, true) => Some(Subject::Average),
            _ => None,
        }
    }
}

impl StudyFile {
    /// A study without recipes and images yet.
    pub fn new(name: &str, readout: ReadoutKind, seeds: Vec<u64>) -> Self {
        Self {
            format: FORMAT,
            name: name.into(),
            question: String::new(),
            readout,
            on: StudyPart::default(),
            weighting: Weighting::default(),
            seeds,
            data: StudyData::default(),
            train: BTreeMap::new(),
            base: None,
            sweeps: Vec::new(),
            leave_one_out: false,
            one_step_only: false,
            swap_neighbours: false,
            weight_decay: Vec::new(),
            objectives: Vec::new(),
            encoders: Vec::new(),
            label_budgets: Vec::new(),
            baselines: None,
            recipes: Vec::new(),
            expectations: Vec::new(),
        }
    }

    /// Reads the file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(path: &Path) -> Result<Self, StudyError> {
        let text = std::fs::read_to_string(path).map_err(|source| StudyError::File {
            path: path.to_path_buf(),
            what: "read",
            source,
        })?;
        Self::parse(&text).map_err(|why| StudyError::BadFile { path: path.to_path_buf(), why })
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let study: Self = toml_edit::de::from_str(text).map_err(|error| error.to_string())?;
        study.check()?;
        Ok(study)
    }

    /// The text of a file that reads as this study.
    ///
    /// # Errors
    /// What is wrong with it, or cannot be written.
    pub fn to_toml(&self) -> Result<String, String> {
        self.check()?;
        toml_edit::ser::to_string_pretty(self).map_err(|error| error.to_string())
    }

    fn check(&self) -> Result<(), String> {
        if self.format > FORMAT {
            return Err(format!("it has format {}, newer than this program knows ({FORMAT})", self.format));
        }
        if self.seeds.is_empty() {
            return Err("it names no seed: write seeds = [0, 1, 2]".into());
        }
        if self.seeds.iter().collect::<BTreeSet<_>>().len() < self.seeds.len() {
            return Err("a seed stands in it twice".into());
        }
        if self.base.is_none() && !self.has_axes() && self.recipes.len() < 2 {
            return Err("it has fewer than two recipes, so there is nothing to compare".into());
        }
        for (place, recipe) in self.recipes.iter().enumerate() {
            let plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
            if recipe.name.is_empty() || recipe.name.starts_with('.') || !recipe.name.chars().all(plain) {
                let name = &recipe.name;
                return Err(format!(
                    "the recipe's name {name:?} is to be the name of a folder: use letters, digits, -, _ and ."
                ));
            }
            if self.recipes.iter().take(place).any(|other| other.name == recipe.name) {
                return Err(format!("two recipes are called {:?}", recipe.name));
            }
        }
        if let Some(budget) =
            self.label_budgets.iter().find(|budget| !budgets().any(|known| known == **budget))
        {
            let known = budgets().map(|budget| budget.to_string()).collect::<Vec<_>>().join(", ");
            return Err(format!(
                "label_budgets: there is no probe with {budget} labels a class; there are {known}"
            ));
        }
        if self.base.is_none() && !self.has_axes() {
            let names: Vec<&str> = self.recipes.iter().map(|recipe| recipe.name.as_str()).collect();
            self.check_expectations(&names)?;
        }
        Ok(())
    }

    /// Refuses what is expected of none of the recipes called `names`, of which the first is the reference.
    pub(super) fn check_expectations(&self, names: &[&str]) -> Result<(), String> {
        for expectation in &self.expectations {
            let name = &expectation.recipe;
            match names.iter().position(|known| known == name) {
                None => {
                    return Err(format!(
                        "something is expected of {name:?}, which is no recipe of the study"
                    ));
                }
                Some(0) => {
                    return Err(format!(
                        "something is expected of {name:?}, but that is the reference (the first recipe)"
                    ));
                }
                Some(_) => {}
            }
            if expectation.subject().is_none() {
                return Err(format!(
                    "an expectation of {name:?} must name one of: class = \"..\", pair = [\"..\", \"..\"], average = true"
                ));
            }
        }
        Ok(())
    }

    /// True where the file names anything that is changed about a base.
    pub(super) fn has_axes(&self) -> bool {
        !self.sweeps.is_empty()
            || !self.weight_decay.is_empty()
            || self.leave_one_out
            || self.one_step_only
            || self.swap_neighbours
    }

    /// True where a read-out is told of: all are but those with other numbers of labels than were asked for.
    pub fn tells_of(&self, kind: ReadoutKind) -> bool {
        let asked = |budget| self.label_budgets.is_empty() || self.label_budgets.contains(&budget);
        kind == self.readout || kind.label_budget().is_none_or(asked)
    }
}

/// The numbers of labels a class for which there are probes.
fn budgets() -> impl Iterator<Item = usize> {
    ReadoutKind::ALL.into_iter().filter_map(ReadoutKind::label_budget)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"
format = 1
name = "small"
readout = "knn_projector"
seeds = [0, 1]
[train]
preset = "quick"
epochs = 2
[[recipe]]
name = "plain"
pipeline = "nuisance-only"
[[recipe]]
name = "turned"
pipeline = "any-orientation"
[[expect]]
recipe = "turned"
pair = ["elongated_x", "elongated_y"]
outcome = "falls"
"#;

    #[test]
    fn a_file_is_read_and_what_is_wrong_is_said() {
        let study = StudyFile::parse(SMALL).unwrap();
        assert_eq!((study.seeds.len(), study.recipes.len(), study.on), (2, 2, StudyPart::Choose));
        assert!(matches!(study.expectations[0].subject(), Some(Subject::Pair(_))));
        for (from, to, words) in [
            ("seeds = [0, 1]", "seeds = []", "no seed"),
            ("seeds = [0, 1]", "seeds = [1, 1]", "twice"),
            ("format = 1", "format = 2", "newer"),
            ("name = \"turned\"", "name = \"plain\"", "two recipes are called"),
            ("name = \"turned\"", "name = \"a/b\"", "name of a folder"),
            ("recipe = \"turned\"", "recipe = \"plain\"", "the reference"),
            ("recipe = \"turned\"", "recipe = \"other\"", "no recipe"),
            ("pair = [\"elongated_x\", \"elongated_y\"]", "", "must name one of"),
            ("outcome = \"falls\"", "outcome = \"explodes\"", "explodes"),
            ("seeds = [0, 1]", "seeds = [0, 1]\nsede = 3", "sede"),
        ] {
            assert!(SMALL.contains(from), "{from}");
            let found = StudyFile::parse(&SMALL.replacen(from, to, 1)).unwrap_err();
            assert!(found.contains(words), "{to}: {found}");
        }
    }

    #[test]
    fn the_studies_that_come_with_the_program_are_read() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("studies");
        let mut count = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path().join("study.toml");
            if path.is_file() {
                let study = StudyFile::read(&path).unwrap();
                assert!(!study.expectations.is_empty() && study.seeds.len() >= 3, "{}", path.display());
                count += 1;
            }
        }
        assert!(count >= 4, "{count}");
    }
}
