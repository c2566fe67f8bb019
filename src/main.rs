//! The program: the window and the command line.

mod app;
mod cli;

use std::process::ExitCode;

/// The system's allocator returns large buffers to the kernel after every training step and pays
/// for their pages again in the next; this one keeps them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
