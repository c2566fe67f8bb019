//! [`action_button`]: a button for an action, with its help, its keys, and why it cannot be pressed.

use crate::app::action::Action;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use egui::{Response, Ui, WidgetText};

/// A button that does `action`.
pub fn action_button(
    ui: &mut Ui,
    cx: &Context,
    out: &mut Commands,
    action: Action,
    text: impl Into<WidgetText>,
) -> Response {
    let obstacle = action.obstacle(cx);
    let help = match action.shortcut() {
        Some(shortcut) => format!("{}\n{}", action.help(), ui.ctx().format_shortcut(&shortcut)),
        None => action.help().to_owned(),
    };
    let mut response = ui.add_enabled(obstacle.is_none(), egui::Button::new(text.into())).on_hover_text(help);
    if let Some(obstacle) = obstacle {
        response = response.on_disabled_hover_text(format!("Not now: {obstacle}."));
    }
    if response.clicked() {
        out.push(Command::Act(action));
    }
    response
}
