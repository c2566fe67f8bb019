//! [`OFFERS`]: which parameter of which transform imitates which difference between images.

use super::ranges::{ControlSpread, Quantity, SpreadRange};
use crate::pipeline::{Edit, Lengths, Pipeline, Step};
use crate::transform::{Param, Setting};

/// How a measured range becomes a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The ratios themselves, every ratio equally likely.
    Ratio,
    /// The differences themselves, every value equally likely.
    Difference,
    /// A blur: a bell of this spread.
    Bell,
    /// A blur: the disc whose variance is that of the bell (radius twice its spread).
    Disc,
    /// The share of a picture's area that a crop keeps, so that what it enlarges differs by as much.
    AreaKept,
}

/// A parameter that imitates a difference between images.
#[derive(Clone, Copy, Debug)]
pub struct Offer {
    /// The transform's kind.
    pub kind: &'static str,
    /// The parameter's name.
    pub param: &'static str,
    /// What it imitates.
    pub quantity: Quantity,
    /// True where every channel draws its own value.
    pub by_channel: bool,
    /// How the range becomes a setting.
    pub form: Form,
}

const fn offer(
    kind: &'static str,
    param: &'static str,
    quantity: Quantity,
    by_channel: bool,
    form: Form,
) -> Offer {
    Offer { kind, param, quantity, by_channel, form }
}

/// Every parameter that imitates something that is measured.
pub const OFFERS: [Offer; 16] = [
    offer("gain", "factor", Quantity::Gain, false, Form::Ratio),
    offer("per-channel-gain", "factor", Quantity::Gain, true, Form::Ratio),
    offer("rescale-channel", "factor", Quantity::Gain, true, Form::Ratio),
    offer("colour-jitter", "brightness", Quantity::Gain, false, Form::Ratio),
    offer("offset", "amount", Quantity::Background, false, Form::Difference),
    offer("per-channel-offset", "amount", Quantity::Background, true, Form::Difference),
    offer("contrast", "factor", Quantity::Contrast, false, Form::Ratio),
    offer("per-channel-contrast", "factor", Quantity::Contrast, true, Form::Ratio),
    offer("colour-jitter", "contrast", Quantity::Contrast, false, Form::Ratio),
    offer("gaussian-blur", "sigma", Quantity::Focus, false, Form::Bell),
    offer("disc-defocus", "radius", Quantity::Focus, false, Form::Disc),
    offer("scale", "factor", Quantity::Size, false, Form::Ratio),
    offer("affine", "factor", Quantity::Size, false, Form::Ratio),
    offer("random-resized-crop", "area", Quantity::Size, false, Form::AreaKept),
    offer("crop-with-cell", "area", Quantity::Size, false, Form::AreaKept),
    offer("illumination-gradient", "strength", Quantity::Illumination, false, Form::Difference),
];

impl Offer {
    /// What there is for a step.
    pub fn of(step: &Step) -> impl Iterator<Item = &'static Self> {
        OFFERS.iter().filter(|offer| offer.kind == step.entry.kind)
    }

    /// The ranges that it can be set by: of all channels together, or of each, the widest first.
    pub fn ranges<'a>(&self, spread: &'a ControlSpread) -> Vec<&'a SpreadRange> {
        let of = |range: &&SpreadRange| {
            range.quantity == self.quantity && range.channel.is_some() == self.by_channel
        };
        let mut ranges: Vec<&SpreadRange> = spread.ranges.iter().filter(of).collect();
        let width = |range: &SpreadRange| match self.form {
            Form::Ratio => (range.high / range.low).ln(),
            _ => range.high - range.low,
        };
        ranges.sort_by(|a, b| width(b).total_cmp(&width(a)));
        ranges
    }

    /// The setting for `range`, in the lengths of `recipe`, inside what the parameter can have.
    pub fn setting(&self, range: &SpreadRange, recipe: &Pipeline, param: &'static Param) -> Setting {
        let lengths = match recipe.input.lengths {
            Lengths::Micrometres => recipe.input.um_per_pixel.unwrap_or(1.0),
            Lengths::Pixels => 1.0,
        };
        let (low, high) = match self.form {
            Form::Ratio | Form::Difference => (range.low, range.high),
            Form::Bell => (range.low * lengths, range.high * lengths),
            Form::Disc => (2.0 * range.low * lengths, 2.0 * range.high * lengths),
            Form::AreaKept => ((range.low / range.high).powi(2), 1.0),
        };
        let (least, most) = recipe.param_in_lengths(param).hard;
        let inside = |v: f64| rounded(v).clamp(least, most);
        let (low, high) = (inside(low), inside(high));
        if self.form == Form::Ratio && low > 0.0 {
            Setting::LogUniform { low, high }
        } else {
            Setting::Uniform { low, high }
        }
    }

    /// The edit that gives a step this range, as it stands: in both columns where there are two, at full strength.
    /// `None` for a step of another kind.
    pub fn edit(&self, range: &SpreadRange, recipe: &Pipeline, step: &Step) -> Option<Edit> {
        if step.entry.kind != self.kind {
            return None;
        }
        let (_, param) = step.entry.param(self.param)?;
        let setting = self.setting(range, recipe, param);
        let id = || step.id.clone();
        let set = |second| Edit::SetParam { id: id(), second, param: self.param.into(), setting };
        let mut edits = vec![set(false)];
        edits.extend(step.second.is_some().then(|| set(true)));
        edits.extend((step.strength != 1.0).then(|| Edit::SetStrength { id: Some(id()), strength: 1.0 }));
        Some(match <[Edit; 1]>::try_from(edits) {
            Ok([edit]) => edit,
            Err(edits) => Edit::Together(edits),
        })
    }
}

