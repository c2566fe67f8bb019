//! Arguments that several commands share: which data, which columns, which pipeline, which read-out.

use super::exit::WrongUse;
use augscope::dataset::{DataFile, Dataset, DatasetError, OpenOptions};
use augscope::evaluate::ReadoutKind;
use augscope::pipeline::{PRESETS, Pipeline, PipelineError, load};
use std::path::PathBuf;

/// A data set and the columns of its table.
#[derive(Debug, Clone, clap::Args)]
pub struct DataArguments {
    /// The data set: a folder with a sub-folder for each class, a folder with a labels.csv, a table, or a data set
    /// file (.toml) that says how the files are read
    pub data: PathBuf,
    /// Column of the table that holds the classes (default: label)
    #[arg(long, value_name = "COLUMN")]
    pub label: Option<String>,
    /// Column of the table that names what must stay together: plate, well, slide, donor
    #[arg(long, value_name = "COLUMN")]
    pub group: Option<String>,
}

impl DataArguments {
    /// Where the data set lies and how it is read; of a data set file what it says, but for what is given here.
    ///
    /// # Errors
    /// Where a data set file cannot be read.
    pub fn source(&self) -> Result<(PathBuf, OpenOptions), DatasetError> {
        let (path, mut options) = if DataFile::is_name(&self.data) {
            let file = DataFile::read(&self.data)?;
            let options = file.options();
            (file.path, options)
        } else {
            (self.data.clone(), OpenOptions::default())
        };
        options.label = self.label.clone().or(options.label);
        options.group = self.group.clone().or(options.group);
        Ok((path, options))
    }

    /// Opens the data set.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub fn open(&self) -> Result<Dataset, DatasetError> {
        let (path, options) = self.source()?;
        Dataset::open(&path, &options)
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
