//! [`Factors`]: what one simulated cell is like; the truth that its picture is drawn from.

use super::difficulty::Constants;
use super::random::Random;

/// The classes, reference first. Each of the others differs from it in one factor.
pub const CLASSES: [&str; 8] =
    ["reference", "large", "bright", "ratio", "elongated_x", "elongated_y", "puncta", "ring"];

/// Everything that is drawn about a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Factors {
    /// Centre in pixels; 0 is the centre of the first pixel.
    pub centre: (f64, f64),
    /// Radius of a round cell of the same area, in pixels.
    pub radius: f64,
    /// Brightness of all channels.
    pub gain: f64,
    /// Brightness of channel 1 over channel 0.
    pub ratio: f64,
    /// Brightness of channel 2 over channel 0.
    pub ratio_granules: f64,
    /// Long axis over short axis.
    pub aspect: f64,
    /// Direction of the long axis in degrees, from the x axis towards the y axis (rows downwards).
    pub angle_deg: f64,
    /// Number of fine dots.
    pub puncta: usize,
    /// Number of coarse granules.
    pub granules: usize,
    /// Where the granules lie in radii; `None` for anywhere in the cell.
    pub ring_place: Option<f64>,
    /// Background, as a share of full brightness.
    pub background: f64,
}

/// What all cells of a well share.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Batch {
    /// Logarithm of the gain.
    pub log_gain: f64,
    /// Added to the background.
    pub background: f64,
}

impl Factors {
    /// Draws a cell of `class`. Every class makes the same draws in the same order, so that nothing but
    /// its one factor can tell it apart.
    pub fn draw(class: &str, size: usize, c: &Constants, batch: Batch, random: &mut Random) -> Self {
        let middle = (size as f64 - 1.0) / 2.0;
        let centre = (middle + random.normal(c.centre_sd), middle + random.normal(c.centre_sd));
        let radius = c.radius * size as f64 * libm::exp(random.normal(c.radius_sd));
        let gain = libm::exp(batch.log_gain + random.normal(c.gain_sd));
        let ratio = libm::exp(random.normal(c.ratio_sd));
        let ratio_granules = libm::exp(random.normal(c.ratio_sd));
        let aspect = random.uniform(c.mild.0, c.mild.1);
        let angle_deg = random.uniform(0.0, 180.0);
        let spread_deg = random.uniform(-c.elongated_spread_deg, c.elongated_spread_deg);
        let granules = c.granules.0 + random.below(c.granules.1 - c.granules.0 + 1);
        let mut factors = Self {
            centre,
            radius,
            gain,
            ratio,
            ratio_granules,
            aspect,
            angle_deg,
            puncta: 0,
            granules,
            ring_place: None,
            background: (c.background + batch.background).max(0.0),
        };
        match class {
            "large" => factors.radius *= c.large,
            "bright" => factors.gain *= c.bright,
            "ratio" => factors.ratio *= c.ratio,
            "elongated_x" => (factors.aspect, factors.angle_deg) = (c.elongated, spread_deg),
            "elongated_y" => (factors.aspect, factors.angle_deg) = (c.elongated, 90.0 + spread_deg),
            "puncta" => factors.puncta = c.puncta,
            "ring" => factors.ring_place = Some(c.ring_place),
            _ => {}
        }
        factors
    }

    /// The names of [`Factors::columns`].
    pub const COLUMNS: [&'static str; 12] = [
        "centre_x",
        "centre_y",
        "radius",
        "gain",
        "ratio",
        "ratio_granules",
        "aspect",
        "angle_deg",
        "puncta",
        "granules",
        "ring",
        "background",
    ];

    /// The truth as a row of a table.
    pub fn columns(&self) -> [String; 12] {
        let short = |v: f64| format!("{v:.4}");
        [
            short(self.centre.0),
            short(self.centre.1),
            short(self.radius),
            short(self.gain),
            short(self.ratio),
            short(self.ratio_granules),
            short(self.aspect),
            short(self.angle_deg),
            self.puncta.to_string(),
            self.granules.to_string(),
            u8::from(self.ring_place.is_some()).to_string(),
            short(self.background),
        ]
    }
}
