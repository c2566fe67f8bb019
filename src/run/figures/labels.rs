//! [`label_chart`]: accuracy against labels a class, from reports.

use crate::evaluate::{Figure, Readout, ReadoutKind, Report};
use crate::export::chart::{LabelChart, LabelRun};

/// From few labels to all.
const BUDGETS: [(ReadoutKind, &str); 5] = [
    (ReadoutKind::Linear5, "5"),
    (ReadoutKind::Linear10, "10"),
    (ReadoutKind::Linear25, "25"),
    (ReadoutKind::Linear100, "100"),
    (ReadoutKind::LinearFull, "all"),
];

/// The chart of `runs`, given as name and report, with `class` or the mean of all. `None` where no run was evaluated
/// with a number of labels, so that there is nothing to compare.
pub fn label_chart(runs: &[(&str, &Report)], class: Option<&str>) -> Option<LabelChart> {
    let there = |kind: ReadoutKind| runs.iter().any(|(_, report)| report.readouts.get(kind).is_some());
    let budgets: Vec<(ReadoutKind, &str)> = BUDGETS.into_iter().filter(|(kind, _)| there(*kind)).collect();
    if budgets.iter().all(|(kind, _)| kind.label_budget().is_none()) {
        return None;
    }
    let mut classes: Vec<String> = Vec::new();
    for name in runs.iter().flat_map(|(_, report)| &report.classes) {
        if !classes.contains(name) {
            classes.push(name.clone());
        }
    }
    let run = |(name, report): &(&str, &Report)| {
        let readouts: Vec<Option<&Readout>> =
            budgets.iter().map(|(kind, _)| report.readouts.get(*kind)).collect();
        LabelRun {
            name: (*name).to_owned(),
            balanced: readouts.iter().map(|readout| balanced(*readout)).collect(),
            per_class: classes
                .iter()
                .map(|class| readouts.iter().map(|readout| of_class(*readout, class)).collect())
                .collect(),
        }
    };
    let parts: Vec<&str> = runs.iter().map(|(_, report)| report.part.as_str()).collect();
    let exploratory = if runs.iter().any(|(_, report)| report.exploratory) { ". Exploratory" } else { "" };
    Some(LabelChart {
        remark: format!(
            "Read-out: linear probe of the encoder. Part: {}{exploratory}",
            parts.first().unwrap_or(&"")
        ),
        budgets: budgets.iter().map(|(_, name)| (*name).to_owned()).collect(),
        runs: runs.iter().map(run).collect(),
        class: class.filter(|name| classes.iter().any(|class| class == name)).map(str::to_owned),
        classes,
    })
}

fn balanced(readout: Option<&Readout>) -> Figure {
    let Some(readout) = readout else { return Figure::not_defined("the run was not evaluated in this way") };
    let Some(value) = readout.balanced_accuracy else { return Figure::not_defined("no class has images") };
    let why = readout.balanced_accuracy_ci_method.trim_start_matches("none: ").to_owned();
    Figure::new(value, readout.balanced_accuracy_ci95.ok_or(why))
}

fn of_class(readout: Option<&Readout>, class: &str) -> Figure {
    let Some(readout) = readout else { return Figure::not_defined("the run was not evaluated in this way") };
    let figures = readout.per_class.get(class);
    let Some((figures, value)) = figures.and_then(|figures| Some((figures, figures.recall?))) else {
        return Figure::not_defined("this part holds no image of the class");
    };
    let why = figures.ci_reason.clone().unwrap_or_else(|| "reason unknown".into());
    Figure::new(value, figures.recall_ci95.ok_or(why))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{Embedded, Features, Question, Split, assess};

    /// A report of 3 classes; the third has no image in the part that is judged.
    fn report(per_class: usize) -> Report {
        let part = |classes: usize, shift: usize| {
            let labels: Vec<usize> = (0..classes * per_class).map(|i| i % classes).collect();
            let data = labels.iter().enumerate().map(|(i, &c)| c as f32 + (i * 7 % 5) as f32 * 0.3).collect();
            let encoder = Features::new(labels.len(), 1, data).unwrap();
            Embedded {
                groups: (shift..shift + labels.len()).collect(),
                labels,
                encoder,
                ..Embedded::default()
            }
        };
        let question = Question {
            classes: ["a", "b", "absent"].map(str::to_owned).into(),
            part: "choose".into(),
            primary_readout: ReadoutKind::LinearFull,
            transductive: false,
            exploratory: false,
            seed: 0,
            split: Split::default(),
        };
        assess(&part(3, 0), &part(2, 1000), &question, &crate::job::Stop::new()).unwrap()
    }

    #[test]
    fn every_budget_that_a_report_has_is_a_point_and_equals_it() {
        let report = report(30);
        let chart = label_chart(&[("one", &report)], Some("b")).unwrap();
        assert_eq!(chart.budgets.first().map(String::as_str), Some("5"));
        assert_eq!(chart.budgets.last().map(String::as_str), Some("all"));
        assert_eq!(chart.class.as_deref(), Some("b"));
        let few = report.readouts.get(ReadoutKind::Linear5).unwrap();
        assert_eq!(chart.runs[0].balanced[0].value, few.balanced_accuracy);
        assert_eq!(chart.runs[0].per_class[1][0].value, few.per_class.get("b").unwrap().recall);
        assert!(chart.runs[0].per_class[2][0].not_defined.is_some(), "a class absent from the part");
        assert_eq!(chart.lines().lines[0].points.len(), chart.budgets.len());
        assert!(label_chart(&[("one", &report)], Some("not there")).unwrap().class.is_none());
        assert!(label_chart(&[], None).is_none());
    }
}
