//! Features of a data set's images: by an encoder and its projector, and of the pixels themselves.

use super::error::EvaluateError;
use super::features::Features;
use crate::dataset::Dataset;
use crate::encoder::Executor;
use crate::image::Planes;
use crate::job::Stop;
use crate::objective::Objective;
use crate::pipeline::Views;
use candle_core::{Device, Tensor};
use rayon::prelude::*;

/// Images that go through the encoder at once.
const BATCH: usize = 128;
/// Side of the pictures that stand for raw pixels.
const PIXELS: usize = 16;

/// The images `items` without augmentation, in batches of (n, c, size, size), until `stop`.
pub fn image_batches<'a>(
    dataset: &'a Dataset,
    items: &'a [usize],
    views: &'a Views,
    stop: &'a Stop,
) -> impl Iterator<Item = Result<Tensor, EvaluateError>> + 'a {
    items.chunks(BATCH).map(move |items| {
        let size = views.chain.size;
        let planes = plain(dataset, items, views, stop)?;
        let channels = planes.first().map_or(0, |p| p.channels);
        let data: Vec<f32> = planes.into_iter().flat_map(|p| p.data).collect();
        Ok(Tensor::from_vec(data, (items.len(), channels, size, size), &Device::Cpu)?)
    })
}

/// Features (n, d) of `items` by the encoder, and what its projector makes of them.
///
/// # Errors
/// Where an image cannot be read or does not fit the encoder, and [`EvaluateError::Stopped`].
pub fn embed(
    encoder: &dyn Executor,
    objective: &dyn Objective,
    dataset: &Dataset,
    items: &[usize],
    views: &Views,
    stop: &Stop,
) -> Result<(Features, Features), EvaluateError> {
    embed_batches(encoder, objective, items.len(), image_batches(dataset, items, views, stop))
}

/// The same for `pictures` that are ready: views of one size, with the channels that the encoder knows.
///
/// # Errors
/// Where a picture does not fit the encoder, and [`EvaluateError::Stopped`].
pub fn embed_pictures(
    encoder: &dyn Executor,
    objective: &dyn Objective,
    pictures: &[Planes],
) -> Result<(Features, Features), EvaluateError> {
    embed_batches(encoder, objective, pictures.len(), picture_batches(pictures))
}

/// Features (n, d) of `items` by the encoder alone.
///
/// # Errors
/// As [`embed`].
pub fn encode(
    encoder: &dyn Executor,
    dataset: &Dataset,
    items: &[usize],
    views: &Views,
    stop: &Stop,
) -> Result<Features, EvaluateError> {
    encode_batches(encoder, items.len(), image_batches(dataset, items, views, stop))
}

/// The same for `pictures` that are ready: of one size, with the channels that the encoder knows.
///
/// # Errors
/// As [`embed_pictures`].
pub fn encode_pictures(encoder: &dyn Executor, pictures: &[Planes]) -> Result<Features, EvaluateError> {
    encode_batches(encoder, pictures.len(), picture_batches(pictures))
}

fn encode_batches(
    encoder: &dyn Executor,
    images: usize,
    batches: impl Iterator<Item = Result<Tensor, EvaluateError>>,
) -> Result<Features, EvaluateError> {
    let (mut width, mut features) = (0, Vec::new());
    for batch in batches {
        let embedded = encoder.embed(&batch?)?;
        width = embedded.dim(1)?;
        features.extend(embedded.flatten_all()?.to_vec1::<f32>()?);
    }
    Features::new(images, width, features)
}

fn picture_batches(pictures: &[Planes]) -> impl Iterator<Item = Result<Tensor, EvaluateError>> {
    pictures.chunks(BATCH).map(|pictures| {
        let (channels, height, width) =
            pictures.first().map_or((0, 0, 0), |p| (p.channels, p.height, p.width));
        let data: Vec<f32> = pictures.iter().flat_map(|p| p.data.iter().copied()).collect();
        Ok(Tensor::from_vec(data, (pictures.len(), channels, height, width), &Device::Cpu)?)
    })
}

fn embed_batches(
    encoder: &dyn Executor,
    objective: &dyn Objective,
    images: usize,
    batches: impl Iterator<Item = Result<Tensor, EvaluateError>>,
) -> Result<(Features, Features), EvaluateError> {
    let mut widths = (0, 0);
    let (mut features, mut projections) = (Vec::new(), Vec::new());
    for batch in batches {
        let embedded = encoder.embed(&batch?)?;
        let projected = objective.project(&embedded)?;
        widths = (embedded.dim(1)?, projected.dim(1)?);
        features.extend(embedded.flatten_all()?.to_vec1::<f32>()?);
        projections.extend(projected.flatten_all()?.to_vec1::<f32>()?);
    }
    Ok((Features::new(images, widths.0, features)?, Features::new(images, widths.1, projections)?))
}

/// The pixels of `items` without augmentation as features: means over a grid of 16 x 16 areas.
///
/// # Errors
/// Where an image cannot be read, and [`EvaluateError::Stopped`].
pub fn pixel_features(
    dataset: &Dataset,
    items: &[usize],
    views: &Views,
    stop: &Stop,
) -> Result<Features, EvaluateError> {
    let rows: Vec<Vec<f32>> = plain(dataset, items, views, stop)?.iter().map(area_means).collect();
    let width = rows.first().map_or(0, Vec::len);
    Features::new(items.len(), width, rows.concat())
}

fn plain(
    dataset: &Dataset,
    items: &[usize],
    views: &Views,
    stop: &Stop,
) -> Result<Vec<Planes>, EvaluateError> {
    items
        .par_iter()
        .map(|&item| {
            if stop.requested() {
                return Err(EvaluateError::Stopped);
            }
            Ok(views.plain(dataset, item, &*dataset.image(item)?))
        })
        .collect()
}

/// Means of each channel over a grid of at most 16 x 16 areas.
fn area_means(planes: &Planes) -> Vec<f32> {
    let (rows, columns) = (PIXELS.min(planes.height), PIXELS.min(planes.width));
    let edges = |n: usize, of: usize, i: usize| i * n / of..(i + 1) * n / of;
    let mut means = Vec::with_capacity(planes.channels * rows * columns);
    for c in 0..planes.channels {
        let plane = planes.channel(c);
        for r in 0..rows {
            for q in 0..columns {
                let (ys, xs) = (edges(planes.height, rows, r), edges(planes.width, columns, q));
                let count = (ys.len() * xs.len()).max(1);
                let sum: f32 = ys.map(|y| plane[y * planes.width..][xs.clone()].iter().sum::<f32>()).sum();
                means.push(sum / count as f32);
            }
        }
    }
    means
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_averaged() {
        let mut planes = Planes::zeros(1, 32, 32);
        planes.data.iter_mut().enumerate().for_each(|(i, v)| *v = (i % 32) as f32);
        let means = area_means(&planes);
        assert_eq!(means.len(), 256);
        assert_eq!((means[0], means[15]), (0.5, 30.5));
    }
}
