//! The finder against scikit-image, and in the corners.

use super::*;
use crate::image::Samples;

/// Ellipses in noise, some of which touch; NumPy makes the same out of the same whole numbers.
fn field() -> Image {
    let (width, height) = (160_usize, 120_usize);
    let mut values = vec![0_u16; width * height];
    let mut state = 12_345_u32;
    for v in &mut values {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *v = 200 + (state >> 26) as u16;
    }
    for n in 0..30_usize {
        let (cx, cy) = ((n * 53 + 7) % width, (n * 37 + 11) % height);
        let (rx, ry) = (5 + n % 5, 4 + n % 7);
        for y in 0..height {
            for x in 0..width {
                let (dx, dy) = (x.abs_diff(cx) * ry, y.abs_diff(cy) * rx);
                if dx * dx + dy * dy <= rx * rx * ry * ry {
                    values[y * width + x] += 500 + 20 * n as u16;
                }
            }
        }
    }
    Image::new(width, height, vec!["DNA".into()], Samples::U16(values), "YX")
}

#[test]
fn as_scikit_image() {
    let settings = Finder {
        channel: "DNA".into(),
        smallest: 40.0,
        largest: 400.0,
        seed_distance: 4.0,
        ..Finder::default()
    };
    let found = settings.find(&field()).unwrap();
    let have: Vec<(usize, f64, f64)> = found.cells.iter().map(|c| (c.area, c.x, c.y)).collect();
    assert_eq!(have.len(), SKIMAGE.len(), "{have:?}");
    for (have, want) in have.iter().zip(SKIMAGE) {
        let near =
            have.0.abs_diff(want.0) <= 2 && (have.1 - want.1).abs() < 0.1 && (have.2 - want.2).abs() < 0.1;
        assert!(near, "{have:?} {want:?}");
    }
}

/// By `scripts/bars/cells_found.py golden`: area, column, row.
const SKIMAGE: &[(usize, f64, f64)] = &[
    (122, 6.115, 4.705),
    (187, 104.246, 5.578),
    (313, 55.965, 11.853),
    (223, 105.897, 21.354),
    (279, 58.882, 37.799),
    (160, 107.681, 37.844),
    (125, 109.024, 49.328),
    (199, 155.462, 53.492),
    (60, 110.000, 57.550),
    (156, 111.090, 67.506),
    (149, 3.309, 75.208),
    (115, 112.487, 82.287),
    (140, 51.336, 88.979),
    (352, 4.634, 102.571),
    (330, 53.448, 108.833),
];

#[test]
fn threads_change_nothing() {
    let find = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| Finder::default().find(&field()).unwrap())
    };
    assert_eq!(find(1), find(3));
}

#[test]
fn dark_cells_are_found_as_bright_ones() {
    let bright = field();
    let Samples::U16(values) = &bright.samples else { panic!("{}", bright.samples.dtype()) };
    let dark = Samples::U16(values.iter().map(|v| 5000 - v).collect());
    let dark = Image { samples: dark, ..bright.clone() };
    let settings = Finder { threshold: Threshold::Percentile(20.0), dark: true, ..Finder::default() };
    let mirrored = Finder { threshold: Threshold::Percentile(80.0), ..Finder::default() };
    assert_eq!(settings.find(&dark).unwrap().cells, mirrored.find(&bright).unwrap().cells);
}

#[test]
fn what_cannot_be_meant_is_refused_and_empty_fields_have_no_cells() {
    let other = Finder { channel: "actin".into(), ..Finder::default() };
    let words = other.find(&field()).unwrap_err();
    assert!(words.contains("actin") && words.contains("DNA"), "{words}");
    let micrometres = Finder { area_unit: LengthUnit::Micrometres, ..Finder::default() };
    assert!(micrometres.find(&field()).unwrap_err().contains("how large a pixel"));
    let half = Image { pixel_size_um: Some(0.5), ..field() };
    let settings = Finder { smallest: 15.0, largest: 2500.0, ..micrometres };
    assert_eq!(settings.find(&half), Finder::default().find(&field()), "60 pixels are 15 square micrometres");
    for values in [vec![7_u16; 12], vec![0; 12]] {
        let flat = Image::new(4, 3, vec!["a".into()], Samples::U16(values), "YX");
        assert_eq!(Finder::default().find(&flat).unwrap().cells, []);
    }
    let odd = Image::new(2, 2, vec!["a".into()], Samples::F32(vec![f32::NAN; 4]), "YX");
    assert_eq!(Finder::default().find(&odd).unwrap().cells, []);
}
