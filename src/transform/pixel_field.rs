//! Numbers for every pixel of a view: functions of its place, and random ones.
//!
//! `place_in_view` in `shaders/common/pixel.wgsl` and `field_units` in `philox.wgsl` are the twins.

use super::Prepared;
use super::normal::normals;
use super::philox::{ROW, unit_f32};
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
    with_words(step, view, |words| words.map(|row| row.map(unit_f32)), change);
}

/// Replaces every value by `change(value, n)`, `n` a standard normal number of its own for every pixel and
/// channel, out of the same words.
pub(super) fn with_normal(step: &Prepared, view: &mut Planes, change: impl Fn(f32, f32) -> f32) {
    with_words(step, view, normals, change);
}

/// Replaces every value by `change(value, x)`, where `numbers` makes the x of a row of pixels and four
/// channels out of their random words.
fn with_words(
    step: &Prepared,
    view: &mut Planes,
    numbers: impl Fn([[u32; ROW]; 4]) -> [[f32; ROW]; 4],
    change: impl Fn(f32, f32) -> f32,
) {
    let area = view.area();
    for group in 0..view.channels.div_ceil(4) {
        for start in (0..area).step_by(ROW) {
            let numbers = numbers(step.field.row((group * area + start) as u32));
            let end = (start + ROW).min(area);
            for (c, row) in (group * 4..view.channels).zip(&numbers) {
                let values = &mut view.channel_mut(c)[start..end];
                values.iter_mut().zip(row).for_each(|(value, &x)| *value = change(*value, x));
            }
        }
    }
}
