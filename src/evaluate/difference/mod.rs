//! Differences between recipes, class by class: effect, interval, test, verdict, and where lost images went.
//!
//! Everything rests on d(group, seed): what a recipe's run with that seed recognises in that group more than the
//! reference's. [`contrasts`] makes it all from the answers of runs; the other functions are its parts.

mod confusion;
mod contrast;
mod crossed;
mod design;
mod equivalence;
mod holm;
mod level;
mod outcomes;
mod swap;
mod verdict;
mod wells;

#[cfg(test)]
#[path = "calibration_tests.rs"]
mod calibration;
#[cfg(test)]
mod tests;

pub use confusion::{Moved, confusion_difference};
pub(super) use contrast::versus;
pub use contrast::{AverageDifference, ClassDifference, Contrast, WorstClassDifference, contrasts};
pub use crossed::{Components, Prior, RESAMPLES, Spread, crossed};
pub(super) use design::Design;
pub use equivalence::equivalence;
pub use holm::holm;
pub use level::{Level, levels};
pub use outcomes::{Outcomes, RunOutcome, Weighting};
pub use swap::{MONTE_CARLO, MOST_EXACT, SwapTest, swap};
pub use verdict::{LEVEL, MARGIN, Verdict};
pub use wells::{NotDefined, WellTest, WithoutRow, average_of_wells, wells};

/// How differences are judged, in words, for a report.
pub const METHOD: &str = "differences of recall on the same images: the standard error comes from a bootstrap of groups and \
    seeds, crossed (Owen 2007; variances put together without counting the residual twice, degrees of freedom by \
    Satterthwaite; what seeds do to a class is moderated by what they do to the others, Smyth 2004), two images of which each recipe wins one are added (Bonett and Price 2012); p is the larger of the \
    one by swapping the recipes' names in whole groups and the one of t with that standard error, then Holm over \
    classes and contrasts; unchanged: two one-sided tests (Schuirmann 1987) within 3 points; no verdict with fewer than \
    8 groups a class or with a single seed";
