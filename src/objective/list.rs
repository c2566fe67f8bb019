//! [`OBJECTIVES`]: the objectives that can be chosen, by name.

use candle_core::Device;

use super::error::ObjectiveError;
use super::objective::Objective;
use super::setting::{Options, Setting, SettingError, Settings};
use super::{barlow_twins, byol, moco, simclr, supervised, vicreg};

/// What an objective is made for.
#[derive(Clone, Debug)]
pub struct Task {
    /// Numbers the encoder gives of an image.
    pub features: usize,
    /// Images that it learns from.
    pub images: usize,
    /// Classes of the data set, for those that learn from labels.
    pub classes: usize,
    /// Where the first weights begin.
    pub seed: u64,
    /// Where features and heads are.
    pub device: Device,
}

/// Makes an objective for a task, with settings.
pub type Build = fn(&Task, &Settings) -> Result<Box<dyn Objective>, ObjectiveError>;

/// An objective that can be chosen.
#[derive(Clone, Copy)]
pub struct Entry {
    /// The word on the command line and in files.
    pub name: &'static str,
    /// The name people know it by.
    pub title: &'static str,
    /// One sentence on what it does.
    pub summary: &'static str,
    /// Whether it learns from the labels, and so only from images that have one.
    pub from_labels: bool,
    /// What can be set of it.
    pub settings: &'static [Setting],
    /// Makes it.
    pub build: Build,
}

impl Entry {
    /// All settings, where some are given.
    ///
    /// # Errors
    /// When something given is not a setting of it, or is out of its range.
    pub fn complete(&self, given: &Options) -> Result<Settings, SettingError> {
        Settings::complete(self.name, self.settings, given)
    }

    /// Makes the objective.
    ///
    /// # Errors
    /// When a setting cannot be, or memory cannot be had.
    pub fn make(&self, task: &Task, given: &Options) -> Result<Box<dyn Objective>, ObjectiveError> {
        (self.build)(task, &self.complete(given)?)
    }
}

/// All objectives. A new one costs its file and one word here.
pub const OBJECTIVES: &[&Entry] =
    &[&simclr::ENTRY, &moco::ENTRY, &byol::ENTRY, &barlow_twins::ENTRY, &vicreg::ENTRY, &supervised::ENTRY];

/// The objective of that name.
///
/// # Errors
/// When there is none; the message lists those there are.
pub fn by_name(name: &str) -> Result<&'static Entry, ObjectiveError> {
    let found = OBJECTIVES.iter().find(|entry| entry.name == name);
    found.copied().ok_or_else(|| ObjectiveError::Unknown(name.to_owned()))
}
