//! Pretraining an encoder: optimisers and the schedule of the learning rate.

pub mod optimizer;
pub mod schedule;
