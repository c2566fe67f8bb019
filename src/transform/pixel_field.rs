//! Numbers for every pixel of a view: functions of its place, and random ones.
//!
//! `place_in_view` in `shaders/common/pixel.wgsl` and `field_units` in `philox.wgsl` are the twins.

use super::Prepared;
use super::philox::unit_f32;
use crate::image::Planes;

/// `value(x, y)` for every pixel, row after row. `x` runs from -0.5 at the left edge to 0.5 at the
/// right edge, `y` from -0.5 at the upper to 0.5 at the lower.
pub(super) fn of_place(view: &Planes, value: impl Fn(f32, f32) -> f32) -> Vec<f32> {
    let place = |index: usize, length: usize| (index as f32 + 0.5) / length as f32 - 0.5;
    (0..view.height)
        .flat_map(|y| (0..view.width).map(move |x| (x, y)))
        .map(|(x, y)| value(place(x, view.width), place(y, view.height)))
        .collect()
}

/// Replaces every value by `change(value, u)`, `u` a random number of its own strictly between 0
/// and 1 for every pixel and channel. Four channels share the four words of one counter.
pub(super) fn with_random(step: &Prepared, view: &mut Planes, change: impl Fn(f32, f32) -> f32) {
    let area = view.area();
    for group in 0..view.channels.div_ceil(4) {
        let first = group * 4;
        let last = (first + 4).min(view.channels);
        for pixel in 0..area {
            let words = step.field.words((group * area + pixel) as u32);
            for c in first..last {
                let value = &mut view.data[c * area + pixel];
                *value = change(*value, unit_f32(words[c - first]));
            }
        }
    }
}
