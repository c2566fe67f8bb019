//! The page before anything is open: ways to begin, and what was open lately.

use super::path_field;
use crate::app::action::Action;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use egui::{AtomExt, Button, RichText, Ui, vec2};
use std::path::{Path, PathBuf};

/// Ways to begin, with what each is called here.
const WAYS: [(Action, &str); 3] = [
    (Action::OpenFolder, "Open a folder"),
    (Action::OpenTable, "Open a table"),
    (Action::SimulatedCells, "Play with simulated cells"),
];

/// The page.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let width = ui.available_width().min(720.0);
    let margin = (ui.available_width() - width) / 2.0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.add_space(margin);
        ui.vertical(|ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.x = 8.0;
            ui.add_space(28.0);
            ui.label(RichText::new("Which images shall the encoder learn from?").size(20.0).strong());
            ui.label(
                "Open images of single cells that are sorted into classes: a folder with a sub-folder for \
                 every class, or a table that names each file and its class.",
            );
            ui.add_space(10.0);
            ways(ui, cx, out);
            ui.add_space(8.0);
            ui.label(
                RichText::new("A folder, a table or a project can also be dropped on this window.").weak(),
            );
            ui.add_space(10.0);
            path_field::show(ui, cx, out);
            ui.add_space(10.0);
            recent(ui, cx, out);
            ui.add_space(12.0);
        });
    });
}

/// The three ways, side by side where there is room.
fn ways(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let columns = if ui.available_width() >= 540.0 { WAYS.len() } else { 1 };
    ui.columns(columns, |columns| {
        let count = columns.len().max(1);
        for (place, (action, text)) in WAYS.into_iter().enumerate() {
            let Some(ui) = columns.get_mut(place % count) else { continue };
            let text = RichText::new(text).size(16.0).strong();
            let button = Button::new(text).min_size(vec2(ui.available_width(), 64.0)).wrap();
            let help = match action.shortcut() {
                Some(shortcut) => format!("{}\n{}", action.help(), ui.ctx().format_shortcut(&shortcut)),
                None => action.help().to_owned(),
            };
            if ui.add_enabled(action.obstacle(cx).is_none(), button).on_hover_text(help).clicked() {
                out.push(Command::Act(action));
            }
            // Columns are justified, which tears short lines apart.
            ui.vertical(|ui| ui.label(RichText::new(action.help()).small()));
        }
    });
}

/// What was open lately.
pub fn recent(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let settings = cx.settings;
    list(ui, "Recent images", &settings.recent_data, |path| out.push(Command::OpenPath(path)));
    // The project on the screen is on the list, too.
    let present = cx.document.folder();
    let others: Vec<PathBuf> =
        settings.recent_projects.iter().filter(|folder| folder.as_path() != present).cloned().collect();
    list(ui, "Recent projects", &others, |folder| out.push(Command::OpenProject(folder)));
}

fn list(ui: &mut Ui, title: &str, paths: &[PathBuf], mut open: impl FnMut(PathBuf)) {
    if paths.is_empty() {
        return;
    }
    ui.add_space(4.0);
    ui.label(RichText::new(title).strong());
    ui.spacing_mut().item_spacing.y = 3.0;
    for path in paths {
        let name = path.file_name().map_or_else(|| path.display().to_string(), words);
        let parent =
            path.parent().map(Path::display).map(|parent| format!("in {parent}")).unwrap_or_default();
        // Where room is short, the name stays and the folder is cut.
        let text = (name.as_str(), RichText::new(parent).small().weak().atom_shrink(true));
        let button = Button::new(text).truncate().min_size(vec2(ui.available_width().min(720.0), 0.0));
        let button = ui.add(button).on_hover_text(format!("Open {}", path.display()));
        if button.accessible_name(format!("Open {}", path.display())).clicked() {
            open(path.clone());
        }
    }
}

fn words(name: &std::ffi::OsStr) -> String {
    name.to_string_lossy().into_owned()
}
