//! [`Warning`]: something that a recipe does, in words and with its numbers.

use super::erased::{Degree, Erased};
use super::feature::Feature;
use super::step_faults::Fault;
use super::trace::GroupTrace;
use crate::pipeline::{Chain, Pipeline};

/// The share of a trace from which on the recipe counts as leaving it alone.
const KEPT: f64 = 0.8;

/// Below this area a feature separates nothing.
const BY_CHANCE: f64 = 0.6;

/// What kind of warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WarningKind {
    /// A step takes what tells two classes apart.
    Erases,
    /// Nothing makes the encoder ignore what tells the groups.
    KeepsGroup,
    /// A step changes nothing.
    NoEffect,
    /// A step changes all versions alike.
    NeverVaries,
    /// A step drives pixels to black or white.
    Clips,
    /// A step has no meaning for these images.
    NoMeaning,
}

/// A feature that still tells two classes apart, and how well.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Left {
    /// The feature in words.
    pub feature: String,
    /// Its area under the ROC curve after the recipe.
    pub auc: f64,
}

/// Something that a recipe does.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Warning {
    /// What kind.
    pub kind: WarningKind,
    /// The id of the step; none where it is about the whole recipe.
    pub step: Option<String>,
    /// The classes: both of a pair, or the one that is clipped.
    pub classes: Vec<String>,
    /// The feature in words.
    pub feature: Option<String>,
    /// How well it tells before the recipe: the area under the ROC curve, 0.5 (not at all) to 1.
    pub auc_before: Option<f64>,
    /// The same after the whole recipe.
    pub auc_after: Option<f64>,
    /// The same after the recipe without the step.
    pub auc_without: Option<f64>,
    /// Before, for two versions at a time: are they of the same class?
    pub pairs_before: Option<f64>,
    /// The same after the whole recipe.
    pub pairs_after: Option<f64>,
    /// What tells best after the recipe.
    pub left: Option<Left>,
    /// How much is gone, when all features are looked at.
    pub degree: Option<Degree>,
    /// Further features of the pair that the step takes.
    pub also: Vec<String>,
    /// The share of clipped pixels.
    pub share: Option<f64>,
    /// All of it in words.
    pub text: String,
}

/// What warnings are worded with.
pub(super) struct Words<'a> {
    pub pipeline: &'a Pipeline,
    pub chain: &'a Chain,
    pub classes: &'a [String],
    pub channels: &'a [String],
    /// What the groups are called: the table's column.
    pub group: &'a str,
}

