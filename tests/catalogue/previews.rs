//! A small preview against the full-size view, made smaller: lengths mean the same at any size.

use augscope::image::Planes;
use augscope::pipeline::{Chain, Pipeline, Step};
use augscope::transform::{Setting, ViewKey, catalogue};

const LARGE: usize = 256;
const SMALL: usize = 64;
const VIEWS: u32 = 6;
/// The largest mean difference; what remains are the edges of filters, and steps in whole view pixels.
const COMMON: f64 = 2.0 / 255.0;

/// Where the common bound cannot hold: the transform, its bound times 255, and why.
const EXCEPTIONS: [(&str, f64, &str); 7] = [
    ("gaussian-noise", 4.0, "every view pixel gets noise of its own, whatever its size"),
    ("poisson-noise", 9.0, "every view pixel counts photons of its own, whatever its size"),
    ("salt-and-pepper", 3.0, "every view pixel is hit or not for itself, whatever its size"),
    (
        "posterise",
        6.0,
        "large pixels on both sides of a step have a mean between two levels, a small one has a level",
    ),
    ("percentile-window", 4.0, "it stretches values, and so what the two ways of making smaller differ by"),
    ("clahe", 4.0, "it stretches values, and so what the two ways of making smaller differ by"),
    ("jpeg", 4.0, "its blocks are counted in view pixels, as the entry says"),
];

/// A picture whose finest detail, waves of 24 pixels, is six pixels of the small view: fine enough to suffer from a
/// blur, and coarse enough that the two ways of making it smaller hardly differ.
fn picture(channels: usize) -> Planes {
    let mut planes = Planes::zeros(channels, LARGE, LARGE);
    for c in 0..channels {
        for y in 0..LARGE {
            for x in 0..LARGE {
                let (fx, fy) = (x as f32 / LARGE as f32, y as f32 / LARGE as f32);
                let phase = c as f32;
                let wave = (11.0 * fx + 5.0 * fy + phase).sin() * (9.0 * fy - 4.0 * fx + 2.0 * phase).cos();
                let cell = (-((fx - 0.45).powi(2) + (fy - 0.55).powi(2)) * 30.0).exp();
                let fine = (67.0 * fx).sin() * (67.0 * fy + phase).sin();
                planes.data[(c * LARGE + y) * LARGE + x] = 0.35 + 0.12 * wave + 0.35 * cell + 0.1 * fine;
            }
        }
    }
    planes
}

/// Means of squares of `by` pixels.
fn reduced(view: &Planes, by: usize) -> Planes {
    let (height, width) = (view.height / by, view.width / by);
    let mut out = Planes::zeros(view.channels, height, width);
    for c in 0..view.channels {
        for y in 0..height * by {
            for x in 0..width * by {
                let value = view.channel(c)[y * view.width + x];
                out.channel_mut(c)[y / by * width + x / by] += value / (by * by) as f32;
            }
        }
    }
    out
}

fn one_step(kind: &str) -> Pipeline {
    let step = Step::new("step", catalogue::find(kind).unwrap());
    Pipeline { steps: vec![step], ..Pipeline::default() }
}

/// The mean difference between small views and large ones made smaller, times 255.
fn difference(of_small: &Pipeline, of_large: &Pipeline) -> f64 {
    let source = picture(3);
    let mut sum = 0.0;
    for epoch in 0..VIEWS {
        let key = ViewKey::new(3, "cell.tif", epoch, 0);
        let view = |pipeline, size| Chain::new(pipeline, size).view(&source, key).planes;
        let (small, large) = (view(of_small, SMALL), reduced(&view(of_large, LARGE), LARGE / SMALL));
        let total: f64 = small.data.iter().zip(&large.data).map(|(a, b)| f64::from((a - b).abs())).sum();
        sum += total / small.data.len() as f64;
    }
    255.0 * sum / f64::from(VIEWS)
}

#[test]
fn a_small_preview_is_the_large_view_made_smaller() {
    let mut wrong = Vec::new();
    for entry in catalogue::ALL {
        let exception = EXCEPTIONS.iter().find(|(kind, _, _)| *kind == entry.kind);
        let bound = exception.map_or(255.0 * COMMON, |(_, bound, _)| *bound);
        let pipeline = one_step(entry.kind);
        let found = difference(&pipeline, &pipeline);
        if found > bound {
            wrong.push(format!("{}: {found:.2} of 255, allowed are {bound:.2}", entry.kind));
        }
        // An exception that is none any more would hide the next mistake.
        if exception.is_some() && found <= 255.0 * COMMON {
            wrong.push(format!("{}: {found:.2} of 255 needs no exception", entry.kind));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The test itself can fail: a blur that counted view pixels instead of source pixels would be seen.
#[test]
fn a_length_in_view_pixels_is_seen() {
    let of_sigma = |sigma: f64| {
        let mut pipeline = one_step("gaussian-blur");
        pipeline.steps[0].first.settings[0] = Setting::Fixed(sigma);
        pipeline
    };
    assert!(difference(&of_sigma(1.5), &of_sigma(1.5)) < 255.0 * COMMON);
    let wrong = of_sigma(1.5 * LARGE as f64 / SMALL as f64);
    assert!(difference(&wrong, &of_sigma(1.5)) > 2.0 * 255.0 * COMMON);
}
