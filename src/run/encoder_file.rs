//! encoder.safetensors of a run: what stands in its header for those who find the file alone.

use super::{RunError, RunRecord};
use crate::dataset::Reading;
use crate::encoder::Metadata;
use serde_json::{Value, json};

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
    words.insert("reading".into(), reading_words(&record.data.reading).to_string());
    if let Some(name) = architecture.torchvision_name() {
        words.insert("torchvision_model".into(), name.into());
    }
    Ok(words)
}

/// What was done to the pixels of files before the intensity window. Where the files lay is of no use elsewhere.
fn reading_words(reading: &Reading) -> Value {
    json!({
        "pixel_size_um": reading.pixel_size_um,
        "z": reading.stack.z,
        "t": reading.stack.t,
        "turn_by_exif": reading.turn_by_exif,
        "cells": reading.cells.as_ref().map(|cells| json!({"window": cells.window, "unit": cells.unit})),
    })
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::cells::Cells;
    use crate::image::{StackChoice, ZChoice};

    #[test]
    fn how_pictures_were_read_is_told_without_places() {
        let plain = reading_words(&Reading::default());
        let want =
            json!({"pixel_size_um": null, "z": "maximum", "t": "each", "turn_by_exif": false, "cells": null});
        assert_eq!(plain, want);
        let reading = Reading {
            unlabelled: Some("/home/somebody/more".into()),
            stack: StackChoice { z: ZChoice::Plane(3), ..StackChoice::default() },
            cells: Some(Box::new(Cells { window: 40.0, ..Cells::default() })),
            pixel_size_um: Some(0.5),
            turn_by_exif: true,
            ..Reading::default()
        };
        let told = reading_words(&reading);
        assert_eq!(told["z"], json!({"plane": 3}));
        assert_eq!((&told["pixel_size_um"], &told["turn_by_exif"]), (&json!(0.5), &json!(true)));
        assert_eq!(told["cells"], json!({"window": 40.0, "unit": "px"}));
        assert!(!told.to_string().contains("somebody"), "{told}");
    }
}
