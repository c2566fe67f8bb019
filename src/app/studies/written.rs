//! [`StudyInput`]: a draft with what it is about, turned into the files of a study.

use super::draft::{StudyDraft, levels_of};
use crate::app::project::{DataSource, Project, Training};
use augscope::evaluate::ReadoutKind;
use augscope::pipeline::{Pipeline, PipelineFile};
use augscope::run::engine::slurm::PROFILES;
use augscope::run::study::{
    StudyBase, StudyData, StudyError, StudyFile, StudyRecipe, StudySweep, Variant, variants_of,
};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The folder inside a study's in which its file and its recipes lie as they were asked for.
pub const ASKED: &str = "asked";
/// The study's file in it.
const STUDY: &str = "study.toml";
/// The recipe that is changed, beside the study's file.
const BASE: &str = "base.toml";

/// What a draft is about, copied out of the project.
#[derive(Clone, Debug)]
pub struct StudyInput {
    /// The draft.
    pub draft: StudyDraft,
    /// The images.
    pub data: Option<DataSource>,
    /// What every training is like.
    pub training: Training,
    /// The device, in the words of `--device`.
    pub device: String,
    /// The recipe that is changed.
    pub base: Arc<PipelineFile>,
    /// Recipes of the project by name, those that the draft names.
    pub recipes: Vec<Arc<PipelineFile>>,
    /// The study that runs are added to, as it stands.
    pub there: Option<Arc<StudyFile>>,
}

impl StudyInput {
    /// The draft of `project`; `there` and its base are those of the study that it adds to.
    pub fn new(project: &Project, device: &str, there: Option<(Arc<StudyFile>, Arc<PipelineFile>)>) -> Self {
        let draft = project.study.clone();
        // The recipe that is changed is held against itself by no box.
        let named = |(place, recipe): &(usize, &crate::app::project::Recipe)| {
            draft.recipes.contains(&recipe.file.pipeline.name)
                && (there.is_some() || *place != project.active)
        };
        let recipes = project.recipes.iter().enumerate().filter(named);
        let recipes = recipes.map(|(_, recipe)| Arc::new(recipe.file.clone())).collect();
        let own = project.recipes.get(project.active).map(|recipe| Arc::new(recipe.file.clone()));
        let own = own.unwrap_or_else(|| Arc::new(PipelineFile::new(project.recipe().clone())));
        let (there, base) = there.map_or((None, own), |(there, base)| (Some(there), base));
        Self {
            draft,
            data: project.data.clone(),
            training: project.training.clone(),
            device: device.to_owned(),
            base,
            recipes,
            there,
        }
    }

    /// The study's name: as typed, else after its recipe.
    pub fn name(&self) -> String {
        let typed = self.draft.name.trim();
        if typed.is_empty() { self.base.pipeline.name.trim().to_owned() } else { typed.to_owned() }
    }

    /// The study as a file says it.
    ///
    /// # Errors
    /// What is typed wrong, in words.
    pub fn study(&self) -> Result<StudyFile, String> {
        let draft = &self.draft;
        let mut study = match &self.there {
            Some(there) => StudyFile::clone(there),
            None => self.first_file()?,
        };
        // What is there of a study stays: runs are added, never taken away.
        let asked = draft.sweeps.iter().map(super::SweepDraft::to_sweep).collect::<Result<Vec<_>, _>>()?;
        add_sweeps(&mut study.sweeps, asked);
        study.leave_one_out |= draft.leave_one_out;
        study.one_step_only |= draft.one_step_only;
        study.swap_neighbours |= draft.swap_neighbours;
        let decays = levels_of(&draft.weight_decay).map_err(|why| format!("weight decay: {why}"))?;
        add_new(&mut study.weight_decay, decays);
        study.label_budgets.clone_from(&draft.label_budgets);
        let before = self.there.is_some() && study.baselines != Some(false);
        study.baselines = (!draft.baselines && !before).then_some(false);
        let most = study.seeds.iter().max().map_or(0, |most| most + 1);
        study.seeds.extend(most..draft.seeds.max(1));
        for recipe in &self.recipes {
            let name = safe(&recipe.pipeline.name);
            if study.recipes.iter().all(|known| known.name != name) {
                study.recipes.push(StudyRecipe { pipeline: file_of(&name), name });
            }
        }
        Ok(study)
    }

    fn first_file(&self) -> Result<StudyFile, String> {
        let data = self.data.as_ref().ok_or("open images first, in the Data room")?;
        let training = &self.training;
        let with = |own: &str, more: &[String]| -> Vec<String> {
            let others = more.iter().filter(|name| name.as_str() != own).cloned();
            if more.is_empty() { Vec::new() } else { std::iter::once(own.to_owned()).chain(others).collect() }
        };
        let mut train: BTreeMap<String, Value> = BTreeMap::new();
        train.insert("preset".into(), training.effort.word().into());
        train.insert("objective".into(), training.method.as_str().into());
        train.insert("encoder".into(), training.encoder.as_str().into());
        for (name, value) in &training.settings {
            train.insert(name.clone(), value.as_str().into());
        }
        for (name, path) in [("start", &training.start), ("baseline", &training.baseline)] {
            if !path.trim().is_empty() {
                train.insert(name.into(), path.trim().into());
            }
        }
        if self.device != "cpu" {
            train.insert("device".into(), self.device.as_str().into());
        }
        Ok(StudyFile {
            name: self.name(),
            data: StudyData {
                path: Some(data.path.clone()),
                label: data.label.clone(),
                group: data.group.clone(),
                reading: data.reading.clone(),
                simulate: None,
            },
            train,
            base: Some(StudyBase { pipeline: BASE.into() }),
            objectives: with(&training.method, &self.draft.methods),
            encoders: with(&training.encoder, &self.draft.networks),
            ..StudyFile::new("", ReadoutKind::KnnEncoder, vec![0])
        })
    }

