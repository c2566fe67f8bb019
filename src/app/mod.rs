//! The window: panels read a shared context and send commands; one place carries them out.

mod act;
pub mod action;
#[expect(clippy::module_inception, reason = "the file is named for the type that it holds")]
mod app;
pub mod behind;
pub mod chart_files;
pub mod chart_view;
mod chores;
pub mod command;
pub mod compared;
pub mod context;
pub mod data;
pub mod data_view;
mod design_pictures;
pub mod dialogs;
pub mod document;
pub mod evidence;
mod execute;
pub mod graphics;
pub mod home;
mod instrument;
mod keeper;
mod kept_runs;
pub mod large_image;
pub mod map;
pub mod opened;
mod opening;
pub mod panel;
pub mod preview;
pub mod project;
pub mod reasons;
pub mod relabel;
mod report_files;
pub mod runs;
pub mod seeing;
pub mod settings;
mod simulated;
mod start;
pub mod swept;
mod system;
pub mod theme;
pub mod view;
pub mod widget;

pub use app::{App, Start};
pub use start::start;
