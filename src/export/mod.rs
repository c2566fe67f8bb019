//! Results in forms that other programs open.

pub mod chart;
mod contact_sheet;
mod error;
mod escape;
pub mod page;
mod picture;
mod png;
mod sheet_tiff;
mod view_tiff;

pub use chart::{
    Chart, ChartFormat, ClassChart, ConfusionChart, Contrasted, Curve, CurveChart, Difference,
    DifferenceChart, Mark, Series, Table,
};
pub use chart::{MapChart, MapMark};
pub use contact_sheet::ContactSheet;
pub use error::ExportError;
pub use picture::png_of_planes;
pub use view_tiff::write_view;
