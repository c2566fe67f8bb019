//! [`effects`]: what each transform of the catalogue, alone, does to the features of the sampled images.

use super::sample::Chosen;
use super::{ByEncoder, Equivariances, IndexFigures, StrengthEffect, ThreeFeatures, TransformEffect, Work};
use crate::evaluate::{
    EvaluateError, Features, Figure, Invariance, Named, Parameter, Reference, Scale, embed_pictures,
    equivariance,
};
use crate::image::Planes;
use crate::pipeline::{Lengths, Pipeline, PipelineInput, Step, View, Views};
use crate::run::{RunError, RunRecord};
use crate::train::Model;
use crate::transform::{Entry, Param, Unit};
use rayon::prelude::*;

/// Strengths at which every transform is looked at; 1 is how a new step is set.
const STRENGTHS: [f64; 2] = [0.5, 1.0];
/// Images from whose draws a ridge learns and is asked, at most: its time grows with their cube.
const RIDGE_IMAGES: usize = 240;
/// Whole numbers that name one of several ways, of the entry and the parameter.
const CATEGORIES: [(&str, &str); 2] = [("quarter-turn", "quarters"), ("eight-symmetries", "symmetry")];

/// Effects of `entries` on `sample`, whose plain features are the rows `sample.places` of `chosen`; and the entries that
/// have no meaning for these pictures. `tell` hears (number, name) of the one that is looked at.
pub(super) fn effects(
    work: &Work,
    record: &RunRecord,
    entries: &[&'static Entry],
    sample: &Chosen,
    chosen: &ThreeFeatures,
    tell: &mut dyn FnMut(usize, &str),
) -> Result<(Named<TransformEffect>, Named<String>), RunError> {
    let material = work.material;
    let plain = chosen.subset(&sample.places);
    let (labels, groups) = (material.labels(&sample.items), material.groups(&sample.items));
    let classes = material.dataset.classes.len();
    let reference = |features: &Features| Reference::new(features, &labels, &groups, classes, work.seed);
    let references = ByEncoder {
        encoder: reference(&plain.encoder)?,
        projector: reference(&plain.projector)?,
        untrained: reference(&plain.untrained)?,
    };
    let bench = Bench {
        work,
        sample,
        plain,
        references,
        groups,
        pictures: plain_pictures(work, sample)?,
        input: PipelineInput {
            // Defaults of the catalogue are in pixels.
            lengths: Lengths::Pixels,
            um_per_pixel: None,
            ..record.pipeline()?.input
        },
    };
    let channels = material.dataset.channels.len();
    let (mut found, mut left_out) = (Named::default(), Named::default());
    for (number, entry) in entries.iter().enumerate() {
        tell(number, entry.name);
        if !entry.fits_channels(channels) {
            let only = entry.only_channels.unwrap_or_default();
            let why = format!("it has a meaning for pictures of {only} channels only; these have {channels}");
            left_out.0.push((entry.kind.to_owned(), why));
            continue;
        }
        match bench.effect(entry)? {
            Some(effect) => found.0.push((entry.kind.to_owned(), effect)),
            None => left_out.0.push((entry.kind.to_owned(), "it changes none of these pictures".to_owned())),
        }
    }
    Ok((found, left_out))
}

fn plain_pictures(work: &Work, sample: &Chosen) -> Result<Vec<Planes>, RunError> {
    let material = work.material;
    let pictures = sample.items.par_iter().map(|&item| {
        let image = material.dataset.image(item).map_err(EvaluateError::from)?;
        Ok::<_, EvaluateError>(material.views.plain(&material.dataset, item, &image))
    });
    Ok(pictures.collect::<Result<_, _>>()?)
}

/// All that is the same for every transform.
struct Bench<'a> {
    work: &'a Work<'a>,
    sample: &'a Chosen,
    plain: ThreeFeatures,
    references: ByEncoder<Reference>,
    groups: Vec<usize>,
    /// The images without a transform.
    pictures: Vec<Planes>,
    input: PipelineInput,
}

