//! [`prediction_columns`]: what a linear probe says of images, as columns of a table.

use super::ExportError;
use super::sheet::Column;
use crate::evaluate::{Features, LinearProbe};

/// The most probable class of every image (`predicted`), and the probability of each (`p_` and its name).
///
/// # Errors
/// Features of another width than the probe's.
pub fn prediction_columns(
    probe: &LinearProbe,
    features: &Features,
) -> Result<Vec<(String, Column)>, ExportError> {
    let classes = probe.classes.len();
    let all = probe.probabilities(features)?;
    let rows = || all.chunks_exact(classes.max(1));
    let best = |row: &[f64]| {
        // The smaller index among equals, as in the report.
        let place = row.iter().enumerate().fold((0, f64::MIN), |b, (c, &p)| if p > b.1 { (c, p) } else { b });
        probe.classes.get(place.0).cloned()
    };
    let mut columns = vec![("predicted".to_owned(), Column::Text(rows().map(best).collect()))];
    for (class, name) in probe.classes.iter().enumerate() {
        let of_class = rows().map(|row| row.get(class).map_or(0.0, |&p| p as f32)).collect();
        columns.push((format!("p_{name}"), Column::Number(of_class)));
    }
    Ok(columns)
}
