//! The recipes that come with the program, in the menu of examples: each with a line on what it is for.

use crate::app::command::{Command, Commands};
use crate::app::view::Room;
use augscope::pipeline::{PRESETS, PipelineFile};
use egui::{Label, RichText, ScrollArea, Ui};

/// Width of the menu in points.
const WIDTH: f32 = 460.0;

/// The recipes. A click adds one to the project and goes to the Design room.
pub fn recipes(ui: &mut Ui, out: &mut Commands) {
    ui.separator();
    ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 40.0));
    ui.label(RichText::new("Recipes, added to the project").weak());
    ScrollArea::vertical().max_height(0.5 * ui.ctx().content_rect().height()).show(ui, |ui| {
        for (name, text) in PRESETS {
            let Ok(file) = PipelineFile::parse(text) else { continue };
            let note = file.pipeline.note.trim().to_owned();
            let button = ui.button(name).on_hover_text(&note);
            ui.add(Label::new(RichText::new(purpose(&note)).small().weak()).wrap());
            if button.clicked() {
                out.push(Command::AddRecipe(Box::new(file)));
                out.push(Command::Go(Room::Design));
                ui.close();
            }
        }
    });
}

/// The first sentence of a recipe's note.
fn purpose(note: &str) -> &str {
    // "(T. Chen et al., ICML 2020)" has points of its own.
    let end = note.match_indices(". ").map(|(at, _)| at).find(|at| {
        let before = &note[..*at];
        before.matches('(').count() == before.matches(')').count()
    });
    end.map_or(note, |at| &note[..=at])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn every_recipe_says_what_it_is_for() {
        for (name, text) in PRESETS {
            let file = PipelineFile::parse(text).unwrap();
            let words = purpose(file.pipeline.note.trim());
            assert!(words.len() > 30 && words.ends_with('.'), "{name}: {words}");
        }
    }
}
