//! Planted truth: wells that differ by known amounts in one thing, and not in the others.

use super::blur::Plane;
use super::deviation::{median, quantile};
use super::*;
use crate::evaluate::Random;
use crate::image::Planes;

const SIDE: usize = 44;
const WELLS: usize = 24;
const CELLS: usize = 8;

/// What a well does to its pictures.
#[derive(Clone, Copy, Debug)]
struct Well {
    gain: [f64; 2],
    offset: f64,
    contrast: f64,
    blur: f64,
    size: f64,
    light: [f64; 2],
}

const PLAIN: Well =
    Well { gain: [1.0; 2], offset: 0.0, contrast: 1.0, blur: 0.0, size: 1.0, light: [0.0; 2] };

/// A cell of two channels that differs from others as cells do, in a well.
fn cell(well: Well, random: &mut Random, dark: bool) -> Planes {
    let mut planes = Planes::zeros(2, SIDE, SIDE);
    let mut vary = |by: f64| 1.0 + by * (2.0 * random.unit() - 1.0);
    let (brightness, radius) = (vary(0.2), 8.0 * well.size * vary(0.15));
    let (x, y) = (22.0 * vary(0.1), 22.0 * vary(0.1));
    let dots: Vec<(f64, f64)> = (0..6)
        .map(|_| (x + 0.5 * radius * (vary(1.0) - 1.0), y + 0.5 * radius * (vary(1.0) - 1.0)))
        .collect();
    for c in 0..2 {
        for i in 0..SIDE * SIDE {
            let (px, py) = ((i % SIDE) as f64 + 0.5, (i / SIDE) as f64 + 0.5);
            let away = |(cx, cy): (f64, f64)| ((px - cx).powi(2) + (py - cy).powi(2)).sqrt();
            let body = 0.5 / (1.0 + ((away((x, y)) - radius) / 0.5).exp());
            let spots: f64 = dots.iter().map(|dot| 0.3 * (-away(*dot).powi(2) / 2.0).exp()).sum();
            let signal = brightness * (body + spots);
            let v = if dark { 0.9 - 0.8 * signal.min(1.0) } else { 0.1 + signal };
            let lit =
                1.0 + well.light[0] * (px / SIDE as f64 - 0.5) - well.light[1] * (py / SIDE as f64 - 0.5);
            planes.channel_mut(c)[i] = (v * lit) as f32;
        }
        let mean = planes.mean(c);
        let plane = Plane { width: SIDE, values: planes.channel(c).to_vec() }.blurred(well.blur);
        for (v, blurred) in planes.channel_mut(c).iter_mut().zip(&plane.values) {
            let spread = f64::from(mean) + well.contrast * f64::from(blurred - mean);
            let noise = 0.01 * (2.0 * random.unit() - 1.0);
            *v = (well.gain[c] * spread + well.offset + noise) as f32;
        }
    }
    planes
}

/// The spread that is found in wells like these.
fn found(wells: &[Well], grouped: bool, dark: bool, seed: u64) -> ControlSpread {
    let mut random = Random::new(seed, 0);
    let mut measures = Vec::new();
    let mut pictures = Vec::new();
    for (place, well) in wells.iter().enumerate() {
        for _ in 0..CELLS {
            let planes = cell(*well, &mut random, dark);
            measures.push((format!("well {place}"), ImageMeasures::of(&planes)));
            pictures.push(planes);
        }
    }
    let subjects: Vec<Subject> = measures
        .iter()
        .map(|(well, measures)| Subject { class: 0, group: Some(well.as_str()), measures })
        .collect();
    spread_of(&subjects, 2, grouped.then_some("well"), &|place| pictures.get(place).cloned())
}

/// Numbers that lie evenly from `low` to `high`, in an order that follows from nothing else.
fn planted(low: f64, high: f64) -> Vec<f64> {
    let mut values: Vec<f64> =
        (0..WELLS).map(|i| low + (high - low) * i as f64 / (WELLS - 1) as f64).collect();
    Random::new(9, 9).shuffle(&mut values);
    values
}

fn close(spread: &ControlSpread, quantity: Quantity, channel: Option<usize>, truth: (f64, f64), slack: f64) {
    let range = spread.range(quantity, channel).unwrap();
    let near = (range.low - truth.0).abs() < slack && (range.high - truth.1).abs() < slack;
    assert!(near, "{range:?} and not {truth:?}");
}

/// The ends of planted values as ratios to the middle one, or as differences from it.
fn truth(values: &[f64], ratio: bool) -> (f64, f64) {
    let middle = median(values.to_vec()).unwrap();
    let end = |share| quantile(values.to_vec(), share).unwrap();
    if ratio { (end(0.05) / middle, end(0.95) / middle) } else { (end(0.05) - middle, end(0.95) - middle) }
}

