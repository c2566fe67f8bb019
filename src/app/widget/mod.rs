//! Small parts that several panels are made of.

mod action_button;
mod duration;
mod histogram;
mod param_editor;
mod range_slider;
mod tile;

pub use action_button::action_button;
pub use duration::{clock_in, duration};
pub use histogram::{Histogram, histogram};
pub use param_editor::param_editor;
pub use range_slider::{RangeSlider, range_slider};
pub use tile::{Caption, tile};
