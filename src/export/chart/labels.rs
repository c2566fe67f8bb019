//! [`LabelChart`]: how well classes are recognised with a few labels a class, and with all.

use super::axis::Axis;
use super::format::{Chart, Table};
use super::lines::{Line, LineChart, Point};
use crate::evaluate::Figure;

/// One run; a figure a budget, in the order of [`LabelChart::budgets`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LabelRun {
    /// Its name.
    pub name: String,
    /// The mean of the classes' recall, 0..1.
    pub balanced: Vec<Figure>,
    /// Recall of every class, 0..1: class after class, each budget after budget.
    pub per_class: Vec<Vec<Figure>>,
}

/// Accuracy against labels a class.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LabelChart {
    /// The part, and what else must be known.
    pub remark: String,
    /// Labels a class, as words: "5", "all".
    pub budgets: Vec<String>,
    /// Class names.
    pub classes: Vec<String>,
    /// The runs.
    pub runs: Vec<LabelRun>,
    /// The class that is drawn; none is the mean of all.
    pub class: Option<String>,
}

impl LabelChart {
    /// What is drawn: a line a run.
    pub fn lines(&self) -> LineChart {
        let class = self.class.as_ref().and_then(|name| self.classes.iter().position(|class| class == name));
        let of = |run: &LabelRun| -> Vec<Figure> {
            class.map_or_else(
                || run.balanced.clone(),
                |class| run.per_class.get(class).cloned().unwrap_or_default(),
            )
        };
        let (what, y) = match (&self.class, class) {
            (Some(name), Some(_)) => {
                (format!("Recall of {name} by labels a class"), "recall, % of its images")
            }
            _ => (
                "Balanced accuracy by labels a class".to_owned(),
                "balanced accuracy, % (mean of the classes' recall)",
            ),
        };
        let line = |run: &LabelRun| Line {
            name: run.name.clone(),
            points: of(run)
                .iter()
                .enumerate()
                .filter_map(|(place, figure)| self.point(run, place, figure))
                .collect(),
            joined: true,
            curve: Vec::new(),
            ink: false,
        };
        LineChart {
            subject: "accuracy by labels",
            title: what,
            remark: self.remark.clone(),
            x: Axis {
                label: "labels a class for the linear probe (all: every label of the training part)".into(),
                names: self
                    .budgets
                    .iter()
                    .enumerate()
                    .map(|(place, name)| (place as f64, name.clone()))
                    .collect(),
                ..Axis::default()
            },
            y: Axis { label: y.into(), range: Some([0.0, 100.0]), ..Axis::default() },
            lines: self.runs.iter().map(line).collect(),
            footer: "Whiskers: 95 % interval of a single run; of several seeds the mean, without one.".into(),
            ..LineChart::default()
        }
    }

    fn point(&self, run: &LabelRun, place: usize, figure: &Figure) -> Option<Point> {
        let value = figure.value.filter(|value| value.is_finite())?;
        let labels = self.budgets.get(place)?;
        let what = self.class.as_deref().unwrap_or("mean of all classes");
        let head = format!("{}, {what}, {labels} labels a class", run.name);
        Some(Point {
            x: place as f64,
            y: 100.0 * value,
            ci: figure.ci95.map(|ci| ci.map(|end| 100.0 * end)),
            words: in_words(&head, figure, |share| format!("{:.1} %", 100.0 * share)),
        })
    }
}

/// "head: figure, interval", or why there is none.
pub(super) fn in_words(head: &str, figure: &Figure, show: impl Fn(f64) -> String) -> String {
    let Some(value) = figure.value.filter(|value| value.is_finite()) else {
        let why = figure.not_defined.as_deref().unwrap_or("not known");
        return format!("{head}: not defined ({why})");
    };
    let interval = match (figure.ci95.filter(|ci| ci.iter().all(|end| end.is_finite())), &figure.ci_reason) {
        (Some([low, high]), _) => format!("95 % interval {} to {}", show(low), show(high)),
        (None, Some(why)) => format!("no interval: {why}"),
        (None, None) => "no interval".into(),
    };
    format!("{head}: {}, {interval}", show(value))
}

impl Chart for LabelChart {
    fn subject(&self) -> &'static str {
        "accuracy by labels"
    }

    fn to_svg(&self) -> String {
        self.lines().to_svg()
    }

    /// The mean and every class of every run, whichever is drawn.
    fn table(&self) -> Table {
        let mut table =
            Table::new(&["class", "run", "labels a class", "recall", "interval low", "interval high"]);
        let all = std::iter::once("mean of all classes").chain(self.classes.iter().map(String::as_str));
        for (place, class) in all.enumerate() {
            for run in &self.runs {
                let figures = match place.checked_sub(1) {
                    None => Some(&run.balanced),
                    Some(class) => run.per_class.get(class),
                };
                for (figure, labels) in figures.into_iter().flatten().zip(&self.budgets) {
                    let mut row = vec![class.to_owned(), run.name.clone(), labels.clone()];
                    row.extend(figure_cells(figure));
                    table.push(row);
                }
            }
        }
        table
    }
}

/// A figure and its interval as three cells.
pub(super) fn figure_cells(figure: &Figure) -> [String; 3] {
    let end = |end: usize| super::format::cell(figure.ci95.map(|ci| ci[end]));
    [super::format::cell(figure.value), end(0), end(1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_is_left_out_and_any_class_may_be_chosen() {
        let figure = |value| Figure { value, ci95: Some([f64::NAN, 0.5]), ..Figure::default() };
        let chart = LabelChart {
            remark: "Part: choose".into(),
            budgets: ["5", "10", "all"].map(str::to_owned).into(),
            classes: (0..40).map(|i| format!("class {i} {}", "x".repeat(80))).collect(),
            runs: vec![LabelRun {
                name: "run".into(),
                balanced: vec![figure(Some(0.5)), figure(Some(f64::NAN)), figure(None)],
                per_class: vec![vec![figure(Some(0.25))]],
            }],
            class: None,
        };
        let second = chart.classes[1].clone();
        for class in [None, Some(second), Some("not there".into()), Some(chart.classes[0].clone())] {
            let chart = LabelChart { class, ..chart.clone() };
            let svg = chart.to_svg();
            assert!(!svg.contains("NaN") && svg.contains("labels a class"), "{svg}");
            crate::export::png::render(&svg, 1.0).unwrap();
            let csv = String::from_utf8(chart.table().to_csv().unwrap()).unwrap();
            assert!(csv.contains("mean of all classes,run,5,0.5,,0.5") && !csv.contains("NaN"), "{csv}");
        }
        assert!(!LabelChart::default().to_svg().contains("NaN"));
        assert_eq!(chart.lines().lines[0].points.len(), 1);
    }
}
