//! How much images that should look alike differ: gain, background, contrast, focus, size and light of wells or slides.
//!
//! From the training part alone. What groups (wells, slides) of one class differ by is technical, so it is the range
//! over which an encoder should be taught to ignore it.

mod blur;
mod controls;
mod deviation;
mod focus;
mod measure;
mod object;
mod offer;
mod ranges;
#[cfg(test)]
mod tests;
mod words;

pub use controls::likely_control;
pub use measure::ImageMeasures;
pub use offer::{Form, OFFERS, Offer};
pub use ranges::{
    ControlSpread, FEWEST_UNITS, Picture, Quantity, SpreadRange, Subject, control_spread, spread_of,
};
