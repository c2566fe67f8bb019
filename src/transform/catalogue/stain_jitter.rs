//! Stain jitter: changes how strongly haematoxylin, eosin and DAB took.

use crate::image::Planes;
use crate::transform::{Entry, Ignores, Needs, Param, Point, Prepared, Scope, Setting, Stage, Unit};
use std::f32::consts::{LN_10, LOG10_E};

/// Optical densities of red, green and blue of one unit of each stain, as scikit-image's `rgb_from_hed`.
const RGB_FROM_HED: [[f32; 3]; 3] = [[0.65, 0.70, 0.29], [0.07, 0.99, 0.11], [0.27, 0.57, 0.78]];
/// The inverse matrix, scikit-image's `hed_from_rgb`: a row for red, green and blue each.
const HED_FROM_RGB: [[f32; 3]; 3] = [
    [1.877_982_7, -1.007_678_7, -0.556_115_8],
    [-0.065_908_06, 1.134_730_4, -0.135_521_8],
    [-0.601_907_4, -0.480_414_2, 1.573_588],
];
/// The darkest value that has an optical density.
const DARKEST: f32 = 1.0 / 255.0;

const fn strength(name: &'static str, label: &'static str, help: &'static str) -> Param {
    Param {
        name,
        label,
        help,
        unit: Unit::Factor,
        scope: Scope::View,
        hard: (0.0, 3.0),
        soft: (0.5, 1.5),
        logarithmic: true,
        default: Setting::Uniform { low: 0.95, high: 1.05 },
        identity: Some(1.0),
    }
}

const fn shift(name: &'static str, label: &'static str, help: &'static str) -> Param {
    Param {
        name,
        label,
        help,
        unit: Unit::None,
        scope: Scope::View,
        hard: (-1.0, 1.0),
        soft: (-0.2, 0.2),
        logarithmic: false,
        default: Setting::Uniform { low: -0.05, high: 0.05 },
        identity: Some(0.0),
    }
}

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "stain-jitter",
    name: "Stain jitter",
    ignores: Ignores::Staining,
    summary: "Changes how strongly haematoxylin, eosin and DAB took, each for itself. For bright-field pictures in \
              colour (3 channels); others are left alone.",
    encoder_ignores: "how strongly each of the stains took, and so the slide's shade of blue, pink and brown",
    formula: "od = -log10(max(v, 1/255)); s = od M^-1; s'_i = (1 + a_i) s_i + b_i; v' = 10^-(s' M), M the optical \
              densities of haematoxylin, eosin and DAB; 1 + a is the factor that is set, b the shift",
    source: "A. Ruifrok, D. Johnston, Anal. Quant. Cytol. Histol. 23 (2001), with the matrix of scikit-image; as an \
             augmentation D. Tellez et al., IEEE Trans. Med. Imaging 37 (2018)",
    params: &[
        strength("haematoxylin", "Haematoxylin", "What the amount of haematoxylin (blue) is multiplied by."),
        strength("eosin", "Eosin", "What the amount of eosin (pink) is multiplied by."),
        strength("dab", "DAB", "What the amount of DAB (brown) is multiplied by."),
        shift(
            "haematoxylin_shift",
            "Haematoxylin everywhere",
            "Optical density of haematoxylin that is added.",
        ),
        shift("eosin_shift", "Eosin everywhere", "Optical density of eosin that is added."),
        shift("dab_shift", "DAB everywhere", "Optical density of DAB that is added."),
    ],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/stain_jitter.wgsl"),
        needs: Needs::Nothing,
    }),
    discontinuous: false,
    only_channels: Some(3),
};

fn apply(step: &Prepared, view: &mut Planes) {
    let factors = [0, 1, 2].map(|slot| step.values.one(slot));
    let shifts = [3, 4, 5].map(|slot| step.values.one(slot));
    if factors == [1.0; 3] && shifts == [0.0; 3] {
        return;
    }
    let area = view.area();
    let (red, rest) = view.data.split_at_mut(area);
    let (green, blue) = rest.split_at_mut(area);
    for ((r, g), b) in red.iter_mut().zip(green).zip(blue) {
        [*r, *g, *b] = restained([*r, *g, *b], factors, shifts);
    }
}

/// The colour with its stains changed.
fn restained(rgb: [f32; 3], factors: [f32; 3], shifts: [f32; 3]) -> [f32; 3] {
    let rgb = rgb.map(|v| v.max(DARKEST));
    let density = rgb.map(|v| -LOG10_E * libm::logf(v));
    // Only what is added to the densities goes back, so that little changes change little.
    let added = [0, 1, 2].map(|i| (factors[i] - 1.0) * in_column(&HED_FROM_RGB, density, i) + shifts[i]);
    [0, 1, 2].map(|c| rgb[c] * libm::expf(-LN_10 * in_column(&RGB_FROM_HED, added, c)))
}

/// Column `column` (below 3) of the row `row` times `matrix`.
fn in_column(matrix: &[[f32; 3]; 3], row: [f32; 3], column: usize) -> f32 {
    row[0] * matrix[0][column] + row[1] * matrix[1][column] + row[2] * matrix[2][column]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue::tests::applied;

    fn near(found: &[f32], densities: [f32; 3]) {
        for (value, density) in found.iter().zip(densities) {
            assert!(
                (value - 10f32.powf(-density)).abs() < 1e-5,
                "{found:?} is not of densities {densities:?}"
            );
        }
    }

    #[test]
    fn the_matrices_undo_each_other() {
        for (i, row) in RGB_FROM_HED.into_iter().enumerate() {
            for j in 0..3 {
                let expected = if i == j { 1.0 } else { 0.0 };
                assert!((in_column(&HED_FROM_RGB, row, j) - expected).abs() < 1e-6, "{i} {j}");
            }
        }
    }

    #[test]
    fn pure_haematoxylin_is_doubled_and_gets_eosin() {
        // One unit of haematoxylin, whose densities are its row of the matrix.
        let pixel = [0.65f32, 0.70, 0.29].map(|density| 10f32.powf(-density));
        let stained = |inputs: [f32; 6]| {
            let inputs = inputs.map(|v| [v]);
            applied(&ENTRY, &inputs.each_ref().map(<[f32; 1]>::as_slice), &pixel, 3)
        };
        near(&stained([2.0, 1.0, 1.0, 0.0, 0.0, 0.0]), [1.30, 1.40, 0.58]);
        near(&stained([1.0, 2.0, 3.0, 0.0, 0.0, 0.0]), [0.65, 0.70, 0.29]);
        near(&stained([1.0, 1.0, 1.0, 0.0, 0.5, 0.0]), [0.65 + 0.035, 0.70 + 0.495, 0.29 + 0.055]);
    }

    #[test]
    fn black_counts_as_the_darkest_that_can_be_told() {
        near(
            &restained([0.0; 3], [1.0; 3], [0.0, 0.0, -1.0]),
            [-0.27, -0.57, -0.78].map(|d| d + 255f32.log10()),
        );
    }
}
