//! [`plate_verdict`]: what an embedding is worth on a plate: controls apart, replicates together, doses in order.
//!
//! Images of a well are averaged on features standardised over all images of the plate's wells. The score of a well
//! is its place on the axis from the mean of the negative control wells (0) to that of the positive ones (1). A
//! control well is scored on the axis of the other control wells: on its own it would look better than it is, the more
//! so the more features there are.

mod curve;
mod dose_response;
mod retrieval;
mod scores;
mod well;
mod z_prime;

use serde::{Deserialize, Serialize};

pub use dose_response::{DoseResponse, dose_response};
pub use retrieval::{ReplicateMap, Replicates, replicates};
pub use scores::scores;
pub use well::{Well, WellRole};
pub use z_prime::{robust_z_prime, z_prime};

use super::error::EvaluateError;
use super::features::Features;
use super::figure::Figure;
use super::named::Named;

/// One well and its score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WellScore {
    /// The well's name.
    pub well: String,
    /// What it is.
    pub role: WellRole,
    /// What is in it.
    pub treatment: String,
    /// How much of it.
    pub dose: Option<f64>,
    /// Images.
    pub images: usize,
    /// 0: as the negative controls; 1: as the positive ones. Null without an axis.
    pub score: Option<f64>,
}

/// The verdict of one embedding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlateVerdict {
    /// Z' of the scores of the controls.
    pub z_prime: Figure,
    /// The same by medians.
    pub robust_z_prime: Figure,
    /// Do replicates find each other among negative controls?
    pub replicates: Replicates,
    /// The dose-response curve of every treatment with doses.
    pub dose_response: Named<DoseResponse>,
    /// All wells.
    pub wells: Vec<WellScore>,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// The verdict from features of images and the wells that they are of. Deterministic in `seed`.
///
/// # Errors
/// Features that are not finite, or a well that names an image which is not there.
pub fn plate_verdict(features: &Features, wells: &[Well], seed: u64) -> Result<PlateVerdict, EvaluateError> {
    features.check_finite("the encoder's features")?;
    let profiles = well::profiles(features, wells)?;
    let roles: Vec<WellRole> = wells.iter().map(|w| w.role).collect();
    let found = scores(&profiles, &roles);
    let mut notes = Vec::new();
    let (z, robust) = match &found {
        Ok(scores) => {
            let of = |role: WellRole| -> Vec<f64> {
                scores.iter().zip(&roles).filter(|(_, r)| **r == role).map(|(s, _)| *s).collect()
            };
            let (negative, positive) = (of(WellRole::Negative), of(WellRole::Positive));
            (z_prime(&positive, &negative, seed), robust_z_prime(&positive, &negative, seed))
        }
        Err(why) => {
            notes.push(format!("there is no axis between the controls: {why}"));
            (Figure::not_defined(why.clone()), Figure::not_defined(why.clone()))
        }
    };
    let dose_response = match &found {
        Ok(scores) => dose_response::of_treatments(wells, scores, seed),
        Err(_) => Named::default(),
    };
    let score = |place: usize| found.as_ref().ok().map(|scores| scores[place]);
    let listed = wells.iter().enumerate().map(|(place, well)| WellScore {
        well: well.name.clone(),
        role: well.role,
        treatment: well.treatment.clone(),
        dose: well.dose,
        images: well.images.len(),
        score: score(place),
    });
    Ok(PlateVerdict {
        z_prime: z,
        robust_z_prime: robust,
        replicates: replicates(&profiles, wells, seed),
        dose_response,
        wells: listed.collect(),
        notes,
    })
}

#[cfg(test)]
mod tests;
