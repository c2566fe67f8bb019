//! [`Feature`]: a number with a meaning that is measured of every picture, and its words.

use super::family::Family;

/// A number with a meaning that is measured of a picture, and the channels that it is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Feature {
    /// Mean of a channel over the central object, above the background.
    Mean(usize),
    /// Sum of a channel over the central object, above the background.
    Total(usize),
    /// Mean of a channel over the whole picture.
    WholeMean(usize),
    /// Median of a channel along the picture's rim.
    Background(usize),
    /// Logarithm of the ratio of the object's means of two channels.
    Ratio(usize, usize),
    /// Standard deviation of a smoothed channel within the object, above that outside.
    Spread(usize),
    /// Inner half of the object's radius against its outermost parts, divided by the mean.
    CentreToEdge(usize),
    /// The brightest spots, a pixel or two wide: 98th percentile of a difference of Gaussians within the object, less
    /// that outside.
    Spots(usize),
    /// Standard deviation of the same band of the spectrum within the object, above that outside.
    FineTexture(usize),
    /// The same of the next coarser band.
    CoarseTexture(usize),
    /// Pearson's correlation of two channels within the object.
    Correlation(usize, usize),
    /// Pixels of the central object.
    Area,
    /// Objects in the picture.
    Objects,
    /// How long the object is: 0 a disc, 1 a line.
    Elongation,
    /// Elongation times the cosine of twice the angle of the long axis: along rows against along columns.
    LyingFlat,
    /// Elongation times the sine of twice that angle: along one diagonal against the other.
    LyingDiagonally,
    /// Where the object's middle lies, rightwards from the picture's.
    Rightwards,
    /// Where it lies downwards.
    Downwards,
    /// Its distance from the picture's middle.
    OffCentre,
}

impl Feature {
    /// All features of pictures with so many channels, in the order in which they are measured.
    pub fn all(channels: usize) -> Vec<Self> {
        let mut all = vec![
            Self::Area,
            Self::Objects,
            Self::Elongation,
            Self::LyingFlat,
            Self::LyingDiagonally,
            Self::Rightwards,
            Self::Downwards,
            Self::OffCentre,
        ];
        for c in 0..channels {
            all.extend([
                Self::Mean(c),
                Self::Total(c),
                Self::WholeMean(c),
                Self::Background(c),
                Self::Spread(c),
                Self::CentreToEdge(c),
                Self::Spots(c),
                Self::FineTexture(c),
                Self::CoarseTexture(c),
            ]);
        }
        for a in 0..channels {
            for b in 0..a {
                all.extend([Self::Ratio(a, b), Self::Correlation(a, b)]);
            }
        }
        all
    }

    /// What kind of sign it is.
    pub fn family(self) -> Family {
        match self {
            Self::Mean(_) | Self::Total(_) | Self::WholeMean(_) | Self::Background(_) => Family::Brightness,
            Self::Ratio(..) => Family::Ratio,
            Self::Spread(_) => Family::Contrast,
            Self::CentreToEdge(_) => Family::Distribution,
            Self::Spots(_) | Self::FineTexture(_) | Self::CoarseTexture(_) => Family::Texture,
            Self::Correlation(..) => Family::Colocalisation,
            Self::Area => Family::Size,
            Self::Objects => Family::Number,
            Self::Elongation => Family::Shape,
            Self::LyingFlat | Self::LyingDiagonally => Family::Orientation,
            Self::Rightwards | Self::Downwards | Self::OffCentre => Family::Position,
        }
    }

    /// Its words, with the names of the channels.
    pub fn words(self, channels: &[String]) -> String {
        let name = |c: usize| channels.get(c).map_or("?", String::as_str);
        match self {
            Self::Mean(c) => format!("mean {}", name(c)),
            Self::Total(c) => format!("total {}", name(c)),
            Self::WholeMean(c) => format!("mean {} of the whole picture", name(c)),
            Self::Background(c) => format!("background of {}", name(c)),
            Self::Ratio(a, b) => format!("ratio of {} to {}", name(a), name(b)),
            Self::Spread(c) => format!("unevenness of {}", name(c)),
            Self::CentreToEdge(c) => format!("{} in the middle against the edge", name(c)),
            Self::Spots(c) => format!("spots of {}", name(c)),
            Self::FineTexture(c) => format!("fine texture of {}", name(c)),
            Self::CoarseTexture(c) => format!("coarse texture of {}", name(c)),
            Self::Correlation(a, b) => format!("overlap of {} and {}", name(a), name(b)),
            Self::Area => "area".into(),
            Self::Objects => "number of objects".into(),
            Self::Elongation => "elongation".into(),
            Self::LyingFlat | Self::LyingDiagonally => "orientation".into(),
            Self::Rightwards => "position across".into(),
            Self::Downwards => "position down".into(),
            Self::OffCentre => "distance from the middle".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_feature_is_there_twice_and_every_family_has_one() {
        let all = Feature::all(3);
        let names = ["a", "b", "c"].map(String::from);
        for (place, feature) in all.iter().enumerate() {
            assert!(!all[..place].contains(feature), "{feature:?}");
            assert!(!feature.words(&names).contains('?'), "{feature:?}");
        }
        for family in Family::ALL {
            assert!(all.iter().any(|feature| feature.family() == family), "{family:?}");
        }
    }
}
