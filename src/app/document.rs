//! [`Document`]: the project on the screen with its undo history, saved after every change.

use super::project::{
    BACKUP, BlindSorting, DataSource, Expectations, FILE, Project, Recipe, ResultsChoice, Training,
};
use super::runs::Watched;
use super::studies::StudyDraft;
use augscope::image::Display;
use augscope::job::Worker;
use augscope::pipeline::{Edit, EditError, Pipeline, PipelineFile};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// How many steps can be undone; older ones are forgotten.
const DEPTH: usize = 1000;

/// How many blind sortings are kept; older ones are forgotten.
const KEPT_SORTINGS: usize = 50;

/// A change that can be undone.
#[derive(Clone, Debug)]
pub enum Change {
    /// Of a recipe.
    Edit {
        /// Which recipe.
        recipe: u64,
        /// The edit.
        edit: Edit,
    },
    /// Puts a recipe in at a place and shows it.
    AddRecipe {
        /// The place.
        at: usize,
        /// The recipe.
        recipe: Box<Recipe>,
    },
    /// Takes a recipe out.
    RemoveRecipe {
        /// Which.
        recipe: u64,
    },
    /// Of the next training.
    Training(Box<Training>),
}

/// The project, where it lies, and the way back.
pub struct Document {
    project: Project,
    folder: PathBuf,
    undo: Vec<Change>,
    redo: Vec<Change>,
    /// What the last change was about, while the pointer is still down: further ones of it are one step.
    merging: Option<String>,
    /// Counts changes of the project.
    revision: u64,
    /// Counts changes of recipes.
    recipe_revision: u64,
    /// Of the recipe on the screen, once somebody asks.
    digest: OnceLock<String>,
    saver: Option<Worker<Save, Saved>>,
    wake: Arc<dyn Fn() + Send + Sync>,
    saved: Saved,
}

/// A wish to save.
#[derive(Debug)]
pub struct Save {
    revision: u64,
    folder: PathBuf,
    project: Project,
}

/// How saving stands.
#[derive(Clone, Debug, Default)]
pub struct Saved {
    /// The newest revision that is on the disk.
    pub revision: u64,
    /// Why the last one is not, in words.
    pub problem: Option<String>,
}

impl Document {
    /// `project` in `folder`, saved by a thread that calls `wake`.
    pub fn new(project: Project, folder: PathBuf, wake: impl Fn() + Send + Sync + 'static) -> Self {
        let mut document = Self {
            project,
            folder,
            undo: Vec::new(),
            redo: Vec::new(),
            merging: None,
            revision: 0,
            recipe_revision: next_revision(),
            digest: OnceLock::new(),
            saver: None,
            wake: Arc::new(wake),
            saved: Saved::default(),
        };
        document.start_saver();
        document
    }

    fn start_saver(&mut self) {
        let wake = Arc::clone(&self.wake);
        let mut backed_up: Option<PathBuf> = None;
        let saver = Worker::spawn(
            "save project",
            move || wake(),
            move |save: Save| {
                if backed_up.as_ref() != Some(&save.folder) {
                    // What was there before this session's first change can be had back.
                    let _ = std::fs::copy(save.folder.join(FILE), save.folder.join(BACKUP));
                    backed_up = Some(save.folder.clone());
                }
                let done = save
                    .project
                    .to_toml()
                    .and_then(|text| Project::save(&text, &save.folder).map_err(|e| e.to_string()));
                match done {
                    Ok(()) => Saved { revision: save.revision, problem: None },
                    Err(problem) => Saved { revision: 0, problem: Some(problem) },
                }
            },
        );
        if let Err(error) = &saver {
            self.saved.problem = Some(format!("nothing can be saved: {error}"));
        }
        self.saver = saver.ok();
    }

    /// Gives the thread that saves away, to be waited for elsewhere. The next change starts another.
    pub fn take_saver(&mut self) -> Option<Worker<Save, Saved>> {
        self.saver.take()
    }

    /// The project.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// The recipe on the screen.
    pub fn recipe(&self) -> &Pipeline {
        self.project.recipe()
    }

    /// The folder that it is saved in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder of its runs.
    pub fn runs_folder(&self) -> PathBuf {
        self.folder.join("runs")
    }

    /// A number that grows with every change of a recipe, and that no other document has.
    pub fn recipe_revision(&self) -> u64 {
        self.recipe_revision
    }

    /// Does a change. Further changes with the same `merge` key, until [`Document::settle`], are undone
    /// together with it.
    ///
    /// # Errors
    /// Why it cannot be; nothing has changed then.
    pub fn change(&mut self, change: Change, merge: Option<String>) -> Result<(), EditError> {
        let inverse = self.apply(change)?;
        self.redo.clear();
        if merge.is_none() || self.merging != merge {
            self.undo.push(inverse);
            if self.undo.len() > DEPTH {
                self.undo.remove(0);
            }
        }
        self.merging = merge;
        Ok(())
    }

