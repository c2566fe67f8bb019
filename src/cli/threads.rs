//! The number of threads of a command.

use anyhow::Context;

/// Makes everything that runs in parallel use `threads` threads; 0 takes all cores.
///
/// # Errors
/// Where threads cannot be started.
pub fn use_threads(threads: usize) -> anyhow::Result<()> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build_global()
        .context("worker threads could not be started")
}
