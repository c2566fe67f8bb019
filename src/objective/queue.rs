//! [`Queue`]: the keys of earlier batches, the oldest of which are replaced first.

use candle_core::{D, Device, Tensor};

use super::error::ObjectiveError;
use super::unit_rows::unit_rows;
use crate::encoder::{EncoderError, NamedStream, Weights};

const KEYS: &str = "queue.keys";
const IMAGES: &str = "queue.images";
const NEXT: &str = "queue.next";
/// The image of a key that belongs to none.
const NOBODY: i64 = -1;
/// Added to a similarity that must not count. Finite: an infinity would give 0 x infinity on the way back.
const MASKED: f32 = -1e9;

/// A ring of keys of length 1, each with the number of its image.
#[derive(Debug)]
pub struct Queue {
    weights: Weights,
    len: usize,
    device: Device,
}

impl Queue {
    /// A queue on `device` of `len` keys of `dim` numbers, at first random ones that belong to no image, as in the
    /// paper's program.
    ///
    /// # Errors
    /// When memory cannot be had.
    pub fn new(len: usize, dim: usize, seed: u64, device: &Device) -> Result<Self, ObjectiveError> {
        let len = len.max(1);
        let values = NamedStream::new(seed, KEYS).normal(len * dim, 1.0);
        let keys = unit_rows(&Tensor::from_vec(values, (len, dim), device)?)?;
        let mut weights = Weights::new();
        weights.insert_buffer(KEYS, &keys)?;
        // What is not computed with stays on the processor.
        weights.insert_buffer(IMAGES, &Tensor::from_vec(vec![NOBODY; len], len, &Device::Cpu)?)?;
        weights.insert_buffer(NEXT, &Tensor::new(0_i64, &Device::Cpu)?)?;
        Ok(Self { weights, len, device: device.clone() })
    }

    /// Keys there are room for.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Never: it is full of random keys from the beginning.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// A copy of the keys (len, dim): what is computed with them is differentiated after others have come.
    ///
    /// # Errors
    /// When memory cannot be had.
    pub fn keys(&self) -> Result<Tensor, EncoderError> {
        Ok(self.weights.get(KEYS)?.copy()?.detach())
    }

    /// The image of every key; -1 for a random one.
    ///
    /// # Errors
    /// Never, but for a lost tensor.
    pub fn images(&self) -> Result<Vec<i64>, EncoderError> {
        Ok(self.weights.get(IMAGES)?.to_vec1()?)
    }

    /// What to add to the similarities (n, len) between queries of `images` and the keys: a very negative
    /// number where both are of the same image, else 0.
    ///
    /// # Errors
    /// When memory cannot be had.
    pub fn mask(&self, images: &[usize]) -> Result<Tensor, EncoderError> {
        let keys = self.images()?;
        let mask: Vec<f32> = images
            .iter()
            .flat_map(|&own| keys.iter().map(move |&key| if key == own as i64 { MASKED } else { 0.0 }))
            .collect();
        Ok(Tensor::from_vec(mask, (images.len(), self.len), &self.device)?)
    }

    /// Puts `keys` (n, dim) of `images` in the places of the n oldest, one after the other. Of more keys
    /// than there is room for the last ones stay.
    ///
    /// # Errors
    /// When there are not as many images as keys, or their width is another.
    pub fn push(&mut self, keys: &Tensor, images: &[usize]) -> Result<(), ObjectiveError> {
        let (count, dim) = keys.dims2()?;
        let own = self.weights.get(KEYS)?;
        if count != images.len() || dim != own.dim(D::Minus1)? {
            return Err(ObjectiveError::Shapes(keys.dims().to_vec(), vec![images.len(), dim]));
        }
        let next = self.weights.get(NEXT)?.to_scalar::<i64>()? as usize % self.len;
        let mut of_images = self.images()?;
        for (place, &image) in images.iter().enumerate() {
            if let Some(name) = of_images.get_mut((next + place) % self.len) {
                *name = image as i64;
            }
        }
        // As many as there is room for: first those up to the end of the ring, then those from its beginning.
        let keys = keys.detach().contiguous()?;
        let first = count.saturating_sub(self.len);
        let start = (next + first) % self.len;
        let up_to_end = (count - first).min(self.len - start);
        let copied = |from: usize, rows: usize, to: usize| match rows {
            0 => Ok(()),
            rows => own.slice_set(&keys.narrow(0, from, rows)?, 0, to),
        };
        copied(first, up_to_end, start)?;
        copied(first + up_to_end, count - first - up_to_end, 0)?;
        let end = (next + count) % self.len;
        self.weights.set(IMAGES, &Tensor::from_vec(of_images, self.len, &Device::Cpu)?)?;
        self.weights.set(NEXT, &Tensor::new(end as i64, &Device::Cpu)?)?;
        Ok(())
    }

    /// All of it as buffers, to be saved.
    pub fn weights(&self) -> &Weights {
        &self.weights
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoder::test_values::made;

    fn queue(len: usize) -> Queue {
        Queue::new(len, 3, 5, &Device::Cpu).unwrap()
    }

    fn rows(t: &Tensor) -> Vec<Vec<f32>> {
        t.to_vec2().unwrap()
    }

    #[test]
    fn keys_take_the_places_of_the_oldest_and_wrap_around() {
        let mut queue = queue(5);
        let first = rows(&queue.keys().unwrap());
        assert!(first.iter().all(|key| (key.iter().map(|v| v * v).sum::<f32>() - 1.0).abs() < 1e-5));
        let (a, b, c) = (made(1, &[2, 3]), made(2, &[2, 3]), made(3, &[2, 3]));
        queue.push(&a, &[7, 8]).unwrap();
        assert_eq!(queue.images().unwrap(), [7, 8, -1, -1, -1]);
        assert_eq!(rows(&queue.keys().unwrap())[2..], first[2..]);
        queue.push(&b, &[9, 10]).unwrap();
        queue.push(&c, &[11, 12]).unwrap();
        assert_eq!(queue.images().unwrap(), [12, 8, 9, 10, 11]);
        let keys = rows(&queue.keys().unwrap());
        let (a, b, c) = (rows(&a), rows(&b), rows(&c));
        assert_eq!(keys, [&c[1], &a[1], &b[0], &b[1], &c[0]].map(Clone::clone));
        assert_eq!(queue.weights().get(NEXT).unwrap().to_scalar::<i64>().unwrap(), 1);
    }

    #[test]
    fn of_too_many_keys_the_last_stay() {
        let mut queue = queue(3);
        queue.push(&made(1, &[5, 3]), &[0, 1, 2, 3, 4]).unwrap();
        assert_eq!(queue.images().unwrap(), [3, 4, 2]);
        assert!(queue.push(&made(1, &[2, 3]), &[0]).is_err());
        assert!(queue.push(&made(1, &[2, 4]), &[0, 1]).is_err());
    }

    #[test]
    fn keys_of_the_same_image_are_masked() {
        let mut queue = queue(4);
        queue.push(&made(1, &[3, 3]), &[6, 2, 6]).unwrap();
        let mask = rows(&queue.mask(&[2, 6, 0]).unwrap());
        let m = MASKED;
        assert_eq!(mask, [[0.0, m, 0.0, 0.0], [m, 0.0, m, 0.0], [0.0; 4]]);
    }
}
