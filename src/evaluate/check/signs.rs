//! [`Sign`]: a feature that tells a pair of classes apart, and what a recipe leaves of it.

use super::auc::{auc, told_apart};
use super::family::Family;
use super::feature::Feature;
use super::pictures::Measured;
use super::sample::Sample;

/// The area under the ROC curve from which on a feature counts as telling two classes apart, in the half for judging.
pub const TELLS: f64 = 0.8;
/// What the half for choosing must show of it at least.
const CHOSEN: f64 = 0.7;
/// How many standard errors it must lie from chance in the half for judging: of hundreds of pairs and kinds of signs
/// hardly one does so by chance, and of a handful of images none can.
const SURE: f64 = 3.0;
/// What may be left of its distance from chance, for a pair to count as erased.
pub const HALF: f64 = 0.5;
/// Below this area of pairs, their halving is within what few images give by chance.
const PAIRS_TELL: f64 = 0.75;

/// How well a feature tells two classes apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Telling {
    /// Picture by picture: the area under the ROC curve, in the direction that the choosing half gave.
    pub auc: f64,
    /// Two pictures at a time: do those of different classes differ more than those of the same?
    pub pairs: f64,
}

impl Telling {
    /// True where no more than half of what `before` told is left: picture by picture, or two at a time.
    pub fn is_half_of(self, before: Self) -> bool {
        let halved = |now: f64, before: f64| now - 0.5 <= HALF * (before - 0.5);
        halved(self.auc, before.auc) || (before.pairs >= PAIRS_TELL && halved(self.pairs, before.pairs))
    }

    /// How much of `before` is left, 0 to 1, by the measure of the two that has lost more.
    pub fn share_of(self, before: Self) -> f64 {
        let share = |now: f64, before: f64| ((now - 0.5) / (before - 0.5).max(1e-6)).clamp(0.0, 1.0);
        let by_picture = share(self.auc, before.auc);
        if before.pairs >= PAIRS_TELL { by_picture.min(share(self.pairs, before.pairs)) } else { by_picture }
    }
}

/// The two classes of a pair, by their numbers, the smaller first.
pub type Pair = (usize, usize);

/// A feature that tells a pair apart in the pictures as they are.
#[derive(Clone, Copy, Debug)]
pub struct Sign {
    /// The classes.
    pub pair: Pair,
    /// The feature's place in [`Feature::all`].
    pub place: usize,
    /// The feature.
    pub feature: Feature,
    /// True where the first class has the larger values.
    pub turned: bool,
    /// How well it tells them apart before the recipe, on the judging half.
    pub before: Telling,
}

/// Looks at features of sampled images.
#[derive(Clone, Copy)]
pub struct Judge<'a> {
    /// The images.
    pub sample: &'a Sample,
    /// What was measured, in order.
    pub features: &'a [Feature],
}

impl Judge<'_> {
    /// For each kind of feature the one that tells a pair apart best in the half for choosing, where it does so by
    /// [`TELLS`] in the other half of the pictures as they are.
    pub fn signs(self, plain: &Measured, pair: Pair) -> Vec<Sign> {
        let mut signs = Vec::new();
        for family in Family::ALL {
            let Some((place, area)) = self.best(plain, pair, |feature| feature.family() == family) else {
                continue;
            };
            let turned = area < 0.5;
            if (area - 0.5).abs() < CHOSEN - 0.5 {
                continue;
            }
            let before = self.telling(plain, pair, place, turned);
            if before.auc >= TELLS
                && before.auc - 0.5 >= SURE * self.error_by_chance(pair)
                && let Some(&feature) = self.features.get(place)
            {
                signs.push(Sign { pair, place, feature, turned, before });
            }
        }
        signs
    }

    /// Standard error of the area of two classes that are alike, on the half for judging (Mann and Whitney 1947).
    fn error_by_chance(self, pair: Pair) -> f64 {
        let [a, b] = [pair.0, pair.1].map(|class| self.sample.half(class, true).len() as f64);
        if a * b > 0.0 { ((a + b + 1.0) / (12.0 * a * b)).sqrt() } else { f64::INFINITY }
    }

    /// The feature that tells a pair apart best in the half for choosing, and how well on the other half.
    pub fn best_left(self, measured: &Measured, pair: Pair) -> Option<(Feature, Telling)> {
        let (place, area) = self.best(measured, pair, |_| true)?;
        let feature = *self.features.get(place)?;
        Some((feature, self.telling(measured, pair, place, area < 0.5)))
    }

    fn best(self, measured: &Measured, pair: Pair, among: impl Fn(Feature) -> bool) -> Option<(usize, f64)> {
        let halves = [self.sample.half(pair.0, false), self.sample.half(pair.1, false)];
        let areas =
            self.features.iter().enumerate().filter(|(_, feature)| among(**feature)).map(|(place, _)| {
                let [a, b] = halves.each_ref().map(|half| flat(measured, half, place));
                (place, auc(&a, &b))
            });
        // Of equals the first, so that the same pictures always give the same words.
        areas.fold(None, |best: Option<(usize, f64)>, (place, area)| match best {
            Some((_, other)) if (other - 0.5).abs() >= (area - 0.5).abs() => best,
            _ => Some((place, area)),
        })
    }

    /// How well the feature at `place` tells `pair` apart on the half for judging.
    pub fn telling(self, measured: &Measured, pair: Pair, place: usize, turned: bool) -> Telling {
        let rows = |class| -> Vec<Vec<f32>> {
            let half = self.sample.half(class, true);
            half.iter().map(|&image| of_image(measured, image, place)).collect()
        };
        let (a, b) = (rows(pair.0), rows(pair.1));
        let area = auc(&a.concat(), &b.concat());
        Telling { auc: if turned { 1.0 - area } else { area }, pairs: told_apart(&a, &b) }
    }
}

/// The values of one feature of one image, a version after the other.
fn of_image(measured: &Measured, image: usize, place: usize) -> Vec<f32> {
    let versions = measured.get(image).map_or(&[][..], Vec::as_slice);
    versions.iter().filter_map(|features| features.get(place)).copied().collect()
}

fn flat(measured: &Measured, images: &[usize], place: usize) -> Vec<f32> {
    images.iter().flat_map(|&image| of_image(measured, image, place)).collect()
}
