//! The bar on top: menus, rooms, undo, what draws and what trains.

use crate::app::action::{Action, Menu};
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::theme;
use crate::app::view::Room;
use crate::app::widget::action_button;
use egui::{Align, Layout, MenuBar, Panel, RichText, Ui};

/// The bar on top.
pub fn top_bar(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    Panel::top("top bar").show(ui, |ui| {
        MenuBar::new().ui(ui, |ui| {
            for menu in Menu::ALL {
                ui.menu_button(menu.title(), |ui| show_menu(ui, cx, out, menu));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| project(ui, cx));
        });
        ui.horizontal(|ui| {
            for room in Room::ALL {
                let text = RichText::new(room.title()).size(15.0);
                let action = Action::ALL.iter().find(|action| action.room() == Some(room));
                let mut response = ui.selectable_label(cx.view.room == room, text);
                if let Some(action) = action {
                    response = response.on_hover_text(hover(ui, *action));
                }
                super::tour::mark(ui.ctx(), room, response.rect);
                if response.clicked() {
                    out.push(Command::Go(room));
                }
            }
            ui.separator();
            for action in [Action::Undo, Action::Redo] {
                action_button(ui, cx, out, action, action.text());
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                // On a narrow or much enlarged window words give way to fewer words, never to overlap.
                let wide = ui.available_width() > 400.0;
                action_button(ui, cx, out, Action::Palette, if wide { "Search (Ctrl+K)" } else { "Search" });
                device(ui, cx, wide);
            });
        });
        ui.add_space(2.0);
    });
}

/// Help and keys of an action.
pub fn hover(ui: &Ui, action: Action) -> String {
    match action.shortcut() {
        Some(shortcut) => format!("{}\n{}", action.help(), ui.ctx().format_shortcut(&shortcut)),
        None => action.help().to_owned(),
    }
}

fn show_menu(ui: &mut Ui, cx: &Context, out: &mut Commands, menu: Menu) {
    for &action in Action::ALL.iter().filter(|action| action.menu() == menu) {
        let obstacle = action.obstacle(cx);
        let mut button = egui::Button::new(action.text());
        if let Some(shortcut) = action.shortcut() {
            button = button.shortcut_text(ui.ctx().format_shortcut(&shortcut));
        }
        let response = ui.add_enabled(obstacle.is_none(), button).on_hover_text(action.help());
        let response = match obstacle {
            Some(obstacle) => response.on_disabled_hover_text(obstacle),
            None => response,
        };
        if response.clicked() {
            out.push(Command::Act(action));
            ui.close();
        }
        if action == Action::SimulatedCells {
            ui.menu_button(Menu::Examples.title(), |ui| {
                show_menu(ui, cx, out, Menu::Examples);
                super::examples::recipes(ui, out);
            });
        }
    }
    if menu == Menu::File && !cx.settings.recent_projects.is_empty() {
        ui.separator();
        ui.label(RichText::new("Recent projects").weak());
        for folder in &cx.settings.recent_projects {
            let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
            let button = ui.button(name.unwrap_or_default()).on_hover_text(folder.display().to_string());
            if button.clicked() {
                out.push(Command::OpenProject(folder.clone()));
                ui.close();
            }
        }
    }
}

fn project(ui: &mut Ui, cx: &Context) {
    let (words, colour) = match cx.document.saving_problem() {
        Some(_) => ("not saved", theme::failure(ui.visuals())),
        None if cx.document.is_saved() => ("saved", ui.visuals().weak_text_color()),
        None => ("saving...", ui.visuals().weak_text_color()),
    };
    let state = ui.label(RichText::new(words).color(colour));
    let lies = format!("Every change is saved at once in {}", cx.document.folder().display());
    state.on_hover_text(cx.document.saving_problem().map_or(lies, str::to_owned));
    ui.label(RichText::new(&cx.document.project().name).strong());
}

/// What draws the preview, and what trains.
fn device(ui: &mut Ui, cx: &Context, wide: bool) {
    let painter = &cx.preview.painter;
    let threads = cx.runs.threads();
    let (words, hover) = match painter.adapter() {
        Some(adapter) => ("preview: GPU".to_owned(), format!("Random versions are drawn by {adapter}.")),
        None => (
            "preview: CPU".to_owned(),
            painter.why_cpu().unwrap_or("No graphics card that can compute was found.").to_owned(),
        ),
    };
    let unit = if threads == 1 { "thread" } else { "threads" };
    let training = match cx.trainer() {
        trainer if trainer.is_processor() => format!("training: CPU, {threads} {unit}"),
        _ => "training: GPU".to_owned(),
    };
    let shown = if wide { format!("{words}, {training}") } else { words };
    let label = ui.add(egui::Label::new(RichText::new(shown).weak()).truncate());
    label.on_hover_text(format!("{hover}\nThe pictures are the same either way.\n{training}"));
}