#[test]
fn gains_of_channels_are_found_apart() {
    let gains: Vec<f64> = planted(-0.35, 0.35).into_iter().map(f64::exp).collect();
    let wells: Vec<Well> = gains.iter().map(|g| Well { gain: [*g, 1.0], ..PLAIN }).collect();
    let spread = found(&wells, true, false, 1);
    assert_eq!((spread.units, spread.images), (WELLS, WELLS * CELLS));
    close(&spread, Quantity::Gain, Some(0), truth(&gains, true), 0.08);
    close(&spread, Quantity::Gain, Some(1), (1.0, 1.0), 0.08);
    let half: Vec<f64> = gains.iter().map(|g| g.sqrt()).collect();
    close(&spread, Quantity::Gain, None, truth(&half, true), 0.08);
    close(&spread, Quantity::Size, None, (1.0, 1.0), 0.05);
    assert!(spread.range(Quantity::Focus, None).unwrap().high < 0.4);
    // The sentence carries the numbers.
    let range = spread.range(Quantity::Gain, Some(0)).unwrap();
    let words = format!(
        "Your wells differ {:.2} to {:.2} in gain of channel 1 (24 wells, 192 images).",
        range.low, range.high
    );
    assert_eq!(spread.sentence(range), words);
}

#[test]
fn the_light_of_a_bright_field_is_a_gain_too() {
    let gains: Vec<f64> = planted(-0.2, 0.2).into_iter().map(f64::exp).collect();
    let wells: Vec<Well> = gains.iter().map(|g| Well { gain: [*g; 2], ..PLAIN }).collect();
    close(&found(&wells, true, true, 2), Quantity::Gain, None, truth(&gains, true), 0.02);
}

#[test]
fn background_contrast_and_size_are_found() {
    let offsets = planted(-0.06, 0.06);
    let wells: Vec<Well> = offsets.iter().map(|o| Well { offset: *o, ..PLAIN }).collect();
    let spread = found(&wells, true, false, 3);
    close(&spread, Quantity::Background, None, truth(&offsets, false), 0.005);
    close(&spread, Quantity::Gain, None, (1.0, 1.0), 0.08);

    let factors = planted(0.7, 1.3);
    let wells: Vec<Well> = factors.iter().map(|k| Well { contrast: *k, ..PLAIN }).collect();
    close(&found(&wells, true, false, 4), Quantity::Contrast, Some(1), truth(&factors, true), 0.06);

    let sizes = planted(0.8, 1.2);
    let wells: Vec<Well> = sizes.iter().map(|k| Well { size: *k, ..PLAIN }).collect();
    close(&found(&wells, true, false, 5), Quantity::Size, None, truth(&sizes, true), 0.05);
}

#[test]
fn a_loss_of_focus_is_told_in_pixels_of_blur() {
    for most in [1.0, 2.0] {
        let blurs: Vec<f64> = planted(0.0, most);
        let wells: Vec<Well> = blurs.iter().map(|b| Well { blur: *b, ..PLAIN }).collect();
        let high = found(&wells, true, false, 6).range(Quantity::Focus, None).unwrap().high;
        assert!((high / (0.95 * most) - 1.0).abs() < 0.25, "{high} px where {most} px were planted");
    }
    let none = found(&[PLAIN; WELLS], true, false, 7).range(Quantity::Focus, None).unwrap().high;
    assert!(none < 0.4, "{none} px where nothing was planted");
}

#[test]
fn uneven_light_is_told_by_its_strength() {
    let strengths = planted(0.0, 0.4);
    let wells: Vec<Well> = strengths
        .iter()
        .enumerate()
        .map(|(place, s)| {
            let angle = 2.4 * place as f64;
            Well { light: [s * angle.cos(), s * angle.sin()], ..PLAIN }
        })
        .collect();
    let range = found(&wells, true, false, 8).range(Quantity::Illumination, None).unwrap().clone();
    assert!((range.high - 0.38).abs() < 0.08 && range.low < 0.12, "{range:?}");
}

#[test]
fn without_groups_images_are_compared_and_too_few_say_nothing() {
    let spread = found(&[PLAIN; 6], false, false, 9);
    assert_eq!((spread.units, spread.grouped_by.as_deref()), (6 * CELLS, None));
    // Cells differ by themselves, and nothing takes that off here.
    let gain = spread.range(Quantity::Gain, None).unwrap();
    assert!(gain.high > 1.15 && gain.low < 0.87, "{gain:?}");
    assert!(spread.sentence(gain).ends_with("(48 images)."), "{}", spread.sentence(gain));
    // With fewer groups than a range needs, the images are compared too.
    assert_eq!(found(&[PLAIN; 3], true, false, 10).grouped_by, None);
    let few = spread_of(&[], 2, Some("well"), &|_| None);
    assert!(few.ranges.is_empty() && few.obstacle().unwrap().contains("only 0 images"));
}
