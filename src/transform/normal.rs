//! Standard normal numbers out of random words, many at once and the same on every machine.
//!
//! G. Box and M. Muller, Ann. Math. Stat. 29 (1958): `sqrt(-2 ln u) cos(2 pi w)` and `sqrt(-2 ln u) sin(2 pi w)`.
//! Logarithm, sine and cosine are polynomials (S. Moshier's Cephes, `logf.c`, `sinf.c`) without branches, so that
//! the compiler makes vectors of them; they are sums and products only, so that no platform's library has a say.

use super::philox::{ROW, unit_f32};
use std::f32::consts::{FRAC_PI_2, SQRT_2};

/// Four rows of standard normal numbers out of four rows of words.
pub(super) fn normals(words: [[u32; ROW]; 4]) -> [[f32; ROW]; 4] {
    let [a, b, c, d] = words;
    let (mut n0, mut n1, mut n2, mut n3) = ([0.0; ROW], [0.0; ROW], [0.0; ROW], [0.0; ROW]);
    for lane in 0..ROW {
        [n0[lane], n1[lane]] = pair(a[lane], b[lane]);
        [n2[lane], n3[lane]] = pair(c[lane], d[lane]);
    }
    [n0, n1, n2, n3]
}

#[inline]
fn pair(a: u32, b: u32) -> [f32; 2] {
    let radius = (-2.0 * ln(unit_f32(a))).sqrt();
    let [sin, cos] = sin_cos_of_turns(unit_f32(b));
    [radius * cos, radius * sin]
}

/// Natural logarithm of a number above 0, not subnormal.
#[inline]
pub(super) fn ln(u: f32) -> f32 {
    let bits = u.to_bits();
    let m = f32::from_bits((bits & 0x007f_ffff) | 0x3f80_0000);
    let large = m > SQRT_2;
    let m = if large { 0.5 * m } else { m };
    let exponent = (bits >> 23) as i32 - 127 + i32::from(large);
    let (x, e) = (m - 1.0, exponent as f32);
    let z = x * x;
    let mut y = 7.037_683_6e-2;
    for k in [
        -0.115_146_1,
        0.116_769_98,
        -0.124_201_41,
        0.142_493_23,
        -0.166_680_57,
        0.200_007_15,
        -0.249_999_94,
        0.333_333_3,
    ] {
        y = y * x + k;
    }
    let y = y * x * z - 2.121_944_4e-4 * e - 0.5 * z;
    x + y + 0.693_359_4 * e
}

/// Sine and cosine of `turns` full turns, from 0 to 1.
#[inline]
fn sin_cos_of_turns(turns: f32) -> [f32; 2] {
    let quarters = 4.0 * turns;
    let nearest = (quarters + 0.5) as i32;
    let x = (quarters - nearest as f32) * FRAC_PI_2;
    let z = x * x;
    let sin = ((-1.951_529_6e-4 * z + 8.332_161e-3) * z - 0.166_666_55) * z * x + x;
    let cos = ((2.443_315_7e-5 * z - 1.388_731_6e-3) * z + 4.166_664_6e-2) * z * z - 0.5 * z + 1.0;
    let swapped = nearest & 1 == 1;
    let (s, c) = if swapped { (cos, sin) } else { (sin, cos) };
    let s = if nearest & 2 == 2 { -s } else { s };
    let c = if (nearest + 1) & 2 == 2 { -c } else { c };
    [s, c]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithm_sine_and_cosine_agree_with_those_of_libm() {
        for i in 0..100_000_u32 {
            let u = unit_f32(i.wrapping_mul(2_654_435_761));
            let (wanted, found) = (libm::logf(u), ln(u));
            assert!((wanted - found).abs() <= 2e-7 * wanted.abs().max(1.0), "ln {u}: {found}, not {wanted}");
            let (sin, cos) = libm::sincosf(std::f32::consts::TAU * u);
            let found = sin_cos_of_turns(u);
            assert!((sin - found[0]).abs() < 1e-6 && (cos - found[1]).abs() < 1e-6, "{u}: {found:?}");
        }
        for u in [unit_f32(0), unit_f32(u32::MAX)] {
            assert!((libm::logf(u) - ln(u)).abs() < 1e-5 && ln(u) < 0.0, "{u}");
        }
    }

    #[test]
    fn noise_has_mean_zero_and_spread_one() {
        use crate::transform::{StreamName, ViewKey};
        let stream = ViewKey::new(1, "a", 0, 0).stream(StreamName::new("noise-1", "x"));
        let rows = (0..1_600).map(|i| normals(stream.row(i * ROW as u32)));
        let all: Vec<f64> = rows.flat_map(|rows| rows.concat()).map(f64::from).collect();
        let n = all.len() as f64;
        let mean = all.iter().sum::<f64>() / n;
        let variance = all.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
        // Five standard errors: 1/sqrt(n) for the mean, sqrt(2/n) for the variance.
        assert!(mean.abs() < 5.0 / n.sqrt(), "{mean}");
        assert!((variance - 1.0).abs() < 5.0 * (2.0 / n).sqrt(), "{variance}");
    }
}
