//! [`Design`]: what two recipes recognise in every class, group and seed, as sums that are quickly added again.

use super::outcomes::{Outcomes, RunOutcome, Weighting};
use crate::evaluate::interval::design_effect;
use std::collections::BTreeMap;

/// The images of one class in one group.
pub(in crate::evaluate) struct Cell {
    /// The group, counted from 0 over all groups.
    pub group: usize,
    /// Images.
    pub images: f64,
    /// Images that each pair of runs recognises: by the reference, by the other.
    pub right: Vec<[f64; 2]>,
}

/// Two recipes on the same images.
pub(in crate::evaluate) struct Design {
    /// The cells of every class.
    pub classes: Vec<Vec<Cell>>,
    /// Groups in all.
    pub groups: usize,
    /// Pairs of runs.
    pub seeds: usize,
    /// Weight of every class in the average.
    pub weights: Vec<f64>,
}

impl Design {
    /// Counts the answers of `pairs`; `outcomes` has been checked.
    pub fn new(outcomes: &Outcomes, pairs: &[[&RunOutcome; 2]], weighting: Weighting) -> Self {
        let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
        for &group in outcomes.groups {
            let next = numbers.len();
            numbers.entry(group).or_insert(next);
        }
        let mut cells: Vec<BTreeMap<usize, Cell>> = Vec::new();
        cells.resize_with(outcomes.classes.len(), BTreeMap::new);
        for (image, (&label, group)) in outcomes.labels.iter().zip(outcomes.groups).enumerate() {
            let group = numbers.get(group).copied().unwrap_or_default();
            let cell = cells[label].entry(group).or_insert_with(|| Cell {
                group,
                images: 0.0,
                right: vec![[0.0; 2]; pairs.len()],
            });
            cell.images += 1.0;
            for (right, pair) in cell.right.iter_mut().zip(pairs) {
                for (right, run) in right.iter_mut().zip(pair) {
                    *right += run.right(image, label);
                }
            }
        }
        let classes: Vec<Vec<Cell>> = cells.into_iter().map(|cells| cells.into_values().collect()).collect();
        let images: Vec<f64> = classes.iter().map(|cells| images(cells)).collect();
        Self { classes, groups: numbers.len(), seeds: pairs.len(), weights: weighting.of_classes(&images) }
    }

    /// Recall of a class by the reference and by the other, where every group and every seed is counted as often
    /// as `groups` and `seeds` say. `None` where no image is left.
    pub fn recalls(&self, class: usize, groups: &[f64], seeds: &[f64]) -> Option<[f64; 2]> {
        let (mut n, mut right) = (0.0, [0.0; 2]);
        for cell in self.classes.get(class)? {
            let times = groups[cell.group];
            if times > 0.0 {
                n += times * cell.images;
                for (&[a, b], &seed) in cell.right.iter().zip(seeds) {
                    right[0] += times * seed * a;
                    right[1] += times * seed * b;
                }
            }
        }
        n *= seeds.iter().sum::<f64>();
        (n > 0.0).then(|| right.map(|right| right / n))
    }

    /// The average of both recipes over all classes; `None` where a class has vanished.
    pub fn averages(&self, groups: &[f64], seeds: &[f64]) -> Option<[f64; 2]> {
        self.present().try_fold([0.0; 2], |sum, class| {
            let [a, b] = self.recalls(class, groups, seeds)?;
            Some([sum[0] + self.weights[class] * a, sum[1] + self.weights[class] * b])
        })
    }

    /// The lowest recall of both recipes, with the class; `None` where a class has vanished.
    pub fn worst(&self, groups: &[f64], seeds: &[f64]) -> Option<[(usize, f64); 2]> {
        let mut worst = [(usize::MAX, f64::INFINITY); 2];
        for class in self.present() {
            for (worst, recall) in worst.iter_mut().zip(self.recalls(class, groups, seeds)?) {
                if recall < worst.1 {
                    *worst = (class, recall);
                }
            }
        }
        (worst[0].0 != usize::MAX).then_some(worst)
    }

    /// The classes that have images.
    pub fn present(&self) -> impl Iterator<Item = usize> + '_ {
        self.classes.iter().enumerate().filter(|(_, cells)| !cells.is_empty()).map(|(class, _)| class)
    }

    /// Groups in strata, for the average: a group's stratum is the class, among those that it holds, that the fewest
    /// groups hold. Drawn so, hardly ever a class vanishes.
    pub fn strata(&self) -> Vec<Vec<usize>> {
        let mut rarest = vec![usize::MAX; self.groups];
        let held = |class: usize| self.classes.get(class).map_or(usize::MAX, Vec::len);
        for class in self.present() {
            for cell in &self.classes[class] {
                if held(class) < held(rarest[cell.group]) {
                    rarest[cell.group] = class;
                }
            }
        }
        let of = |class| (0..self.groups).filter(|&group| rarest[group] == class).collect::<Vec<_>>();
        self.present().map(of).filter(|groups| !groups.is_empty()).collect()
    }

    /// Images that count: those of every class divided by its design effect, or where no class shows one as many as
    /// it has groups.
    pub fn effective_images(&self) -> Vec<f64> {
        let effects: Vec<Option<f64>> = self.classes.iter().map(|cells| self.mean_effect(cells)).collect();
        let known: Vec<f64> = effects.iter().copied().flatten().collect();
        let elsewhere = (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64);
        let of = |(cells, effect): (&Vec<Cell>, &Option<f64>)| {
            let (n, groups) = (images(cells), cells.len() as f64);
            effect.or(elsewhere).map_or(groups, |effect| (n / effect.max(1.0)).clamp(groups, n.max(groups)))
        };
        self.classes.iter().zip(&effects).map(of).collect()
    }

    fn mean_effect(&self, cells: &[Cell]) -> Option<f64> {
        let of = |seed: usize, recipe: usize| {
            let right = |cell: &Cell| cell.right.get(seed).map_or(0.0, |right| right[recipe]);
            design_effect(&cells.iter().map(|cell| (right(cell), cell.images)).collect::<Vec<_>>())
        };
        let runs = (0..self.seeds).flat_map(|seed| [(seed, 0), (seed, 1)]);
        let effects: Vec<f64> = runs.filter_map(|(seed, recipe)| of(seed, recipe)).collect();
        (!effects.is_empty()).then(|| effects.iter().sum::<f64>() / effects.len() as f64)
    }
}

/// Images of a class.
pub(in crate::evaluate) fn images(cells: &[Cell]) -> f64 {
    cells.iter().map(|cell| cell.images).sum()
}

/// How many images more the other recipe recognises in a cell, over all seeds.
pub(in crate::evaluate) fn won(cell: &Cell) -> f64 {
    cell.right.iter().map(|[a, b]| b - a).sum()
}
