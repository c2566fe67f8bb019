//! Exit codes: which errors are wrong use, which an interruption.

use augscope::dataset::DatasetError;
use augscope::dataset::simulate::SimulateError;
use augscope::export::ExportError;
use augscope::pipeline::foreign::ImportError;
use augscope::pipeline::{InputError, PipelineError};
use augscope::run::engine::EngineError;
use augscope::run::study::StudyError;
use augscope::run::{ComparisonError, RunError};
use augscope::train::ConfigError;
use std::process::ExitCode;

/// The command was understood but cannot be meant.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WrongUse(pub String);

/// The work was stopped from outside and left in a good state.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Interrupted(pub String);

/// The exit code for `error`.
pub fn code(error: &anyhow::Error) -> ExitCode {
    let wrong = error.chain().any(|cause| {
        cause.is::<WrongUse>()
            || cause.is::<PipelineError>()
            || cause.is::<ConfigError>()
            || cause.is::<InputError>()
            || cause.is::<ImportError>()
            || cause.downcast_ref::<RunError>().is_some_and(RunError::is_wrong_use)
            || cause.downcast_ref::<ExportError>().is_some_and(ExportError::is_wrong_use)
            || matches!(cause.downcast_ref(), Some(RunError::Export(error)) if error.is_wrong_use())
            || cause.downcast_ref::<ComparisonError>().is_some_and(ComparisonError::is_wrong_use)
            || cause.downcast_ref::<EngineError>().is_some_and(EngineError::is_wrong_use)
            || cause.downcast_ref::<StudyError>().is_some_and(StudyError::is_wrong_use)
            || matches!(
                cause.downcast_ref(),
                Some(SimulateError::NotEmpty { .. } | SimulateError::Setting(_))
            )
            || matches!(
                cause.downcast_ref(),
                Some(
                    DatasetError::Open { .. }
                        | DatasetError::NotADataset { .. }
                        | DatasetError::NoColumn { .. }
                        | DatasetError::NoTable { .. }
                )
            )
    });
    if error.chain().any(<dyn std::error::Error>::is::<Interrupted>) {
        ExitCode::from(130)
    } else if wrong {
        ExitCode::from(2)
    } else {
        ExitCode::from(1)
    }
}
