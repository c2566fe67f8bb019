//! [`explain_run`]: why a run's accuracies are as they are: what its encoder ignores, confuses and doubts.

mod document;
mod plate;
mod sample;
mod transforms;

pub use document::{
    BatchEffects, ByEncoder, ClassFigures, Doubt, Equivariances, IndexFigures, Methods, Plate, Sample,
    StrengthEffect, SuspectList, TransformEffect, Why,
};
pub use plate::PlateColumns;

use super::assessment::{OpenedRun, open_trained, untrained};
use super::{Material, RunError, RunFolder};
use crate::dataset::Part;
use crate::evaluate::{
    BatchEffect, ClassProbabilities, Features, Named, batch_effect, embed, read_embeddings, suspects, twins,
};
use crate::job::Stop;
use crate::train::{Model, TrainError};
use crate::transform::{Entry, catalogue};

/// The file in the run's folder.
const FILE: &str = "why.json";

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct WhyRequest {
    /// Only these transforms, by their words in a pipeline file; all where empty.
    pub transforms: Vec<String>,
    /// The columns of a plate, where there is one.
    pub plate: Option<PlateColumns>,
}

impl WhyRequest {
    fn entries(&self) -> Result<Vec<&'static Entry>, RunError> {
        if self.transforms.is_empty() {
            return Ok(catalogue::ALL.to_vec());
        }
        self.transforms
            .iter()
            .map(|kind| {
                catalogue::find(kind).ok_or_else(|| {
                    let known: Vec<&str> = catalogue::ALL.iter().map(|e| e.kind).collect();
                    RunError::NoPart(format!(
                        "there is no transform \"{kind}\"; there are {}",
                        known.join(", ")
                    ))
                })
            })
            .collect()
    }
}

/// Explains the run in `folder` on its part for choosing and writes why.json into the folder. `tell` hears what is
/// being done, as (pieces done, pieces in all, words).
///
/// Every figure is fixed by the run and its seed. The sealed part is not touched.
///
/// # Errors
/// Where there is no trained run, its data have changed, a transform or column is not there, and
/// [`crate::evaluate::EvaluateError::Stopped`].
pub fn explain_run(
    folder: &RunFolder,
    request: &WhyRequest,
    tell: &mut dyn FnMut(usize, usize, &str),
    stop: &Stop,
) -> Result<Why, RunError> {
    let entries = request.entries()?;
    let pieces = entries.len() + 3;
    let OpenedRun { record, material, model, .. } = open_trained(folder, None, stop)?;
    let plate = request.plate.as_ref().map(|columns| plate::Layout::read(&material, columns)).transpose()?;
    tell(0, pieces, "features of the images");
    let start = untrained(folder, &record, &material, stop)?;
    let work = Work { material: &material, trained: &model, start: &start, seed: record.config.seed, stop };
    let choose = material.parts.items(Part::Choose);
    let chosen = work.embed_both(&choose)?;
    let classes = &material.dataset.classes;
    let effects = |features: &Features| -> Result<ClassFigures, RunError> {
        let (labels, groups) = (material.labels(&choose), material.groups(&choose));
        let found = batch_effect(features, &labels, &groups, classes.len(), work.seed)?;
        Ok(class_figures(found, classes))
    };
    let batch_effect =
        BatchEffects { encoder: effects(&chosen.encoder)?, untrained: effects(&chosen.untrained)? };

    let sample = sample::sample(&material, &choose, work.seed);
    let (invariance, left_out) =
        transforms::effects(&work, &record, &entries, &sample, &chosen, &mut |done, name| {
            tell(done + 1, pieces, name);
        })?;

    tell(pieces - 2, pieces, "twins and suspects");
    let from_labels = record.config.objective_entry().map_err(TrainError::from)?.from_labels;
    let mut notes = material.parts.notes.clone();
    let train = if from_labels { Vec::new() } else { material.parts.items(Part::Train) };
    notes.push(if from_labels {
        "twins and suspects are looked for in the part for choosing alone: the encoder has learnt the labels of its \
         training images"
            .into()
    } else {
        "twins, suspects and the plate rest on the training part as well: the encoder has seen its images, without \
         their labels"
            .into()
    });
    let items: Vec<usize> = train.iter().chain(&choose).copied().collect();
    let features = work.stored_or_embedded(folder, &train, &choose, &chosen.encoder)?;
    let (twins, suspects) = work.doubts(&items, &features)?;

    tell(pieces - 1, pieces, "the plate");
    let plate = plate.map(|layout| layout.verdicts(&work, &items, &features)).transpose()?;
    let why = Why {
        format: 1,
        program: concat!("augscope ", env!("CARGO_PKG_VERSION")).into(),
        classes: classes.clone(),
        part: "choose".into(),
        seed: work.seed,
        exploratory: material.parts.exploratory,
        sample: sample.sizes(&material),
        methods: Methods::default(),
        invariance,
        left_out,
        batch_effect,
        twins,
        suspects,
        plate,
        notes,
    };
    folder.write(FILE, &serde_json::to_vec(&why).unwrap_or_default())?;
    tell(pieces, pieces, "done");
    Ok(why)
}

