//! [`check`]: looks at a recipe on the training part, and the [`Verdict`] it comes to.

use super::CheckError;
use super::erased::{Degree, Erased, PairFigures, erased};
use super::feature::Feature;
use super::pictures::{Applied, Pictures};
use super::sample::Sample;
use super::signs::{Judge, Pair};
use super::step_faults::step_faults;
use super::trace::{GroupTrace, group_trace};
use super::warning::{Left, Warning, Words, left_of};
use crate::dataset::{Dataset, IntensityWindow, Part, Parts};
use crate::job::Progress;
use crate::pipeline::{Pipeline, Views};
use std::collections::BTreeMap;

/// Largest side of a version that is measured: features of known meaning need no more, and it must be quick.
const LARGEST: usize = 96;
/// Most images of all classes together, so that many classes do not take longer than few.
const MOST_IMAGES: usize = 480;

/// Versions of each image by which the step is found that takes a sign: it takes less to see that one is back.
const BLAMED_BY: u32 = 2;
/// With more steps than this one version must do, or it takes too long.
const MANY_STEPS: usize = 4;

/// Signs within so much of the clearest are as clear.
const AS_CLEAR: f64 = 0.03;

/// How closely a recipe is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckOptions {
    /// Images of each class, at most.
    pub images_per_class: usize,
    /// Random versions of each image.
    pub versions: u32,
    /// The seed of versions and choice of images.
    pub seed: u64,
}

impl Default for CheckOptions {
    fn default() -> Self {
        Self { images_per_class: 60, versions: 3, seed: 0 }
    }
}

/// What tells each pair of classes apart best, in numbers.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct PairMatrix {
    /// The classes, in the order of rows and columns.
    pub classes: Vec<String>,
    /// In the pictures as they are; none on the diagonal and where a class has too few images.
    pub before: Vec<Vec<Option<Left>>>,
    /// After the recipe.
    pub after: Vec<Vec<Option<Left>>>,
}

/// By which feature groups can be told.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct GroupFigures {
    /// What the groups are called.
    pub column: String,
    /// The feature that tells them best in the pictures as they are, and how well.
    pub before: Left,
    /// The same feature after the recipe.
    pub after: Left,
    /// The feature that tells them best after the recipe.
    pub left: Left,
}

/// What was found about a recipe.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Verdict {
    /// Gravest first.
    pub warnings: Vec<Warning>,
    /// What tells each pair apart best.
    pub matrix: PairMatrix,
    /// By what groups can be told, where images share groups.
    pub groups: Option<GroupFigures>,
    /// How many images of each class were looked at.
    pub images: BTreeMap<String, usize>,
    /// Random versions of each.
    pub versions: u32,
    /// Side of a version in pixels.
    pub size: usize,
}

/// Looks at `pipeline` on the training part of `dataset`. The same options always give the same answer.
///
/// # Errors
/// Too few classes or images, images that cannot be read, or the progress's stop.
pub fn check(
    dataset: &Dataset,
    parts: &Parts,
    pipeline: &Pipeline,
    options: CheckOptions,
    progress: &Progress,
) -> Result<Verdict, CheckError> {
    let pipeline = pipeline.for_pixels_of(dataset)?;
    let classes = dataset.classes.len().max(1);
    let per_class = options.images_per_class.min((MOST_IMAGES / classes).max(40));
    let sample = Sample::draw(dataset, parts, per_class, options.seed);
    let looked: std::collections::BTreeSet<usize> = sample.images.iter().map(|image| image.class).collect();
    if looked.len() < 2 {
        return Err(CheckError::FewClasses(looked.len()));
    }
    let window = IntensityWindow::fit(dataset, &parts.items(Part::Train), &pipeline.input.window)?;
    let size = pipeline.input.size.unwrap_or(64).min(LARGEST);
    let views = Views::new(&pipeline, size, window, options.seed);
    let mut pictures = Pictures::new(dataset, &sample, &views);
    pictures.settle_ground(progress)?;
    let features = Feature::all(dataset.channels.len());
    let all = |_: usize| true;
    let plain = pictures.measure(progress, Applied::Nothing, 1, all)?;
    let whole = pictures.measure(progress, Applied::All, options.versions, all)?;
    let judge = Judge { sample: &sample, features: &features };
    let measured = (&plain, &whole);
    let steps = views.chain.steps.len();
    let scope = (steps, options.versions.min(if steps > MANY_STEPS { 1 } else { BLAMED_BY }));
    let (figures, erased) = erased(judge, &pictures, measured, scope, progress)?;
    let faults = step_faults(&pipeline, &views.chain, &dataset.channels, (&sample, &pictures), progress)?;
    let trace = group_trace(dataset, &sample, &features, measured);
    let group = dataset.group_column.as_deref().unwrap_or("group");
    let words = Words {
        pipeline: &pipeline,
        chain: &views.chain,
        classes: &dataset.classes,
        channels: &dataset.channels,
        group,
    };
    let mut warnings = of_pairs(&words, &erased);
    warnings.extend(trace.as_ref().and_then(|trace| words.trace(trace)));
    warnings.extend(faults.iter().map(|(step, fault)| words.fault(*step, fault)));
    let names = dataset.classes.iter().cloned();
    Ok(Verdict {
        warnings,
        matrix: matrix(dataset, &figures),
        groups: trace.map(|trace| group_figures(group, &trace, &dataset.channels)),
        images: names.zip(sample.of_class.iter().copied()).collect(),
        versions: options.versions,
        size,
    })
}

/// One warning a pair and step, those that hide the most first.
fn of_pairs(words: &Words, erased: &[Erased]) -> Vec<Warning> {
    let mut of: BTreeMap<(Degree, usize, Pair), Vec<&Erased>> = BTreeMap::new();
    for sign in erased {
        of.entry((sign.degree, sign.step, sign.sign.pair)).or_default().push(sign);
    }
    let mut found: Vec<(Degree, f64, Warning)> = of
        .into_iter()
        .filter_map(|((degree, ..), mut signs)| {
            // Told by one of those that were clearest: the one that others follow from.
            let clearest = signs.iter().map(|sign| sign.sign.before.auc).fold(0.0, f64::max);
            signs
                .sort_by_key(|sign| (sign.sign.before.auc < clearest - AS_CLEAR, sign.sign.feature.family()));
            let left = signs.first().map_or(1.0, |sign| sign.left.1.auc);
            Some((degree, left, words.erased(&signs)?))
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    found.into_iter().map(|(_, _, warning)| warning).collect()
}

fn matrix(dataset: &Dataset, figures: &[PairFigures]) -> PairMatrix {
    let classes = dataset.classes.len();
    let mut before = vec![vec![None; classes]; classes];
    let mut after = before.clone();
    for figure in figures {
        let (a, b) = figure.pair;
        for (table, (feature, telling)) in [(&mut before, figure.before), (&mut after, figure.after)] {
            for (row, column) in [(a, b), (b, a)] {
                if let Some(cell) = table.get_mut(row).and_then(|row| row.get_mut(column)) {
                    *cell = Some(left_of(feature, telling.auc, &dataset.channels));
                }
            }
        }
    }
    PairMatrix { classes: dataset.classes.clone(), before, after }
}

fn group_figures(column: &str, trace: &GroupTrace, channels: &[String]) -> GroupFigures {
    GroupFigures {
        column: column.to_owned(),
        before: left_of(trace.feature, trace.before, channels),
        after: left_of(trace.feature, trace.after, channels),
        left: left_of(trace.left.0, trace.left.1, channels),
    }
}
