//! [`TargetEncoder`]: a second encoder that follows the one that learns.

use super::TrainError;
use crate::encoder::{Executor, NamedTensors, Watched, Weights, follow};
use crate::job::Stop;
use crate::objective::Target;
use crate::transform::philox::philox4x32;
use candle_core::Tensor;

/// Images a part of a batch has at the least: the statistics of fewer would be mostly noise.
const FEWEST_A_GROUP: usize = 8;
/// Keeps these random numbers apart from those of order and views.
const DEAL_KEY: u32 = 0x6465_616c;

/// A second encoder, which learns nothing itself: its weights follow those of the first one.
pub(super) struct TargetEncoder {
    executor: Box<dyn Executor>,
    seed: u64,
}

impl TargetEncoder {
    /// Begins as a copy of `online`.
    pub fn new(executor: Box<dyn Executor>, online: &Weights, seed: u64) -> Result<Self, TrainError> {
        executor.weights().replace(&online.tensors())?;
        Ok(Self { executor, seed })
    }

    /// What it makes of `images` (rows, c, size, size), by the statistics of as many parts of them as
    /// `target` says, which are dealt by seed and step. Nothing is changed.
    pub fn watch(&self, images: &Tensor, target: Target, step: u64) -> Result<Vec<Watched>, TrainError> {
        let rows = images.dim(0)?;
        let groups = groups(rows, target.groups);
        if groups == 1 {
            return Ok(vec![self.executor.watch(images)?]);
        }
        let dealt = Tensor::from_vec(deal(self.seed, step, rows), rows, images.device())?;
        let images = images.index_select(&dealt, 0)?;
        let part = |group: usize| {
            let (from, to) = (group * rows / groups, (group + 1) * rows / groups);
            Ok(self.executor.watch(&images.narrow(0, from, to - from)?)?)
        };
        (0..groups).map(part).collect()
    }

    /// The features (rows, d) in the order of the images.
    pub fn features(&self, watched: &[Watched], step: u64) -> Result<Tensor, TrainError> {
        let parts: Vec<_> = watched.iter().map(|part| &part.features).collect();
        let features = Tensor::cat(&parts, 0)?;
        if watched.len() == 1 {
            return Ok(features);
        }
        let rows = features.dim(0)?;
        let mut place = vec![0_u32; rows];
        for (now, image) in deal(self.seed, step, rows).into_iter().enumerate() {
            if let Some(place) = place.get_mut(image as usize) {
                *place = now as u32;
            }
        }
        Ok(features.index_select(&Tensor::from_vec(place, rows, features.device())?, 0)?)
    }

    /// The end of a step: running statistics follow what was watched, as they do in the papers' programs,
    /// and the weights follow `online`, of which they take `1 - kept`.
    pub fn follow(&self, watched: &[Watched], online: &Weights, kept: f64) -> Result<(), TrainError> {
        let weights = self.executor.weights();
        for (name, statistics) in watched.iter().flat_map(|part| &part.statistics) {
            follow(weights, name, statistics)?;
        }
        Ok(weights.approach(online, kept)?)
    }

    /// Watches `stop` from now on.
    pub fn interrupt_on(&mut self, stop: Stop) {
        self.executor.interrupt_on(stop);
    }

    /// All tensors, to be saved.
    pub fn tensors(&self) -> NamedTensors {
        self.executor.weights().tensors()
    }

    /// Takes over what was saved.
    pub fn restore(&self, tensors: &NamedTensors) -> Result<(), TrainError> {
        Ok(self.executor.weights().replace(tensors)?)
    }
}

/// Parts of a batch of so many rows.
fn groups(rows: usize, wanted: usize) -> usize {
    wanted.min(rows / FEWEST_A_GROUP).max(1)
}

/// The numbers of the rows in a random order, which depends on seed and step alone.
fn deal(seed: u64, step: u64, rows: usize) -> Vec<u32> {
    let mut dealt: Vec<u32> = (0..rows as u32).collect();
    let key = [seed as u32 ^ DEAL_KEY, (seed >> 32) as u32];
    for i in (1..rows).rev() {
        let words = philox4x32(key, [i as u32, step as u32, (step >> 32) as u32, 0]);
        let wide = (u64::from(words[0]) << 32) | u64::from(words[1]);
        dealt.swap(i, (wide % (i as u64 + 1)) as usize);
    }
    dealt
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoder::{Architecture, executor, test_values::made};
    use crate::objective::Shown;
    use candle_core::Device;

    fn encoder(seed: u64) -> Box<dyn Executor> {
        executor(Architecture::ConvNet, 1, seed).unwrap()
    }

    fn values(t: &Tensor) -> Vec<Vec<f32>> {
        t.to_vec2().unwrap()
    }

    #[test]
    fn parts_are_normalised_apart_and_come_back_in_order() {
        let online = encoder(1);
        let target = TargetEncoder::new(encoder(2), online.weights(), 4).unwrap();
        let images = made(1, &[32, 1, 16, 16]);
        let of = |groups| {
            let watched = target.watch(&images, Target { shown: Shown::Both, groups }, 6).unwrap();
            (watched.len(), values(&target.features(&watched, 6).unwrap()))
        };
        let (parts, whole) = of(1);
        assert_eq!((parts, &whole), (1, &values(&online.watch(&images).unwrap().features)));
        let (parts, dealt) = of(4);
        assert_eq!(parts, 4);
        assert_ne!(whole, dealt);
        // By hand: the part that image 5 is in.
        let order = deal(4, 6, 32);
        assert_ne!(order, deal(4, 7, 32));
        let place = order.iter().position(|&image| image == 5).unwrap();
        let part: Vec<u32> = order[place / 8 * 8..][..8].to_vec();
        let chosen = images.index_select(&Tensor::from_vec(part, 8, &Device::Cpu).unwrap(), 0).unwrap();
        assert_eq!(values(&online.watch(&chosen).unwrap().features)[place % 8], dealt[5]);
        // 32 images make no more than four parts.
        assert_eq!(of(16).0, 4);
        assert_eq!([groups(7, 4), groups(16, 4), groups(64, 4), groups(64, 1)], [1, 2, 4, 1]);
    }
}
