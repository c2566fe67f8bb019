//! [`Lengths`]: whether a pipeline's lengths count source pixels or micrometres, and changing one into the other.

use super::{Column, Pipeline, PipelineError, Step};
use crate::dataset::{Dataset, PixelSize};
use crate::transform::{Entry, Param, Setting, Unit};
use std::borrow::Cow;

/// What the lengths of a pipeline's steps count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lengths {
    /// Pixels of the source image.
    #[default]
    Pixels,
    /// Micrometres in the specimen.
    Micrometres,
}

impl Lengths {
    /// All of them with their words in a pipeline file.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Pixels, "pixels"), (Self::Micrometres, "um")];
}

impl Pipeline {
    /// `param` with ranges and default in the lengths of this pipeline.
    pub fn param_in_lengths(&self, param: &'static Param) -> Cow<'static, Param> {
        match (self.input.lengths, param.unit) {
            (Lengths::Micrometres, Unit::SourcePixels) => {
                let scale = self.input.um_per_pixel.unwrap_or(1.0);
                let times = |(low, high): (f64, f64)| (low * scale, high * scale);
                Cow::Owned(Param {
                    unit: Unit::Micrometres,
                    hard: times(param.hard),
                    soft: times(param.soft),
                    default: param.default.times(scale),
                    identity: param.identity.map(|v| v * scale),
                    ..param.clone()
                })
            }
            _ => Cow::Borrowed(param),
        }
    }

    /// A step with the entry's defaults, in the lengths of this pipeline, with an id that is free in it.
    pub fn new_step(&self, entry: &'static Entry) -> Step {
        let mut step = Step::new(self.fresh_id(entry.kind), entry);
        step.first.settings = entry.params.iter().map(|param| self.param_in_lengths(param).default).collect();
        step
    }

    /// The same pipeline with its lengths in `lengths`, for pixels of `um_per_pixel` micrometres.
    #[must_use]
    pub fn with_lengths(&self, lengths: Lengths, um_per_pixel: f64) -> Self {
        let factor = match (self.input.lengths, lengths) {
            (Lengths::Pixels, Lengths::Micrometres) => um_per_pixel,
            (Lengths::Micrometres, Lengths::Pixels) => 1.0 / um_per_pixel,
            _ => 1.0,
        };
        let mut other = self.clone();
        other.input.lengths = lengths;
        if lengths == Lengths::Micrometres {
            other.input.um_per_pixel = Some(um_per_pixel);
        }
        if factor == 1.0 {
            return other;
        }
        let measured = Self { input: other.input.clone(), ..Self::default() };
        for step in &mut other.steps {
            let params = step.entry.params;
            let ranges: Vec<_> = params.iter().map(|param| measured.param_in_lengths(param).hard).collect();
            let scale = |column: &mut Column| {
                for ((param, hard), setting) in params.iter().zip(&ranges).zip(&mut column.settings) {
                    if param.unit == Unit::SourcePixels {
                        *setting = setting.times(factor).rounded_into(*hard);
                    }
                }
            };
            scale(&mut step.first);
            step.second.iter_mut().for_each(scale);
        }
        other
    }

    /// The pipeline with the size of a pixel that the images of `dataset` have, where its lengths are in micrometres.
    /// What the image files say counts before what the pipeline says.
    ///
    /// # Errors
    /// Where neither says it, where images differ in it, and where a length is then out of range.
    pub fn for_pixels_of(&self, dataset: &Dataset) -> Result<Cow<'_, Self>, PipelineError> {
        if self.input.lengths == Lengths::Pixels {
            return Ok(Cow::Borrowed(self));
        }
        let um_per_pixel = match dataset.pixel_size() {
            PixelSize::Alike(size) => size,
            PixelSize::Unknown => self.input.um_per_pixel.ok_or(PipelineError::NoPixelSize)?,
            PixelSize::Mixed(low, high) => return Err(PipelineError::MixedPixelSizes { low, high }),
        };
        let mut bound = self.clone();
        bound.input.um_per_pixel = Some(um_per_pixel);
        for step in &bound.steps {
            for column in std::iter::once(&step.first).chain(&step.second) {
                for (param, setting) in step.entry.params.iter().zip(&column.settings) {
                    if let Some(problem) = bound.param_in_lengths(param).problem(setting) {
                        return Err(PipelineError::BadValue {
                            place: format!("step {}, pixels of {um_per_pixel} um", step.id),
                            key: param.name.into(),
                            value: setting.to_string(),
                            problem,
                        });
                    }
                }
            }
        }
        Ok(Cow::Owned(bound))
    }
}

