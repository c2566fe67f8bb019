//! Small parts that several panels are made of.

mod action_button;
mod bar_rows;
mod before_after;
pub mod class_chart;
mod divided;
mod duration;
mod heat_map;
mod histogram;
mod line_below;
mod line_plot;
mod numbers;
mod param_editor;
mod range_slider;
pub mod round_plot;
mod scatter_plot;
mod shade;
mod strength_slider;
mod tile;

pub use action_button::action_button;
pub use bar_rows::bar_rows;
pub use before_after::before_after;
pub use divided::divided;
pub use duration::{clock_in, duration};
pub use heat_map::{HeatLook, heat_map};
pub use histogram::{Histogram, histogram};
pub use line_below::line_below;
pub use line_plot::{LineLook, line_plot};
pub use numbers::{percent, points};
pub use param_editor::param_editor;
pub use scatter_plot::scatter_plot;
pub use shade::{shade, signed_shade};
pub use strength_slider::strength_slider;
pub use tile::{Caption, hovered_tile, tile};
