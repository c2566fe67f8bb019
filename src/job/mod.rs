//! Working in the background: stop flags, progress, the newest request, files that are whole or absent,
//! folders out of which nothing leads, polite threads. No domain.

mod atomic_file;
mod busy;
mod file_words;
mod forget;
mod memory;
mod newest;
pub mod own_folder;
mod priority;
mod process;
mod progress;
mod root;
mod stop;
mod task;
mod worker;

pub use atomic_file::{write_atomic, write_atomic_unsynced, write_first};
pub use busy::Busy;
pub use file_words::file_words;
pub use forget::forget_the_oldest;
pub use memory::available_memory;
pub use newest::Newest;
pub use priority::{BACKGROUND, give_way_if_asked, lower_priority};
pub use process::process_is_gone;
pub use progress::Progress;
pub use root::{Found, Root, plain_name};
pub use stop::Stop;
pub use task::{Loaded, Task, TaskState};
pub use worker::Worker;