impl Setting {
    /// Every number times `factor`, which is above 0.
    fn times(self, factor: f64) -> Self {
        match self {
            Self::Fixed(value) => Self::Fixed(value * factor),
            Self::Uniform { low, high } => Self::Uniform { low: low * factor, high: high * factor },
            Self::LogUniform { low, high } => Self::LogUniform { low: low * factor, high: high * factor },
            Self::Normal { mean, sd } => Self::Normal { mean: mean * factor, sd: sd * factor },
        }
    }

    /// The setting without what rounding put beyond `hard`: 32 px there and back are not 32.000000000000004.
    fn rounded_into(self, (low, high): (f64, f64)) -> Self {
        let slack = 1e-9 * (high - low);
        let inside = |v: f64| if (low - slack..=high + slack).contains(&v) { v.clamp(low, high) } else { v };
        match self {
            Self::Fixed(value) => Self::Fixed(inside(value)),
            Self::Uniform { low, high } => Self::Uniform { low: inside(low), high: inside(high) },
            Self::LogUniform { low, high } => Self::LogUniform { low: inside(low), high: inside(high) },
            Self::Normal { mean, sd } => Self::Normal { mean: inside(mean), sd },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Planes;
    use crate::pipeline::{Chain, Step};
    use crate::transform::{ViewKey, catalogue};

    #[test]
    fn micrometres_draw_what_the_pixels_they_are_draw() {
        let mut pixels = Pipeline::default();
        for kind in ["translate", "gaussian-blur", "gain"] {
            pixels.steps.push(Step::new(pixels.fresh_id(kind), catalogue::find(kind).unwrap()));
        }
        let um = pixels.with_lengths(Lengths::Micrometres, 0.25);
        let blur = |p: &Pipeline| p.steps[1].first.settings[0].bounds();
        assert_eq!(blur(&um), blur(&pixels).iter().map(|v| 0.25 * v).collect::<Vec<_>>());
        assert_eq!(um.steps[2], pixels.steps[2]);
        let [a, b] = [&pixels, &um].map(|p| Chain::new(p, 32));
        let source = Planes::zeros(3, 40, 40);
        for view in 0..20 {
            let key = ViewKey::new(0, "a", 0, view);
            assert_eq!(a.draw(key, &source), b.draw(key, &source));
        }
        let mut back = um.with_lengths(Lengths::Pixels, 0.25);
        assert_eq!(back.input.um_per_pixel.take(), Some(0.25), "the way back to micrometres is lost");
        assert_eq!(back, pixels);
        // The ends of a range are not carried over them by rounding.
        let mut widest = pixels.clone();
        widest.steps[1].first.settings[0] = Setting::Fixed(32.0);
        for um_per_pixel in [0.1, 0.325, 0.65, 0.11, 1.3, 0.0913] {
            let um = widest.with_lengths(Lengths::Micrometres, um_per_pixel);
            assert_eq!(um.check(), Ok(()));
            assert_eq!(um.with_lengths(Lengths::Pixels, um_per_pixel).check(), Ok(()));
        }
        let twice = um.with_lengths(Lengths::Micrometres, 0.25);
        assert_eq!(twice, um);
    }
}
