//! [`Buffers`]: memory for feature maps, kept from step to step.

use super::aligned::Aligned;

/// Memory that nobody uses at the moment. Fresh pages cost a step more than its cheaper layers do.
#[derive(Debug, Default)]
pub struct Buffers {
    free: Vec<Aligned>,
}

impl Buffers {
    /// A buffer of `len` numbers, which are what an earlier user left: the smallest free one that is large
    /// enough and not twice as large, or a new one.
    pub fn take(&mut self, len: usize) -> Aligned {
        let fits = |buffer: &Aligned| buffer.capacity() >= len && buffer.capacity() / 2 <= len;
        let free = self.free.iter().enumerate().filter(|(_, buffer)| fits(buffer));
        let best = free.min_by_key(|(_, buffer)| buffer.capacity()).map(|(index, _)| index);
        let mut buffer = best.map_or_else(|| Aligned::zeros(len), |index| self.free.swap_remove(index));
        buffer.set_len(len);
        buffer
    }

    /// Takes a buffer back.
    pub fn give(&mut self, buffer: Aligned) {
        if buffer.capacity() > 0 {
            self.free.push(buffer);
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
        let mut a = buffers.take(160);
        a.fill(7.0);
        buffers.give(a);
        assert_eq!(buffers.take(60).iter().sum::<f32>(), 0.0, "half as large: too much would lie idle");
        let again = buffers.take(100);
        assert_eq!((again.len(), again.iter().sum::<f32>()), (100, 700.0));
        buffers.give(again);
        assert_eq!(buffers.take(160).len(), 160);
    }
}
