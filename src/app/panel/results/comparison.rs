//! [`Comparison`]: what is ticked, side by side, in one read-out.

use super::fold::folds;
use crate::app::context::Context;
use crate::app::runs::RunInfo;
use augscope::evaluate::{ClassAccuracy, Readout, ReadoutKind, Report};
use augscope::run::{ComparedRecipe, EvaluationPart, RunState};
use std::sync::Arc;

/// A run with its figures.
#[derive(Clone, Copy)]
pub struct Seed<'a> {
    /// The run.
    pub run: &'a RunInfo,
    /// Its evaluation.
    pub report: &'a Report,
    /// The chosen read-out.
    pub readout: &'a Readout,
}

impl Seed<'_> {
    /// Recall of a class; of `None` the mean of all classes.
    pub fn value(&self, class: Option<&str>) -> Option<f64> {
        match class {
            Some(class) => self.class(class).and_then(|figures| figures.recall),
            None => self.readout.balanced_accuracy,
        }
    }

    /// The figures of a class.
    pub fn class(&self, class: &str) -> Option<&ClassAccuracy> {
        self.readout.per_class.get(class)
    }
}

/// A ticked recipe with its figures: one run, or several that differ in nothing but the seed.
pub struct Shown<'a> {
    /// What it is called.
    pub name: String,
    /// Its place among the ticked ones: its colour.
    pub place: usize,
    /// Its runs, by their seeds; at least one.
    pub seeds: Vec<Seed<'a>>,
    /// The run of the smallest seed: what all have in common is read from it.
    pub first: Seed<'a>,
    /// What its runs are taken together, and the classes in order, once that is known.
    together: Option<(&'a ComparedRecipe, &'a [String])>,
}

impl<'a> Shown<'a> {
    fn new(
        cx: &Context<'a>,
        kind: ReadoutKind,
        name: String,
        place: usize,
        seeds: Vec<Seed<'a>>,
    ) -> Option<Self> {
        let first = *seeds.first()?;
        let compared = cx.runs.compared.found().and_then(Result::ok);
        let together = compared.and_then(|comparison| {
            let run = comparison.runs.iter().find(|run| run.path == first.run.folder)?;
            // Fewer of its runs may be done than are compared, or more.
            let all =
                comparison.runs.iter().filter(|other| other.recipe == run.recipe).count() == seeds.len();
            let recipe = comparison.recipes.get(run.recipe).filter(|_| all && comparison.readout == kind)?;
            Some((recipe, comparison.classes.as_slice()))
        });
        Some(Self { name, place, seeds, first, together })
    }

    /// Recall of a class, the mean over seeds; of `None` the mean of all classes.
    pub fn value(&self, class: Option<&str>) -> Option<f64> {
        let values: Vec<f64> = self.of_seeds(class).map(|(_, value)| value).collect();
        (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
    }

    /// What every seed reached, where it is known.
    pub fn of_seeds(&self, class: Option<&str>) -> impl Iterator<Item = (u64, f64)> {
        self.seeds.iter().filter_map(move |seed| Some((seed.run.record.seed, seed.value(class)?)))
    }

    /// The 95 % interval: of a single run by its report, of several over groups and seeds.
    pub fn interval(&self, class: Option<&str>) -> Option<[f64; 2]> {
        if self.seeds.len() > 1 {
            let (recipe, classes) = self.together?;
            return match class {
                Some(class) => {
                    let place = classes.iter().position(|name| name == class)?;
                    recipe.recall_ci95.get(place).copied().flatten()
                }
                None => recipe.balanced_accuracy_ci95,
            };
        }
        match class {
            Some(class) => self.class(class).and_then(|figures| figures.recall_ci95),
            None => self.first.readout.balanced_accuracy_ci95,
        }
    }

    /// The figures of a class by the first seed.
    pub fn class(&self, class: &str) -> Option<&'a ClassAccuracy> {
        self.first.readout.per_class.get(class)
    }

    /// Images of a class; of `None` all.
    pub fn n(&self, class: Option<&str>) -> usize {
        match class {
            Some(class) => self.class(class).map_or(0, |figures| figures.n),
            None => self.first.readout.per_class.0.iter().map(|(_, figures)| figures.n).sum(),
        }
    }

