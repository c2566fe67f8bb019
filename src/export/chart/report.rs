//! A chart from one evaluation or from several side by side.

use super::{ClassChart, Mark, Series};
use crate::evaluate::{Readout, ReadoutKind, Report};
use crate::export::ExportError;

impl ClassChart {
    /// The chart of one read-out of `report`, with its baselines.
    pub fn from_report(report: &Report, readout: ReadoutKind) -> Result<Self, ExportError> {
        Self::from_reports(&[("this run", report)], readout)
    }

    /// The same for several named runs. Classes, numbers of images and baselines are the first one's.
    pub fn from_reports(runs: &[(&str, &Report)], readout: ReadoutKind) -> Result<Self, ExportError> {
        let missing = || ExportError::NoReadout { readout: readout.name().to_owned() };
        let (_, first) = runs.first().ok_or_else(missing)?;
        let classes = &first.classes;
        let shown = first.readouts.get(readout).ok_or_else(missing)?;
        let n = classes.iter().map(|c| shown.per_class.get(c).map_or(0, |class| class.n)).collect();
        let mut series = Vec::with_capacity(runs.len());
        for (name, report) in runs {
            let readout = report.readouts.get(readout).ok_or_else(missing)?;
            series.push(Series {
                name: balanced_name(name, readout),
                values: recalls(readout, classes),
                ci: classes.iter().map(|c| readout.per_class.get(c).and_then(|a| a.recall_ci95)).collect(),
            });
        }
        let any = |of: fn(&Report) -> bool| runs.iter().any(|(_, report)| of(report));
        let mut remarks = Vec::new();
        if any(|r| r.transductive) {
            remarks.push("Transductive (pretraining saw these images)");
        }
        if any(|r| r.exploratory) {
            remarks.push("Exploratory: too few groups or images for a verdict");
        }
        Ok(Self {
            title: "How well each class is recognised".to_owned(),
            readout: readout.title().to_owned(),
            part: first.part.clone(),
            remark: remarks.join(". "),
            classes: classes.clone(),
            n,
            series,
            marks: marks(first, readout),
        })
    }
}

fn balanced_name(name: &str, readout: &Readout) -> String {
    match readout.balanced_accuracy {
        Some(value) => format!("{name} (mean of classes {:.1} %)", value * 100.0),
        None => name.to_owned(),
    }
}

fn recalls(readout: &Readout, classes: &[String]) -> Vec<Option<f64>> {
    classes.iter().map(|c| readout.per_class.get(c).and_then(|a| a.recall)).collect()
}

fn marks(report: &Report, readout: ReadoutKind) -> Vec<Mark> {
    let baselines = &report.baselines;
    // Pixels have no projector: their neighbours stand beside both. With ten labels they have no probe.
    let of_pixels = match readout {
        ReadoutKind::KnnProjector => ReadoutKind::KnnEncoder,
        other => other,
    };
    let untrained = baselines.untrained.as_ref().and_then(|b| b.readouts.get(readout));
    let given = baselines.given.as_ref().and_then(|b| b.readouts.get(readout));
    let pixels = baselines.pixels.as_ref().and_then(|b| b.readouts.get(of_pixels));
    let chance = vec![Some(baselines.chance); report.classes.len()];
    [("untrained encoder", untrained), ("given encoder", given), ("raw pixels", pixels)]
        .into_iter()
        .filter_map(|(name, readout)| {
            let values = recalls(readout?, &report.classes);
            Some(Mark { name: name.to_owned(), values })
        })
        .chain([Mark { name: "chance".to_owned(), values: chance }])
        .collect()
}
