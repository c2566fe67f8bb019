//! Recipes that leave for other programs and come from them; files are written and read by chores.

use super::App;
use super::chores::News;
use super::document::Change;
use super::free_path::free_path;
use super::view::{Gravity, Overlay, Room};
use augscope::export::{Recipe, Target, export_recipe};
use augscope::pipeline::PipelineFile;
use augscope::pipeline::foreign::{Imported, import, is_foreign};
use std::path::{Path, PathBuf};

/// Where a recipe is to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipeExport {
    /// The word of the form.
    pub target: &'static str,
    /// The path as typed.
    pub typed: String,
    /// True where steps may be left out that the other program lacks.
    pub partial: bool,
}

/// A recipe file of this program, or one of another program.
pub(super) fn read_recipe(path: &Path) -> News {
    let told = |error: &dyn std::error::Error| News::Said(Gravity::Failure, error.to_string());
    if is_foreign(path) {
        return match import(path) {
            Ok(Imported { pipeline, program, left_out }) => {
                News::Recipe(Box::new(PipelineFile::new(pipeline)), format!("from {program}"), left_out)
            }
            Err(error) => told(&error),
        };
    }
    match PipelineFile::read(path) {
        Ok(file) => News::Recipe(Box::new(file), path.display().to_string(), Vec::new()),
        Err(error) => told(&error),
    }
}

impl App {
    /// Writes the recipe on the screen in the form of another program. Returns at once.
    pub(super) fn export_recipe(&mut self, wish: &RecipeExport) {
        let project = self.document.project();
        let recipe = Recipe {
            channels: self.context().opened().map(|opened| opened.dataset.channels.len()),
            seed: Some(project.training.seed),
            partial: wish.partial,
            ..Recipe::from(self.document.recipe().clone())
        };
        let (path, asked) = (PathBuf::from(wish.typed.trim()), wish.clone());
        self.view.overlay = Overlay::None;
        self.system.chores.run("export recipe", move || {
            let path = free_path(&path);
            let written =
                Target::find(asked.target).and_then(|target| export_recipe(&recipe, target, &path, false));
            match written {
                Ok(written) => {
                    let mut words = format!("the recipe was written as {}", written.out.display());
                    for note in &written.notes {
                        words.push_str("\n- ");
                        words.push_str(note);
                    }
                    News::Said(Gravity::Note, words)
                }
                // What the command line calls it is a box of the window.
                Err(error) => News::NotExported(
                    Gravity::Warning,
                    error.to_string().replace("with --partial", "with the box \"Leave out\""),
                    Box::new(Overlay::ExportRecipe(asked)),
                ),
            }
        });
    }

    /// Adds the recipe in a file. Returns at once.
    pub(super) fn import_recipe(&mut self, path: PathBuf) {
        self.system.chores.run("import recipe", move || read_recipe(&path));
    }

    /// A recipe was read: it stands beside the others from now on.
    pub(super) fn take_recipe(&mut self, file: PipelineFile, from: &str, left_out: &[String]) {
        let name = file.pipeline.name.clone();
        let at = self.document.project().active + 1;
        let recipe = self.document.new_recipe(file);
        self.change(Change::AddRecipe { at, recipe });
        self.view.step = None;
        self.view.overlay = Overlay::None;
        self.view.room = Room::Design;
        self.view.say(Gravity::Note, format!("the recipe \"{name}\" was added ({from})"));
        if !left_out.is_empty() {
            let words =
                format!("of \"{name}\" was left out, or is otherwise here:\n- {}", left_out.join("\n- "));
            self.view.say(Gravity::Warning, words);
        }
    }
}
