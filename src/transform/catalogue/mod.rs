//! The catalogue of transforms: one file an entry, and the list of them.

use super::Entry;

/// Declares the entries' modules and lists them, so that a new transform costs one word here.
macro_rules! catalogue {
    ($($stem:ident),* $(,)?) => {
        $(mod $stem;)*
        /// Every transform, in the order in which lists show them.
        pub static ALL: &[&Entry] = &[$(&$stem::ENTRY),*];
    };
}

catalogue!(
    random_resized_crop,
    crop_with_cell,
    centre_zoom,
    translate,
    rotate,
    quarter_turn,
    flip_horizontal,
    flip_vertical,
    eight_symmetries,
    scale,
    stretch,
    shear,
    affine,
    perspective,
    corner_warp,
    elastic,
    grid_distortion,
    gain,
    per_channel_gain,
    photobleaching,
    offset,
    per_channel_offset,
    window_jitter,
    percentile_window,
    uneven_background,
    illumination_gradient,
    vignette,
    contrast,
    per_channel_contrast,
    gamma,
    per_channel_gamma,
    invert,
    posterise,
    solarise,
    equalise,
    clahe,
    colour_jitter,
    grey,
    stain_jitter,
    drop_channel,
    rescale_channel,
    shuffle_channels,
    bleed_through,
    channel_shift,
    gaussian_blur,
    disc_defocus,
    motion_blur,
    down_and_up,
    sharpen,
    gaussian_noise,
    poisson_noise,
    salt_and_pepper,
    jpeg,
    cutout,
    grid_mask,
    debris,
);

/// `view` blurred by a bell of this spread in pixels.
pub(crate) fn gaussian_blurred(view: &crate::image::Planes, sigma: f32) -> crate::image::Planes {
    gaussian_blur::blurred(view, sigma, sigma)
}

