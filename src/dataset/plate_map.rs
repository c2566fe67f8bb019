//! [`PlateMap`]: what was in each well of a plate.

use serde::{Deserialize, Serialize};

/// What was in each well of a plate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlateMap {
    /// The column that names the well of an image; found by its name if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The map as it was pasted: a grid of 8 x 12 or 16 x 24, or a list of well, compound, dose, unit.
    pub text: String,
}
