//! Opening a path, a project, or a new folder for the present one; files are looked at by chores.

use super::App;
use super::chores::News;
use super::document::Document;
use super::project::{DataSource, FILE, Project};
use super::recipe_files::read_recipe;
use super::view::{Gravity, Overlay, Room, View};
use augscope::dataset::{DataFile, OpenOptions};
use augscope::job::Loaded;
use augscope::pipeline::PipelineFile;
use augscope::pipeline::foreign::is_foreign;
use augscope::run::RunFolder;
use std::path::{Path, PathBuf};

/// What a chore finds in the folder of a project.
fn read_project(folder: &Path) -> News {
    match Project::open(folder) {
        Ok((project, note)) => News::Project(Box::new(project), folder.to_path_buf(), note),
        Err(error) => News::Said(Gravity::Failure, error.to_string()),
    }
}

/// Images at a path; a data set file says where they lie and how they are read. The file of a recipe is one.
fn images(path: &Path) -> News {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    if !DataFile::is_name(&path) {
        return News::Images(Box::new(DataSource::new(path, None, None)));
    }
    // What a step is, only a recipe has; a data set file refuses it.
    if let Ok(file) = PipelineFile::read(&path)
        && !file.pipeline.steps.is_empty()
    {
        return News::Recipe(Box::new(file), path.display().to_string(), Vec::new());
    }
    match DataFile::read(&path) {
        Ok(file) => {
            let OpenOptions { label, group, reading } = file.options();
            News::Images(Box::new(DataSource { path: file.path, label, group, reading }))
        }
        Err(error) => News::Said(Gravity::Failure, error.to_string()),
    }
}

impl App {
    /// Opens a project, a run or a recipe where the path is one, else images. Returns at once.
    pub fn open_path(&mut self, path: &Path) {
        let path = path.to_path_buf();
        let saver = self.document.take_saver();
        self.system.chores.run("look at path", move || {
            drop(saver.map(augscope::job::Worker::finish));
            if path.join(FILE).is_file() {
                read_project(&path)
            } else if path.file_name().is_some_and(|name| name == FILE) {
                read_project(path.parent().unwrap_or(Path::new(".")))
            } else if RunFolder::new(&path).has_run() {
                News::Run(std::path::absolute(&path).unwrap_or(path))
            } else if path.is_file() && is_foreign(&path) {
                read_recipe(&path)
            } else {
                images(&path)
            }
        });
    }

    /// Opens images in place of the present ones. Returns at once.
    pub(super) fn open_data(&mut self, source: DataSource) {
        self.view.room = Room::Data;
        self.view.sample = 0;
        self.view.pinned.clear();
        self.document.set_data(Some(source.clone()));
        self.data.open(source);
    }

    /// Opens the project in `folder` in place of the present one, which is saved before. Returns at once.
    pub fn open_project(&mut self, folder: &Path) {
        let folder = folder.to_path_buf();
        let saver = self.document.take_saver();
        self.system.chores.run("open project", move || {
            // It may be the very project that is being saved.
            drop(saver.map(augscope::job::Worker::finish));
            read_project(&folder)
        });
    }

    /// Begins an empty project in a folder of its own. Returns at once.
    pub(super) fn begin_project(&mut self) {
        let home = self.system.home.clone();
        let saver = self.document.take_saver();
        self.system.chores.run("new project", move || {
            drop(saver.map(augscope::job::Worker::finish));
            News::Project(Box::default(), home.new_project("Untitled"), None)
        });
    }

    /// Goes on in another folder, unless it holds a project. Returns at once.
    pub(super) fn save_as(&mut self, folder: PathBuf) {
        self.system.chores.run("look at folder", move || {
            if folder.join(FILE).exists() {
                let words = format!("{} holds a project already; give a new name", folder.display());
                News::Said(Gravity::Warning, words)
            } else {
                News::SaveAs(folder)
            }
        });
    }

    /// What came of a chore.
    pub(super) fn hear(&mut self, news: News) {
        match news {
            News::Nothing => {}
            News::Said(gravity, words) => self.view.say(gravity, words),
            News::NotExported(gravity, words, asked) => {
                // What was typed is not lost; whatever was opened in the meantime stays open.
                if self.view.overlay == Overlay::None {
                    self.view.overlay = *asked;
                }
                self.view.say(gravity, words);
            }
            News::Recipe(file, from, left_out) => self.take_recipe(*file, &from, &left_out),
            News::Copied(words) => {
                self.system.chores.copy(words);
                self.view.say(Gravity::Note, "a paragraph for a methods section is on the clipboard");
            }
            News::Project(project, folder, note) => {
                self.enter(*project, folder);
                if let Some(note) = note {
                    self.view.say(Gravity::Warning, note);
                }
            }
            News::Images(source) => self.open_data(*source),
            News::Run(folder) => self.link_run(&folder),
            News::SaveAs(folder) => {
                self.document.save_as(folder);
                self.runs.follow(self.document.watched_runs());
                self.runs.studies.follow(self.document.studies_folder());
                self.view.overlay = Overlay::None;
                let words =
                    format!("the project is kept in {} from now on", self.document.folder().display());
                self.view.say(Gravity::Note, words);
                self.remember_project();
            }
            News::Cluster(said) => self.hear_cluster(said),
            News::Ordered(run, order) => self.runs.note_order(run, order),
            News::Discarded(run, bin) => {
                if run
                    .file_name()
                    .is_some_and(|name| self.view.run.as_deref().is_some_and(|shown| name == shown))
                {
                    self.view.run = None;
                }
                self.view.say(Gravity::Note, format!("the run lies in {} now", bin.display()));
            }
        }
    }

    /// Begins with `project` in `folder`.
    fn enter(&mut self, project: Project, folder: PathBuf) {
        if let Some(saver) = self.document.take_saver() {
            self.system.chores.run("save project", move || {
                saver.finish();
                News::Nothing
            });
        }
        let context = self.system.context.clone();
        self.document = Document::new(project, folder, move || context.request_repaint());
        let messages = std::mem::take(&mut self.view.messages);
        self.view = View { messages, ..View::default() };
        self.preview.versions.clear();
        self.preview.grid.clear();
        self.data.thumbnails.clear();
        self.data.opened = Loaded::Empty;
        self.runs.follow(self.document.watched_runs());
        self.runs.studies.follow(self.document.studies_folder());
        if let Some(source) = self.document.project().data.clone() {
            self.data.open(source);
        }
        self.remember_project();
    }

    /// The project is on the recent list, and marked as open.
    pub(super) fn remember_project(&mut self) {
        let folder = self.document.folder().to_path_buf();
        self.settings.remember_project(&folder);
        self.system.keeper.keep(&self.settings, folder);
    }

    /// Settings have changed.
    pub(super) fn keep_settings(&self) {
        self.system.keeper.keep(&self.settings, self.document.folder().to_path_buf());
    }
}
