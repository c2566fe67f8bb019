//! Arguments that several commands share: which data, which columns, which pipeline, which read-out.

use super::exit::WrongUse;
use augscope::dataset::OpenOptions;
use augscope::evaluate::ReadoutKind;
use augscope::pipeline::{PRESETS, Pipeline, PipelineError, load};
use std::path::PathBuf;

/// A data set and the columns of its table.
#[derive(Debug, Clone, clap::Args)]
pub struct DataArguments {
    /// The data set: a folder with a sub-folder for each class, a folder with a labels.csv, or a table
    pub data: PathBuf,
    /// Column of the table that holds the classes (default: label)
    #[arg(long, value_name = "COLUMN")]
    pub label: Option<String>,
    /// Column of the table that names what must stay together: plate, well, slide, donor
    #[arg(long, value_name = "COLUMN")]
    pub group: Option<String>,
}

impl DataArguments {
    /// The columns.
    pub fn columns(&self) -> OpenOptions {
        OpenOptions { label: self.label.clone(), group: self.group.clone() }
    }
}

/// The pipeline in a file, or the preset of that name.
///
/// # Errors
/// What is wrong with the file, or the names of the presets.
pub fn pipeline(name: &str) -> Result<Pipeline, PipelineError> {
    Ok(load(name)?.pipeline)
}

/// The read-out called `name`.
///
/// # Errors
/// The names that there are.
pub fn readout(name: &str) -> Result<ReadoutKind, WrongUse> {
    ReadoutKind::named(name).ok_or_else(|| {
        let names = ReadoutKind::ALL.map(ReadoutKind::name).join(", ");
        WrongUse(format!("there is no read-out called \"{name}\"; there are {names}"))
    })
}

/// Names of all presets, for help texts.
pub fn preset_names() -> String {
    PRESETS.map(|(name, _)| name).join(", ")
}
