//! JPEG: what saving as a JPEG file does to a picture.

use crate::image::Planes;
use crate::transform::{Entry, Ignores, Neighbourhood, Param, Prepared, Scope, Setting, Stage, Unit};

/// Side of a block.
const BLOCK: usize = 8;
/// The grey level that JPEG counts from.
const MIDDLE: f32 = 128.0;
/// How steeply a coefficient changes from one multiple to the next. JPEG jumps; a slope makes pictures
/// alike on all machines, whatever the last digits, and concerns only coefficients within 1/2048 of the
/// middle.
const SLOPE: f32 = 1024.0;

type Block = [[f32; BLOCK]; BLOCK];

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "jpeg",
    name: "JPEG artefacts",
    ignores: Ignores::Noise,
    summary: "Does to each channel what saving it as a grey JPEG file does: blocks of 8 x 8 pixels and ripples at \
              edges. Blocks are counted in pixels of the random version, so a preview of another size shows other \
              blocks.",
    encoder_ignores: "blocks and ripples of compressed files",
    formula: "in each block of 8 x 8: C = D (255 v - 128) D^T; C' = q round(C / q); v' = v + s (w - v) with \
              255 w = D^T C' D + 128 cut to 0..255",
    source: "ITU-T T.81 (JPEG), table K.1 for luminance, scaled by the quality as in the library of the \
             Independent JPEG Group; grey levels are not rounded to whole numbers before or after. At \
             high quality that library's whole numbers round one or two of a hundred coefficients otherwise",
    params: &[
        Param {
            name: "quality",
            label: "Quality",
            help: "The quality of the file, 1 to 100 as programs for pictures count it; low is coarse.",
            unit: Unit::Whole,
            scope: Scope::View,
            hard: (1.0, 100.0),
            soft: (5.0, 100.0),
            logarithmic: false,
            default: Setting::Uniform { low: 30.0, high: 95.0 },
            identity: None,
        },
        Param {
            name: "strength",
            label: "Strength",
            help: "1 is the whole effect, 0 changes nothing.",
            unit: Unit::None,
            scope: Scope::View,
            hard: (0.0, 1.0),
            soft: (0.0, 1.0),
            logarithmic: false,
            default: Setting::Fixed(1.0),
            identity: Some(0.0),
        },
    ],
    prepare: None,
    stage: Stage::Neighbourhood(Neighbourhood {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/jpeg.wgsl"),
        passes: &["jpeg_coefficients", "jpeg_pixels"],
        // Its own block of 8.
        reach: |_| [8.0; 2],
    }),
    discontinuous: true,
    only_channels: None,
};

/// ITU-T T.81, table K.1: rows are frequencies down, columns across.
const LUMINANCE: [[u32; BLOCK]; BLOCK] = [
    [16, 11, 10, 16, 24, 40, 51, 61],
    [12, 12, 14, 19, 26, 58, 60, 55],
    [14, 13, 16, 24, 40, 57, 69, 56],
    [14, 17, 22, 29, 51, 87, 80, 62],
    [18, 22, 37, 56, 68, 109, 103, 77],
    [24, 35, 55, 64, 81, 104, 113, 92],
    [49, 64, 78, 87, 103, 121, 120, 101],
    [72, 92, 95, 98, 112, 100, 103, 99],
];

/// Half the cosines of 0 to 8 sixteenths of half a turn.
const HALF_COSINES: [f32; BLOCK + 1] = [
    0.5,
    0.490_392_64,
    0.461_939_77,
    0.415_734_8,
    0.353_553_4,
    0.277_785_12,
    0.191_341_72,
    0.097_545_16,
    0.0,
];

/// Wave `frequency` at pixel `place` of a block: an entry of the orthonormal cosine transform.
fn wave(frequency: usize, place: usize) -> f32 {
    if frequency == 0 {
        return HALF_COSINES[4];
    }
    let sixteenths = (2 * place + 1) * frequency % 32;
    let folded = sixteenths.min(32 - sixteenths);
    if folded <= 8 { HALF_COSINES[folded] } else { -HALF_COSINES[16 - folded] }
}

/// What coefficients are multiples of at `quality`, by the rule of the Independent JPEG Group.
fn steps(quality: u32) -> Block {
    let quality = quality.clamp(1, 100);
    let scale = if quality < 50 { 5000 / quality } else { 200 - 2 * quality };
    LUMINANCE.map(|row| row.map(|step| ((step * scale + 50) / 100).clamp(1, 255) as f32))
}

/// The nearest whole number; between two the line of [`SLOPE`].
fn nearest(value: f32) -> f32 {
    let low = value.floor();
    low + ((value - low - 0.5) * SLOPE + 0.5).clamp(0.0, 1.0)
}

fn apply(step: &Prepared, view: &Planes) -> Planes {
    let (quality, strength) = (step.values.one(0), step.values.one(1));
    let steps = steps(quality as u32);
    let mut waves = Block::default();
    for (frequency, row) in waves.iter_mut().enumerate() {
        row.iter_mut().enumerate().for_each(|(place, value)| *value = wave(frequency, place));
    }
    let mut out = view.clone();
    let (width, height) = (view.width, view.height);
    for c in 0..view.channels {
        let plane = out.channel_mut(c);
        for top in (0..height).step_by(BLOCK) {
            for left in (0..width).step_by(BLOCK) {
                // Edge pixels are repeated where the view cuts a block.
                let at = |y: usize, x: usize| (top + y).min(height - 1) * width + (left + x).min(width - 1);
                let mut block = Block::default();
                for (y, row) in block.iter_mut().enumerate() {
                    let pixels = row.iter_mut().enumerate();
                    pixels.for_each(|(x, v)| *v = 255.0 * plane[at(y, x)].clamp(0.0, 1.0) - MIDDLE);
                }
                coded(&mut block, &waves, &steps);
                for y in 0..BLOCK.min(height - top) {
                    for x in 0..BLOCK.min(width - left) {
                        let decoded = (block[y][x] + MIDDLE).clamp(0.0, 255.0) / 255.0;
                        let value = &mut plane[at(y, x)];
                        *value += strength * (decoded - *value);
                    }
                }
            }
        }
    }
    out
}