    /// The name with the number of seeds.
    pub fn title(&self) -> String {
        if self.seeds.len() == 1 {
            self.name.clone()
        } else {
            format!("{} ({} seeds)", self.name, self.seeds.len())
        }
    }
}

/// What is ticked, side by side.
pub struct Comparison<'a> {
    /// The read-out.
    pub kind: ReadoutKind,
    /// Those that have it, in the order in which they were ticked.
    pub shown: Vec<Shown<'a>>,
    /// Ticked runs that have not, with the reason.
    pub without: Vec<(&'a RunInfo, String)>,
    /// Names of all classes that occur.
    pub classes: Vec<&'a str>,
}

impl<'a> Comparison<'a> {
    /// What is ticked now.
    pub fn new(cx: &Context<'a>) -> Self {
        let kind = kind(cx);
        let (mut shown, mut without) = (Vec::new(), Vec::new());
        for (place, fold) in folds(ticked(cx)).iter().enumerate() {
            let mut seeds = Vec::new();
            for &run in &fold.runs {
                match run.report_on(cx.part()).map(Arc::as_ref) {
                    Some(report) => match report.readouts.get(kind) {
                        Some(readout) => seeds.push(Seed { run, report, readout }),
                        None => without.push((run, format!("its evaluation has no \"{}\"", kind.title()))),
                    },
                    None if cx.part() == EvaluationPart::Report && run.report.is_some() => {
                        without.push((run, "the sealed part was not opened for it".into()));
                    }
                    None => without.push((run, why_no_report(run))),
                }
            }
            shown.extend(Shown::new(cx, kind, fold.name.clone(), place, seeds));
        }
        let mut classes: Vec<&str> = Vec::new();
        for one in &shown {
            for class in &one.first.report.classes {
                if !classes.contains(&class.as_str()) {
                    classes.push(class);
                }
            }
        }
        Self { kind, shown, without, classes }
    }

    /// The last ticked recipe minus the first, where there are two or more.
    pub fn difference(&self, class: Option<&str>) -> Option<f64> {
        let [first, .., last] = self.shown.as_slice() else { return None };
        Some(last.value(class)? - first.value(class)?)
    }

    /// All runs that are shown.
    pub fn seeds(&self) -> impl Iterator<Item = &Seed<'a>> {
        self.shown.iter().flat_map(|shown| &shown.seeds)
    }
}

/// The ticked runs that are there, in the order in which they were ticked.
pub fn ticked<'a>(cx: &Context<'a>) -> Vec<&'a RunInfo> {
    cx.document.project().results.ticked.iter().filter_map(|name| cx.runs.named(name)).collect()
}

/// The read-out that the room shows: the chosen one, else the one declared by the first ticked run.
pub fn kind(cx: &Context) -> ReadoutKind {
    let choice = &cx.document.project().results;
    let first = ticked(cx).into_iter().find_map(|run| run.summary.as_deref());
    let declared = first.map(|summary| summary.primary).or(cx.runs.declared());
    declared.map_or(ReadoutKind::KnnEncoder, |declared| choice.kind_or(declared))
}

/// Why a run has no results, in words.
pub fn why_no_report(run: &RunInfo) -> String {
    if run.is_being_read() {
        return "its results are being read".into();
    }
    let course = &run.course;
    let round = format!("round {:.0} of {}", course.epoch.ceil(), course.epochs);
    match run.state {
        RunState::Running if course.epochs > 0 && course.steps.0 >= course.steps.1 => {
            "running: it is being evaluated".into()
        }
        RunState::Running => format!("running: {round}"),
        RunState::Paused => format!("paused at {round}: go on with it in the Train room"),
        RunState::Stale => format!("stopped without a word at {round}: go on with it in the Train room"),
        RunState::Failed => {
            format!("failed: {}", course.failure.as_deref().unwrap_or("it did not say why"))
        }
        RunState::Done => "its report cannot be read; evaluate it again".into(),
    }
}
