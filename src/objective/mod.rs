//! What pretraining minimises: one file an objective, and the list of them.

mod error;
mod head;
mod list;
#[expect(clippy::module_inception, reason = "the file is named for the trait that it holds")]
mod objective;
mod simclr;

pub use error::ObjectiveError;
pub use head::{Head, HeadLayer};
pub use list::{Build, Entry, OBJECTIVES, Options, by_name};
pub use objective::{Loss, Objective};
pub use simclr::{SimClr, nt_xent};
