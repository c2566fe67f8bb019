//! The order in which an epoch visits its images.

use crate::transform::philox::philox4x32;

/// Keeps the order's random numbers apart from those of the views.
const ORDER_KEY: u32 = 0x6f72_6465;

/// A permutation of `0..images` for `epoch`: Fisher and Yates by counter-based random numbers, so
/// that a run that goes on after a break visits what the unbroken run would have visited.
pub fn order(seed: u64, epoch: u32, images: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..images).collect();
    let key = [seed as u32 ^ ORDER_KEY, (seed >> 32) as u32];
    for i in (1..images).rev() {
        let words = philox4x32(key, [i as u32, epoch, 0, 0]);
        let wide = (u64::from(words[0]) << 32) | u64::from(words[1]);
        // A 64-bit number modulo a small one: the bias is below 1e-13.
        order.swap(i, (wide % (i as u64 + 1)) as usize);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_image_comes_once_and_epochs_differ() {
        let mut first = order(3, 0, 100);
        assert_ne!(first, order(3, 1, 100));
        assert_ne!(first, order(4, 0, 100));
        assert_eq!(first, order(3, 0, 100));
        first.sort_unstable();
        assert_eq!(first, (0..100).collect::<Vec<_>>());
    }
}
