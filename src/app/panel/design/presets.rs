//! The presets in the menu "Add": a click adds one as a recipe, with Shift its steps go below those on the screen.

use crate::app::command::{Command, Commands};
use augscope::pipeline::{PRESETS, PipelineFile};
use egui::{RichText, Ui};

/// The list.
pub fn show(ui: &mut Ui, out: &mut Commands) {
    ui.label("From the published ones and our own:");
    ui.label(RichText::new("Shift and click: its steps go below the present ones").small().weak());
    for (name, text) in PRESETS {
        let Ok(file) = PipelineFile::parse(text) else { continue };
        let hover = format!(
            "{}\n\nA click adds it as a recipe of its own. Shift and click puts its steps below those of the recipe on \
             the screen.",
            file.pipeline.note.trim()
        );
        if ui.button(name).on_hover_text(hover).clicked() {
            let below = ui.input(|input| input.modifiers.shift);
            let file = Box::new(file);
            out.push(if below { Command::AddBelow(file) } else { Command::AddRecipe(file) });
            ui.close();
        }
    }
}
