//! Channel shift: one channel is moved against the others.

use crate::image::Planes;
use crate::transform::neighbour::add_moved;
use crate::transform::{
    Entry, Frame, Ignores, Input, Neighbourhood, Param, Prepare, Prepared, Scope, Setting, Stage, Unit,
    Values,
};

const fn shift(name: &'static str, label: &'static str, help: &'static str) -> Param {
    Param {
        name,
        label,
        help,
        unit: Unit::SourcePixels,
        scope: Scope::View,
        hard: (-64.0, 64.0),
        soft: (-8.0, 8.0),
        logarithmic: false,
        default: Setting::Uniform { low: -2.0, high: 2.0 },
        identity: Some(0.0),
    }
}

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "channel-shift",
    name: "Channel shift",
    ignores: Ignores::Position,
    summary: "Moves one channel against the others, as lenses that are not corrected for colour do. A \
              picture of one channel stays as it is.",
    encoder_ignores: "small shifts between channels",
    formula: "v'_c(x, y) = v_c(x - dx, y - dy) for c = floor(which * channels), linear between pixels",
    source: "lateral chromatic aberration and misaligned cameras, M. Kozubek and P. Matula, Journal of \
             Microscopy 200 (2000)",
    params: &[
        Param {
            name: "which",
            label: "Which channel",
            help: "0 is the first channel, 1 the last; a range from 0 to 1 picks each alike often.",
            unit: Unit::None,
            scope: Scope::View,
            hard: (0.0, 1.0),
            soft: (0.0, 1.0),
            logarithmic: false,
            default: Setting::Uniform { low: 0.0, high: 1.0 },
            identity: None,
        },
        shift("dx", "Across", "How far the channel moves to the right, in pixels of the source image."),
        shift("dy", "Down", "How far the channel moves down, in pixels of the source image."),
    ],
    prepare: Some(Prepare {
        inputs: &[
            Input { name: "which", scope: Scope::View },
            Input { name: "across", scope: Scope::View },
            Input { name: "down", scope: Scope::View },
        ],
        compute: view_pixels,
    }),
    stage: Stage::Neighbourhood(Neighbourhood {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/channel_shift.wgsl"),
        passes: &["channel_shift"],
        reach: |inputs| [1, 2].map(|slot| inputs.one(slot).abs() + 1.0),
    }),
    discontinuous: false,
    only_channels: None,
};

/// The shift in view pixels.
fn view_pixels(values: &Values, frame: &Frame) -> Values {
    let (across, down) = frame.source_pixels_per_pixel();
    let mut inputs = Values::new();
    inputs.push([values.one(0)]);
    inputs.push([(f64::from(values.one(1)) / across) as f32]);
    inputs.push([(f64::from(values.one(2)) / down) as f32]);
    inputs
}

fn apply(step: &Prepared, view: &Planes) -> Planes {
    let [which, across, down] = [0, 1, 2].map(|slot| step.values.one(slot));
    let mut out = view.clone();
    if view.channels > 1 {
        let c = ((which * view.channels as f32) as usize).min(view.channels - 1);
        out.channel_mut(c).fill(0.0);
        add_moved(out.channel_mut(c), view, c, (-across, -down), 1.0);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue::tests::{assert_close, dot, drawn};

    fn dots(channels: usize) -> Planes {
        let one = dot(4, (1, 1), 1.0);
        Planes { channels, data: one.data.repeat(channels), ..one }
    }

    #[test]
    fn one_channel_moves_to_the_right_and_down() {
        let moved = drawn(&ENTRY, &[0.5, 2.0, 1.0], &dots(3), 2);
        assert_eq!((moved.channel(0), moved.channel(2)), (dots(3).channel(0), dots(3).channel(2)));
        let mut expected = [0.0; 16];
        // A whole view pixel to the right, and half of one down.
        (expected[4 + 2], expected[8 + 2]) = (0.5, 0.5);
        assert_close(moved.channel(1), &expected, 1e-6);
    }

    #[test]
    fn one_is_the_last_channel_and_a_single_one_stays() {
        let moved = drawn(&ENTRY, &[1.0, 1.0, 0.0], &dots(5), 1);
        let changed: Vec<usize> = (0..5).filter(|c| moved.channel(*c) != dots(1).channel(0)).collect();
        assert_eq!(changed, [4]);
        assert_eq!(drawn(&ENTRY, &[0.5, 1.0, 1.0], &dots(1), 1), dots(1));
    }
}