    /// Does an edit of the recipe on the screen.
    ///
    /// # Errors
    /// Why it cannot be.
    pub fn edit(&mut self, edit: Edit, merge: Option<String>) -> Result<(), EditError> {
        let recipe = self.project.recipes[self.active()].id;
        self.change(Change::Edit { recipe, edit }, merge)
    }

    /// Ends the merging of changes: the pointer was let go.
    pub fn settle(&mut self) {
        self.merging = None;
    }

    /// True when there is something to undo.
    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// True when there is something to do again.
    pub fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// Undoes the last change.
    pub fn undo(&mut self) {
        self.merging = None;
        if let Some(change) = self.undo.pop()
            && let Ok(inverse) = self.apply(change)
        {
            self.redo.push(inverse);
        }
    }

    /// Does the last undone change again.
    pub fn redo(&mut self) {
        self.merging = None;
        if let Some(change) = self.redo.pop()
            && let Ok(inverse) = self.apply(change)
        {
            self.undo.push(inverse);
        }
    }

    fn active(&self) -> usize {
        self.project.active.min(self.project.recipes.len() - 1)
    }

    fn apply(&mut self, change: Change) -> Result<Change, EditError> {
        let gone = || EditError::NoStep("of a recipe that is gone".into());
        let place = |project: &Project, id: u64| project.recipes.iter().position(|r| r.id == id);
        let inverse = match change {
            Change::Edit { recipe, edit } => {
                let place = place(&self.project, recipe).ok_or_else(gone)?;
                let edit = self.project.recipes[place].file.pipeline.edit(edit)?;
                self.project.active = place;
                Change::Edit { recipe, edit }
            }
            Change::AddRecipe { at, recipe } => {
                let (id, at) = (recipe.id, at.min(self.project.recipes.len()));
                self.project.recipes.insert(at, *recipe);
                self.project.active = at;
                Change::RemoveRecipe { recipe: id }
            }
            Change::Training(training) => {
                let before = std::mem::replace(&mut self.project.training, *training);
                self.touch();
                return Ok(Change::Training(Box::new(before)));
            }
            Change::RemoveRecipe { recipe } => {
                let at = place(&self.project, recipe).ok_or_else(gone)?;
                if self.project.recipes.len() == 1 {
                    return Err(EditError::NoGroup("of recipes left: a project has at least one".into()));
                }
                let recipe = Box::new(self.project.recipes.remove(at));
                self.project.active = at.saturating_sub(1);
                Change::AddRecipe { at, recipe }
            }
        };
        self.recipe_changed();
        self.touch();
        Ok(inverse)
    }

    /// A recipe of `pipeline` with an id that no other has.
    pub fn new_recipe(&self, file: PipelineFile) -> Box<Recipe> {
        let undone = self.undo.iter().chain(&self.redo).filter_map(|change| match change {
            Change::Edit { recipe, .. } | Change::RemoveRecipe { recipe } => Some(*recipe),
            Change::AddRecipe { recipe, .. } => Some(recipe.id),
            Change::Training(_) => None,
        });
        let id = self.project.recipes.iter().map(|r| r.id).chain(undone).max().map_or(0, |id| id + 1);
        Box::new(Recipe { id, file })
    }

    /// Shows another recipe.
    pub fn show_recipe(&mut self, place: usize) {
        if place < self.project.recipes.len() && place != self.project.active {
            self.project.active = place;
            self.recipe_changed();
            self.touch();
        }
    }

    /// Takes other images.
    pub fn set_data(&mut self, data: Option<DataSource>) {
        if self.project.data != data {
            if self.project.data.as_ref().map(|d| &d.path) != data.as_ref().map(|d| &d.path) {
                self.project.display = None;
            }
            self.project.data = data;
            self.touch();
        }
    }

    /// Sets colours and contrast.
    pub fn set_display(&mut self, display: Option<Display>) {
        self.project.display = display;
        self.touch();
    }

    /// The runs that belong to the project: its own, and those from elsewhere.
    pub fn watched_runs(&self) -> Watched {
        Watched { folder: self.runs_folder(), linked: self.project.results.linked.clone() }
    }

    /// The folder of its studies.
    pub fn studies_folder(&self) -> PathBuf {
        self.folder.join("studies")
    }

    /// A number that grows with every change of the project.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Changes the study that is being put together.
    pub fn set_study(&mut self, study: StudyDraft) {
        self.project.study = study;
        self.touch();
    }

    /// Sets what is expected of the next training.
    pub fn set_expectations(&mut self, expectations: Expectations) {
        self.project.expectations = expectations;
        self.touch();
    }

    /// What tells the recipe on the screen from others by the pictures that it makes.
    pub fn digest(&self) -> &str {
        self.digest.get_or_init(|| self.recipe().digest())
    }

    fn recipe_changed(&mut self) {
        self.recipe_revision = next_revision();
        self.digest = OnceLock::new();
    }

