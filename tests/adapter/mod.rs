//! Opening a graphics adapter in a test, or saying that the test is skipped.

use augscope::gpu::{GpuDevice, open_device};

/// A device, or `None` after printing SKIPPED. Where AUGSCOPE_REQUIRE_GPU is 1, as in continuous
/// integration, a missing adapter fails the test instead.
#[allow(
    clippy::print_stdout,
    clippy::panic,
    reason = "a test says what it leaves out, and fails by panicking"
)]
pub fn open(test: &str) -> Option<GpuDevice> {
    match open_device() {
        Ok(device) => Some(device),
        Err(error) if std::env::var("AUGSCOPE_REQUIRE_GPU").is_ok_and(|v| v == "1") => {
            panic!("{test} needs a graphics adapter: {error}")
        }
        Err(error) => {
            println!("SKIPPED {test}: {error}");
            None
        }
    }
}
