//! [`Variant`]: a recipe of a study with what is set differently for it, and the growing list of them.

use super::BASE;
use crate::pipeline::Pipeline;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A recipe of a study, to be trained with every seed.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// Its name: that of its runs but for the seed.
    pub name: String,
    /// The pipeline.
    pub pipeline: Pipeline,
    /// Settings of the training that differ from those of the study.
    pub settings: BTreeMap<String, String>,
    /// Where it lies on the axes of the study; the base lies on those of which one level is its own.
    pub points: Vec<AxisPoint>,
}

/// A place on an axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AxisPoint {
    /// The axis: "gain.factor", "strength", "rotate.strength", "leave one out", "objective", ..
    pub axis: String,
    /// The level as text.
    pub level: String,
    /// The level as a number, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
}

impl Variant {
    /// A variant that lies on no axis.
    pub fn new(name: &str, pipeline: Pipeline) -> Self {
        Self { name: name.into(), pipeline, settings: BTreeMap::new(), points: Vec::new() }
    }

    /// The same at a place on an axis.
    #[must_use]
    pub fn at(mut self, axis: &str, level: &str, value: Option<f64>) -> Self {
        self.points.push(AxisPoint { axis: axis.into(), level: level.into(), value });
        self
    }

    /// True where the runs of both would be the same but for their names.
    pub(in crate::run::study) fn is_same(&self, other: &Self) -> bool {
        let mut pipeline = other.pipeline.clone();
        (pipeline.name, pipeline.note) = (self.pipeline.name.clone(), self.pipeline.note.clone());
        self.settings == other.settings && self.pipeline == pipeline
    }
}

/// The variants so far.
#[derive(Default)]
pub(super) struct Variants(Vec<Variant>);

impl Variants {
    /// Adds a variant. One that is the base again, or that is there already, only adds its places on axes.
    pub fn add(&mut self, variant: Variant) -> Result<(), String> {
        let same_name = self.0.iter().position(|known| known.name == variant.name);
        if let Some(place) = same_name
            && !self.0[place].is_same(&variant)
        {
            return Err(format!(
                "two recipes would be called {:?}: give one of them another name",
                variant.name
            ));
        }
        // Only the base stands in for others: which of two equal variants came first could change with the next level.
        let base = !variant.points.is_empty()
            && self.0.first().is_some_and(|first| first.name == BASE && first.is_same(&variant));
        match same_name.or(base.then_some(0)) {
            Some(place) => {
                for point in variant.points {
                    if !self.0[place].points.contains(&point) {
                        self.0[place].points.push(point);
                    }
                }
            }
            None => self.0.push(variant),
        }
        Ok(())
    }

    pub fn into_list(self) -> Vec<Variant> {
        self.0
    }
}

/// Refuses names that a folder cannot have, or that two variants would share where letters' case does not count.
pub(super) fn check_names(variants: &[Variant]) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for Variant { name, .. } in variants {
        let plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
        if name.is_empty() || name.starts_with('.') || !name.chars().all(plain) {
            return Err(format!(
                "the recipe's name {name:?} is to be the name of a folder: use letters, digits, -, _ and ."
            ));
        }
        if !seen.insert(name.to_lowercase()) {
            return Err(format!("two recipes are called {name:?}, but for capital letters"));
        }
    }
    Ok(())
}
