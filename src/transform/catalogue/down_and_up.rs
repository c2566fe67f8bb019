//! Down and up: the picture is shrunk to fewer pixels and enlarged again.

use crate::image::Planes;
use crate::transform::neighbour::{Taps, along, mirrored};
use crate::transform::{
    Entry, Frame, Ignores, Input, Neighbourhood, Param, Prepare, Prepared, Scope, Setting, Stage, Unit,
    Values,
};

/// The largest block in view pixels, so that no shader runs for ever.
const LARGEST_BLOCK: f32 = 128.0;

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "down-and-up",
    name: "Fewer pixels",
    ignores: Ignores::Focus,
    summary: "Shrinks the picture to means of blocks and enlarges it again, as a camera with larger pixels \
              would see it.",
    encoder_ignores: "detail that a camera with larger pixels, or a weaker lens, does not see",
    formula: "m_k = mean of v over block k; v' = m_k (1 - t) + m_(k+1) t between the middles of blocks, \
              across and then down",
    source: "pixel binning of cameras, J. Janesick, Photon Transfer (2007), with linear enlargement; blocks \
             are laid from the middle and share the pixels that their edges cut",
    params: &[Param {
        name: "block",
        label: "Size of a block",
        help: "The side of a block in pixels of the source image; 1 changes nothing.",
        unit: Unit::SourcePixels,
        scope: Scope::View,
        hard: (1.0, 64.0),
        soft: (1.0, 8.0),
        logarithmic: true,
        default: Setting::LogUniform { low: 1.0, high: 4.0 },
        identity: Some(1.0),
    }],
    prepare: Some(Prepare {
        inputs: &[
            Input { name: "across_side", scope: Scope::View },
            Input { name: "down_side", scope: Scope::View },
        ],
        compute: view_pixels,
    }),
    stage: Stage::Neighbourhood(Neighbourhood {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/down_and_up.wgsl"),
        passes: &["down_and_up_across", "down_and_up_down"],
        reach: |inputs| [0, 1].map(|slot| 2.0 * inputs.one(slot) + 1.0),
    }),
    // Linear between blocks that share cut pixels: nothing jumps.
    discontinuous: false,
    only_channels: None,
};

/// The sides of a block in view pixels; 1 where nothing changes.
fn view_pixels(values: &Values, frame: &Frame) -> Values {
    let (across, down) = frame.source_pixels_per_pixel();
    let block = f64::from(values.one(0));
    let mut inputs = Values::new();
    for scale in [across, down] {
        // A view whose pixels are larger than a block shows nothing of it.
        let side = if block <= 1.0 { 1.0 } else { (block / scale).max(1.0) };
        inputs.push([(side as f32).min(LARGEST_BLOCK)]);
    }
    inputs
}

fn apply(step: &Prepared, view: &Planes) -> Planes {
    let lines = |side: f32, length: usize| (0..length).map(|p| taps(p, side, length)).collect::<Vec<_>>();
    let [across, down] = [0, 1].map(|slot| step.values.one(slot));
    let narrow = if across > 1.0 { along(view, &lines(across, view.width), true) } else { view.clone() };
    if down > 1.0 { along(&narrow, &lines(down, view.height), false) } else { narrow }
}

/// What pixel `pixel` of a line is made of: the two blocks whose middles it lies between.
fn taps(pixel: usize, side: f32, length: usize) -> Taps {
    let half = length as f32 / 2.0;
    let place = (pixel as f32 + 0.5 - half) / side - 0.5;
    let block = place.floor();
    let share = place - block;
    let [start, middle, end] = [0.0, 1.0, 2.0].map(|edge| (block + edge) * side + half);
    let overlap = |i: f32, low: f32, high: f32| (high.min(i + 1.0) - low.max(i)).max(0.0);
    let (first, last) = (start.floor() as isize, end.ceil() as isize);
    (first..last)
        .map(|i| {
            let at = i as f32;
            let weight = (1.0 - share) * overlap(at, start, middle) + share * overlap(at, middle, end);
            (mirrored(i, length), weight / side)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue::tests::{assert_close, drawn, even};

    /// Blocks of 2 in 0, 1, 2, 3 have means 0.5 and 2.5, their middles at 0.5 and 2.5; the pixels
    /// between lie a quarter and three quarters of the way.
    #[test]
    fn two_blocks_are_joined_by_a_line() {
        let mut view = even(1, 4, 0.0);
        view.data.iter_mut().enumerate().for_each(|(i, v)| *v = (i % 4) as f32);
        let coarse = drawn(&ENTRY, &[2.0], &view, 1);
        assert_close(&coarse.data[4..8], &[0.5, 1.0, 2.0, 2.5], 1e-6);
        assert_close(&drawn(&ENTRY, &[4.0], &view, 2).data, &coarse.data, 0.0);
    }

    #[test]
    fn blocks_of_any_side_keep_an_even_picture() {
        for block in [1.3, 2.0, 3.7, 16.0] {
            assert_close(&drawn(&ENTRY, &[block], &even(1, 5, 0.5), 1).data, &[0.5; 25], 1e-5);
        }
        let mut view = even(1, 4, 0.0);
        view.data[3] = 1.0;
        assert_eq!(drawn(&ENTRY, &[2.0], &view, 2), view, "a block is one pixel of the view");
    }
}
