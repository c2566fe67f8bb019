//! Cells cut out of whole fields: from a table of their places, from label images, or found in a channel.

mod expand;
mod field_cache;
mod finder;
mod labels;
mod length;
mod mask;
mod object_table;
mod outlines;
mod piece;
mod place;
mod points;
mod preview;
mod settings;
mod write;

pub use expand::COLUMNS;
pub(super) use expand::expand;
pub use finder::{Finder, Threshold};
pub use labels::{FoundCell, Labels};
pub use length::LengthUnit;
pub(super) use object_table::{find_in as find_object_table, is_object_table, list as list_objects};
pub use outlines::Outline;
pub(super) use piece::Piece;
pub use place::{Placed, Window};
pub(super) use points::are_cells;
pub use preview::FieldCells;
pub use settings::{CellSource, Cells, Mask, Points};
pub use write::{Written, write_cells};
