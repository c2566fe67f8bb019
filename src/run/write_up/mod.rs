//! The write-up of a run or of a comparison as a page: one file a section, each a function from what was read of the
//! folder to blocks, so that other pages can be put together from them.

mod accuracy;
mod clusters;
pub mod compared;
mod confusion;
mod curves;
mod data;
mod facts;
mod headline;
mod labels;
mod methods;
mod recipe;
mod repeat;
mod thumbnails;
mod training;
mod why;
pub(in crate::run) mod words;

#[cfg(test)]
mod tests;

pub use accuracy::accuracy_blocks;
pub use clusters::cluster_blocks;
pub use compared::{comparison_methods_text, comparison_page};
pub use confusion::confusion_blocks;
pub use curves::curve_blocks;
pub use data::data_blocks;
pub use facts::RunFacts;
pub use headline::headline_blocks;
pub use labels::{caution_blocks, label_badges};
pub use methods::methods_text;
pub use recipe::recipe_blocks;
pub use repeat::repeat_blocks;
pub use training::training_blocks;
pub use why::why_blocks;

use super::{RunError, RunFolder};
use crate::export::page::{Block, Page};
use crate::job::Stop;

/// The page about the run in `folder`. What the run lacks (it may still be training, its data may be gone) is said in
/// its place.
///
/// # Errors
/// [`RunError::NoRun`] where there is no run, where a file of it cannot be understood, or where `stop` was raised.
pub fn run_page(folder: &RunFolder, stop: &Stop) -> Result<Page, RunError> {
    let facts = RunFacts::read(folder)?;
    let mut blocks = headline_blocks(&facts);
    blocks.push(Block::Badges(label_badges(&facts)));
    blocks.extend(caution_blocks(&facts));
    blocks.extend(data_blocks(&facts));
    blocks.extend(recipe_blocks(&facts, stop)?);
    blocks.extend(training_blocks(&facts));
    blocks.extend(curve_blocks(&facts));
    blocks.extend(accuracy_blocks(&facts)?);
    blocks.extend(confusion_blocks(&facts, stop)?);
    blocks.extend(cluster_blocks(&facts));
    blocks.extend(why_blocks(&facts));
    blocks.extend(repeat_blocks(&facts));
    let subtitle =
        format!("{}, begun {}, seed {}", facts.record.program, facts.record.created, facts.record.seed);
    Ok(Page { title: format!("Run {}", words::name(&facts.name)), subtitle, blocks })
}
