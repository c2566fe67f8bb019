//! [`peak_memory`] and [`fit_batch`]: how much memory a training takes, and the batch that fits.

use super::{TrainConfig, TrainError};
use crate::encoder::Layer;

/// Views of an image in a step.
const VIEWS: u64 = 2;
/// Batches of views that exist at once: those ahead, one being made, one being learnt from.
const BATCHES: u64 = 5;
/// Program, libraries, pool threads, decoded images and the read-outs, in bytes.
const PROGRAM: u64 = 200 << 20;
/// Share of the available memory that a training may take; the rest is for the system and for what this
/// estimate leaves out.
const SHARE: f64 = 0.8;
/// Numbers kept of every trained one: itself, its gradient, two moments, a target network's, packed for the
/// kernels, and a copy while saving.
const COPIES: u64 = 8;
/// Widest projector and predictor of any method here, in trained numbers.
const HEAD: u64 = 10_000_000;

/// Values that a network keeps of one image for the way back, and the largest layer's.
#[derive(Clone, Copy, Debug, Default)]
struct Kept {
    all: u64,
    largest: u64,
    parameters: u64,
}

/// Follows an image of (channels, side, side) through `layers`.
fn follow(layers: &[Layer], (mut channels, mut side): (usize, usize), kept: &mut Kept) -> (usize, usize) {
    for layer in layers {
        match layer {
            Layer::Conv { outputs, kernel, stride, padding, inputs, .. } => {
                side = (side + 2 * padding).saturating_sub(*kernel) / stride + 1;
                channels = *outputs;
                kept.parameters += (inputs * outputs * kernel * kernel) as u64;
            }
            Layer::MaxPool { kernel, stride, padding } => {
                side = (side + 2 * padding).saturating_sub(*kernel) / stride + 1;
            }
            Layer::BatchNorm { .. } => {}
            // Done together with the normalisation or the sum before it.
            Layer::Relu => continue,
            Layer::Residual { body, shortcut } => {
                let out = follow(body, (channels, side), kept);
                follow(shortcut, (channels, side), kept);
                (channels, side) = out;
            }
            Layer::GlobalAveragePool => side = 1,
        }
        let values = (channels * side * side) as u64;
        kept.all += values;
        kept.largest = kept.largest.max(values);
    }
    (channels, side)
}

/// Bytes that a training takes at its peak, from the sizes of its layers and its batch; what the images of
/// the data set take in memory is not counted. On the safe side by some ten percent.
///
/// # Errors
/// Where there is no such network.
pub fn peak_memory(config: &TrainConfig, channels: usize, batch: usize) -> Result<u64, TrainError> {
    let mut kept = Kept::default();
    follow(&config.architecture()?.layers(channels), (channels, config.size), &mut kept);
    let rows = VIEWS * batch as u64;
    let rows_at_once = rows.div_ceil(config.accumulate as u64);
    let input = (channels * config.size * config.size) as u64;
    // On the way back gradients of two layers exist at a time.
    let network = rows_at_once * (kept.all + 2 * kept.largest);
    // Similarities of all rows with each other, and what is computed of them.
    let objective = 6 * rows_at_once * rows_at_once;
    let values = network + objective + BATCHES * rows * input + COPIES * (kept.parameters + HEAD);
    Ok(4 * values + PROGRAM)
}

/// `config` with a batch in place of `auto`: the largest power of two that is at most the preset's and the
/// number of `images`, and whose training takes at most four fifths of the `available` bytes. A batch that
/// was given stays, or is refused where it does not fit. Where nobody tells how much memory there is, all fit.
///
/// # Errors
/// [`TrainError::Memory`] where not even the smallest batch fits, or not the one that was given.
pub fn fit_batch(
    config: &TrainConfig,
    channels: usize,
    images: usize,
    available: Option<u64>,
) -> Result<TrainConfig, TrainError> {
    let room = available.map(|bytes| (bytes as f64 * SHARE) as u64);
    let fits = |batch: usize| -> Result<bool, TrainError> {
        let needed = peak_memory(config, channels, batch.min(images))?;
        Ok(room.is_none_or(|room| needed <= room))
    };
    let largest = if config.batch == 0 { config.largest_batch } else { config.batch };
    if config.batch > 0 && fits(largest)? {
        return Ok(config.clone());
    }
    // Below two images a part there is nothing to learn.
    let smallest = 2 * config.accumulate;
    let mut batch = 1 << largest.min(images.max(2)).ilog2();
    while batch >= smallest && !fits(batch)? {
        batch /= 2;
    }
    if config.batch == 0 && batch >= smallest {
        return Ok(TrainConfig { batch, ..config.clone() });
    }
    Err(TrainError::Memory {
        batch: largest,
        needed: peak_memory(config, channels, largest.min(images))?,
        available: available.unwrap_or(0),
        fitting: (batch >= smallest).then_some(batch),
    })
}

/// Bytes in words: "1.5 GB".
pub(super) fn gigabytes(bytes: u64) -> String {
    format!("{:.1} GB", bytes as f64 / 1e9)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Preset;

    fn config(encoder: &str, size: usize) -> TrainConfig {
        TrainConfig { size, ..TrainConfig::chosen(Preset::Standard, "simclr", encoder) }
    }

    #[test]
    fn memory_grows_with_batch_size_and_network_and_shrinks_with_parts() {
        let of = |encoder, size, batch| peak_memory(&config(encoder, size), 3, batch).unwrap();
        assert!(of("convnet", 64, 256) > of("convnet", 64, 128));
        assert!(of("convnet", 96, 128) > of("convnet", 64, 128));
        assert!(of("resnet18", 64, 128) > 2 * of("convnet", 64, 128));
        let parts = TrainConfig { accumulate: 4, ..config("resnet18", 64) };
        assert!(2 * peak_memory(&parts, 3, 128).unwrap() < of("resnet18", 64, 128));
    }

    #[test]
    fn auto_takes_what_fits_and_a_batch_that_does_not_is_refused_with_words() {
        let auto = TrainConfig { batch: 0, ..config("resnet18", 64) };
        let batch = |available, images| fit_batch(&auto, 3, images, available).map(|config| config.batch);
        assert_eq!(batch(None, 1000).unwrap(), 128);
        assert_eq!(batch(Some(1 << 40), 1000).unwrap(), 128);
        assert_eq!(batch(None, 100).unwrap(), 64);
        let half = peak_memory(&auto, 3, 64).unwrap();
        assert_eq!(batch(Some((half as f64 / SHARE) as u64 + 8), 1000).unwrap(), 64);
        assert!(batch(Some(1 << 20), 1000).is_err());

        let given = TrainConfig { batch: 100, ..auto };
        assert_eq!(fit_batch(&given, 3, 1000, None).unwrap(), given);
        let error = fit_batch(&given, 3, 1000, Some(4_000_000_000)).unwrap_err().to_string();
        for words in ["batch of 100", "4.0 GB", "--batch 32", "accumulate"] {
            assert!(error.contains(words), "{words} is missing in: {error}");
        }
    }
}
