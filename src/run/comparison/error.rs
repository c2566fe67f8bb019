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
    #[error("{0} has no report.json yet: let the run end, or evaluate it with `augscope evaluate`")]
    NotEvaluated(PathBuf),
    /// The evaluation is there, but not the answers for each image.
    #[error(
        "{0} has no predictions.csv (it was evaluated by an older version): evaluate it again with `augscope evaluate`"
    )]
    NoAnswers(PathBuf),
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
        "{run} has no answers by the read-out \"{readout}\"; it has those by {has} (linear_10 is a mean over several \
         draws of labels, of which answers are not kept)"
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
            | Self::NoReadout { .. } => true,
            Self::Run(error) => error.is_wrong_use(),
            Self::NotEvaluated(_) | Self::NoAnswers(_) | Self::BadFile { .. } | Self::Evaluate(_) => false,
        }
    }
}
