//! The inner kernels of batch normalisation on rows of channels: sums, and what follows from them.

use super::simd::{Simd, each};

/// Vectors that are summed at once, so that one addition need not wait for the one before.
const WIDE: usize = 4;

/// The same where two sums are made of each number.
const PAIR: usize = 2;

/// What [`normalise`] needs.
#[derive(Clone, Copy)]
pub struct Normalise<'a> {
    /// Rows of channels.
    pub x: &'a [f32],
    /// Added behind the normalisation, where there is a shortcut.
    pub shortcut: Option<&'a [f32]>,
    /// Mean of each channel.
    pub mean: &'a [f32],
    /// Factor of each channel.
    pub scale: &'a [f32],
    /// Added to each channel.
    pub shift: &'a [f32],
    /// Whether negative results become 0.
    pub relu: bool,
}

/// What [`gradient_sums`] and [`gradient`] need of a batch normalisation.
#[derive(Clone, Copy)]
pub struct Backward<'a> {
    /// What was normalised.
    pub x: &'a [f32],
    /// The result, where a rectifier stands behind: the gradient passes where it is above 0.
    pub rectified: Option<&'a [f32]>,
    /// Mean of each channel.
    pub mean: &'a [f32],
    /// Per channel: factor, level and slope of [`gradient`]; not read by [`gradient_sums`].
    pub coefficients: [&'a [f32]; 3],
}

/// Adds `term(row, channel)` of all rows to `sums`, a number a channel; `term` gets a position in the
/// slices and answers for whole vectors or, for the last channels, is asked by `single`.
///
/// # Safety
/// As [`Simd::zero`]; `term` must be good for every whole vector in `rows` rows of `channels`.
#[inline(always)]
unsafe fn sum_rows<S: Simd>(
    rows: usize,
    channels: usize,
    sums: &mut [f32],
    term: impl Fn(usize, usize) -> S::V,
    single: impl Fn(usize, usize) -> f32,
) {
    assert!(sums.len() == channels);
    let whole = channels / S::LANES * S::LANES;
    let mut c = 0;
    // SAFETY: `c` stays below `whole`, which is at most the length of `sums`.
    unsafe {
        while c + WIDE * S::LANES <= whole {
            let mut acc = [S::zero(); WIDE];
            for row in 0..rows {
                each!(WIDE, b, {
                    let at = c + b * S::LANES;
                    acc[b] = S::add(acc[b], term(row * channels + at, at));
                });
            }
            each!(WIDE, b, {
                let to = sums.as_mut_ptr().add(c + b * S::LANES);
                S::store(to, S::add(S::load(to), acc[b]));
            });
            c += WIDE * S::LANES;
        }
        while c < whole {
            let mut acc = S::zero();
            for row in 0..rows {
                acc = S::add(acc, term(row * channels + c, c));
            }
            let to = sums.as_mut_ptr().add(c);
            S::store(to, S::add(S::load(to), acc));
            c += S::LANES;
        }
    }
    for (c, sum) in sums.iter_mut().enumerate().skip(whole) {
        for row in 0..rows {
            *sum += single(row * channels + c, c);
        }
    }
}

/// Mean and sum of squared deviations of each channel over rows `x`, written to `mean` and `squares`.
///
/// # Safety
/// As [`Simd::zero`].
#[inline(always)]
pub unsafe fn moments<S: Simd>(x: &[f32], mean: &mut [f32], squares: &mut [f32]) {
    let channels = mean.len();
    let rows = x.len() / channels;
    mean.fill(0.0);
    squares.fill(0.0);
    let at = x.as_ptr();
    // SAFETY: positions stay below rows x channels, the length of `x`; so does every whole vector.
    unsafe {
        sum_rows::<S>(rows, channels, mean, |i, _| S::load(at.add(i)), |i, _| x[i]);
    }
    let count = rows as f32;
    for sum in mean.iter_mut() {
        *sum /= count;
    }
    let (mean, middle) = (&*mean, mean.as_ptr());
    // SAFETY: as above, and the second position is that of a whole vector below the number of channels.
    unsafe {
        let term = |i: usize, c: usize| {
            let d = S::sub(S::load(at.add(i)), S::load(middle.add(c)));
            S::mul(d, d)
        };
        sum_rows::<S>(rows, channels, squares, term, |i, c| (x[i] - mean[c]) * (x[i] - mean[c]));
    }
}

/// `out = (x - mean) scale + shift`, plus the shortcut, then rectified where asked.
///
/// # Safety
/// As [`Simd::zero`].
#[inline(always)]
pub unsafe fn normalise<S: Simd>(norm: &Normalise, out: &mut [f32]) {
    let Normalise { x, shortcut, mean, scale, shift, relu } = *norm;
    let channels = mean.len();
    assert!(x.len() == out.len() && scale.len() == channels && shift.len() == channels);
    assert!(shortcut.is_none_or(|s| s.len() == x.len()));
    let whole = channels / S::LANES * S::LANES;
    for row in (0..out.len() / channels).map(|row| row * channels) {
        let mut c = 0;
        while c < whole {
            let at = row + c;
            // SAFETY: a whole vector of the row lies behind `at` in all slices of the batch, and behind `c`
            // in those of the channels; the lengths were compared above.
            unsafe {
                let centred = S::sub(S::load(x.as_ptr().add(at)), S::load(mean.as_ptr().add(c)));
                let mut y = S::fma(centred, S::load(scale.as_ptr().add(c)), S::load(shift.as_ptr().add(c)));
                if let Some(shortcut) = shortcut {
                    y = S::add(y, S::load(shortcut.as_ptr().add(at)));
                }
                let y = if relu { S::where_above_zero(y, y) } else { y };
                S::store(out.as_mut_ptr().add(at), y);
            }
            c += S::LANES;
        }
        for c in whole..channels {
            let at = row + c;
            let y = (x[at] - mean[c]).mul_add(scale[c], shift[c]) + shortcut.map_or(0.0, |s| s[at]);
            // Not `max`: a value that is not a number must stay visible.
            out[at] = if relu && y <= 0.0 { 0.0 } else { y };
        }
    }
}