fn class_figures(effect: BatchEffect, classes: &[String]) -> ClassFigures {
    ClassFigures { all: effect.auc, per_class: classes.iter().cloned().zip(effect.per_class).collect() }
}

/// What every part of an explanation needs.
struct Work<'a> {
    material: &'a Material,
    trained: &'a Model,
    start: &'a Model,
    seed: u64,
    stop: &'a Stop,
}

/// The same images' features three times.
struct ThreeFeatures {
    encoder: Features,
    projector: Features,
    untrained: Features,
}

impl ThreeFeatures {
    fn subset(&self, rows: &[usize]) -> Self {
        Self {
            encoder: self.encoder.subset(rows),
            projector: self.projector.subset(rows),
            untrained: self.untrained.subset(rows),
        }
    }
}

impl Work<'_> {
    /// `items` without augmentation, by the trained and the untrained model.
    fn embed_both(&self, items: &[usize]) -> Result<ThreeFeatures, RunError> {
        let Material { dataset, views, .. } = self.material;
        let of = |model: &Model| {
            embed(model.encoder.as_ref(), model.objective.as_ref(), dataset, items, views, self.stop)
        };
        let (encoder, projector) = of(self.trained)?;
        let (untrained, _) = of(self.start)?;
        Ok(ThreeFeatures { encoder, projector, untrained })
    }

    /// Encoder features of `train`, then of `choose`, out of the run's embeddings.parquet. Where that is missing, is of
    /// other images, or does not agree with `fresh`, the features of `choose` as they are now, they are made anew.
    fn stored_or_embedded(
        &self,
        folder: &RunFolder,
        train: &[usize],
        choose: &[usize],
        fresh: &Features,
    ) -> Result<Features, RunError> {
        if train.is_empty() {
            return Ok(fresh.clone());
        }
        let Material { dataset, views, .. } = self.material;
        let keys = train.iter().chain(choose).filter_map(|&i| dataset.items.get(i)).map(|item| &item.key);
        if let Ok(table) = read_embeddings(&folder.file("embeddings.parquet"))
            && table.paths.iter().eq(keys)
            && agree(&table.features, train.len(), fresh)
        {
            return Ok(table.features);
        }
        let (encoder, _) = embed(
            self.trained.encoder.as_ref(),
            self.trained.objective.as_ref(),
            dataset,
            train,
            views,
            self.stop,
        )?;
        let rows = [encoder.data(), fresh.data()].concat();
        Ok(Features::new(encoder.n() + fresh.n(), fresh.d(), rows)?)
    }

    /// Twins and suspects among `items`.
    fn doubts(
        &self,
        items: &[usize],
        features: &Features,
    ) -> Result<(crate::evaluate::Twins, SuspectList), RunError> {
        let (labels, groups) = (self.material.labels(items), self.material.groups(items));
        let dataset = &self.material.dataset;
        let classes = &dataset.classes;
        let p =
            ClassProbabilities::out_of_fold(features, &labels, &groups, classes.len(), self.seed, self.stop)?;
        let twins = twins(features, &labels, &groups, classes, &p, self.seed, self.stop)?;
        let found = suspects(&p, &labels, classes.len());
        let name = |class: usize| classes.get(class).cloned().unwrap_or_default();
        let doubt = |s: &crate::evaluate::Suspect| Doubt {
            image: items
                .get(s.image)
                .and_then(|&i| dataset.items.get(i))
                .map_or_else(String::new, |i| i.key.clone()),
            label: name(s.label),
            says: name(s.says),
            own_probability: s.own_probability,
            says_probability: s.says_probability,
        };
        let list = SuspectList {
            images: found.list.iter().map(doubt).collect(),
            thresholds: classes.iter().cloned().zip(found.thresholds).collect::<Named<_>>(),
            judged: found.judged,
            of: items.len(),
        };
        Ok((twins, list))
    }
}

/// True where the rows of `table` from `from` on are `fresh`, up to rounding.
fn agree(table: &Features, from: usize, fresh: &Features) -> bool {
    if table.d() != fresh.d() || table.n() != from + fresh.n() {
        return false;
    }
    let largest = fresh.data().iter().fold(0.0_f32, |m, v| m.max(v.abs()));
    let stored = table.data().iter().skip(from * table.d());
    stored.zip(fresh.data()).all(|(a, b)| (a - b).abs() <= 1e-3 * largest)
}
