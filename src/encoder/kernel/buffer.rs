//! Memory for results: allocated without being cleared first, and scratch space that a thread keeps.

use std::cell::Cell;
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

/// Clears a piece of uncleared memory and returns it as ordinary values.
pub fn cleared(space: &mut [MaybeUninit<f32>]) -> &mut [f32] {
    for value in space.iter_mut() {
        value.write(0.0);
    }
    // SAFETY: every value was written just above, and MaybeUninit<f32> has the layout of f32.
    unsafe { &mut *(std::ptr::from_mut::<[MaybeUninit<f32>]>(space) as *mut [f32]) }
}

thread_local! {
    static SCRATCH: Cell<[Vec<f32>; 3]> = const { Cell::new([Vec::new(), Vec::new(), Vec::new()]) };
}

/// Lends `work` three pieces of this thread's scratch memory, of the given numbers of values.
///
/// Their content is whatever an earlier call left behind. The memory is kept for the next call.
pub fn with_scratch<R>(lengths: [usize; 3], work: impl FnOnce([&mut [f32]; 3]) -> R) -> R {
    let mut kept = SCRATCH.take();
    for (piece, length) in kept.iter_mut().zip(lengths) {
        if piece.len() < length {
            piece.resize(length, 0.0);
        }
    }
    let [a, b, c] = &mut kept;
    let result = work([&mut a[..lengths[0]], &mut b[..lengths[1]], &mut c[..lengths[2]]]);
    SCRATCH.set(kept);
    result
}
