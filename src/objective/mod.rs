//! What pretraining minimises: one file an objective, and the list of them.

mod barlow_twins;
mod byol;
mod error;
mod head;
mod list;
mod log_sum_exp;
mod moco;
#[expect(clippy::module_inception, reason = "the file is named for the trait that it holds")]
mod objective;
mod queue;
mod setting;
mod simclr;
mod supervised;
mod unit_rows;
mod vicreg;

pub use barlow_twins::{BarlowTwins, barlow_twins};
pub use byol::{Byol, regression};
pub use error::ObjectiveError;
pub use head::{Head, HeadLayer};
pub use list::{Build, Entry, OBJECTIVES, Task, by_name};
pub use moco::{MoCo, info_nce};
pub use objective::{Batch, Loss, Objective, Shown, Target};
pub use queue::Queue;
pub use setting::{Options, Setting, SettingError, Settings};
pub use simclr::{SimClr, nt_xent};
pub use supervised::{Supervised, cross_entropy};
pub use vicreg::{VicReg, vicreg};

#[cfg(test)]
mod against_torch;
#[cfg(test)]
mod all_objectives;
