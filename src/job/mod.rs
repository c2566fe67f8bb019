//! Working in the background: stop flags, files that are whole or absent, polite threads. No domain.

mod atomic_file;
mod priority;
mod stop;

pub use atomic_file::{write_atomic, write_atomic_unsynced};
pub use priority::lower_priority;
pub use stop::Stop;
