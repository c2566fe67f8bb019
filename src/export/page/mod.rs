//! [`Page`]: words, tables and pictures in order, written as one HTML file and as Markdown. Knows nothing of what they
//! are about.

mod base64;
mod block;
mod html;
mod markdown;
mod write;

#[cfg(test)]
mod tests;

pub use block::{Align, Badge, Block, Column, Figure, Page, Picture, PictureRow, Table, Thumbnail};
pub use html::html;
pub use markdown::{Markdown, markdown};
pub use write::{WrittenPage, write_page};
