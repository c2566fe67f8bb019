//! [`exponentials`]: e to the power of many numbers that are not above 0, several at a time.
//!
//! A probe asks for one an image, class and step; the scalar function of libm was a third of its time. The argument is
//! split into n ln 2 + r with |r| <= ln 2 / 2 (Cody and Waite, Software Manual for the Elementary Functions, 1980), e^r is
//! its Taylor series up to r^13. Products and sums stay separate, so that the bits are the same on every machine.

use pulp::{Arch, Simd, WithSimd};

/// 1.5 * 2^52: added to a number below 2^51 it leaves the nearest whole number in the lowest bits.
const WHOLE: f64 = 6_755_399_441_055_744.0;
/// ln 2 in two parts; the product of the first with any n in use is exact.
const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
/// Below this e^x is 0 here (smaller than any normal number).
const LOWEST: f64 = -708.0;
/// 1 / 13!, 1 / 12!, .. 1 / 0!.
const SERIES: [f64; 14] = [
    1.0 / 6_227_020_800.0,
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    0.5,
    1.0,
    1.0,
];

/// Replaces every value by its exponential. Values are 0 or below; NaN stays NaN, minus infinity gives 0.
pub(super) fn exponentials(values: &mut [f64]) {
    struct All<'a>(&'a mut [f64]);

    impl WithSimd for All<'_> {
        type Output = ();

        #[expect(
            clippy::inline_always,
            reason = "only what is inlined here gets the machine's wide instructions"
        )]
        #[inline(always)]
        fn with_simd<S: Simd>(self, _: S) {
            // Plain arithmetic: the compiler makes it as wide as the machine allows.
            for value in self.0 {
                *value = exponential(*value);
            }
        }
    }

    Arch::new().dispatch(All(values));
}

#[expect(clippy::inline_always, reason = "as above")]
#[inline(always)]
fn exponential(x: f64) -> f64 {
    let shifted = x * std::f64::consts::LOG2_E + WHOLE;
    let n = shifted - WHOLE;
    let r = (x - n * LN_2_HIGH) - n * LN_2_LOW;
    let mut e = SERIES[0];
    for term in &SERIES[1..] {
        e = e * r + term;
    }
    // 2^n: n stands in the lowest bits of `shifted`, and moves into the exponent.
    let power = f64::from_bits((shifted.to_bits().wrapping_add(1023)) << 52);
    if x < LOWEST { 0.0 } else { e * power }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_libm_to_the_last_digits() {
        let given: Vec<f64> = (0..20_000).map(|i| -f64::from(i) * 0.035_37).collect();
        let mut found = given.clone();
        exponentials(&mut found);
        for (x, f) in given.iter().zip(&found) {
            let exact = if *x < LOWEST { 0.0 } else { libm::exp(*x) };
            assert!((f - exact).abs() <= 1e-15 * exact, "{x}: {f} {exact}");
        }
        assert_eq!(found[0], 1.0);
    }

    #[test]
    fn what_is_no_number_stays_none_and_the_smallest_give_0() {
        let mut odd = [f64::NAN, f64::NEG_INFINITY, -1e300, -0.0];
        exponentials(&mut odd);
        assert!(odd[0].is_nan());
        assert_eq!(odd[1..], [0.0, 0.0, 1.0]);
    }
}
