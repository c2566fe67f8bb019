//! [`OBJECTIVES`]: the objectives that can be chosen, by name.

use std::collections::BTreeMap;

use super::error::ObjectiveError;
use super::objective::Objective;
use super::simclr;

/// Settings by name, as given by `--set` or a configuration; what is not given has its default.
pub type Options = BTreeMap<String, f64>;

/// Makes an objective for features of some width, with settings, and first weights from a seed.
pub type Build = fn(usize, &Options, u64) -> Result<Box<dyn Objective>, ObjectiveError>;

/// An objective that can be chosen.
#[derive(Clone, Copy)]
pub struct Entry {
    /// The word on the command line and in files.
    pub name: &'static str,
    /// The name people know it by.
    pub title: &'static str,
    /// One sentence on what it does.
    pub summary: &'static str,
    /// Makes it.
    pub build: Build,
}

/// All objectives. A new one costs its file and one word here.
pub const OBJECTIVES: &[&Entry] = &[&simclr::ENTRY];

/// The objective of that name.
///
/// # Errors
/// When there is none; the message lists those there are.
pub fn by_name(name: &str) -> Result<&'static Entry, ObjectiveError> {
    let found = OBJECTIVES.iter().find(|entry| entry.name == name);
    found.copied().ok_or_else(|| ObjectiveError::Unknown(name.to_owned()))
}