impl Bench<'_> {
    /// None where the transform changes none of the pictures, however strong.
    fn effect(&self, entry: &'static Entry) -> Result<Option<TransformEffect>, RunError> {
        let mut strengths = Vec::new();
        let mut equivariances = None;
        let mut changed = false;
        for strength in STRENGTHS {
            let views = self.views(entry, strength)?;
            changed |= views.iter().zip(&self.pictures).any(|(view, plain)| view.planes.data != plain.data);
            if !changed && strength == 1.0 {
                return Ok(None);
            }
            let applied = views.iter().filter(|v| v.draws.iter().all(|d| d.applied)).count();
            let (draws, pictures): (Vec<_>, Vec<_>) = views.into_iter().map(|v| (v.draws, v.planes)).unzip();
            let features = self.embed(&pictures)?;
            strengths.push(StrengthEffect {
                strength,
                applied: applied as f64 / pictures.len().max(1) as f64,
                by: self.indices(&features)?,
            });
            // Whether a step without parameters was applied can only be asked where that varies.
            let asked = if entry.params.is_empty() { STRENGTHS[0] } else { STRENGTHS[1] };
            if strength == asked {
                equivariances = Some(self.equivariances(strength, &parameters(entry, &draws), &features)?);
            }
        }
        Ok(equivariances.map(|equivariance| TransformEffect {
            name: entry.name.to_owned(),
            ignores: entry.encoder_ignores.to_owned(),
            strengths,
            equivariance,
        }))
    }

    /// One random version of every image by the one step `entry` as it is by default. Both strengths draw alike.
    fn views(&self, entry: &'static Entry, strength: f64) -> Result<Vec<View>, RunError> {
        let material = self.work.material;
        let step = Step { strength, ..Step::new(entry.kind, entry) };
        let pipeline = Pipeline { input: self.input.clone(), steps: vec![step], ..Pipeline::default() };
        let views =
            Views::new(&pipeline, material.views.chain.size, material.views.window.clone(), self.work.seed);
        let made = self.sample.items.par_iter().map(|&item| {
            if self.work.stop.requested() {
                return Err(EvaluateError::Stopped);
            }
            let image = material.dataset.image(item)?;
            Ok(views.view(&material.dataset, item, &image, 0, 0))
        });
        Ok(made.collect::<Result<_, _>>()?)
    }

    fn embed(&self, pictures: &[Planes]) -> Result<ThreeFeatures, RunError> {
        let of = |model: &Model| embed_pictures(model.encoder.as_ref(), model.objective.as_ref(), pictures);
        let (encoder, projector) = of(self.work.trained)?;
        let (untrained, _) = of(self.work.start)?;
        Ok(ThreeFeatures { encoder, projector, untrained })
    }

    fn indices(&self, features: &ThreeFeatures) -> Result<ByEncoder<IndexFigures>, RunError> {
        let classes = &self.work.material.dataset.classes;
        let of = |reference: &Reference, features: &Features| -> Result<IndexFigures, EvaluateError> {
            let Invariance { all, per_class } = reference.against(features)?;
            Ok(IndexFigures { all, per_class: classes.iter().cloned().zip(per_class).collect() })
        };
        Ok(ByEncoder {
            encoder: of(&self.references.encoder, &features.encoder)?,
            projector: of(&self.references.projector, &features.projector)?,
            untrained: of(&self.references.untrained, &features.untrained)?,
        })
    }

    fn equivariances(
        &self,
        strength: f64,
        parameters: &[Parameter],
        features: &ThreeFeatures,
    ) -> Result<Equivariances, RunError> {
        // Spread evenly over the sample, which is in the order of the part.
        let n = self.groups.len();
        let rows: Vec<usize> = if n <= RIDGE_IMAGES {
            (0..n).collect()
        } else {
            (0..RIDGE_IMAGES).map(|i| i * n / RIDGE_IMAGES).collect()
        };
        let groups: Vec<usize> = rows.iter().map(|&i| self.groups[i]).collect();
        let parameters: Vec<Parameter> = parameters
            .iter()
            .map(|p| Parameter { values: rows.iter().map(|&i| p.values[i].clone()).collect(), ..p.clone() })
            .collect();
        let seed = self.work.seed;
        let of = |plain: &Features, features: &Features| -> Result<Named<Figure>, EvaluateError> {
            let (plain, features) = (plain.subset(&rows), features.subset(&rows));
            let found = equivariance(&plain, &features, &parameters, &groups, seed)?;
            Ok(parameters.iter().map(|p| p.name.clone()).zip(found).collect())
        };
        let pairs = [
            (&self.plain.encoder, &features.encoder),
            (&self.plain.projector, &features.projector),
            (&self.plain.untrained, &features.untrained),
        ];
        let mut found = pairs
            .into_par_iter()
            .map(|(plain, features)| of(plain, features))
            .collect::<Result<Vec<_>, _>>()?;
        let mut next = || if found.is_empty() { Named::default() } else { found.remove(0) };
        let by = ByEncoder { encoder: next(), projector: next(), untrained: next() };
        Ok(Equivariances { strength, by })
    }
}

/// What was drawn for every image.
fn parameters(entry: &Entry, draws: &[Vec<crate::transform::Draw>]) -> Vec<Parameter> {
    let values = |slot: usize| -> Vec<Vec<f64>> {
        draws
            .iter()
            .map(|draws| {
                let of =
                    |d: &crate::transform::Draw| d.values.slot(slot).iter().map(|v| f64::from(*v)).collect();
                draws.first().map(of).unwrap_or_default()
            })
            .collect()
    };
    if entry.params.is_empty() {
        let applied = |draws: &Vec<crate::transform::Draw>| {
            vec![f64::from(u8::from(draws.first().is_some_and(|d| d.applied)))]
        };
        let values = draws.iter().map(applied).collect();
        return vec![Parameter { name: "applied".into(), scale: Scale::Plain, values }];
    }
    entry
        .params
        .iter()
        .enumerate()
        .map(|(slot, param)| Parameter {
            name: param.name.to_owned(),
            scale: scale(entry, param),
            values: values(slot),
        })
        .collect()
}

fn scale(entry: &Entry, param: &Param) -> Scale {
    if CATEGORIES.contains(&(entry.kind, param.name)) {
        Scale::Category
    } else if param.unit == Unit::Degrees {
        Scale::Angle
    } else if param.logarithmic || param.unit == Unit::Factor {
        Scale::Logarithm
    } else {
        Scale::Plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue;

    #[test]
    fn every_parameter_has_the_scale_that_suits_it() {
        let of = |kind: &str, name: &str| {
            let entry = catalogue::find(kind).unwrap();
            scale(entry, entry.param(name).unwrap().1)
        };
        assert_eq!(of("rotate", "angle"), Scale::Angle);
        assert_eq!(of("gain", "factor"), Scale::Logarithm);
        assert_eq!(of("gaussian-blur", "sigma"), Scale::Plain);
        for (kind, name) in CATEGORIES {
            assert_eq!(of(kind, name), Scale::Category);
        }
    }
}
