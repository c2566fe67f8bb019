//! Results in forms that other programs open.

pub mod chart;
mod contact_sheet;
mod error;
mod escape;
pub mod page;
mod picture;
mod png;
mod product;
mod recipe;
mod run_parts;
mod sheet_tiff;
pub mod target;
mod view_tiff;

pub use chart::{
    Chart, ChartFormat, ClassChart, ConfusionChart, Contrasted, Curve, CurveChart, Difference,
    DifferenceChart, Mark, Series, Table,
};
pub use chart::{MapChart, MapMark};
pub use contact_sheet::ContactSheet;
pub use error::ExportError;
pub use picture::png_of_planes;
pub use product::{Product, Written, check_place};
pub use recipe::Recipe;
pub use run_parts::{RunParts, TableWithColumns, TrainedEncoder};
pub use target::{TARGETS, Target, export_recipe, export_run};
pub use view_tiff::write_view;
