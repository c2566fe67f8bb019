//! Results in forms that other programs open.

mod anndata;
pub mod chart;
mod contact_sheet;
pub mod counterpart;
mod error;
mod escape;
mod event_file;
mod icon;
mod identifiers;
mod mlflow_names;
mod npy;
mod onnx;
pub mod page;
mod picture;
mod png;
mod prediction_columns;
mod product;
mod protobuf;
mod python_source;
mod recipe;
mod run_parts;
mod scalars;
mod sheet;
mod sheet_csv;
mod sheet_parquet;
mod sheet_tiff;
pub mod target;
mod view_tiff;
mod yaml;

pub use chart::{
    Chart, ChartFormat, ClassChart, ConfusionChart, Contrasted, Curve, CurveChart, Difference,
    DifferenceChart, Mark, Series, Table,
};
pub use chart::{MapChart, MapMark};
pub use contact_sheet::ContactSheet;
pub use error::ExportError;
pub use event_file::{EVENT_FILE, EventFile, event_file, masked_crc32c, whole_records};
pub use icon::{ICON, icon};
pub use onnx::onnx_model;
pub use picture::png_of_planes;
pub use prediction_columns::prediction_columns;
pub use product::{Product, Written, check_place};
pub use python_source::MakePython;
pub use recipe::Recipe;
pub use run_parts::{RunParts, TableWithColumns, TrainedEncoder};
pub use sheet::{Column, Sheet, metadata};
pub use target::{SheetForm, TARGETS, Target, export_recipe, export_run};
pub use view_tiff::write_view;
