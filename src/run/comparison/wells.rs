//! [`WellDifferences`]: two recipes on a plate with few wells, by the means of its wells.

use super::loaded::{Images, Loaded};
use crate::evaluate::Named;
use crate::evaluate::difference::{
    NotDefined, Outcomes, RunOutcome, Weighting, WellTest, average_of_wells, holm, wells,
};
use crate::run::plate_rows::PlateRows;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A test by wells, or why there is none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WellFigure {
    /// Differences of the wells' recalls, the mean over seeds.
    pub test: Option<WellTest>,
    /// p after Holm over the classes.
    pub p_holm: Option<f64>,
    /// Why there is no test.
    pub why: Option<String>,
}

/// The other recipe against the reference, well by well. Each row of the plate was read by what was learnt from the
/// other rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WellDifferences {
    /// Letters of the rows; `without_rows` counts in them.
    pub rows: Vec<String>,
    /// Over all wells, classes weighted as in the average of the comparison.
    pub average: WellFigure,
    /// Over the wells of each class.
    pub per_class: Named<WellFigure>,
}

/// The rows of the wells that the images of a comparison are in; `None` where they are not the folds of a plate with
/// few wells.
pub(super) fn rows(run: &Loaded, images: &Images) -> Option<PlateRows> {
    let groups = run.predictions.iter().map(|image| image.group.as_deref());
    let cells = groups.zip(&images.labels).map(|(group, &label)| Some((group?, label)));
    PlateRows::of_wells(&cells.collect::<Option<Vec<_>>>()?)
}

/// The test of one contrast.
pub(super) fn well_differences(
    outcomes: &Outcomes,
    pairs: &[[&RunOutcome; 2]],
    rows: &PlateRows,
    weighting: Weighting,
) -> WellDifferences {
    /// One class in one well.
    #[derive(Default)]
    struct Well {
        row: usize,
        images: f64,
        won: f64,
    }
    let mut all: BTreeMap<(usize, usize), Well> = BTreeMap::new();
    for (image, ((&label, &group), &row)) in
        outcomes.labels.iter().zip(outcomes.groups).zip(&rows.rows).enumerate()
    {
        let well = all.entry((label, group)).or_default();
        well.row = row;
        well.images += 1.0;
        let won =
            |[reference, other]: &[&RunOutcome; 2]| other.right(image, label) - reference.right(image, label);
        well.won += pairs.iter().map(won).sum::<f64>() / pairs.len().max(1) as f64;
    }
    let classes = 0..outcomes.classes.len();
    let held: Vec<(Vec<f64>, Vec<usize>)> = classes
        .map(|class| {
            let of_class = all.iter().filter(|((of, _), _)| *of == class);
            of_class.map(|(_, well)| (well.won / well.images, well.row)).unzip()
        })
        .collect();
    let mut per_class: Vec<WellFigure> =
        held.iter().map(|(differences, rows)| figure(wells(differences, rows))).collect();
    let images = |class: usize| outcomes.labels.iter().filter(|label| **label == class).count() as f64;
    let weights = weighting.of_classes(&(0..held.len()).map(images).collect::<Vec<_>>());
    let strata: Vec<(f64, Vec<f64>, Vec<usize>)> = weights
        .into_iter()
        .zip(held)
        .filter(|(weight, _)| *weight > 0.0)
        .map(|(weight, (differences, rows))| (weight, differences, rows))
        .collect();
    let p: Vec<f64> =
        per_class.iter().map(|figure| figure.test.as_ref().map_or(f64::NAN, |test| test.p)).collect();
    for (figure, p) in per_class.iter_mut().zip(holm(&p)) {
        figure.p_holm = Some(p).filter(|p| !p.is_nan());
    }
    WellDifferences {
        rows: rows.names.clone(),
        average: figure(average_of_wells(&strata)),
        per_class: outcomes.classes.iter().cloned().zip(per_class).collect(),
    }
}

fn figure(test: Result<WellTest, NotDefined>) -> WellFigure {
    match test {
        Ok(test) => WellFigure { test: Some(test), ..WellFigure::default() },
        Err(why) => WellFigure { why: Some(why.to_string()), ..WellFigure::default() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wells_count_once_however_many_cells_are_in_them() {
        // Two classes in rows A to D; the other recipe gains a tenth more in every further row, for class 0 alone.
        let (mut labels, mut groups, mut rows, mut answers) = (vec![], vec![], vec![], [vec![], vec![]]);
        for row in 0..4 {
            for class in 0..2 {
                for cell in 0..10 * (1 + row) {
                    labels.push(class);
                    groups.push(2 * row + class);
                    rows.push(row);
                    let right = cell % 10 < if class == 0 { 5 } else { 7 };
                    let now = if class == 0 { cell % 10 < 6 + row } else { right };
                    answers[0].push(Some(if right { class } else { 1 - class }));
                    answers[1].push(Some(if now { class } else { 1 - class }));
                }
            }
        }
        let [a, b] = answers;
        let runs = [RunOutcome::new(0, 0, a), RunOutcome::new(1, 0, b)];
        let classes = ["a", "b"].map(String::from);
        let outcomes = Outcomes { classes: &classes, labels: &labels, groups: &groups, runs: &runs };
        let rows = PlateRows { rows, names: ["A", "B", "C", "D"].map(String::from).to_vec() };
        let found = well_differences(&outcomes, &[[&runs[0], &runs[1]]], &rows, Weighting::Balanced);
        let test = found.per_class.0[0].1.test.as_ref().unwrap();
        // scipy.stats.ttest_1samp([0.1, 0.2, 0.3, 0.4], 0).pvalue
        assert_eq!(test.wells, 4);
        assert!(
            (test.difference - 0.25).abs() < 1e-12 && (test.p - 0.030_466_291_662_170_93).abs() < 1e-9,
            "{test:?}"
        );
        assert_eq!(found.per_class.0[0].1.p_holm, Some(test.p), "only one class can be tested");
        assert!(found.per_class.0[1].1.why.as_ref().unwrap().contains("same difference"));
        let average = found.average.test.unwrap();
        assert_eq!((average.wells, average.without_rows.len()), (8, 4));
        assert!((average.difference - 0.125).abs() < 1e-12);
    }
}
