//! encoder.safetensors of a run: what stands in its header for those who find the file alone.

use super::{RunError, RunRecord};
use crate::encoder::Metadata;

/// The name of the file in the run's folder.
pub(super) const ENCODER_FILE: &str = "encoder.safetensors";

/// The word that tells how far training came where it was ended by hand.
pub(super) const ENDED_EARLY: &str = "ended_early";

/// All that is needed to build the network, load it and bring images to it, as words.
///
/// # Errors
/// Where the record's pipeline or network is not known.
pub(super) fn encoder_metadata(record: &RunRecord) -> Result<Metadata, RunError> {
    let config = &record.config;
    let pipeline = record.pipeline()?;
    let architecture = config.architecture().map_err(crate::train::TrainError::from)?;
    let mut words = Metadata::from([
        ("program".into(), record.program.clone()),
        ("encoder".into(), config.encoder.clone()),
        ("stem".into(), architecture.stem().into()),
        ("in_chans".into(), record.data.channels.len().to_string()),
        ("features".into(), architecture.features().to_string()),
        ("objective".into(), config.objective.clone()),
        ("epochs".into(), config.epochs.to_string()),
        ("seed".into(), config.seed.to_string()),
        ("input_size".into(), config.size.to_string()),
        ("channels".into(), json(&record.data.channels)),
        ("intensity_window".into(), json(&record.window)),
        ("fit".into(), pipeline.input.fit.to_string()),
        ("border".into(), pipeline.input.border.to_string()),
        ("border_value".into(), pipeline.input.border_value.to_string()),
        ("pipeline".into(), record.pipeline.clone()),
        ("pipeline_hash".into(), pipeline.digest()),
        ("data_fingerprint".into(), record.data.fingerprint.clone()),
    ]);
    if let Some(name) = architecture.torchvision_name() {
        words.insert("torchvision_model".into(), name.into());
    }
    Ok(words)
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
