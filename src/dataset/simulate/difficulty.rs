//! [`Difficulty`] and every constant of the simulated cells, in one place so that they can be tuned together.

/// How far the classes lie apart, against what varies anyway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Difficulty {
    /// Larger differences, less nuisance.
    Easy,
    /// What the demo shows.
    #[default]
    Default,
    /// Smaller differences, more nuisance.
    Hard,
}

/// The constants of one difficulty.
#[derive(Clone, Debug)]
pub(super) struct Constants {
    // What sets the classes apart:
    /// `large`: factor of the radius.
    pub large: f64,
    /// `bright`: factor of all channels.
    pub bright: f64,
    /// `ratio`: factor of channel 1 alone.
    pub ratio: f64,
    /// `elongated_x`, `elongated_y`: long axis over short axis.
    pub elongated: f64,
    /// Their long axis lies within so many degrees of its direction.
    pub elongated_spread_deg: f64,
    /// `puncta`: number of fine dots.
    pub puncta: usize,
    /// Brightness of a fine dot, as a share of full brightness.
    pub puncta_height: f64,
    /// `ring`: where the granules lie, in radii of the cell (elsewhere anywhere).
    pub ring_place: f64,

    // What varies in every class:
    /// Standard deviation of the centre in pixels.
    pub centre_sd: f64,
    /// Of the logarithm of the radius.
    pub radius_sd: f64,
    /// Of the logarithm of the gain of all channels.
    pub gain_sd: f64,
    /// Of the logarithm of the ratio of a channel to channel 0.
    pub ratio_sd: f64,
    /// Standard deviation of the noise of a pixel, as a share of full brightness.
    pub noise: f64,
    /// Mildest and strongest elongation of ordinary cells, at any angle.
    pub mild: (f64, f64),
    /// Of the logarithm of the gain of a plate and of a well.
    pub batch_gain_sd: (f64, f64),
    /// Of the background of a plate and of a well, as a share of full brightness.
    pub batch_background_sd: (f64, f64),

    // What is the same everywhere:
    /// Radius of the reference, as a share of the picture's side.
    pub radius: f64,
    /// Counts of full brightness.
    pub full: f64,
    /// Background, as a share of full brightness.
    pub background: f64,
    /// Coarse granules of channel 2: fewest and most.
    pub granules: (usize, usize),
}

impl Difficulty {
    /// The default was fixed by a pilot (ConvNet, 48 px, 24 epochs): balanced kNN of the untrained encoder
    /// 0.69, after nuisance-only pretraining 0.88. Noise and position, which nuisance-only teaches to
    /// ignore, are strong; gain, ratio and batch, which it keeps, are slight.
    pub(super) fn constants(self) -> Constants {
        let (effect, nuisance) = match self {
            Self::Easy => (1.3, 0.6),
            Self::Default => (1.0, 1.0),
            Self::Hard => (0.7, 1.4),
        };
        let power = |factor: f64| libm::pow(factor, effect);
        Constants {
            large: power(1.35),
            bright: power(1.6),
            ratio: power(1.7),
            elongated: power(1.7),
            elongated_spread_deg: 9.0,
            puncta: (30.0 * effect) as usize,
            puncta_height: 0.7,
            ring_place: 0.9,
            centre_sd: 4.0 * nuisance,
            radius_sd: 0.03 * nuisance,
            gain_sd: 0.03 * nuisance,
            ratio_sd: 0.03 * nuisance,
            noise: 0.42 * nuisance,
            mild: (1.0, 1.02),
            batch_gain_sd: (0.01 * nuisance, 0.01 * nuisance),
            batch_background_sd: (0.003 * nuisance, 0.003 * nuisance),
            radius: 0.24,
            full: 12_000.0,
            background: 0.1,
            granules: (11, 12),
        }
    }
}
