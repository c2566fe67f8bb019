//! [`measure`]: the value of every feature of a picture.

use super::feature::Feature;
use super::object::CentralObject;
use crate::image::Planes;
use crate::transform::gaussian_blurred;

/// Spread of the finest Gaussian, in pixels: what lies between it and [`smoothed`] is the finer band.
const FINEST: f32 = 0.7;
/// Spread by which the smoothed picture is blurred once more, as a multiple of its own: what is lost is the coarser band.
const COARSER: f32 = 1.5;
/// The smoothed picture's spread, as a share of its side, and at least one pixel.
const SMOOTHING: f32 = 1.0 / 32.0;
/// What keeps a quotient finite: a thousandth of the intensity window.
const LEAST: f64 = 1e-3;
/// The share of the object's pixels that are no spots.
const SPOTS: f64 = 0.98;

/// The values of [`Feature::all`] of `picture`, in that order; its objects are brighter than the ground, or `dark`.
/// They are always finite.
pub fn measure(picture: &Planes, dark: bool) -> Vec<f32> {
    let channels = picture.channels;
    let smoothed = smoothed(picture);
    let object = CentralObject::find(&smoothed, dark);
    let background: Vec<f32> =
        (0..channels).map(|c| median(values(smoothed.channel(c), &object.ground))).collect();
    let finest = gaussian_blurred(picture, FINEST);
    let coarse = gaussian_blurred(&smoothed, COARSER * smoothing(picture));
    let scales = [&finest, &smoothed, &coarse];
    let of_channels: Vec<ChannelFigures> = (0..channels)
        .map(|c| {
            let background = background.get(c).copied().unwrap_or_default();
            ChannelFigures::of(c, picture, background, scales, &object)
        })
        .collect();
    let (cos, sin) = object.direction();
    // `Feature::all(channels)` names channels below `channels`, and each has its figures.
    let value = |feature: Feature| match feature {
        Feature::Area => object.inside.len() as f64,
        Feature::Objects => object.objects as f64,
        Feature::Elongation => cos.hypot(sin),
        Feature::LyingFlat => cos,
        Feature::LyingDiagonally => sin,
        Feature::Rightwards => object.middle.0,
        Feature::Downwards => object.middle.1,
        Feature::OffCentre => object.middle.0.hypot(object.middle.1),
        Feature::Mean(c) => of_channels[c].mean,
        Feature::Total(c) => of_channels[c].mean * object.inside.len() as f64,
        Feature::WholeMean(c) => of_channels[c].whole_mean,
        Feature::Background(c) => of_channels[c].background,
        Feature::Spread(c) => of_channels[c].spread,
        Feature::CentreToEdge(c) => of_channels[c].centre_to_edge,
        Feature::Spots(c) => of_channels[c].spots,
        Feature::FineTexture(c) => of_channels[c].fine,
        Feature::CoarseTexture(c) => of_channels[c].coarse,
        Feature::Ratio(a, b) => {
            let [a, b] = [a, b].map(|c| of_channels[c].mean.abs().max(LEAST));
            (a / b).ln()
        }
        Feature::Correlation(a, b) => correlation(smoothed.channel(a), smoothed.channel(b), &object),
    };
    Feature::all(channels)
        .into_iter()
        .map(|feature| {
            let value = value(feature) as f32;
            if value.is_finite() { value } else { 0.0 }
        })
        .collect()
}

/// A picture as objects are sought in it.
pub fn smoothed(picture: &Planes) -> Planes {
    gaussian_blurred(picture, smoothing(picture))
}

fn smoothing(picture: &Planes) -> f32 {
    (picture.width.min(picture.height) as f32 * SMOOTHING).max(1.0)
}

/// The lower median; 0 of nothing.
fn median(mut values: Vec<f32>) -> f32 {
    let middle = values.len().saturating_sub(1) / 2;
    if values.is_empty() { 0.0 } else { *values.select_nth_unstable_by(middle, f32::total_cmp).1 }
}

/// What one channel is like. Spreads are those inside the object above those outside, which are the camera's noise.
struct ChannelFigures {
    mean: f64,
    whole_mean: f64,
    background: f64,
    spread: f64,
    centre_to_edge: f64,
    spots: f64,
    fine: f64,
    coarse: f64,
}

