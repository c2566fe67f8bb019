//! [`Roll`]: the recipes that the filter leaves, folded and in order, found once for every change rather than in every
//! frame.

use super::fold::{Fold, folds};
use super::table::Key;
use crate::app::context::Context;
use crate::app::runs::{RunInfo, Runs};
use crate::app::view::RunColumn;
use augscope::evaluate::ReadoutKind;
use std::collections::HashMap;

/// All that decides a roll.
#[derive(Clone, Debug, PartialEq)]
struct Deciding {
    revision: usize,
    filter: String,
    order: (RunColumn, bool),
    unfolded: Vec<usize>,
    kind: ReadoutKind,
}

/// A recipe with the runs that the filter leaves, by their places in the list.
#[derive(Clone, Debug)]
struct Folded {
    runs: Vec<usize>,
    name: String,
}

/// A row of the table: a recipe, or one of its seeds below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RollRow {
    /// The number of the recipe in the roll.
    pub fold: usize,
    /// The number of the seed in the recipe.
    pub seed: Option<usize>,
}

/// The recipes that the filter leaves.
#[derive(Debug, Default)]
pub struct Roll {
    of: Option<Deciding>,
    /// Newest first.
    folds: Vec<Folded>,
    rows: Vec<RollRow>,
    runs: usize,
}

impl Roll {
    /// Finds it anew, where anything has changed that it depends on.
    pub fn renew(&mut self, cx: &Context) {
        let of = Deciding {
            revision: cx.runs.revision(),
            filter: cx.view.run_filter.clone(),
            order: cx.view.run_order,
            unfolded: cx.view.unfolded.clone(),
            kind: super::comparison::kind(cx),
        };
        if self.of.as_ref() == Some(&of) {
            return;
        }
        let words: Vec<String> = of.filter.to_lowercase().split_whitespace().map(String::from).collect();
        let list = cx.runs.list();
        let left = list.iter().rev().filter(|run| words.iter().all(|word| run.text.contains(word.as_str())));
        let found = folds(left);
        let place = |run: &RunInfo| std::ptr::from_ref(run) as usize;
        let places: HashMap<usize, usize> =
            list.iter().enumerate().map(|(number, run)| (place(run), number)).collect();
        let (column, ascending) = of.order;
        let mut order: Vec<(Key, usize)> = found
            .iter()
            .enumerate()
            .map(|(number, fold)| (super::table::key(fold, column, of.kind), number))
            .collect();
        order.sort_by(|(a, _), (b, _)| a.compare(b, ascending));
        self.rows.clear();
        for (_, number) in order {
            self.rows.push(RollRow { fold: number, seed: None });
            let Some(fold) = found.get(number).filter(|fold| fold.runs.len() > 1) else { continue };
            if fold.family().is_some_and(|family| of.unfolded.contains(&family)) {
                let seeds = 0..fold.runs.len();
                self.rows.extend(seeds.map(|seed| RollRow { fold: number, seed: Some(seed) }));
            }
        }
        self.runs = found.iter().map(|fold| fold.runs.len()).sum();
        let of_fold = |fold: Fold| Folded {
            runs: fold.runs.iter().filter_map(|run| places.get(&place(run)).copied()).collect(),
            name: fold.name,
        };
        self.folds = found.into_iter().map(of_fold).collect();
        self.of = Some(of);
    }

    /// How many recipes there are.
    pub fn recipes(&self) -> usize {
        self.folds.len()
    }

    /// How many runs they have together.
    pub fn runs(&self) -> usize {
        self.runs
    }

    /// The rows of the table in their order.
    pub fn rows(&self) -> &[RollRow] {
        &self.rows
    }

    /// The recipe of that number, newest first.
    pub fn fold<'a>(&self, number: usize, runs: &'a Runs) -> Option<Fold<'a>> {
        let folded = self.folds.get(number)?;
        let of = folded.runs.iter().filter_map(|place| runs.list().get(*place)).collect::<Vec<_>>();
        (!of.is_empty()).then(|| Fold { runs: of, name: folded.name.clone() })
    }
}
