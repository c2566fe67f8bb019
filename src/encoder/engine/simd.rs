//! [`Simd`]: what the kernels need of a processor's vectors, and the macro that unrolls their loops.

/// Vectors of 32-bit floats of one kind of processor.
///
/// Methods are inlined into kernels that are compiled for that processor; elsewhere they must not be called.
pub trait Simd: Copy + Send + Sync + 'static {
    /// A vector.
    type V: Copy;
    /// Numbers in a vector.
    const LANES: usize;

    /// All lanes 0.
    ///
    /// # Safety
    /// The processor must have this kind of vectors, here and in all methods below.
    unsafe fn zero() -> Self::V;
    /// All lanes `x`.
    ///
    /// # Safety
    /// As [`Simd::zero`].
    unsafe fn splat(x: f32) -> Self::V;
    /// All lanes the number at `from`. Kernels read by it in their inner loops: in debug builds a plain read checks its
    /// address every time, which took a quarter of a training; the processor's own functions do not.
    ///
    /// # Safety
    /// As [`Simd::zero`]; `from` must be readable.
    #[inline(always)]
    unsafe fn splat_at(from: *const f32) -> Self::V {
        // SAFETY: the caller answers for the processor and the memory.
        unsafe { Self::splat(*from) }
    }
    /// The numbers at `from`, which need not be aligned.
    ///
    /// # Safety
    /// As [`Simd::zero`]; `from` must be readable for `LANES` numbers.
    unsafe fn load(from: *const f32) -> Self::V;
    /// Writes the numbers to `to`, which need not be aligned.
    ///
    /// # Safety
    /// As [`Simd::zero`]; `to` must be writable for `LANES` numbers.
    unsafe fn store(to: *mut f32, v: Self::V);
    /// `a + b`.
    ///
    /// # Safety
    /// As [`Simd::zero`].
    unsafe fn add(a: Self::V, b: Self::V) -> Self::V;
    /// `a - b`.
    ///
    /// # Safety
    /// As [`Simd::zero`].
    unsafe fn sub(a: Self::V, b: Self::V) -> Self::V;
    /// `a b`.
    ///
    /// # Safety
    /// As [`Simd::zero`].
    unsafe fn mul(a: Self::V, b: Self::V) -> Self::V;
    /// `a b + c`, rounded once where the processor can.
    ///
    /// # Safety
    /// As [`Simd::zero`].
    unsafe fn fma(a: Self::V, b: Self::V, c: Self::V) -> Self::V;
    /// 0 where `test <= 0`, else `v` (also where `test` is no number, so that it stays visible).
    ///
    /// # Safety
    /// As [`Simd::zero`].
    unsafe fn where_above_zero(test: Self::V, v: Self::V) -> Self::V;
}

/// Repeats a block for every index below a small constant, written out: the compiler then keeps arrays that
/// are indexed so in registers even where it does not unroll loops (debug builds).
macro_rules! each {
    ($count:expr, $index:ident, $block:block) => {
        each!(@ $count, $index, $block, 0 1 2 3 4 5 6 7 8 9 10 11)
    };
    (@ $count:expr, $index:ident, $block:block, $($at:literal)*) => {
        $( if $at < $count { let $index = $at as usize; $block } )*
    };
}
pub(super) use each;