impl ChannelFigures {
    fn of(c: usize, picture: &Planes, background: f32, scales: [&Planes; 3], object: &CentralObject) -> Self {
        let background = f64::from(background);
        let [_, smoothed, _] = scales;
        let inside = values(smoothed.channel(c), &object.inside);
        let mean = mean_and_spread(&inside).0 - background;
        let band = |fine: usize, places: &[usize]| -> Vec<f32> {
            let (Some(a), Some(b)) = (scales.get(fine), scales.get(fine + 1)) else { return Vec::new() };
            let (a, b) = (values(a.channel(c), places), values(b.channel(c), places));
            a.into_iter().zip(b).map(|(a, b)| a - b).collect()
        };
        let (mut fine, mut rim) = (band(0, &object.inside), band(0, &object.ground));
        // Signed: of a dim cell, which has hardly more than noise, cutting at zero would leave more than there is.
        let above_noise = |inside: &[f32], rim: &[f32]| {
            let [inside, rim] = [inside, rim].map(|values| mean_and_spread(values).1);
            let excess = inside * inside - rim * rim;
            excess.signum() * excess.abs().sqrt()
        };
        Self {
            mean,
            whole_mean: f64::from(picture.mean(c)),
            background,
            spread: above_noise(&inside, &values(smoothed.channel(c), &object.ground)),
            centre_to_edge: centre_to_edge(smoothed, c, object) / (mean.abs() + LEAST),
            fine: above_noise(&fine, &rim),
            coarse: above_noise(&band(1, &object.inside), &band(1, &object.ground)),
            spots: brightest(&mut fine) - brightest(&mut rim),
        }
    }
}

/// The values at places of a plane.
fn values(plane: &[f32], places: &[usize]) -> Vec<f32> {
    places.iter().filter_map(|place| plane.get(*place)).copied().collect()
}

/// The value below which [`SPOTS`] of `values` lie; 0 of nothing.
fn brightest(values: &mut [f32]) -> f64 {
    let place = ((values.len() as f64 * SPOTS) as usize).min(values.len().saturating_sub(1));
    if values.is_empty() { 0.0 } else { f64::from(*values.select_nth_unstable_by(place, f32::total_cmp).1) }
}

/// Mean and standard deviation; zeros of nothing.
fn mean_and_spread(values: &[f32]) -> (f64, f64) {
    let count = values.len() as f64;
    let (mut sum, mut squares) = (0.0, 0.0);
    for value in values.iter().copied().map(f64::from) {
        sum += value;
        squares += value * value;
    }
    if count == 0.0 {
        return (0.0, 0.0);
    }
    let mean = sum / count;
    (mean, (squares / count - mean * mean).max(0.0).sqrt())
}

/// The mean within half the radius of a disc of the object's area, less that beyond 0.7 of it.
fn centre_to_edge(smoothed: &Planes, c: usize, object: &CentralObject) -> f64 {
    let radius = (object.inside.len() as f64 / std::f64::consts::PI).sqrt();
    let middle_x = object.middle.0 + (smoothed.width as f64 - 1.0) / 2.0;
    let middle_y = object.middle.1 + (smoothed.height as f64 - 1.0) / 2.0;
    let [mut inner, mut outer] = [(0.0, 0.0); 2];
    for &i in &object.inside {
        let (x, y) = ((i % smoothed.width) as f64 - middle_x, (i / smoothed.width) as f64 - middle_y);
        let distance = x.hypot(y);
        let sum = if distance < 0.5 * radius {
            &mut inner
        } else if distance >= 0.7 * radius {
            &mut outer
        } else {
            continue;
        };
        sum.0 += smoothed.channel(c).get(i).copied().map_or(0.0, f64::from);
        sum.1 += 1.0;
    }
    if inner.1 > 0.0 && outer.1 > 0.0 { inner.0 / inner.1 - outer.0 / outer.1 } else { 0.0 }
}