    /// The recipes that will be trained, the reference first.
    ///
    /// # Errors
    /// What cannot be, in words.
    pub fn variants(&self) -> Result<Vec<Variant>, String> {
        let study = self.study()?;
        let own = |name: &str| self.recipes.iter().find(|file| safe(&file.pipeline.name) == name);
        // What lies in the study's folder already is looked at when it is written; here only new ones count.
        let mut shown = study.clone();
        shown.recipes.retain(|recipe| own(&recipe.name).is_some());
        let named: Vec<Pipeline> =
            shown.recipes.iter().filter_map(|recipe| Some(own(&recipe.name)?.pipeline.clone())).collect();
        variants_of(&shown, Some(&self.base.pipeline), &named).map_err(|error: StudyError| error.to_string())
    }

    /// Writes the study into `folder`, and answers with its file. What is there of the same study is written over; its base
    /// and its recipes stay as they are.
    ///
    /// # Errors
    /// What is wrong with it, or what the file system answers, in words.
    pub fn write(&self, folder: &Path) -> Result<PathBuf, String> {
        let study = self.study()?;
        let asked = folder.join(ASKED);
        let refused = |error: std::io::Error| format!("{} cannot be written: {error}", asked.display());
        std::fs::create_dir_all(&asked).map_err(refused)?;
        // Those of a study that is there lie where its file says.
        let known = |name: &str| {
            self.there.as_ref().is_some_and(|there| there.recipes.iter().any(|known| known.name == name))
        };
        let own = self.recipes.iter().map(|file| (safe(&file.pipeline.name), file));
        let named = own.filter(|(name, _)| !known(name)).map(|(name, file)| (file_of(&name), file));
        for (name, file) in std::iter::once((BASE.to_owned(), &self.base)).chain(named) {
            let path = asked.join(name);
            if !path.exists() {
                if let Some(folder) = path.parent() {
                    std::fs::create_dir_all(folder).map_err(refused)?;
                }
                file.write(&path).map_err(|error| error.to_string())?;
            }
        }
        let path = asked.join(STUDY);
        augscope::job::write_atomic(&path, study.to_toml()?.as_bytes()).map_err(refused)?;
        Ok(path)
    }
}

/// Adds what is not on the list.
fn add_new<T: PartialEq>(list: &mut Vec<T>, more: Vec<T>) {
    for one in more {
        if !list.contains(&one) {
            list.push(one);
        }
    }
}

/// Adds sweeps: levels of a parameter that is swept already join those that are there.
fn add_sweeps(list: &mut Vec<StudySweep>, more: Vec<StudySweep>) {
    for sweep in more {
        let same = |known: &&mut StudySweep| {
            known.step == sweep.step
                && known.parameter == sweep.parameter
                && known.strength.is_empty() == sweep.strength.is_empty()
        };
        match list.iter_mut().find(same) {
            Some(known) => {
                add_new(&mut known.levels, sweep.levels);
                add_new(&mut known.strength, sweep.strength);
            }
            None => list.push(sweep),
        }
    }
}

/// Where the recipe called `name` lies, from the study's file: beside it, unless another file there is called so. Some file
/// systems do not tell large letters from small ones.
fn file_of(name: &str) -> String {
    let file = format!("{name}.toml");
    let taken = [STUDY, BASE, PROFILES].iter().any(|other| file.eq_ignore_ascii_case(other));
    if taken { format!("recipes/{file}") } else { file }
}

/// A name as the runs' folders can have it.
pub fn safe(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let safe: String = name.trim().chars().map(plain).take(60).collect();
    let safe = safe.trim_start_matches('.');
    if safe.is_empty() { "study".to_owned() } else { safe.to_owned() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use augscope::pipeline::load;
    use augscope::run::study::Plan;

    #[test]
    fn a_recipe_may_be_called_like_a_file_of_the_study() {
        let folder = tempfile::tempdir().unwrap();
        let named = |name: &str, preset: &str| {
            let mut file = load(preset).unwrap();
            name.clone_into(&mut file.pipeline.name);
            Arc::new(file)
        };
        let recipes =
            vec![named("Study", "viscy"), named("cluster", "any-orientation"), named("own", "simclr")];
        let draft = StudyDraft {
            recipes: recipes.iter().map(|file| file.pipeline.name.clone()).collect(),
            ..Default::default()
        };
        let input = StudyInput {
            draft,
            data: Some(DataSource { path: folder.path().join("cells"), ..DataSource::default() }),
            training: Training::default(),
            device: "cpu".into(),
            base: named("first", "nuisance-only"),
            recipes: recipes.clone(),
            there: None,
        };
        let file = input.write(&folder.path().join("out")).unwrap();
        let study = StudyFile::read(&file).unwrap();
        let files: Vec<&str> = study.recipes.iter().map(|recipe| recipe.pipeline.as_str()).collect();
        assert_eq!(files, ["recipes/Study.toml", "recipes/cluster.toml", "own.toml"]);
        let plan = Plan::new(&file, &folder.path().join("out"), None, 1).unwrap();
        for recipe in &recipes {
            let name = &recipe.pipeline.name;
            let variant = plan.recipes.iter().find(|variant| variant.name == *name).unwrap();
            assert_eq!(variant.pipeline.steps.len(), recipe.pipeline.steps.len(), "{name}");
        }
    }
}
