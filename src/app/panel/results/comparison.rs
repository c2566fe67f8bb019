//! [`Comparison`]: the ticked runs side by side, in one read-out.

use crate::app::context::Context;
use crate::app::runs::RunInfo;
use augscope::evaluate::{ClassAccuracy, Readout, ReadoutKind, Report};
use augscope::run::RunState;

/// A ticked run with its figures.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// The run.
    pub run: &'a RunInfo,
    /// Its place among the ticked runs: its colour.
    pub place: usize,
    /// Its evaluation.
    pub report: &'a Report,
    /// The chosen read-out.
    pub readout: &'a Readout,
}

impl Shown<'_> {
    /// Recall of a class; of `None` the mean of all classes.
    pub fn value(&self, class: Option<&str>) -> Option<f64> {
        match class {
            Some(class) => self.class(class).and_then(|figures| figures.recall),
            None => self.readout.balanced_accuracy,
        }
    }

    /// Its 95 % interval.
    pub fn interval(&self, class: Option<&str>) -> Option<[f64; 2]> {
        match class {
            Some(class) => self.class(class).and_then(|figures| figures.recall_ci95),
            None => self.readout.balanced_accuracy_ci95,
        }
    }

    /// The figures of a class.
    pub fn class(&self, class: &str) -> Option<&ClassAccuracy> {
        self.readout.per_class.get(class)
    }

    /// Images of a class; of `None` all.
    pub fn n(&self, class: Option<&str>) -> usize {
        match class {
            Some(class) => self.class(class).map_or(0, |figures| figures.n),
            None => self.readout.per_class.0.iter().map(|(_, figures)| figures.n).sum(),
        }
    }
}

/// The ticked runs side by side.
pub struct Comparison<'a> {
    /// The read-out.
    pub kind: ReadoutKind,
    /// Those that have it, in the order in which they were ticked.
    pub shown: Vec<Shown<'a>>,
    /// Those that have not, with the reason.
    pub without: Vec<(&'a RunInfo, String)>,
    /// Names of all classes that occur.
    pub classes: Vec<&'a str>,
}

impl<'a> Comparison<'a> {
    /// What is ticked now.
    pub fn new(cx: &Context<'a>) -> Self {
        let ticked = ticked(cx);
        let kind = kind(cx);
        let (mut shown, mut without) = (Vec::new(), Vec::new());
        for (place, run) in ticked.into_iter().enumerate() {
            match run.report.as_deref() {
                Some(report) => match report.readouts.get(kind) {
                    Some(readout) => shown.push(Shown { run, place, report, readout }),
                    None => without.push((run, format!("its evaluation has no \"{}\"", kind.title()))),
                },
                None => without.push((run, why_no_report(run))),
            }
        }
        let mut classes: Vec<&str> = Vec::new();
        for one in &shown {
            for class in &one.report.classes {
                if !classes.contains(&class.as_str()) {
                    classes.push(class);
                }
            }
        }
        Self { kind, shown, without, classes }
    }

    /// The last ticked run minus the first, where there are two or more.
    pub fn difference(&self, class: Option<&str>) -> Option<f64> {
        let [first, .., last] = self.shown.as_slice() else { return None };
        Some(last.value(class)? - first.value(class)?)
    }
}

/// The ticked runs that are there, in the order in which they were ticked.
pub fn ticked<'a>(cx: &Context<'a>) -> Vec<&'a RunInfo> {
    cx.document.project().results.ticked.iter().filter_map(|name| cx.runs.named(name)).collect()
}

/// The read-out that the room shows: the chosen one, else the one declared by the first ticked run.
pub fn kind(cx: &Context) -> ReadoutKind {
    let choice = &cx.document.project().results;
    let first = ticked(cx).into_iter().chain(cx.runs.list()).find_map(|run| run.report.as_deref());
    first.map_or(ReadoutKind::KnnEncoder, |report| choice.kind(report))
}

/// Why a run has no results, in words.
pub fn why_no_report(run: &RunInfo) -> String {
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
