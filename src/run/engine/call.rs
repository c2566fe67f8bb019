//! [`call`]: asking a scheduler's own program.

use super::EngineError;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Starts `program` in `folder` and gives what it printed.
///
/// # Errors
/// Where it is not there, or refused.
pub fn call(program: &str, arguments: &[String], folder: &Path) -> Result<String, EngineError> {
    let started = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        // Long lists of tasks are cut short otherwise.
        .env("SLURM_BITSTR_LEN", "0")
        .stdin(Stdio::null())
        .output();
    let output = started.map_err(|source| EngineError::NoProgram { program: program.to_owned(), source })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let mut said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    if said.is_empty() {
        String::from_utf8_lossy(&output.stdout).trim().clone_into(&mut said);
    }
    Err(EngineError::Refused { program: program.to_owned(), said: shortened(&said) })
}

/// The beginning of a text, for a message.
pub fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(400).collect();
    if short.len() < text.len() {
        short.push_str(" ..");
    }
    short
}

/// Writes a file whole or not at all.
///
/// # Errors
/// What the file system answers.
pub fn write(path: &Path, text: &str) -> Result<(), EngineError> {
    crate::job::write_atomic(path, text.as_bytes()).map_err(failed(path, "written"))
}

/// Adds a line to a file.
///
/// # Errors
/// What the file system answers.
pub fn add_line(path: &Path, line: &str) -> Result<(), EngineError> {
    let file = std::fs::File::options().create(true).append(true).open(path);
    file.and_then(|mut file| writeln!(file, "{line}")).map_err(failed(path, "written"))
}

/// Makes a folder and those above it.
///
/// # Errors
/// What the file system answers.
pub fn make_folder(path: &Path) -> Result<(), EngineError> {
    std::fs::create_dir_all(path).map_err(failed(path, "written"))
}

/// What turns an answer of the file system into an error.
pub fn failed(path: &Path, what: &'static str) -> impl FnOnce(std::io::Error) -> EngineError {
    let path = path.to_path_buf();
    move |source| EngineError::File { path, what, source }
}
