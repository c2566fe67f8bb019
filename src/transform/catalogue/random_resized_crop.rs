//! Random resized crop: a part of the picture, enlarged to the whole view.

use crate::transform::{Affine, Entry, Frame, Ignores, Param, Scope, Setting, Stage, Unit, Values};

const AREA: usize = 0;
const RATIO: usize = 1;
const X: usize = 2;
const Y: usize = 3;

/// The share of the area that a crop keeps.
pub(super) const AREA_KEPT: Param = Param {
    name: "area",
    label: "Area kept",
    help: "The share of the picture's area that the crop keeps.",
    unit: Unit::Fraction,
    scope: Scope::View,
    hard: (0.01, 1.0),
    soft: (0.05, 1.0),
    logarithmic: false,
    default: Setting::Uniform { low: 0.5, high: 1.0 },
    identity: Some(1.0),
};

/// A crop's shape.
pub(super) const WIDTH_TO_HEIGHT: Param = Param {
    name: "ratio",
    label: "Width to height",
    help: "The crop's shape: 1 is square; others squeeze the picture.",
    unit: Unit::Factor,
    scope: Scope::View,
    hard: (0.25, 4.0),
    soft: (0.5, 2.0),
    logarithmic: true,
    default: Setting::LogUniform { low: 0.75, high: 4.0 / 3.0 },
    identity: Some(1.0),
};

/// A crop's place across.
pub(super) const PLACE_ACROSS: Param = Param {
    name: "x",
    label: "Place across",
    help: "Where the crop lies between the left edge (0) and the right edge (1).",
    unit: Unit::Fraction,
    scope: Scope::View,
    hard: (0.0, 1.0),
    soft: (0.0, 1.0),
    logarithmic: false,
    default: Setting::Uniform { low: 0.0, high: 1.0 },
    identity: None,
};

/// A crop's place down.
pub(super) const PLACE_DOWN: Param = Param {
    name: "y",
    label: "Place down",
    help: "Where the crop lies between the upper edge (0) and the lower edge (1).",
    unit: Unit::Fraction,
    scope: Scope::View,
    hard: (0.0, 1.0),
    soft: (0.0, 1.0),
    logarithmic: false,
    default: Setting::Uniform { low: 0.0, high: 1.0 },
    identity: None,
};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "random-resized-crop",
    name: "Random resized crop",
    ignores: Ignores::Size,
    summary: "Cuts out a part of the picture and enlarges it to fill the view.",
    encoder_ignores: "how large a cell is, where it lies, and whatever a crop may leave out",
    formula: "width = sqrt(area * ratio), height = sqrt(area / ratio), each at most the picture; \
              left = x (1 - width), top = y (1 - height)",
    source: "C. Szegedy et al., Going deeper with convolutions, CVPR 2015; sizes are cut to the picture \
             where torchvision draws again",
    params: &[AREA_KEPT, WIDTH_TO_HEIGHT, PLACE_ACROSS, PLACE_DOWN],
    prepare: None,
    stage: Stage::Geometry(map),
    discontinuous: false,
    only_channels: None,
};

pub(super) fn map(values: &Values, frame: &Frame) -> Affine {
    let (area, ratio) = (f64::from(values.one(AREA)), f64::from(values.one(RATIO)));
    let width = (area * ratio).sqrt().min(1.0);
    let height = (area / ratio).sqrt().min(1.0);
    let centre = |place: f32, side: f64, extent: f64| (f64::from(place) - 0.5) * (1.0 - side) * extent;
    Affine::scaling(width, height).then(&Affine::translation(
        centre(values.one(X), width, frame.extent.0),
        centre(values.one(Y), height, frame.extent.1),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::Fit;

    #[test]
    fn the_crop_stays_inside_and_has_its_area() {
        let frame = Frame::new(80, 80, 64, Fit::Crop);
        let mut values = Values::new();
        for v in [0.25, 1.0, 0.0, 1.0] {
            values.push([v]);
        }
        let map = map(&values, &frame);
        assert_eq!(map.apply(-40.0, -40.0), (-40.0, 0.0));
        assert_eq!(map.apply(40.0, 40.0), (0.0, 40.0));
    }
}
