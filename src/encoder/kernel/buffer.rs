//! Memory for results, allocated without being cleared first.

use std::mem::MaybeUninit;

/// A vector of `len` values, all of them written by `fill`.
///
/// A feature map of a training step has tens of megabytes; clearing it before overwriting it would
/// cost as much as the cheaper layers themselves.
///
/// # Safety
/// `fill` must write every value of the slice that it is given.
pub unsafe fn build(len: usize, fill: impl FnOnce(&mut [MaybeUninit<f32>])) -> Vec<f32> {
    let mut values: Vec<f32> = Vec::with_capacity(len);
    if let Some(space) = values.spare_capacity_mut().get_mut(..len) {
        fill(space);
    }
    // SAFETY: the capacity is at least `len`, and the caller promises that `fill` wrote every value.
    unsafe { values.set_len(len) };
    values
}
