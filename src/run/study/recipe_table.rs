//! [`RecipeRow`]: what every recipe of a study reached, the mean over its seeds.

use super::axes::{AxisPoint, Variant};
use crate::evaluate::{Readout, ReadoutKind, Report};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A recipe of a study.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecipeRow {
    /// Its name.
    pub recipe: String,
    /// Where it lies on the axes of the study.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<AxisPoint>,
    /// Seeds that are done.
    pub seeds: Vec<u64>,
    /// Balanced accuracy of every read-out that all its runs have, by the read-out's name.
    pub balanced_accuracy: BTreeMap<String, f64>,
    /// The lowest and the highest of its seeds.
    pub range: BTreeMap<String, [f64; 2]>,
    /// The same before training.
    pub untrained: BTreeMap<String, f64>,
    /// Adjusted mutual information of clusters and classes.
    pub ami: Option<f64>,
    /// Adjusted Rand index of clusters and classes.
    pub ari: Option<f64>,
}

impl RecipeRow {
    /// The row of `recipe`, by the reports of its seeds, with those read-outs that are `told` of.
    pub fn new(
        recipe: &Variant,
        seeds: &[u64],
        reports: &[&Report],
        told: impl Fn(ReadoutKind) -> bool,
    ) -> Self {
        let (name, points) = (recipe.name.clone(), recipe.points.clone());
        let mut row = Self { recipe: name, points, seeds: seeds.to_vec(), ..Self::default() };
        for kind in ReadoutKind::ALL.into_iter().filter(|&kind| told(kind)) {
            let accuracy = |readout: Option<&Readout>| readout.and_then(|readout| readout.balanced_accuracy);
            let trained = reports.iter().map(|report| accuracy(report.readouts.get(kind)));
            if let Some(values) = all(trained) {
                row.balanced_accuracy.insert(kind.name().into(), mean(&values));
                let limits = values.iter().fold([1.0_f64, 0.0], |[low, high], &v| [low.min(v), high.max(v)]);
                row.range.insert(kind.name().into(), limits);
            }
            let before = reports.iter().map(|report| {
                accuracy(report.baselines.untrained.as_ref().and_then(|base| base.readouts.get(kind)))
            });
            if let Some(values) = all(before) {
                row.untrained.insert(kind.name().into(), mean(&values));
            }
        }
        row.ami = all(reports.iter().map(|report| report.clusters.ami)).map(|values| mean(&values));
        row.ari = all(reports.iter().map(|report| report.clusters.ari)).map(|values| mean(&values));
        row
    }
}

/// All values, where there are some and none is missing.
fn all(values: impl Iterator<Item = Option<f64>>) -> Option<Vec<f64>> {
    values.collect::<Option<Vec<f64>>>().filter(|values| !values.is_empty())
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}