/// Pearson's correlation of the pixels inside, for variances without those of the pixels outside: noise makes two
/// channels look less alike, so a dim cell would seem to have less overlap. 0 where one of both is the same everywhere.
fn correlation(a: &[f32], b: &[f32], object: &CentralObject) -> f64 {
    let spread_above_noise = |plane: &[f32]| {
        let [inside, rim] =
            [&object.inside, &object.ground].map(|places| mean_and_spread(&values(plane, places)).1);
        // Some of it stays, so that the quotient stays in bounds where there is hardly more than noise.
        (inside * inside - rim * rim).max(0.25 * inside * inside).sqrt()
    };
    let (inside_a, inside_b) = (values(a, &object.inside), values(b, &object.inside));
    let (mean_a, mean_b) = (mean_and_spread(&inside_a).0, mean_and_spread(&inside_b).0);
    let products =
        inside_a.iter().zip(&inside_b).map(|(a, b)| (f64::from(*a) - mean_a) * (f64::from(*b) - mean_b));
    let covariance = products.sum::<f64>() / (inside_a.len() as f64).max(1.0);
    let spreads = spread_above_noise(a) * spread_above_noise(b);
    if spreads > 1e-12 { covariance / spreads } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disc of radius 12 in 64 x 64 pixels: channel 0 at `bright` above 0.1, channel 1 a third of that in its inner half.
    fn disc(bright: f32) -> Planes {
        let mut picture = Planes::zeros(2, 64, 64);
        for i in 0..64 * 64 {
            let (x, y) = ((i % 64) as f32 - 31.5, (i / 64) as f32 - 31.5);
            let distance = x.hypot(y);
            picture.data[i] = 0.1 + if distance < 12.0 { bright } else { 0.0 };
            picture.data[64 * 64 + i] = 0.2 + if distance < 6.0 { bright / 3.0 } else { 0.0 };
        }
        picture
    }

    fn value(picture: &Planes, feature: Feature) -> f32 {
        let place = Feature::all(picture.channels).iter().position(|f| *f == feature).unwrap();
        measure(picture, false)[place]
    }

    #[test]
    fn a_disc_has_what_was_drawn() {
        let picture = disc(0.4);
        let area = value(&picture, Feature::Area);
        assert!((area / (std::f32::consts::PI * 144.0) - 1.0).abs() < 0.1, "{area}");
        assert!((value(&picture, Feature::Background(1)) - 0.2).abs() < 1e-3);
        let mean = value(&picture, Feature::Mean(0));
        assert!((0.33..0.41).contains(&mean), "{mean}");
        assert!((value(&picture, Feature::Total(0)) / (mean * area) - 1.0).abs() < 1e-3);
        assert!(value(&picture, Feature::Elongation) < 0.02);
        assert!(value(&picture, Feature::CentreToEdge(1)) > 1.0);
        assert!(value(&picture, Feature::OffCentre) < 0.2);
    }

    #[test]
    fn brighter_is_not_seen_by_shape_place_or_ratio() {
        use super::super::Family;
        let (plain, bright) = (measure(&disc(0.2), false), measure(&disc(0.35), false));
        for ((feature, a), b) in Feature::all(2).into_iter().zip(plain).zip(bright) {
            let moved = f64::from((a - b).abs() / (a.abs() + b.abs()).max(0.05));
            match feature.family() {
                Family::Brightness => {
                    let slight = matches!(feature, Feature::Background(_) | Feature::WholeMean(_));
                    assert!(moved > 0.02 || slight, "{feature:?}");
                }
                // These are amplitudes, and grow with it.
                Family::Contrast | Family::Texture => {}
                _ => assert!(moved < 0.03, "{feature:?}: {a} {b}"),
            }
        }
    }

    #[test]
    fn pictures_without_anything_give_numbers() {
        for (channels, size, value) in [(1, 1, 0.0), (2, 3, 1.0), (3, 16, f32::NAN), (1, 40, f32::INFINITY)] {
            let mut picture = Planes::zeros(channels, size, size);
            picture.data.fill(value);
            let values = measure(&picture, channels == 2);
            assert_eq!(values.len(), Feature::all(channels).len());
            assert!(values.iter().all(|v| v.is_finite()), "{values:?}");
        }
    }
}