/// The entry whose word in a pipeline file is `kind`.
pub fn find(kind: &str) -> Option<&'static Entry> {
    ALL.iter().copied().find(|entry| entry.kind == kind)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::image::Planes;
    use crate::transform::{
        Draw, Fit, Frame, Input, Needs, Point, Prepared, Scope, Setting, Stage, StepStreams, StreamName,
        Values, ViewKey, Warp,
    };
    use std::collections::HashSet;

    /// Applies a transform of values with these inputs to a row of pixels in `channels` channels.
    pub(crate) fn applied(entry: &Entry, inputs: &[&[f32]], data: &[f32], channels: usize) -> Vec<f32> {
        let mut values = Values::new();
        for input in inputs {
            values.push(input.iter().copied());
        }
        let field = ViewKey::new(0, "", 0, 0).stream(StreamName::new("", ""));
        let mut view = Planes { channels, height: 1, width: data.len() / channels, data: data.to_vec() };
        match entry.stage {
            Stage::Point(point) => (point.cpu)(&Prepared { values, field }, &mut view),
            Stage::Neighbourhood(n) => view = (n.cpu)(&Prepared { values, field }, &view),
            Stage::Geometry(_) | Stage::Choice(_) | Stage::Warp(_) => panic!("{} moves pixels", entry.kind),
        }
        view.data
    }

    /// Where a geometric transform with these values looks for what it shows at `place`.
    pub(crate) fn looks_at(entry: &Entry, values: &[f32], place: (f64, f64)) -> (f64, f64) {
        let mut slots = Values::new();
        for value in values {
            slots.push([*value]);
        }
        match entry.stage {
            Stage::Geometry(map) => map(&slots, &Frame::new(40, 40, 40, Fit::Crop)).apply(place.0, place.1),
            _ => panic!("{} moves no pixels", entry.kind),
        }
    }

    /// What a transform that warps makes of these values in a view that shows `side` source pixels, with random
    /// numbers that follow from `seed`.
    pub(crate) fn warped(entry: &Entry, params: &[f32], side: usize, seed: u64) -> Warp {
        let mut values = Values::new();
        for value in params {
            values.push([*value]);
        }
        let field = ViewKey::new(seed, "a", 0, 0).stream(StreamName::new("step", ":field"));
        match entry.stage {
            Stage::Warp(warping) => {
                let draw = Draw { applied: true, values, field };
                let warp = (warping.make)(&draw, &Frame::new(side, side, 32, Fit::Crop));
                assert_eq!(warp.shape(), warping.shape);
                assert_eq!(warp.numbers().len(), warping.shape.numbers());
                warp
            }
            _ => panic!("{} does not warp", entry.kind),
        }
    }

    /// The least of what a small square grows by under `warp`, over points within `half` of the middle: where it
    /// is positive everywhere the picture is nowhere folded over.
    pub(crate) fn least_growth(warp: &Warp, half: f32) -> f32 {
        let (mut least, step) = (f32::INFINITY, half / 64.0);
        for j in -32..32 {
            for i in -32..32 {
                let (x, y) = (2.0 * step * i as f32, 2.0 * step * j as f32);
                let [here, right, below] = [[x, y], [x + step, y], [x, y + step]].map(|point| warp.at(point));
                let across = [right[0] - here[0], right[1] - here[1]].map(|v| v / step);
                let down = [below[0] - here[0], below[1] - here[1]].map(|v| v / step);
                least = least.min(across[0] * down[1] - across[1] * down[0]);
            }
        }
        least
    }

    /// Applies a point or neighbourhood transform with these parameters (all channels alike) to a
    /// square view in which a view pixel is `scale` source pixels.
    pub(crate) fn drawn(entry: &Entry, params: &[f32], view: &Planes, scale: usize) -> Planes {
        let mut values = Values::new();
        for (value, param) in params.iter().zip(entry.params) {
            let count = if param.scope == Scope::Channel { view.channels } else { 1 };
            values.push(vec![*value; count]);
        }
        assert_eq!((view.width, values.len()), (view.height, entry.params.len()));
        let field = ViewKey::new(1, "a", 0, 0).stream(StreamName::new("step", ":field"));
        let side = view.width * scale;
        let frame = Frame::new(side, side, view.width, Fit::Crop);
        let prepared = entry.prepared(&Draw { applied: true, values, field }, &frame);
        match entry.stage {
            Stage::Point(point) => {
                let mut changed = view.clone();
                (point.cpu)(&prepared, &mut changed);
                changed
            }
            Stage::Neighbourhood(neighbourhood) => (neighbourhood.cpu)(&prepared, view),
            Stage::Geometry(_) | Stage::Choice(_) | Stage::Warp(_) => {
                panic!("{} changes no values", entry.kind)
            }
        }
    }

    /// A square view in which every value is `value`.
    pub(crate) fn even(channels: usize, side: usize, value: f32) -> Planes {
        Planes { channels, height: side, width: side, data: vec![value; channels * side * side] }
    }

    /// A square view of one channel, black but for `value` at column `x` of row `y`.
    pub(crate) fn dot(side: usize, (x, y): (usize, usize), value: f32) -> Planes {
        let mut view = even(1, side, 0.0);
        view.data[y * side + x] = value;
        view
    }

    /// Checks that no value differs by more than `tolerance`.
    pub(crate) fn assert_close(values: &[f32], expected: &[f32], tolerance: f32) {
        assert_eq!(values.len(), expected.len());
        let close = values.iter().zip(expected).all(|(a, b)| (a - b).abs() <= tolerance);
        assert!(close, "{values:?}\nare not\n{expected:?}");
    }

    /// Mean and variance of `values`.
    pub(crate) fn moments(values: &[f32]) -> (f64, f64) {
        let n = values.len() as f64;
        let mean = values.iter().map(|v| f64::from(*v)).sum::<f64>() / n;
        (mean, values.iter().map(|v| (f64::from(*v) - mean).powi(2)).sum::<f64>() / n)
    }

    #[test]
    fn kinds_and_names_are_unique_and_words_are_there() {
        let kinds: HashSet<_> = ALL.iter().map(|e| e.kind).collect();
        let names: HashSet<_> = ALL.iter().map(|e| e.name).collect();
        assert_eq!((kinds.len(), names.len()), (ALL.len(), ALL.len()));
        for entry in ALL {
            for words in [entry.summary, entry.encoder_ignores, entry.formula, entry.source] {
                assert!(!words.trim().is_empty(), "{} lacks words", entry.kind);
            }
            assert!(entry.kind.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", entry.kind);
        }
    }

    #[test]
    fn defaults_lie_in_soft_ranges_and_soft_in_hard() {
        for entry in ALL {
            let names: HashSet<_> = entry.params.iter().map(|p| p.name).collect();
            assert_eq!(names.len(), entry.params.len(), "{} names a parameter twice", entry.kind);
            for param in entry.params {
                let place = format!("{}.{}", entry.kind, param.name);
                assert!(!param.help.is_empty() && !param.label.is_empty(), "{place} lacks words");
                assert!(param.hard.0 <= param.soft.0 && param.soft.1 <= param.hard.1, "{place}");
                assert_eq!(param.problem(&param.default), None, "{place}");
                for v in param.default.bounds() {
                    assert!(
                        param.soft.0 <= v && v <= param.soft.1,
                        "{place}: default {v} outside the slider"
                    );
                }
                if let Some(identity) = param.identity {
                    assert_eq!(param.problem(&Setting::Fixed(identity)), None, "{place}");
                }
                assert!(!param.logarithmic || param.soft.0 > 0.0, "{place}: a logarithmic slider from 0");
            }
        }
    }

    /// A misspelt name would mean no limit on the graphics card.
    #[test]
    fn limits_of_tables_are_inputs_of_the_view() {
        for entry in ALL {
            if let Stage::Point(Point { needs: Needs::Tables { tiles, limit }, .. }) = entry.stage {
                assert!(tiles > 0, "{}", entry.kind);
                let is_input = |name| entry.inputs().contains(&Input { name, scope: Scope::View });
                assert!(limit.is_none_or(is_input), "{} has no input {limit:?}", entry.kind);
            }
        }
    }

    #[test]
    fn shader_twins_carry_the_names_of_their_entries() {
        for entry in ALL {
            let functions = match entry.stage {
                Stage::Geometry(_) | Stage::Choice(_) | Stage::Warp(_) => continue,
                Stage::Point(point) => vec![(point.wgsl, entry.stem())],
                Stage::Neighbourhood(n) => n.passes.iter().map(|p| (n.wgsl, (*p).to_string())).collect(),
            };
            for (wgsl, name) in functions {
                assert!(wgsl.contains(&format!("fn {name}(")), "{} has no function {name}", entry.kind);
            }
            let per_channel = entry.inputs().iter().any(|i| i.scope == Scope::Channel);
            assert!(!per_channel || entry.params.iter().any(|p| p.scope == Scope::Channel), "{}", entry.kind);
        }
    }

    /// A warp is numbers of world coordinates: how many pixels show it does not matter.
    #[test]
    fn a_small_preview_shows_the_same_warp() {
        for entry in ALL {
            let Stage::Warp(warping) = entry.stage else { continue };
            let streams = StepStreams::new("step", entry.params);
            let settings: Vec<Setting> = entry.params.iter().map(|p| p.default).collect();
            let draw = streams.draw(ViewKey::new(0, "a", 0, 0), entry.params, &settings, 1.0, 3);
            for (width, height, fit) in [(90, 90, Fit::Crop), (120, 50, Fit::Stretch)] {
                let of_size = |size| (warping.make)(&draw, &Frame::new(width, height, size, fit));
                assert_eq!(of_size(32), of_size(224), "{}", entry.kind);
                assert!(!of_size(32).is_identity(), "{}", entry.kind);
            }
        }
    }
}
