//! [`Shared`]: a slice that several threads write, each to places of its own.

use std::marker::PhantomData;
use std::ops::Range;

/// A mutable slice handed to several tasks, none of which writes where another does.
pub struct Shared<'a> {
    start: *mut f32,
    len: usize,
    slice: PhantomData<&'a mut [f32]>,
}

// SAFETY: the numbers may be written from any thread; that no two do so in one place is asked of the callers
// of the methods below.
unsafe impl Sync for Shared<'_> {}

impl<'a> Shared<'a> {
    /// A slice to be shared.
    pub fn new(slice: &'a mut [f32]) -> Self {
        Self { start: slice.as_mut_ptr(), len: slice.len(), slice: PhantomData }
    }

    /// Where a part of the slice begins.
    ///
    /// # Panics
    /// When the range does not lie in the slice.
    pub fn part(&self, range: Range<usize>) -> *mut f32 {
        assert!(range.start <= range.end && range.end <= self.len);
        self.start.wrapping_add(range.start)
    }

    /// Writes one number.
    ///
    /// # Safety
    /// Nobody else may write or read it at the same time.
    ///
    /// # Panics
    /// When there is no such number.
    pub unsafe fn set(&self, at: usize, value: f32) {
        assert!(at < self.len);
        // SAFETY: checked just above, and the caller answers for the rest.
        unsafe { *self.start.add(at) = value };
    }
}
