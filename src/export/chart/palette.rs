//! Colours that colour-blind readers can tell apart (Okabe and Ito 2008), and the shapes that go with them.

/// Background.
pub(super) const PAPER: &str = "#ffffff";
/// Every second row.
pub(super) const BAND: &str = "#f5f6f7";
/// Text.
pub(super) const INK: &str = "#1f2328";
/// Text of less weight.
pub(super) const FAINT_INK: &str = "#5a6068";
/// Grid lines.
pub(super) const GRID: &str = "#d5d8dc";

/// Runs: blue, vermilion, green, orange, sky blue, purple. Yellow is left out: it vanishes on white.
const SERIES: [&str; 6] = ["#0072b2", "#d55e00", "#009e73", "#e69f00", "#56b4e9", "#cc79a7"];
/// The same as red, green and blue, for screens.
pub const SERIES_RGB: [[u8; 3]; 6] =
    [[0, 114, 178], [213, 94, 0], [0, 158, 115], [230, 159, 0], [86, 180, 233], [204, 121, 167]];
/// Baselines: black, purple, grey, by dash pattern too.
const MARKS: [(&str, &str); 3] = [("#000000", "none"), ("#aa4c86", "3 2"), ("#6b7178", "1.5 2")];

/// The colour of run `i`.
pub(super) fn series_colour(i: usize) -> &'static str {
    SERIES.get(i % SERIES.len()).copied().unwrap_or(INK)
}

/// The colour and dash pattern of baseline `i`.
pub(super) fn mark_style(i: usize) -> (&'static str, &'static str) {
    MARKS.get(i % MARKS.len()).copied().unwrap_or((INK, ""))
}

/// The symbol of run `i` around (x, y): a circle, square, diamond or triangle.
pub(super) fn symbol(i: usize, x: f64, y: f64) -> String {
    let fill = series_colour(i);
    match i % 4 {
        0 => format!(r#"<circle cx="{x:.1}" cy="{y:.1}" r="4" fill="{fill}"/>"#),
        1 => format!(r#"<rect x="{:.1}" y="{:.1}" width="7" height="7" fill="{fill}"/>"#, x - 3.5, y - 3.5),
        2 => format!(r#"<path d="M{x:.1} {:.1}l4.8 4.8l-4.8 4.8l-4.8 -4.8z" fill="{fill}"/>"#, y - 4.8),
        _ => format!(r#"<path d="M{x:.1} {:.1}l4.6 8h-9.2z" fill="{fill}"/>"#, y - 5.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How far apart two series are at least, to any eye: distance in Oklab (Ottosson 2020), where black and white are 1
    /// apart.
    const LEAST_DISTANCE: f64 = 0.07;

    /// How eyes without one kind of cones see, on linear light: Machado, Oliveira and Fernandes (IEEE TVCG 2009), severity 1.
    const DEFICIENCIES: [(&str, [[f64; 3]; 3]); 4] = [
        ("none", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        (
            "protanopia",
            [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
        ),
        (
            "deuteranopia",
            [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
        ),
        (
            "tritanopia",
            [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        ),
    ];

    fn linear(value: u8) -> f64 {
        let v = f64::from(value) / 255.0;
        if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    }

    fn oklab(rgb: [f64; 3]) -> [f64; 3] {
        let [r, g, b] = rgb.map(|v| v.clamp(0.0, 1.0));
        let l = (0.412_221_47 * r + 0.536_332_54 * g + 0.051_445_99 * b).cbrt();
        let m = (0.211_903_5 * r + 0.680_699_55 * g + 0.107_396_96 * b).cbrt();
        let s = (0.088_302_46 * r + 0.281_718_84 * g + 0.629_978_7 * b).cbrt();
        [
            0.210_454_26 * l + 0.793_617_78 * m - 0.004_072_05 * s,
            1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
            0.025_904_04 * l + 0.782_771_77 * m - 0.808_675_77 * s,
        ]
    }

    #[test]
    fn every_eye_can_tell_the_series_apart() {
        for (deficiency, matrix) in DEFICIENCIES {
            let seen: Vec<[f64; 3]> = SERIES_RGB
                .iter()
                .map(|rgb| {
                    let light = rgb.map(linear);
                    oklab(matrix.map(|row| (0..3).map(|i| row[i] * light[i]).sum()))
                })
                .collect();
            for (a, first) in seen.iter().enumerate() {
                for (b, second) in seen.iter().enumerate().skip(a + 1) {
                    let distance = (0..3).map(|i| (first[i] - second[i]).powi(2)).sum::<f64>().sqrt();
                    assert!(
                        distance >= LEAST_DISTANCE,
                        "{a} and {b} are {distance:.3} apart with {deficiency}"
                    );
                }
            }
        }
    }

    #[test]
    fn words_on_paper_can_be_read_and_both_spellings_of_a_colour_agree() {
        for (hex, rgb) in SERIES.iter().zip(SERIES_RGB) {
            assert_eq!(*hex, format!("#{:02x}{:02x}{:02x}", rgb[0], rgb[1], rgb[2]));
        }
        let luminance = |hex: &str| {
            let part = |at: usize| linear(u8::from_str_radix(&hex[at..at + 2], 16).unwrap());
            0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
        };
        for ink in [INK, FAINT_INK] {
            for paper in [PAPER, BAND] {
                let contrast = (luminance(paper) + 0.05) / (luminance(ink) + 0.05);
                assert!(contrast >= 4.5, "{ink} on {paper}: {contrast:.2}");
            }
        }
    }
}
