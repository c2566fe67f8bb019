//! Powers of many numbers at once, the same on every machine.
//!
//! `exp(e ln v)` with the polynomials of S. Moshier's Cephes (`logf.c`, `expf.c`), which are sums and products only, so
//! that the compiler makes vectors of them and no platform's library has a say.

use super::normal::ln;
use pulp::NullaryFnOnce;

/// Numbers smaller than this count as 0, as in `shaders/transform/gamma.wgsl`.
const SMALLEST: f32 = 1e-30;

/// Replaces every value by its absolute value to the power of `exponent`, with the sign kept.
pub(super) fn raise(values: &mut [f32], exponent: f32) {
    pulp::Arch::new().dispatch(Raise { values, exponent });
}

struct Raise<'a> {
    values: &'a mut [f32],
    exponent: f32,
}

impl NullaryFnOnce for Raise<'_> {
    type Output = ();

    #[allow(
        clippy::inline_always,
        reason = "what is not inlined is not compiled for the chosen instructions"
    )]
    #[inline(always)]
    fn call(self) {
        for value in self.values {
            let size = value.abs();
            let power = exp(self.exponent * ln(size.max(SMALLEST)));
            *value = if size < SMALLEST { 0.0 } else { power.copysign(*value) };
        }
    }
}

/// The exponential function, from -87 to 88; beyond them that of the ends.
#[allow(clippy::inline_always, reason = "what is not inlined is not compiled for the chosen instructions")]
#[inline(always)]
fn exp(x: f32) -> f32 {
    let x = x.clamp(-87.0, 88.0);
    // Adding and taking away 1.5 * 2^23 rounds to a whole number.
    let turns = (x * std::f32::consts::LOG2_E + 12_582_912.0) - 12_582_912.0;
    let rest = (x - turns * 0.693_359_4) + turns * 2.121_944_4e-4;
    let mut y = 1.987_569_1e-4;
    for k in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_5e-2, 0.166_666_65, 0.5] {
        y = y * rest + k;
    }
    let y = y * rest * rest + rest + 1.0;
    y * f32::from_bits(((turns as i32 + 127) << 23) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_agree_with_those_of_libm() {
        for exponent in [0.1, 0.4, 0.999, 1.5, 2.0, 10.0] {
            let values: Vec<f32> = (-400..400).map(|i| i as f32 * 0.005).collect();
            let mut raised = values.clone();
            raise(&mut raised, exponent);
            for (v, found) in values.iter().zip(&raised) {
                let wanted = libm::powf(v.abs(), exponent).copysign(*v);
                assert!(
                    (wanted - found).abs() <= 2e-6 * wanted.abs().max(0.05),
                    "{v}^{exponent}: {found}, {wanted}"
                );
            }
        }
    }

    #[test]
    fn ends_stay_ends() {
        let mut values = [0.0, 1.0, -1.0, f32::MIN_POSITIVE / 4.0];
        raise(&mut values, 0.7);
        assert_eq!(values, [0.0, 1.0, -1.0, 0.0]);
    }
}