/// Three digits: more say nothing, and are no pleasure to read in a file.
fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return 0.0;
    }
    let scale = 10f64.powi(2 - value.abs().log10().floor() as i32);
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Scope, Unit, catalogue};

    #[test]
    fn every_offer_is_a_parameter_of_the_catalogue_that_it_fits() {
        for offer in OFFERS {
            let name = format!("{}.{}", offer.kind, offer.param);
            let entry = catalogue::find(offer.kind).unwrap_or_else(|| panic!("{name}"));
            let (_, param) = entry.param(offer.param).unwrap_or_else(|| panic!("{name}"));
            // The value at which nothing changes is that of images which do not differ.
            let (unit, identity) = match offer.form {
                Form::Ratio => (Unit::Factor, 1.0),
                Form::Difference if offer.quantity == Quantity::Illumination => (Unit::None, 0.0),
                Form::Difference => (Unit::Window, 0.0),
                Form::Bell | Form::Disc => (Unit::SourcePixels, 0.0),
                Form::AreaKept => (Unit::Fraction, 1.0),
            };
            assert_eq!((param.unit, param.identity), (unit, Some(identity)), "{name}");
            let one = offer.kind == "rescale-channel";
            assert_eq!(param.scope == Scope::Channel, offer.by_channel && !one, "{name}");
            // No range that can be measured is refused.
            for (low, high) in [(0.8, 1.25), (0.001, 1e4), (0.0, 0.0), (-3.0, 4.0), (1.0, 1.0)] {
                let range = SpreadRange { quantity: offer.quantity, channel: None, low, high };
                let setting = offer.setting(&range, &Pipeline::default(), param);
                assert_eq!(param.problem(&setting), None, "{name}: {setting}");
            }
        }
        // A brightness that differs has an answer wherever the catalogue has a factor to every pixel.
        for kind in
            ["gain", "per-channel-gain", "offset", "contrast", "gaussian-blur", "disc-defocus", "scale"]
        {
            assert!(OFFERS.iter().any(|offer| offer.kind == kind), "{kind}");
        }
    }

    #[test]
    fn both_columns_get_the_range_and_micrometres_are_counted() {
        let range = SpreadRange { quantity: Quantity::Focus, channel: None, low: 0.0, high: 1.234 };
        let mut recipe = Pipeline::default().with_lengths(Lengths::Micrometres, 0.5);
        let mut step = recipe.new_step(catalogue::find("disc-defocus").unwrap());
        step.second = Some(step.first.clone());
        step.strength = 0.5;
        recipe.steps.push(step.clone());
        let offer = Offer::of(&step).next().unwrap();
        recipe.edit(offer.edit(&range, &recipe, &step).unwrap()).unwrap();
        let there = &recipe.steps[0];
        assert_eq!(there.first.settings[0], Setting::Uniform { low: 0.0, high: 1.23 });
        assert_eq!((there.second.as_ref(), there.strength), (Some(&there.first), 1.0));
    }
}
