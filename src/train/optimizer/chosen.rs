//! [`chosen_optimizer`]: the rule that the settings name.

use super::{AdamW, Lars, Optimizer, Sgd};
use crate::train::TrainConfig;

/// Names of all rules, as the setting `optimizer` takes them.
pub const OPTIMIZERS: [&str; 3] = ["adamw", "sgd", "lars"];

/// The rule that `config` names, with its settings; AdamW where the name is none of [`OPTIMIZERS`].
pub fn chosen_optimizer(config: &TrainConfig) -> Box<dyn Optimizer> {
    let TrainConfig { momentum, weight_decay, .. } = *config;
    match config.optimizer.as_str() {
        "sgd" => Box::new(Sgd::new(momentum, config.nesterov, weight_decay)),
        "lars" => Box::new(Lars::new(momentum, weight_decay, config.lars_eta, config.lars_clip)),
        _ => Box::new(AdamW::new(weight_decay)),
    }
}
