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

/// The chart of recipes, given as name and the reports of their runs (which differ in nothing but the seed), with
/// `class` or the mean of all. `None` where no run was evaluated with a number of labels, so that there is nothing to
/// compare.
pub fn label_chart(recipes: &[(String, Vec<&Report>)], class: Option<&str>) -> Option<LabelChart> {
    let reports = || recipes.iter().flat_map(|(_, reports)| reports.iter().copied());
    let there = |kind: ReadoutKind| reports().any(|report| report.readouts.get(kind).is_some());
    let budgets: Vec<(ReadoutKind, &str)> = BUDGETS.into_iter().filter(|(kind, _)| there(*kind)).collect();
    if budgets.iter().all(|(kind, _)| kind.label_budget().is_none()) {
        return None;
    }
    let mut classes: Vec<String> = Vec::new();
    for name in reports().flat_map(|report| &report.classes) {
        if !classes.contains(name) {
            classes.push(name.clone());
        }
    }
    let run = |(name, reports): &(String, Vec<&Report>)| {
        let by_budget = |figure: &dyn Fn(Option<&Readout>) -> Figure| -> Vec<Figure> {
            let of =
                |kind: ReadoutKind| reports.iter().map(|report| figure(report.readouts.get(kind))).collect();
            budgets.iter().map(|(kind, _)| of_seeds(of(*kind))).collect()
        };
        LabelRun {
            name: name.clone(),
            balanced: by_budget(&balanced),
            per_class: classes.iter().map(|class| by_budget(&|readout| of_class(readout, class))).collect(),
        }
    };
    let part = reports().next().map(|report| report.part.clone()).unwrap_or_default();
    let exploratory = if reports().any(|report| report.exploratory) { ". Exploratory" } else { "" };
    Some(LabelChart {
        remark: format!("Read-out: linear probe of the encoder. Part: {part}{exploratory}"),
        budgets: budgets.iter().map(|(_, name)| (*name).to_owned()).collect(),
        runs: recipes.iter().map(run).collect(),
        class: class.filter(|name| classes.iter().any(|class| class == name)).map(str::to_owned),
        classes,
    })
}

/// The mean of what several seeds reached; the figure itself of a single one.
fn of_seeds(mut figures: Vec<Figure>) -> Figure {
    let values: Vec<f64> = figures.iter().filter_map(|figure| figure.value).collect();
    if values.len() < 2 {
        let known = figures.iter().position(|figure| figure.value.is_some()).unwrap_or_default();
        return if figures.is_empty() {
            Figure::not_defined("there is no run")
        } else {
            figures.swap_remove(known)
        };
    }
    let each: Vec<String> = values.iter().map(|value| format!("{:.1}", 100.0 * value)).collect();
    let why = format!("the mean of {} seeds, which reached {} %", values.len(), each.join(", "));
    Figure::new(values.iter().sum::<f64>() / values.len() as f64, Err(why))
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
        let chart = label_chart(&[("one".into(), vec![&report])], Some("b")).unwrap();
        assert_eq!(chart.budgets.first().map(String::as_str), Some("5"));
        assert_eq!(chart.budgets.last().map(String::as_str), Some("all"));
        assert_eq!(chart.class.as_deref(), Some("b"));
        let few = report.readouts.get(ReadoutKind::Linear5).unwrap();
        assert_eq!(chart.runs[0].balanced[0].value, few.balanced_accuracy);
        assert_eq!(chart.runs[0].per_class[1][0].value, few.per_class.get("b").unwrap().recall);
        assert!(chart.runs[0].per_class[2][0].not_defined.is_some(), "a class absent from the part");
        assert_eq!(chart.lines().lines[0].points.len(), chart.budgets.len());
        assert!(label_chart(&[("one".into(), vec![&report])], Some("not there")).unwrap().class.is_none());
        assert!(label_chart(&[], None).is_none());
        let two = label_chart(&[("both".into(), vec![&report, &report])], None).unwrap();
        assert_eq!(two.runs[0].balanced[0].value, few.balanced_accuracy);
        assert!(two.runs[0].balanced[0].ci_reason.as_ref().unwrap().contains("the mean of 2 seeds"));
    }
}
