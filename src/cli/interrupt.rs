//! Ctrl+C and TERM as a wish to stop at the next good place.

use anyhow::Context;
use augscope::job::Stop;

/// A flag that Ctrl+C, TERM and HUP raise. A second Ctrl+C does nothing more: the work is ending.
///
/// # Errors
/// Where the system lets no handler be set.
pub fn stop_on_signals() -> anyhow::Result<Stop> {
    let stop = Stop::new();
    let raised = stop.clone();
    ctrlc::set_handler(move || raised.request()).context("Ctrl+C cannot be listened to")?;
    Ok(stop)
}
