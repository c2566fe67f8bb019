//! Temporary.
mod contact_sheet;
mod svg_picture;
mod view_tiff;
pub use contact_sheet::ContactSheet;
pub use view_tiff::write_view;
/// x
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A picture could not be drawn.
    #[error("the picture could not be drawn: {0}")]
    Draw(String),
    /// A file could not be written.
    #[error("{path} could not be written: {why}")]
    File {
        /// The file.
        path: std::path::PathBuf,
        /// Why.
        why: String,
    },
}
/// x
pub struct ClassChart {
    /// x
    pub title: String,
}
impl ClassChart {
    /// x
    pub fn from_report(_: &crate::evaluate::Report, _: crate::evaluate::ReadoutKind) -> Self { Self { title: String::new() } }
    /// x
    pub fn to_svg(&self) -> String { String::new() }
    /// x
    pub fn to_png(&self, _: f32) -> Result<Vec<u8>, ExportError> { Ok(Vec::new()) }
}
