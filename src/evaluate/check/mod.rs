//! What a recipe hides, said with a number before any training: features of known meaning are measured of images as
//! they are and of their random versions, and pairs of classes are looked for that they no longer tell apart.
//!
//! For each pair and each [`Family`] of features the one that tells the classes apart best is chosen on one half of
//! the images and judged on the other: the area under the ROC curve, picture by picture ([`Telling::auc`]) and for two
//! pictures at a time ([`Telling::pairs`]), since a contrastive objective sees versions two at a time. A sign counts
//! as taken where half of either is gone, from an area of at least [`TELLS`]; the step is the one without which it is
//! back. How grave that is says the best feature that is left ([`Degree`]).

mod auc;
mod erased;
mod error;
mod family;
mod feature;
mod measure;
mod object;
mod pictures;
mod sample;
mod signs;
mod step_faults;
mod trace;
mod verdict;
mod warning;

pub use erased::{Degree, PairFigures};
pub use error::CheckError;
pub use family::Family;
pub use feature::Feature;
pub use measure::measure;
pub use signs::{TELLS, Telling};
pub use step_faults::CLIPS;
pub use trace::GroupTrace;
pub use verdict::{CheckOptions, GroupFigures, PairMatrix, Verdict, check};
pub use warning::{Left, Warning, WarningKind};