impl Words<'_> {
    fn class(&self, class: usize) -> String {
        self.classes.get(class).cloned().unwrap_or_default()
    }

    fn id(&self, step: usize) -> Option<String> {
        self.chain.steps.get(step).map(|step| step.id.clone())
    }

    /// "Gain (0.5 to 2)".
    fn step(&self, step: usize) -> String {
        let Some(step) = self.id(step).and_then(|id| self.pipeline.step(&id).map(|(_, step)| step)) else {
            return String::new();
        };
        let mut settings = step.entry.params.iter().zip(&step.first.settings);
        // The first that varies says the most; which channel, or how many pixels, say little by themselves.
        let told = settings
            .clone()
            .find(|(_, setting)| !setting.is_constant())
            .or_else(|| settings.find(|(param, _)| param.identity.is_some()));
        match told {
            Some((param, setting)) => {
                let unit = self.pipeline.param_in_lengths(param).unit.symbol();
                let range = format!("{} {unit}", setting.words());
                format!("{} ({})", step.entry.name, range.trim())
            }
            None => step.entry.name.to_owned(),
        }
    }

    fn empty(&self, kind: WarningKind, step: Option<usize>, text: String) -> Warning {
        Warning {
            kind,
            step: step.and_then(|step| self.id(step)),
            classes: Vec::new(),
            feature: None,
            auc_before: None,
            auc_after: None,
            auc_without: None,
            pairs_before: None,
            pairs_after: None,
            left: None,
            degree: None,
            also: Vec::new(),
            share: None,
            text,
        }
    }

    /// One warning for all signs that a step takes from a pair; the first of `signs` is told.
    pub fn erased(&self, signs: &[&Erased]) -> Option<Warning> {
        let (first, others) = signs.split_first()?;
        let [a, b] = [first.sign.pair.0, first.sign.pair.1].map(|class| self.class(class));
        let (step, feature) = (self.step(first.step), first.sign.feature.words(self.channels));
        let (before, after) = (first.sign.before.auc, first.after.auc);
        let left = Left { feature: first.left.0.words(self.channels), auc: first.left.1.auc };
        let rest = if left.auc < BY_CHANCE {
            format!("nothing to speak of (the best, {}, {:.2}; 0.5 is chance)", left.feature, left.auc)
        } else {
            format!("{} still separates them {:.2}", left.feature, left.auc)
        };
        let numbers = format!("{feature} tells them apart {before:.2}, after this step {after:.2}");
        let text = match first.degree {
            Degree::Hides if left.feature == feature => format!("{step} hides {a} from {b}: {numbers}."),
            Degree::Hides => format!("{step} hides {a} from {b}: {numbers}. What is left: {rest}."),
            Degree::Weakens if left.feature == feature => {
                format!(
                    "{step} makes {a} and {b} hard to tell apart: {numbers}, and nothing else does better."
                )
            }
            Degree::Weakens => {
                format!("{step} makes {a} and {b} hard to tell apart: {numbers}. What is left: {rest}.")
            }
            Degree::OneSign => {
                format!("{step} takes one sign that {a} and {b} are told by: {numbers}. But {rest}.")
            }
        };
        Some(Warning {
            classes: vec![a, b],
            feature: Some(feature),
            auc_before: Some(before),
            auc_after: Some(after),
            auc_without: Some(first.without.auc),
            pairs_before: Some(first.sign.before.pairs),
            pairs_after: Some(first.after.pairs),
            left: Some(left),
            degree: Some(first.degree),
            also: others.iter().map(|erased| erased.sign.feature.words(self.channels)).collect(),
            ..self.empty(WarningKind::Erases, Some(first.step), text)
        })
    }

    /// The warning about groups, where they are told after the recipe as well.
    pub fn trace(&self, trace: &GroupTrace) -> Option<Warning> {
        let (mut left, mut auc) = trace.left;
        let group = self.group;
        let untouched = trace.after >= 0.5 + KEPT * (trace.before - 0.5) && trace.after >= trace.told_from;
        if untouched {
            (left, auc) = (trace.feature, trace.after);
        }
        if auc < trace.told_from {
            return None;
        }
        let feature = left.words(self.channels);
        let text = if untouched {
            format!(
                "Nothing here makes the encoder ignore the {feature}, by which {group} can be told ({auc:.2}; 0.5 would be \
                 chance)."
            )
        } else {
            format!(
                "The recipe weakens by what {group} can be told ({}: {:.2}, after it {:.2}), but the {feature} still tells \
                 it ({auc:.2}; 0.5 would be chance).",
                trace.feature.words(self.channels),
                trace.before,
                trace.after
            )
        };
        Some(Warning {
            feature: Some(feature),
            auc_before: Some(trace.before),
            auc_after: Some(auc),
            ..self.empty(WarningKind::KeepsGroup, None, text)
        })
    }

    /// The warning about a fault of a step.
    pub fn fault(&self, step: usize, fault: &Fault) -> Warning {
        let name = self.step(step);
        match fault {
            Fault::NoEffect => {
                let text =
                    format!("{name} changes nothing in these images: take it out, or widen its range.");
                self.empty(WarningKind::NoEffect, Some(step), text)
            }
            Fault::NeverVaries => {
                let text = format!(
                    "{name} changes every version in the same way, so it teaches the encoder to ignore nothing: give it \
                     a range, or apply it to only some versions."
                );
                self.empty(WarningKind::NeverVaries, Some(step), text)
            }
            Fault::Clips { class, share } => {
                let class = self.class(*class);
                let percent = 100.0 * share;
                let text = format!(
                    "{name} drives {percent:.0} % of the pixels of {class} to black or white: narrow its range."
                );
                Warning {
                    classes: vec![class],
                    share: Some(*share),
                    ..self.empty(WarningKind::Clips, Some(step), text)
                }
            }
            Fault::NoMeaning(why) => {
                self.empty(WarningKind::NoMeaning, Some(step), format!("{name} has no meaning here: {why}."))
            }
        }
    }
}

/// The words of a feature, for the matrix.
pub(super) fn left_of(feature: Feature, auc: f64, channels: &[String]) -> Left {
    Left { feature: feature.words(channels), auc }
}
