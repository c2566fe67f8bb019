//! Grey: replaces colour by brightness.

use crate::image::Planes;
use crate::transform::{Entry, Ignores, Needs, Param, Point, Prepared, Scope, Setting, Stage, Unit};

/// The weights of red, green and blue in brightness (ITU-R BT.601), as in torchvision.
pub const LUMA: [f32; 3] = [0.299, 0.587, 0.114];

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "grey",
    name: "Grey",
    ignores: Ignores::Staining,
    summary: "Fades colour towards grey; full strength leaves none.",
    encoder_ignores: "colour; it must tell cells apart by brightness alone",
    formula: "v'_c = v_c + s (0.299 r + 0.587 g + 0.114 b - v_c)",
    source: "luma of ITU-R BT.601, as in torchvision's RandomGrayscale",
    params: &[Param {
        name: "strength",
        label: "Strength",
        help: "1 takes all colour away, 0 leaves it.",
        unit: Unit::None,
        scope: Scope::View,
        hard: (0.0, 1.0),
        soft: (0.0, 1.0),
        logarithmic: false,
        default: Setting::Fixed(1.0),
        identity: Some(0.0),
    }],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/grey.wgsl"),
        needs: Needs::Nothing,
    }),
    discontinuous: false,
    only_channels: Some(3),
};

fn apply(step: &Prepared, view: &mut Planes) {
    let strength = step.values.one(0);
    let area = view.area();
    let (red, rest) = view.data.split_at_mut(area);
    let (green, blue) = rest.split_at_mut(area);
    for ((r, g), b) in red.iter_mut().zip(green).zip(blue) {
        let luma = LUMA[0] * *r + LUMA[1] * *g + LUMA[2] * *b;
        for v in [r, g, b] {
            *v += strength * (luma - *v);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::transform::catalogue::tests::applied;

    #[test]
    fn full_strength_makes_channels_equal() {
        let grey = applied(&super::ENTRY, &[&[1.0]], &[1.0, 0.0, 0.0], 3);
        assert!(grey.iter().all(|v| (v - 0.299).abs() < 1e-6), "{grey:?}");
    }
}
