//! [`ComparisonError`]: why runs cannot be compared.

use crate::evaluate::EvaluateError;
use crate::run::RunError;
use std::path::PathBuf;

/// Why runs cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum ComparisonError {
    /// There is nothing to compare with.
    #[error("a comparison needs at least two runs")]
    TooFew,
    /// A run has no evaluation.
    #[error(
        "{folder} has not been evaluated on the part \"{part}\" yet: let the run end, or evaluate it with \
         `augscope evaluate --on {part}`"
    )]
    NotEvaluated {
        /// The run.
        folder: PathBuf,
        /// The part that is asked about.
        part: &'static str,
    },
    /// The evaluation is there, but not the answers for each image.
    #[error(
        "{folder} has no answers for each image of the part \"{part}\" (it was evaluated by an older version): evaluate \
         it again with `augscope evaluate --on {part}`"
    )]
    NoAnswers {
        /// The run.
        folder: PathBuf,
        /// The part that is asked about.
        part: &'static str,
    },
    /// A class that is not there.
    #[error("there is no class \"{class}\" in these runs; there are {classes}")]
    UnknownClass {
        /// What was asked for.
        class: String,
        /// What there is.
        classes: String,
    },
    /// A pair of one class.
    #[error("\"{0}\" cannot be told apart from itself: name two classes")]
    SamePair(String),
    /// Pairs are made from features that are stored of one part only.
    #[error("two classes alone can be compared on the part \"choose\" only, not on \"{0}\"")]
    PairOfPart(&'static str),
    /// A read-out that is not made for pairs.
    #[error(
        "{run} holds no features for the read-out \"{readout}\" of two classes: ask for knn_encoder, knn_projector or \
         linear_full, and where the run was evaluated by an older version evaluate it again with `augscope evaluate`"
    )]
    NoPair {
        /// The run.
        run: PathBuf,
        /// What was asked for.
        readout: &'static str,
    },
    /// Two runs are not about the same thing.
    #[error("{first} and {other} cannot be compared: {what}")]
    Differ {
        /// The run that all are held against.
        first: PathBuf,
        /// The one that differs.
        other: PathBuf,
        /// In what.
        what: String,
    },
    /// The same recipe, settings and seed.
    #[error(
        "{first} and {other} have the same recipe, settings and seed, so one of them says nothing new: name only one"
    )]
    Twice {
        /// The first.
        first: PathBuf,
        /// Its repetition.
        other: PathBuf,
    },
    /// All runs have the same recipe and settings.
    #[error(
        "all {0} runs have the same recipe and settings and differ in nothing but the seed: name runs of another \
         recipe too"
    )]
    OneRecipe(usize),
    /// A read-out is missing.
    #[error(
        "{run} has no answers by the read-out \"{readout}\"; it has those by {has} (a probe with few labels is left out \
         where no class has more; runs of older versions must be evaluated again with `augscope evaluate`)"
    )]
    NoReadout {
        /// The run.
        run: PathBuf,
        /// What was asked for.
        readout: &'static str,
        /// What there is.
        has: String,
    },
    /// A file of a run does not hold what it should.
    #[error("{path} cannot be understood: {why}")]
    BadFile {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// A run cannot be read.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The figures cannot be made.
    #[error(transparent)]
    Evaluate(#[from] EvaluateError),
}

impl ComparisonError {
    /// True where the request itself was wrong, rather than something on the way.
    pub fn is_wrong_use(&self) -> bool {
        match self {
            Self::TooFew
            | Self::Differ { .. }
            | Self::Twice { .. }
            | Self::OneRecipe(_)
            | Self::UnknownClass { .. }
            | Self::SamePair(_)
            | Self::PairOfPart(_)
            | Self::NoPair { .. }
            | Self::NoReadout { .. } => true,
            Self::Run(error) => error.is_wrong_use(),
            Self::NotEvaluated { .. } | Self::NoAnswers { .. } | Self::BadFile { .. } | Self::Evaluate(_) => {
                false
            }
        }
    }
}
