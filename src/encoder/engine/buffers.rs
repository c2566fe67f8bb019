//! [`Buffers`]: memory for feature maps, kept from step to step.

use std::ops::{Deref, DerefMut};

/// Numbers whose memory is used again. What is in it at first is what an earlier user left.
#[derive(Debug, Default)]
pub struct Buffer {
    data: Vec<f32>,
    len: usize,
}

impl Deref for Buffer {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        self.data.get(..self.len).unwrap_or_default()
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [f32] {
        self.data.get_mut(..self.len).unwrap_or_default()
    }
}

/// Memory that nobody uses at the moment. Fresh pages cost a step more than its cheaper layers do.
#[derive(Debug, Default)]
pub struct Buffers {
    free: Vec<Vec<f32>>,
}

impl Buffers {
    /// A buffer of `len` numbers of any value: the smallest free one that is large enough and not twice as
    /// large, or a new one.
    pub fn take(&mut self, len: usize) -> Buffer {
        let fits = |data: &Vec<f32>| data.len() >= len && data.len() / 2 <= len;
        let best =
            self.free.iter().enumerate().filter(|(_, data)| fits(data)).min_by_key(|(_, data)| data.len());
        let data = match best.map(|(index, _)| index) {
            Some(index) => self.free.swap_remove(index),
            None => vec![0.0; len],
        };
        Buffer { data, len }
    }

    /// Takes a buffer back.
    pub fn give(&mut self, buffer: Buffer) {
        if !buffer.data.is_empty() {
            self.free.push(buffer.data);
        }
    }

    /// Gives all memory back to the system.
    pub fn clear(&mut self) {
        self.free.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_used_again_where_it_fits() {
        let mut buffers = Buffers::default();
        let mut a = buffers.take(100);
        a.fill(7.0);
        buffers.give(a);
        assert_eq!(buffers.take(40).iter().sum::<f32>(), 0.0, "half as large: too much would lie idle");
        let again = buffers.take(60);
        assert_eq!((again.len(), again.iter().sum::<f32>()), (60, 420.0));
        buffers.give(again);
        assert_eq!(buffers.take(100).len(), 100);
    }
}
