//! The pictures of the guide: a test picture and random versions of it, beside each other.

use anyhow::Context;
use augscope::image::{Display, Planes};
use augscope::pipeline::{Chain, Pipeline, Step};
use augscope::transform::{Entry, ViewKey};

/// Side of a picture, and of what lies between two.
const SIDE: usize = 64;
const GAP: usize = 4;
const VERSIONS: u32 = 4;
/// Colours of a file: few enough for a small one, enough that no steps are seen.
const COLOURS: usize = 96;

/// The test picture and its versions by a new step of `entry`, as a PNG file.
pub fn strip(entry: &'static Entry) -> anyhow::Result<Vec<u8>> {
    let coloured = entry.only_channels == Some(3) || entry.kind == "colour-jitter";
    let source = if coloured { smear() } else { fluorescence() };
    let step = Step::new("guide", entry);
    let chain = Chain::new(&Pipeline { steps: vec![step], ..Pipeline::default() }, SIDE);
    let versions = (0..VERSIONS).map(|n| chain.view(&source, ViewKey::new(4, "guide", n, 0)).planes);
    let pictures: Vec<Planes> = std::iter::once(source.clone()).chain(versions).collect();
    let names: Vec<String> = ["red", "green", "blue"].map(String::from).to_vec();
    let width = pictures.len() * (SIDE + GAP) - GAP;
    let mut pixels = vec![[255u8; 3]; width * SIDE];
    for (number, picture) in pictures.iter().enumerate() {
        let colours = Display::new(&names, &[]).composite(picture, &[]);
        for (at, colour) in colours.chunks_exact(4).enumerate() {
            let place = at / SIDE * width + number * (SIDE + GAP) + at % SIDE;
            *pixels.get_mut(place).context("a picture is larger than its place")? =
                [colour[0], colour[1], colour[2]];
        }
    }
    indexed(&pixels, width)
}

/// A smooth disc or ellipse about (x, y), 1 inside.
fn blob(x: f32, y: f32, (cx, cy): (f32, f32), (rx, ry): (f32, f32), soft: f32) -> f32 {
    let distance = (((x - cx) / rx).powi(2) + ((y - cy) / ry).powi(2)).sqrt();
    (0.5 + (1.0 - distance) / soft).clamp(0.0, 1.0)
}

fn drawn(colour: impl Fn(f32, f32) -> [f32; 3]) -> Planes {
    let mut planes = Planes::zeros(3, SIDE, SIDE);
    for y in 0..SIDE {
        for x in 0..SIDE {
            let at = |i: usize| (i as f32 + 0.5) / SIDE as f32;
            for (c, value) in colour(at(x), at(y)).into_iter().enumerate() {
                planes.channel_mut(c)[y * SIDE + x] = value;
            }
        }
    }
    planes
}

/// A cell in three stains: spots red, body green, nucleus blue; no two sides alike.
fn fluorescence() -> Planes {
    drawn(|x, y| {
        let spots = [(0.38, 0.62), (0.3, 0.52), (0.46, 0.7), (0.62, 0.66)];
        let red: f32 = spots.iter().map(|place| blob(x, y, *place, (0.035, 0.035), 0.7)).sum();
        let body =
            blob(x, y, (0.48, 0.52), (0.34, 0.26), 0.35).max(blob(x, y, (0.78, 0.34), (0.1, 0.07), 0.6));
        let nucleus = blob(x, y, (0.56, 0.44), (0.13, 0.11), 0.3);
        [0.05 + 0.85 * red, 0.06 + 0.5 * body * (1.0 - 0.5 * nucleus), 0.07 + 0.8 * nucleus]
    })
}

/// A stained cell on a bright field: pink body, violet nucleus, a brown spot.
fn smear() -> Planes {
    drawn(|x, y| {
        let body = blob(x, y, (0.48, 0.52), (0.34, 0.27), 0.3);
        let nucleus = blob(x, y, (0.56, 0.44), (0.14, 0.12), 0.3);
        let spot = blob(x, y, (0.33, 0.62), (0.06, 0.05), 0.6);
        let density = |c: usize| {
            0.04 + [0.06, 0.28, 0.1][c] * body + [0.5, 0.55, 0.2][c] * nucleus + [0.2, 0.4, 0.55][c] * spot
        };
        [0, 1, 2].map(|c| 10f32.powf(-density(c)))
    })
}

/// An indexed PNG file of `pixels` in rows of `width`.
fn indexed(pixels: &[[u8; 3]], width: usize) -> anyhow::Result<Vec<u8>> {
    let palette = palette(pixels);
    let nearest = |pixel: &[u8; 3]| {
        let distance = |colour: &[u8; 3]| -> i32 {
            colour.iter().zip(pixel).map(|(a, b)| (i32::from(*a) - i32::from(*b)).pow(2)).sum()
        };
        let best = palette.iter().enumerate().min_by_key(|(_, colour)| distance(colour));
        best.map_or(0, |(index, _)| index as u8)
    };
    let indices: Vec<u8> = pixels.iter().map(nearest).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, (pixels.len() / width) as u32);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(palette.concat());
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&indices)?;
    writer.finish()?;
    Ok(bytes)
}

/// Median cut (P. Heckbert, 1982): boxes of colours are halved, the widest first, and each becomes its mean.
fn palette(pixels: &[[u8; 3]]) -> Vec<[u8; 3]> {
    let range = |colours: &[[u8; 3]], c: usize| {
        let (low, high) = colours.iter().fold((255, 0), |(low, high), p| (p[c].min(low), p[c].max(high)));
        i32::from(high) - i32::from(low)
    };
    let widest = |colours: &[[u8; 3]]| (0..3).map(|c| (range(colours, c), c)).max().unwrap_or((0, 0));
    let mut boxes = vec![pixels.to_vec()];
    while boxes.len() < COLOURS {
        let found = boxes.iter().enumerate().map(|(place, colours)| (widest(colours), place)).max();
        let Some(((spread, c), place)) = found.filter(|((spread, _), _)| *spread > 0) else { break };
        let mut colours = boxes.swap_remove(place);
        colours.sort_by_key(|p| p[c]);
        // Between different values, near the middle of the range, so that rare colours keep a place.
        let middle = i32::from(colours[0][c]) + (spread + 1) / 2;
        let rest = colours.split_off(colours.partition_point(|p| i32::from(p[c]) < middle));
        boxes.extend([colours, rest]);
    }
    let mean = |colours: &Vec<[u8; 3]>| {
        let sum = |c: usize| colours.iter().map(|p| usize::from(p[c])).sum::<usize>();
        [0, 1, 2].map(|c| (sum(c) / colours.len().max(1)) as u8)
    };
    boxes.iter().map(mean).collect()
}
