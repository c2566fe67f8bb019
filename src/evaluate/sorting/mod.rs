//! Blind sorting: the deck of random versions that an expert sorts into classes, and what her answers come to.

mod deck;
mod sorted;

pub use deck::{Card, deal};
pub use sorted::{ClassSorted, MixedUp, Sorted};
