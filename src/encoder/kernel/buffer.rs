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
    static SCRATCH: Cell<[Vec<f32>; 2]> = const { Cell::new([Vec::new(), Vec::new()]) };
}

/// Lends `work` two pieces of this thread's scratch memory, of `first` and `second` values.
///
/// Their content is whatever an earlier call left behind. The memory is kept for the next call.
pub fn with_scratch<R>(first: usize, second: usize, work: impl FnOnce(&mut [f32], &mut [f32]) -> R) -> R {
    let [mut a, mut b] = SCRATCH.take();
    if a.len() < first {
        a.resize(first, 0.0);
    }
    if b.len() < second {
        b.resize(second, 0.0);
    }
    let result = work(&mut a[..first], &mut b[..second]);
    SCRATCH.set([a, b]);
    result
}
