//! [`FilePattern`]: what the names of files mean, as a regular expression with named groups.

use serde::{Deserialize, Serialize};

/// What the names of files mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FilePattern(pub String);
