//! [`RunFolder`]: where things lie in a run's folder.

use super::{RunError, RunRecord};
use crate::job::write_atomic;
use crate::train::Checkpoints;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFolder {
    path: PathBuf,
}

impl RunFolder {
    /// The run in `path`, which need not exist yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// True when a run was begun here.
    pub fn has_run(&self) -> bool {
        self.file("run.toml").is_file()
    }

    /// True when something lies here already.
    pub fn is_in_use(&self) -> bool {
        match fs::read_dir(&self.path) {
            // What a process left that was ended while it wrote its first file is nothing.
            Ok(entries) => entries.flatten().any(|entry| {
                let name = entry.file_name();
                let name = name.to_string_lossy();
                !(name.starts_with('.') && name.ends_with(".part"))
            }),
            Err(_) => self.path.exists(),
        }
    }

    /// The file called `name`.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Its checkpoints.
    pub fn checkpoints(&self) -> Checkpoints {
        Checkpoints::new(self.file("checkpoints"))
    }

    /// Makes the folder and writes the record, which is never rewritten.
    ///
    /// # Errors
    /// [`RunError::Exists`] where something lies there, or what the file system answers.
    pub fn create(&self, record: &RunRecord) -> Result<(), RunError> {
        if self.is_in_use() {
            return Err(RunError::Exists(self.path.clone()));
        }
        fs::create_dir_all(&self.path).map_err(|source| RunError::File {
            path: self.path.clone(),
            what: "written",
            source,
        })?;
        self.write("run.toml", record.to_toml()?.as_bytes())
    }

    /// What was asked of the run.
    ///
    /// # Errors
    /// Where there is no run or its record cannot be understood.
    pub fn record(&self) -> Result<RunRecord, RunError> {
        if !self.has_run() {
            return Err(RunError::NoRun(self.path.clone()));
        }
        let path = self.file("run.toml");
        let text = fs::read_to_string(&path).map_err(|source| RunError::File {
            path: path.clone(),
            what: "read",
            source,
        })?;
        RunRecord::parse(&text).map_err(|why| RunError::BadRecord { path, why })
    }

    /// Writes the file called `name`, whole or not at all.
    ///
    /// # Errors
    /// What the file system answers.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), RunError> {
        let path = self.file(name);
        write_atomic(&path, bytes).map_err(|source| RunError::File { path, what: "written", source })
    }
}
