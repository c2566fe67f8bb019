//! [`ComparisonRequest`]: by what runs are compared.

use crate::evaluate::ReadoutKind;
use crate::evaluate::difference::Weighting;
use crate::run::EvaluationPart;

/// By what runs are compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComparisonRequest {
    /// The read-out; `None` takes the one that was declared before the first run.
    pub readout: Option<ReadoutKind>,
    /// The read-out that was declared before the runs, where that stands in a study and not in the runs.
    pub declared: Option<ReadoutKind>,
    /// What counts the same in averages.
    pub weighting: Weighting,
    /// Which images are asked about. All runs must have been evaluated on them.
    pub part: EvaluationPart,
    /// Two classes, where only these are told apart: the read-out is made anew from their images alone.
    pub pair: Option<[String; 2]>,
    /// A single recipe will do: then there is nothing to compare, and what is asked for are the means of its runs.
    pub one_recipe: bool,
}
