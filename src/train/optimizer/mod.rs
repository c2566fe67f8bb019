//! Optimisers that change named parameters by their gradients, and whose memory can be saved by name.

mod adamw;
mod chosen;
mod error;
mod gradient_length;
mod in_place;
mod lars;
mod momentum;
#[expect(clippy::module_inception, reason = "the file is named for the trait that it holds")]
mod optimizer;
mod sgd;

pub use adamw::AdamW;
pub use chosen::{OPTIMIZERS, chosen_optimizer};
pub use error::OptimizerError;
pub use gradient_length::{gradient_length, limit_gradients};
pub use lars::Lars;
pub use optimizer::{Optimizer, decays};
pub use sgd::Sgd;

#[cfg(test)]
mod against_torch;
