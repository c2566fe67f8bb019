//! [`Well`]: the images of one well and what was done to it; and the mean features of wells.

use serde::{Deserialize, Serialize};

use crate::evaluate::error::EvaluateError;
use crate::evaluate::features::{Features, Standardiser};

/// What a well is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WellRole {
    /// Untreated, or treated with the solvent alone.
    Negative,
    /// Treated with what is known to have the full effect.
    Positive,
    /// Treated with what is asked about.
    Treated,
}

/// One well.
#[derive(Clone, Debug, PartialEq)]
pub struct Well {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub role: WellRole,
    /// What is in it, without the dose.
    pub treatment: String,
    /// How much of it, in any unit; 0 is none.
    pub dose: Option<f64>,
    /// Rows of the features that are its images; at least one.
    pub images: Vec<usize>,
}

/// The mean features of every well, standardised over all images of wells.
pub(super) fn profiles(features: &Features, wells: &[Well]) -> Result<Vec<Vec<f64>>, EvaluateError> {
    let images: Vec<usize> = wells.iter().flat_map(|w| w.images.iter().copied()).collect();
    if let Some(&image) = images.iter().find(|i| **i >= features.n()) {
        let what = "images of wells".to_owned();
        return Err(EvaluateError::Length { what, found: image + 1, expected: features.n() });
    }
    if let Some(well) = wells.iter().find(|w| w.images.is_empty()) {
        return Err(EvaluateError::EmptyPart { part: format!("well {}", well.name) });
    }
    let standardised = Standardiser::fit(&features.subset(&images)).apply(features);
    Ok(wells
        .iter()
        .map(|well| {
            let mut mean = vec![0.0; features.d()];
            for &image in &well.images {
                for (m, &v) in mean.iter_mut().zip(standardised.row(image)) {
                    *m += f64::from(v) / well.images.len() as f64;
                }
            }
            mean
        })
        .collect())
}
