//! [`Sides`]: what was asked of the compared runs.

use crate::pipeline::Pipeline;
use crate::run::{Comparison, RunError, RunFolder, RunRecord};
use std::collections::BTreeSet;

/// Records of all runs, and the recipe of the first run of each compared recipe.
#[derive(Debug)]
pub struct Sides {
    /// The record of every run, in the order of the comparison.
    pub records: Vec<RunRecord>,
    /// The recipe, and its run's record, in the order of the comparison's recipes.
    pub recipes: Vec<(Pipeline, RunRecord)>,
}

impl Sides {
    /// Reads what the comparison does not keep.
    ///
    /// # Errors
    /// Where a record can no longer be read.
    pub fn read(comparison: &Comparison) -> Result<Self, RunError> {
        let records: Vec<RunRecord> =
            comparison.runs.iter().map(|run| RunFolder::new(&run.path).record()).collect::<Result<_, _>>()?;
        let mut recipes = Vec::new();
        for number in 0..comparison.recipes.len() {
            let first = comparison.runs.iter().zip(&records).find(|(run, _)| run.recipe == number);
            if let Some((_, record)) = first {
                recipes.push((record.pipeline()?, record.clone()));
            }
        }
        Ok(Self { records, recipes })
    }

    /// The programs that made the runs.
    pub(super) fn programs(&self) -> String {
        let programs: BTreeSet<&str> = self.records.iter().map(|record| record.program.as_str()).collect();
        programs.into_iter().collect::<Vec<_>>().join(", ")
    }
}
