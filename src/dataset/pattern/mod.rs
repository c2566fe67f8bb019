//! [`FilePattern`]: what the names of files mean, as a regular expression with named groups; patterns of usual microscopes.

mod compiled;
mod fields;
mod images;
mod listing;
mod presets;
mod preview;
#[cfg(test)]
mod tests;

pub(super) use listing::list;
pub use presets::{PATTERN_PRESETS, PatternPreset};
pub use preview::PatternPreview;

use serde::{Deserialize, Serialize};

/// What the names of files mean: a regular expression that is looked for in each file's path, relative to the opened
/// folder and with `/`. Its named groups say what is known of the file:
///
/// - `channel`: files that differ in it only are channels of one image;
/// - `z` and `t`: depth and time, see [`crate::image::StackChoice`];
/// - `well`, or `row` and `column`: the well (`B02`, `b2` and `r02c02` are the same one);
/// - `class` (or `label`): the class;
/// - any other, such as `plate`, `site`, `field` or `image`: a column of that name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FilePattern(pub String);
