//! The menu that copies the chosen step to another recipe of the project.

use crate::app::action::Action;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::widget::action_button;
use egui::Ui;

/// "Copy" for the clipboard, and "Copy to" with the other recipes.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    action_button(ui, cx, out, Action::CopyStep, "Copy");
    let project = cx.document.project();
    let menu = ui.menu_button("Copy to...", |ui| {
        ui.set_min_width(180.0);
        let others = project.recipes.iter().enumerate().filter(|(place, _)| *place != project.active);
        let mut alone = true;
        for (place, recipe) in others {
            alone = false;
            let name = format!("{}. {}", place + 1, recipe.file.pipeline.name);
            let help = "Copies the step to the end of this recipe. The recipe on the screen stays.";
            if ui.button(name).on_hover_text(help).clicked() {
                out.push(Command::CopyStepTo(recipe.id));
                ui.close();
            }
        }
        if alone {
            ui.label("This project has no other recipe.");
        }
    });
    menu.response.on_hover_text("Copies this step to another recipe of the project.");
}
