//! [`StackChoice`]: which depths and time points of a stack become pictures.

use serde::{Deserialize, Serialize};

/// What becomes of the planes along z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ZChoice {
    /// The brightest value over all depths (maximum projection).
    #[default]
    Maximum,
    /// One depth, counted from 1.
    Plane(usize),
    /// Every depth is a picture of its own.
    Each,
    /// Every depth of every channel is a channel.
    Channels,
}

/// What becomes of the time points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TChoice {
    /// Every time point is a picture of its own.
    #[default]
    Each,
    /// One time point, counted from 1.
    One(usize),
}

/// Which depths and time points of a stack become pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StackChoice {
    /// Depth.
    pub z: ZChoice,
    /// Time.
    pub t: TChoice,
}
