//! The Train room: is it going well, how long, and can I leave?

use crate::app::command::Commands;
use crate::app::context::Context;
use egui::Ui;
use std::path::Path;

/// The room.
pub fn show(_ui: &mut Ui, _cx: &Context, _out: &mut Commands) {}

/// A question before a run is thrown away.
pub fn discard_question(_ui: &mut Ui, _cx: &Context, _out: &mut Commands, _run: &Path) {}