    /// Keeps how versions were sorted blindly.
    pub fn keep_sorting(&mut self, sorting: BlindSorting) {
        let kept = &mut self.project.sortings;
        kept.push(sorting);
        let many = kept.len().saturating_sub(KEPT_SORTINGS);
        kept.drain(..many);
        self.touch();
    }

    /// Sets what the Results room shows.
    pub fn set_results(&mut self, results: ResultsChoice) {
        self.project.results = results;
        self.touch();
    }

    /// Goes on under another name, in another folder; what is in the old one stays.
    pub fn save_as(&mut self, folder: PathBuf) {
        self.project.name =
            folder.file_name().map_or_else(|| "Untitled".into(), |name| name.to_string_lossy().into_owned());
        self.folder = folder;
        self.touch();
    }

    fn touch(&mut self) {
        self.revision += 1;
        if self.saver.is_none() {
            self.start_saver();
        }
        if let Some(saver) = &self.saver {
            let (revision, folder, project) = (self.revision, self.folder.clone(), self.project.clone());
            saver.ask(Save { revision, folder, project });
        }
    }

    /// Hears from the saver. Returns at once.
    pub fn poll(&mut self) {
        if let Some(saved) = self.saver.as_ref().and_then(Worker::answer) {
            self.saved = match saved {
                Saved { revision: 0, problem } => Saved { revision: self.saved.revision, problem },
                saved => saved,
            };
        }
    }

    /// True when the newest change is on the disk.
    pub fn is_saved(&self) -> bool {
        self.saved.revision >= self.revision
    }

    /// Why the newest change is not on the disk.
    pub fn saving_problem(&self) -> Option<&str> {
        self.saved.problem.as_deref()
    }

    /// Waits until everything is on the disk; for the end of the program.
    pub fn finish(&mut self) {
        if let Some(saver) = self.saver.take() {
            saver.finish();
        }
    }
}

/// Counts over all documents, since pictures are kept by this number.
fn next_revision() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use augscope::pipeline::Step;
    use augscope::transform::{Setting, catalogue};

    #[test]
    fn a_drag_is_one_step_back_and_three_hundred_edits_can_be_undone() {
        let folder = tempfile::tempdir().unwrap();
        let mut document = Document::new(Project::default(), folder.path().into(), || ());
        let gain = catalogue::find("gain").unwrap();
        document.edit(Edit::Insert { at: 0, step: Step::new("gain-1", gain) }, None).unwrap();
        let set = |value: f64| Edit::SetParam {
            id: "gain-1".into(),
            second: false,
            param: "factor".into(),
            setting: Setting::Fixed(value),
        };
        for value in 1..=100 {
            document.edit(set(f64::from(value) / 50.0), Some("gain-1 factor".into())).unwrap();
        }
        document.settle();
        let dragged = document.recipe().clone();
        for value in 1..=300 {
            document.edit(set(f64::from(value) / 100.0), None).unwrap();
        }
        let last = document.recipe().clone();
        for _ in 0..300 {
            document.undo();
        }
        assert_eq!(*document.recipe(), dragged);
        document.undo();
        assert_eq!(document.recipe().steps[0].first.settings[0], gain.params[0].default);
        for _ in 0..301 {
            document.redo();
        }
        assert_eq!(*document.recipe(), last);
        document.finish();
        let (read, _) = Project::open(folder.path()).unwrap();
        assert_eq!(*read.recipe(), last);
    }

    #[test]
    fn a_change_of_the_training_is_one_step_back_and_draws_no_picture_anew() {
        let folder = tempfile::tempdir().unwrap();
        let mut document = Document::new(Project::default(), folder.path().into(), || ());
        let revision = document.recipe_revision();
        for seed in 1..=9 {
            let training = Training { seed, ..Training::default() };
            document.change(Change::Training(Box::new(training)), Some("training".into())).unwrap();
        }
        document.settle();
        let training = document.project().training.with("epochs", Some("7".into()));
        document.change(Change::Training(Box::new(training)), Some("training".into())).unwrap();
        document.undo();
        assert_eq!((document.project().training.seed, document.project().training.settings.len()), (9, 0));
        document.undo();
        assert_eq!((document.project().training.clone(), document.can_undo()), (Training::default(), false));
        document.redo();
        document.redo();
        assert_eq!(document.project().training.settings["epochs"], "7");
        assert_eq!(document.recipe_revision(), revision);
    }

    #[test]
    fn recipes_come_back_when_their_removal_is_undone() {
        let folder = tempfile::tempdir().unwrap();
        let mut document = Document::new(Project::default(), folder.path().into(), || ());
        let recipe = document.new_recipe(augscope::pipeline::load("simclr").unwrap());
        let id = recipe.id;
        document.change(Change::AddRecipe { at: 1, recipe }, None).unwrap();
        document.change(Change::RemoveRecipe { recipe: id }, None).unwrap();
        assert!(document.change(Change::RemoveRecipe { recipe: 0 }, None).is_err(), "the last one stays");
        document.undo();
        assert_eq!(document.recipe().name, "simclr");
        document.undo();
        assert_eq!(document.project().recipes.len(), 1);
    }
}
