//! Invert: bright becomes dark and dark becomes bright.

use crate::image::Planes;
use crate::transform::{Entry, Ignores, Needs, Point, Prepared, Stage};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "invert",
    name: "Invert",
    ignores: Ignores::Brightness,
    summary: "Makes bright dark and dark bright, in every channel.",
    encoder_ignores: "whether cells are bright on dark or dark on bright",
    formula: "v' = 1 - v",
    source: "the photographic negative, as torchvision's RandomInvert",
    params: &[],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/invert.wgsl"),
        needs: Needs::Nothing,
    }),
    discontinuous: false,
    only_channels: None,
};

fn apply(_step: &Prepared, view: &mut Planes) {
    view.data.iter_mut().for_each(|v| *v = 1.0 - *v);
}

#[cfg(test)]
mod tests {
    use crate::transform::catalogue::tests::applied;

    #[test]
    fn the_ends_of_the_window_change_places() {
        assert_eq!(applied(&super::ENTRY, &[], &[0.0, 0.25, 1.0, 1.5], 2), [1.0, 0.75, 0.0, -0.5]);
    }
}
