//! Pictures with planes of channels brought into pixels of channels.

use rayon::prelude::*;

/// Pictures (images, channels, height, width) written to `out` as (images, height + 2 border, width + 2
/// border, channels), with zeros on the border.
pub fn pixels_of_channels(
    planes: &[f32],
    [channels, height, width]: [usize; 3],
    border: usize,
    out: &mut [f32],
) {
    let wide = width + 2 * border;
    let image = (height + 2 * border) * wide * channels;
    assert!(planes.len() * image == out.len() * channels * height * width);
    out.par_chunks_mut(image).zip(planes.par_chunks(channels * height * width)).for_each(|(out, planes)| {
        out.fill(0.0);
        for (c, plane) in planes.chunks(height * width).enumerate() {
            for (y, row) in plane.chunks(width).enumerate() {
                let start = ((y + border) * wide + border) * channels + c;
                for (to, &value) in out[start..].iter_mut().step_by(channels).zip(row) {
                    *to = value;
                }
            }
        }
    });
}
