//! Cells cut out of whole fields: where their middles are, and how large a window is cut around each.

use serde::{Deserialize, Serialize};

/// How cells are found in fields and cut out of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Cells {}
