//! [`System`]: what the window has from outside: folders, graphics, dialogs.

use super::chores::Chores;
use super::dialogs::Dialogs;
use super::graphics::DeviceWatch;
use super::home::Home;
use super::keeper::Keeper;
use eframe::egui_wgpu::RenderState;
use egui::Context;

/// What the window has from outside.
pub struct System {
    /// Where things are kept.
    pub home: Home,
    /// The window's graphics.
    pub render: Option<RenderState>,
    /// Hears of its loss.
    pub device: DeviceWatch,
    /// Dialogs for files.
    pub dialogs: Dialogs,
    /// Work with files.
    pub chores: Chores,
    /// Writes settings.
    pub keeper: Keeper,
    /// The window.
    pub context: Context,
}
