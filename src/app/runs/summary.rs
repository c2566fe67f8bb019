//! [`Summary`]: what lists and tables say of a run's evaluation, a hundredth of its report.

use augscope::evaluate::{ReadoutKind, Report};
use serde::{Deserialize, Serialize};

/// The figures of one read-out, 0 to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Figures {
    kind: ReadoutKind,
    balanced: Option<f64>,
    /// Recall of every class, in the order of the classes.
    recalls: Vec<Option<f64>>,
}

/// What lists and tables say of an evaluation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The read-out that was declared before the run.
    pub primary: ReadoutKind,
    classes: Vec<String>,
    readouts: Vec<Figures>,
}

impl Summary {
    /// That of a report.
    pub fn new(report: &Report) -> Self {
        let of = |kind: ReadoutKind| {
            let readout = report.readouts.get(kind)?;
            let recall = |class: &String| readout.per_class.get(class).and_then(|class| class.recall);
            Some(Figures {
                kind,
                balanced: readout.balanced_accuracy,
                recalls: report.classes.iter().map(recall).collect(),
            })
        };
        Self {
            primary: report.primary_readout,
            classes: report.classes.clone(),
            readouts: ReadoutKind::ALL.into_iter().filter_map(of).collect(),
        }
    }

    fn figures(&self, kind: ReadoutKind) -> Option<&Figures> {
        self.readouts.iter().find(|figures| figures.kind == kind)
    }

    /// Balanced accuracy by a read-out, where it was made.
    pub fn balanced(&self, kind: ReadoutKind) -> Option<f64> {
        self.figures(kind)?.balanced
    }

    /// Recall of every class by a read-out; nothing where it was not made.
    pub fn recalls(&self, kind: ReadoutKind) -> impl Iterator<Item = (&str, Option<f64>)> {
        let recalls = self.figures(kind).map_or(&[][..], |figures| figures.recalls.as_slice());
        self.classes.iter().map(String::as_str).zip(recalls.iter().copied())
    }

    /// Recall of a class by a read-out.
    pub fn recall(&self, kind: ReadoutKind, class: &str) -> Option<f64> {
        self.recalls(kind).find(|(name, _)| *name == class)?.1
    }
}