/// Makes of a block what is left of it in a file.
fn coded(block: &mut Block, waves: &Block, steps: &Block) {
    // Coefficients along rows, then along columns; and back.
    *block = turned(&transformed(block, waves));
    *block = turned(&transformed(block, waves));
    for (row, steps) in block.iter_mut().zip(steps) {
        row.iter_mut().zip(steps).for_each(|(value, step)| *value = step * nearest(*value / step));
    }
    let back = turned(waves);
    *block = turned(&transformed(block, &back));
    *block = turned(&transformed(block, &back));
}

/// Every row as the sums of its products with the rows of `waves`.
fn transformed(block: &Block, waves: &Block) -> Block {
    block.map(|row| waves.map(|wave| row.iter().zip(wave).map(|(value, weight)| value * weight).sum()))
}

/// Rows as columns.
fn turned(block: &Block) -> Block {
    let mut turned = Block::default();
    for (y, row) in block.iter().enumerate() {
        row.iter().enumerate().for_each(|(x, value)| turned[x][y] = *value);
    }
    turned
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue::tests::{assert_close, drawn, even};
    use serde_json::Value;

    /// `tests/golden/jpeg.json` was made by this program (Pillow 13.0, libjpeg-turbo):
    ///
    /// ```python
    /// import io, json, numpy as np
    /// from PIL import Image
    /// n = 44  # not a multiple of 8
    /// y, x = np.mgrid[0:n, 0:n] / n
    /// noise = np.random.default_rng(3).normal(0, 3, (n, n))
    /// blob = 190 * np.exp(-((x - 0.4) ** 2 + (y - 0.6) ** 2) * 12) + 40 * (x > 0.8)
    /// picture = np.clip(20 + blob + noise, 0, 255).round().astype(np.uint8)
    /// files = {}
    /// for quality in (5, 15, 45, 75, 95):
    ///     file = io.BytesIO()
    ///     Image.fromarray(picture).save(file, "JPEG", quality=quality)
    ///     files[str(quality)] = np.asarray(Image.open(file)).ravel().tolist()
    /// json.dump({"picture": picture.ravel().tolist(), "files": files}, open("tests/golden/jpeg.json", "w"),
    ///           separators=(",", ":"))
    /// ```
    #[test]
    fn agrees_with_files_that_pillow_saved() {
        let golden: Value = serde_json::from_str(include_str!("../../../tests/golden/jpeg.json")).unwrap();
        let levels = |value: &Value| -> Vec<f32> {
            value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap() as f32).collect()
        };
        let picture = levels(&golden["picture"]);
        let mut view = even(1, 44, 0.0);
        view.data.iter_mut().zip(&picture).for_each(|(v, level)| *v = level / 255.0);
        for (quality, file) in golden["files"].as_object().unwrap() {
            let saved = levels(file);
            let coded = drawn(&ENTRY, &[quality.parse().unwrap(), 1.0], &view, 1);
            let differences: Vec<f32> =
                coded.data.iter().zip(&saved).map(|(v, level)| (255.0 * v - level).abs()).collect();
            let mean = differences.iter().sum::<f32>() / 1936.0;
            let far = differences.iter().filter(|d| **d > 1.0).count();
            let changed = saved.iter().zip(&picture).filter(|(a, b)| a != b).count();
            // The library computes in whole numbers, and where steps are fine that takes one or two of a
            // hundred coefficients to the other side of the middle between two multiples, each of them
            // seen in a block. (The same program with the library's arithmetic gives its very levels.)
            let allowed = if ["5", "15", "45"].contains(&quality.as_str()) { 0 } else { 190 };
            assert!(far <= allowed && mean < 0.45, "quality {quality}: {far} levels beyond 1, mean {mean}");
            assert!(changed > 500, "quality {quality} changed {changed} levels only");
        }
    }

    #[test]
    fn steps_are_those_of_the_independent_jpeg_group() {
        assert_eq!(steps(50)[0][0], 16.0);
        assert_eq!(steps(100), [[1.0; 8]; 8]);
        assert_eq!((steps(10)[0][0], steps(10)[7][7]), (80.0, 255.0));
        assert_eq!(steps(75)[1], [6.0, 6.0, 7.0, 10.0, 13.0, 29.0, 30.0, 28.0]);
    }

    #[test]
    fn waves_are_orthonormal() {
        for a in 0..8 {
            for b in 0..8 {
                let product: f32 = (0..8).map(|x| wave(a, x) * wave(b, x)).sum();
                assert!((product - f32::from(u8::from(a == b))).abs() < 1e-6, "{a} {b}");
            }
        }
    }

    #[test]
    fn an_even_grey_is_rounded_to_a_step_and_half_a_strength_is_half_of_it() {
        // 8 times 12 above the middle is 96: the nearest multiple of 80 is 80, 10 levels.
        let grey = even(2, 11, 140.0 / 255.0);
        assert_close(&drawn(&ENTRY, &[10.0, 1.0], &grey, 1).data, &[138.0 / 255.0; 242], 1e-5);
        assert_close(&drawn(&ENTRY, &[10.0, 0.5], &grey, 1).data, &[139.0 / 255.0; 242], 1e-5);
    }
}
