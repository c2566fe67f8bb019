//! [`rim_median`]: the brightness of a view's edge, which stands for its background.
//!
//! `shaders/common/rim.wgsl` is the twin.

use crate::image::Planes;

/// For every channel the lower median of the outermost pixels: the frame of one pixel around the
/// view, each pixel once. 0 for a channel without pixels.
pub fn rim_median(view: &Planes) -> Vec<f32> {
    (0..view.channels)
        .map(|c| {
            let mut rim = rim_values(view.channel(c), view.width, view.height);
            let middle = rim.len().saturating_sub(1) / 2;
            if rim.is_empty() { 0.0 } else { *rim.select_nth_unstable_by(middle, f32::total_cmp).1 }
        })
        .collect()
}

fn rim_values(plane: &[f32], width: usize, height: usize) -> Vec<f32> {
    let mut rim = Vec::with_capacity(2 * (width + height));
    for (y, row) in plane.chunks_exact(width.max(1)).enumerate() {
        match row {
            [left, .., right] if y > 0 && y + 1 < height => rim.extend([*left, *right]),
            _ => rim.extend_from_slice(row),
        }
    }
    rim
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(width: usize, height: usize) -> Planes {
        let data = (0..width * height).map(|i| i as f32).collect();
        Planes { channels: 1, height, width, data }
    }

    #[test]
    fn every_pixel_of_the_frame_counts_once() {
        // 0 1 2 / 3 . 5 / 6 . 8 / 9 10 11
        assert_eq!(rim_values(&counted(3, 4).data, 3, 4).len(), 10);
        assert_eq!(rim_median(&counted(3, 4)), [5.0]);
        for (width, height, median) in [(1, 1, 0.0), (1, 5, 2.0), (6, 1, 2.0), (2, 2, 1.0)] {
            assert_eq!(rim_median(&counted(width, height)), [median], "{width} x {height}");
        }
    }

    #[test]
    fn what_lies_inside_does_not_count() {
        let mut view = Planes::zeros(2, 5, 5);
        view.data.iter_mut().for_each(|v| *v = 0.25);
        for y in 1..4 {
            view.channel_mut(1)[y * 5 + 1..y * 5 + 4].fill(9.0);
        }
        // Less than half of the frame may hold anything.
        view.channel_mut(0)[..5].fill(-3.0);
        view.channel_mut(0)[20..22].fill(3.0);
        assert_eq!(rim_median(&view), [0.25, 0.25]);
    }
}
