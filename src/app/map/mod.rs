//! The map of an embedding: computed on a thread, coloured on another, and what of it is on the screen.

mod colours;
mod drawn;
mod look;
mod places;

pub use colours::{ColourBy, Coloured};
pub use drawn::DrawnMap;
pub use look::MapLook;
pub use places::EmbeddingMap;
