//! Openings of the sealed report part: counted in the run's folder, for a part that was looked at
//! often no longer tells the truth.

use super::{RunError, RunFolder};
use std::fmt::Write;
use std::time::SystemTime;

const FILE: &str = "report-openings.txt";

/// Notes one more opening and says the how-manieth it is.
///
/// # Errors
/// Where the note cannot be written: then the part stays sealed.
pub(super) fn open_report(folder: &RunFolder) -> Result<usize, RunError> {
    let mut text = std::fs::read_to_string(folder.file(FILE)).unwrap_or_default();
    // Writing into a String cannot fail.
    let _ = writeln!(text, "{}", humantime::format_rfc3339_seconds(SystemTime::now()));
    folder.write(FILE, text.as_bytes())?;
    Ok(text.lines().count())
}

/// How often the sealed part of the run in `folder` has been opened.
pub fn report_openings(folder: &RunFolder) -> usize {
    std::fs::read_to_string(folder.file(FILE)).map_or(0, |text| text.lines().count())
}
