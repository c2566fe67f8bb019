//! The sub-commands, one a file.

pub mod inspect;
pub mod simulate;
