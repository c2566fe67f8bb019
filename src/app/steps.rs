//! Steps that go from recipe to recipe, and versions that are kept: what commands about them do.

use super::App;
use super::document::Change;
use super::preview::{Tile, Version};
use super::view::{Gravity, Room};
use super::widget::hovered_tile;
use augscope::pipeline::{Pipeline, PipelineFile};

impl App {
    /// Puts the chosen step on the clipboard, as the text of a recipe file.
    pub(super) fn copy_step(&mut self) {
        let recipe = self.document.recipe();
        let Some(text) = self.view.step.as_ref().and_then(|id| recipe.step_as_text(id)) else { return };
        self.system.context.copy_text(text.clone());
        self.view.copied = Some(text);
        self.view.say(Gravity::Note, "the step is copied: Ctrl+V puts it into the recipe on the screen");
    }

    /// Puts the step that was copied last into the recipe on the screen.
    pub(super) fn paste_copied(&mut self) {
        if let Some(text) = self.view.copied.clone() {
            self.paste_steps(&text);
        }
    }

    /// Puts the steps of a recipe file's text after the chosen step.
    pub(super) fn paste_steps(&mut self, text: &str) {
        let copied = match PipelineFile::parse(text) {
            Ok(file) if !file.pipeline.steps.is_empty() => file.pipeline,
            _ => {
                let words =
                    "what is on the clipboard is no step of a recipe: choose a step and copy it first";
                return self.view.say(Gravity::Note, words);
            }
        };
        let recipe = self.document.recipe();
        let after = self.view.step.as_ref().and_then(|id| recipe.step(id)).map(|(place, _)| place + 1);
        self.carry(&copied, after.unwrap_or(recipe.steps.len()));
    }

    /// Puts the steps of a recipe below those of the recipe on the screen.
    pub(super) fn add_below(&mut self, file: &PipelineFile) {
        self.carry(&file.pipeline, self.document.recipe().steps.len());
    }

    fn carry(&mut self, from: &Pipeline, at: usize) {
        let carried = self.document.recipe().carried(from, at);
        match self.document.edit(carried.edit, None) {
            Ok(()) => self.view.step = carried.ids.into_iter().next(),
            Err(error) => self.view.say(Gravity::Warning, error.to_string()),
        }
        self.view.room = Room::Design;
    }

    /// Copies the chosen step to the end of another recipe, which is not shown for it.
    pub(super) fn copy_step_to(&mut self, recipe: u64) {
        let project = self.document.project();
        let shown = project.active;
        let Some(target) = project.recipes.iter().find(|known| known.id == recipe) else { return };
        let target = &target.file.pipeline;
        let only = self.view.step.as_ref().and_then(|id| self.document.recipe().only(id));
        let Some(only) = only else { return };
        let words = format!("{} is copied to the end of {}", only.name, target.name);
        let edit = target.carried(&only, target.steps.len()).edit;
        match self.document.change(Change::Edit { recipe, edit }, None) {
            Ok(()) => self.view.say(Gravity::Note, words),
            Err(error) => self.view.say(Gravity::Warning, error.to_string()),
        }
        self.document.show_recipe(shown);
    }

    /// Keeps the random version under the pointer, or else the first one of the image above; once more lets it go.
    pub(super) fn pin_version(&mut self) {
        let first =
            Tile { item: self.view.sample, version: Version::Random { epoch: self.view.epoch, view: 0 } };
        let hovered = hovered_tile(&self.system.context);
        let hovered = hovered.filter(|tile| matches!(tile.version, Version::Random { .. }));
        self.pin(hovered.unwrap_or(first));
    }

    /// Keeps a picture while others are rerolled, or no longer.
    pub(super) fn pin(&mut self, tile: Tile) {
        let pinned = &mut self.view.pinned;
        match pinned.iter().position(|known| *known == tile) {
            Some(place) => drop(pinned.remove(place)),
            None => pinned.push(tile),
        }
    }
}
