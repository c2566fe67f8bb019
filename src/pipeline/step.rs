//! [`Pipeline`] and [`Step`]: what the user chose, as it is saved.

use super::PipelineInput;
use crate::transform::{Entry, Setting};

/// One column of settings: how likely a step is, and its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The share of views to which the step is applied, 0 to 1.
    pub probability: f64,
    /// One setting a parameter, in the order of the entry.
    pub settings: Vec<Setting>,
}

/// One transform in a pipeline.
#[derive(Clone, Debug)]
pub struct Step {
    /// Never changes, so that draws stay when steps are moved or edited. Unique in a pipeline.
    pub id: String,
    /// What it does.
    pub entry: &'static Entry,
    /// False takes the step out without losing its settings.
    pub on: bool,
    /// How far the settings are from changing nothing: 1 is as they stand, see [`super::STRENGTHS`].
    pub strength: f64,
    /// The settings of both views, or of the first where they differ.
    pub first: Column,
    /// The settings of the second view, where they differ (BYOL, Barlow Twins).
    pub second: Option<Column>,
    /// The id of the group it belongs to.
    pub group: Option<String>,
    /// The user's own words about it.
    pub note: String,
}

impl PartialEq for Step {
    fn eq(&self, other: &Self) -> bool {
        self.entry.kind == other.entry.kind
            && (&self.id, self.on, self.strength, &self.first, &self.second, &self.group, &self.note)
                == (
                    &other.id,
                    other.on,
                    other.strength,
                    &other.first,
                    &other.second,
                    &other.group,
                    &other.note,
                )
    }
}

impl Step {
    /// A step with the entry's defaults, applied to every view.
    pub fn new(id: impl Into<String>, entry: &'static Entry) -> Self {
        let settings = entry.params.iter().map(|p| p.default).collect();
        Self {
            id: id.into(),
            entry,
            on: true,
            strength: 1.0,
            first: Column { probability: 1.0, settings },
            second: None,
            group: None,
            note: String::new(),
        }
    }

    /// The settings that view number `view` follows: odd views follow the second column.
    pub fn column(&self, view: u32) -> &Column {
        match &self.second {
            Some(second) if view % 2 == 1 => second,
            _ => &self.first,
        }
    }
}

/// Steps of which every view gets only some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The name that its steps refer to.
    pub id: String,
    /// How many of its steps a view gets: 1 is "one of".
    pub pick: usize,
}

/// Input rules and ordered steps: everything that makes views out of images.
#[derive(Clone, Debug, PartialEq)]
pub struct Pipeline {
    /// Its name.
    pub name: String,
    /// The user's own words about it.
    pub note: String,
    /// Size, fit, border and intensity window.
    pub input: PipelineInput,
    /// The strength of all steps: multiplies that of each.
    pub strength: f64,
    /// Groups that steps may belong to.
    pub groups: Vec<Group>,
    /// In order of execution.
    pub steps: Vec<Step>,
}

impl Default for Pipeline {
    fn default() -> Self {
        Self {
            name: String::new(),
            note: String::new(),
            input: PipelineInput::default(),
            strength: 1.0,
            groups: Vec::new(),
            steps: Vec::new(),
        }
    }
}

impl Pipeline {
    /// The step called `id` and its place.
    pub fn step(&self, id: &str) -> Option<(usize, &Step)> {
        self.steps.iter().enumerate().find(|(_, step)| step.id == id)
    }

    /// An id that no step has yet: `kind-1`, `kind-2`, ...
    pub fn fresh_id(&self, kind: &str) -> String {
        fresh_id(kind, |id| self.step(id).is_some())
    }

    /// Warnings, in words, about steps that have no meaning for pictures of `channels` channels.
    pub fn channel_warnings(&self, channels: usize) -> Vec<String> {
        let mut warnings = Vec::new();
        for step in self.steps.iter().filter(|s| s.on) {
            if let Some(only) = step.entry.only_channels
                && only != channels
            {
                warnings.push(format!(
                    "step {} ({}) has a meaning for pictures of {only} channels only; these have {channels}, \
                     so it changes nothing",
                    step.id, step.entry.name
                ));
            }
            if step.entry.kind == "colour-jitter" && channels != 3 {
                warnings.push(format!(
                    "step {}: saturation and hue have a meaning for pictures of 3 channels only; these have \
                     {channels}, so only brightness and contrast change",
                    step.id
                ));
            }
        }
        warnings
    }
}

/// The first of `kind-1`, `kind-2`, ... that is not `taken`.
pub(super) fn fresh_id(kind: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut number = 1;
    loop {
        let id = format!("{kind}-{number}");
        if !taken(&id) {
            return id;
        }
        number += 1;
    }
}