/// Adds to `level` the sum of the gradient g behind the rectifier, to `slope` that of `g (x - mean)`.
///
/// # Safety
/// As [`Simd::zero`].
#[inline(always)]
pub unsafe fn gradient_sums<S: Simd>(norm: &Backward, grad: &[f32], level: &mut [f32], slope: &mut [f32]) {
    let Backward { x, rectified, mean, .. } = *norm;
    let channels = mean.len();
    assert!(x.len() == grad.len() && rectified.is_none_or(|y| y.len() == x.len()));
    assert!(level.len() == channels && slope.len() == channels);
    let rows = x.len() / channels;
    let whole = channels / S::LANES * S::LANES;
    let mut c = 0;
    while c < whole {
        let vectors = PAIR.min((whole - c) / S::LANES);
        // SAFETY: positions are those of whole vectors inside the batch, and inside the channels.
        unsafe {
            let (mut levels, mut slopes) = ([S::zero(); PAIR], [S::zero(); PAIR]);
            for row in 0..rows {
                each!(PAIR, b, {
                    if b < vectors {
                        let at = row * channels + c + b * S::LANES;
                        let mut g = S::load(grad.as_ptr().add(at));
                        if let Some(y) = rectified {
                            g = S::where_above_zero(S::load(y.as_ptr().add(at)), g);
                        }
                        let middle = S::load(mean.as_ptr().add(c + b * S::LANES));
                        levels[b] = S::add(levels[b], g);
                        slopes[b] = S::fma(g, S::sub(S::load(x.as_ptr().add(at)), middle), slopes[b]);
                    }
                });
            }
            each!(PAIR, b, {
                if b < vectors {
                    let at = c + b * S::LANES;
                    let (to, more) = (level.as_mut_ptr().add(at), slope.as_mut_ptr().add(at));
                    S::store(to, S::add(S::load(to), levels[b]));
                    S::store(more, S::add(S::load(more), slopes[b]));
                }
            });
        }
        c += vectors * S::LANES;
    }
    for c in whole..channels {
        for at in (0..rows).map(|row| row * channels + c) {
            let g = if rectified.is_some_and(|y| y[at] <= 0.0) { 0.0 } else { grad[at] };
            level[c] += g;
            slope[c] += g * (x[at] - mean[c]);
        }
    }
}

/// Turns `grad` into the gradient of x, `factor (g - level - (x - mean) slope)`, with g behind the
/// rectifier; g itself goes to `shortcut`, where there is one: its gradient.
///
/// # Safety
/// As [`Simd::zero`].
#[inline(always)]
pub unsafe fn gradient<S: Simd>(norm: &Backward, grad: &mut [f32], mut shortcut: Option<&mut [f32]>) {
    let Backward { x, rectified, mean, coefficients: [factor, level, slope] } = *norm;
    let channels = mean.len();
    assert!(x.len() == grad.len() && rectified.is_none_or(|y| y.len() == x.len()));
    assert!([factor, level, slope].iter().all(|v| v.len() == channels));
    assert!(shortcut.as_ref().is_none_or(|s| s.len() == x.len()));
    let whole = channels / S::LANES * S::LANES;
    for row in (0..grad.len() / channels).map(|row| row * channels) {
        let mut c = 0;
        while c < whole {
            let at = row + c;
            // SAFETY: as in `normalise`.
            unsafe {
                let mut g = S::load(grad.as_ptr().add(at));
                if let Some(y) = rectified {
                    g = S::where_above_zero(S::load(y.as_ptr().add(at)), g);
                }
                if let Some(shortcut) = &mut shortcut {
                    S::store(shortcut.as_mut_ptr().add(at), g);
                }
                let centred = S::sub(S::load(x.as_ptr().add(at)), S::load(mean.as_ptr().add(c)));
                let rest = S::sub(g, S::load(level.as_ptr().add(c)));
                let rest = S::sub(rest, S::mul(centred, S::load(slope.as_ptr().add(c))));
                S::store(grad.as_mut_ptr().add(at), S::mul(S::load(factor.as_ptr().add(c)), rest));
            }
            c += S::LANES;
        }
        for c in whole..channels {
            let at = row + c;
            let g = if rectified.is_some_and(|y| y[at] <= 0.0) { 0.0 } else { grad[at] };
            if let Some(shortcut) = &mut shortcut {
                shortcut[at] = g;
            }
            grad[at] = factor[c] * (g - level[c] - (x[at] - mean[c]) * slope[c]);
        }
    }
}
