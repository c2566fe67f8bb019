//! [`make_simulated_cells`]: cells to play with, made once and opened.

use super::opened::Opened;
use super::project::DataSource;
use augscope::dataset::simulate::{SimulateOptions, simulate};
use augscope::job::Progress;
use std::path::Path;
use std::sync::Arc;

/// The images whose classes and groups the simulated cells are.
pub fn source(folder: &Path) -> DataSource {
    DataSource::new(folder, None, Some("well"))
}

/// Opens the simulated cells in `folder`, making them where they are not there yet.
///
/// # Errors
/// In words for the user.
pub fn make_simulated_cells(
    folder: &Path,
    options: &SimulateOptions,
    progress: &Progress,
) -> Result<Arc<Opened>, String> {
    // The table is written last: without it the making was interrupted.
    if !folder.join("labels.csv").is_file() {
        if folder.exists() {
            std::fs::remove_dir_all(folder)
                .map_err(|error| format!("{} cannot be made anew: {error}", folder.display()))?;
        }
        simulate(folder, options).map_err(|error| error.to_string())?;
    }
    Opened::open(&source(folder), progress)
}
