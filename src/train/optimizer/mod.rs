//! Optimisers that change named parameters by their gradients, and whose memory can be saved by name.

mod adamw;
mod error;
#[expect(clippy::module_inception, reason = "the file is named for the trait that it holds")]
mod optimizer;
mod sgd;

pub use adamw::AdamW;
pub use error::OptimizerError;
pub use optimizer::{Optimizer, decays};
pub use sgd::Sgd;

#[cfg(test)]
mod against_torch;
