//! [`Stop`]: a flag that asks work in progress to end at the next good place.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A flag shared between whoever wants work to end and the work itself. Clones share the flag.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// A flag that nobody has raised.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the work to end. May be called any number of times, from any thread.
    pub fn request(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// True once somebody asked.
    pub fn requested(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}
