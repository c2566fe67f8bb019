//! [`Portable`]: eight floats in an array, for processors without vectors that are known here.

use super::simd::Simd;

/// Plain arithmetic; what the compiler makes of it.
#[derive(Clone, Copy, Debug)]
pub struct Portable;

type V = [f32; 8];

#[inline(always)]
fn each(a: V, b: V, f: impl Fn(f32, f32) -> f32) -> V {
    std::array::from_fn(|lane| f(a[lane], b[lane]))
}

impl Simd for Portable {
    type V = V;
    const LANES: usize = 8;

    #[inline(always)]
    unsafe fn zero() -> V {
        [0.0; 8]
    }

    #[inline(always)]
    unsafe fn splat(x: f32) -> V {
        [x; 8]
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> V {
        // SAFETY: the caller answers for eight numbers; an array of them needs no more alignment than one.
        unsafe { from.cast::<V>().read() }
    }

    #[inline(always)]
    unsafe fn store(to: *mut f32, v: V) {
        // SAFETY: as above.
        unsafe { to.cast::<V>().write(v) }
    }

    #[inline(always)]
    unsafe fn add(a: V, b: V) -> V {
        each(a, b, |a, b| a + b)
    }

    #[inline(always)]
    unsafe fn sub(a: V, b: V) -> V {
        each(a, b, |a, b| a - b)
    }

    #[inline(always)]
    unsafe fn mul(a: V, b: V) -> V {
        each(a, b, |a, b| a * b)
    }

    #[inline(always)]
    unsafe fn fma(a: V, b: V, c: V) -> V {
        // Not `mul_add`: without an instruction for it, that is a slow call.
        std::array::from_fn(|lane| a[lane] * b[lane] + c[lane])
    }

    #[inline(always)]
    unsafe fn where_above_zero(test: V, v: V) -> V {
        each(test, v, |test, v| if test <= 0.0 { 0.0 } else { v })
    }
}
