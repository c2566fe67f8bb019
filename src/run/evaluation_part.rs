//! [`EvaluationPart`]: which images a run is evaluated on, and the files that its answers stand in.

/// Which images are asked about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EvaluationPart {
    /// The part for choosing.
    #[default]
    Choose,
    /// The sealed part; opening it is counted.
    Report,
    /// Every labelled image outside the sealed part, each read out by read-outs that did not learn
    /// from its group; the encoder is the run's own.
    Folds,
}

impl EvaluationPart {
    /// Its name in a report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Choose => "choose",
            Self::Report => "report",
            Self::Folds => "folds",
        }
    }

    /// The file of the evaluation in the run's folder.
    pub fn report_file(self) -> &'static str {
        match self {
            Self::Choose => "report.json",
            Self::Report => "report-report.json",
            Self::Folds => "report-folds.json",
        }
    }

    /// The file of the answers for each image.
    pub fn predictions_file(self) -> &'static str {
        match self {
            Self::Choose => "predictions.csv",
            Self::Report => "predictions-report.csv",
            Self::Folds => "predictions-folds.csv",
        }
    }
}
