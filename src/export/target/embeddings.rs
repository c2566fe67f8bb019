//! `embeddings-csv`, `embeddings-parquet`, `anndata` and `npy`: the embeddings of a run's images with what is known of
//! each, in four forms with equal values.

use super::super::anndata::anndata_zarr;
use super::super::npy::npy;
use super::super::sheet_csv::{rows_csv, sheet_csv};
use super::super::sheet_parquet::sheet_parquet;
use super::super::{ExportError, Product, RunParts, Sheet};
use super::{Form, Make, Target};
use std::path::Path;

/// As CSV.
pub static CSV: Target = Target {
    name: "embeddings-csv",
    title: "Excel, R, Python: features of every image as a table (CSV)",
    help: "embeddings as CSV: path, class, split, group, Metadata_ columns of the table, e0, e1, ... (pandas, R, Excel)",
    form: Form::File { ending: "csv" },
    beside: &[],
    make: Make::Run(|run| run_in(run, SheetForm::Csv)),
};

/// As Parquet.
pub static PARQUET: Target = Target {
    name: "embeddings-parquet",
    title: "Python, R: features of every image as Parquet",
    help: "the same as Parquet, small and typed (pandas, polars, pycytominer)",
    form: Form::File { ending: "parquet" },
    beside: &[],
    make: Make::Run(|run| run_in(run, SheetForm::Parquet)),
};

/// As AnnData.
pub static ANNDATA: Target = Target {
    name: "anndata",
    title: "scanpy: features of every image as AnnData",
    help: "the same as AnnData in a Zarr folder, with principal components (scanpy: anndata.read_zarr)",
    form: Form::Folder { name: "embeddings.zarr" },
    beside: &[],
    make: Make::Run(|run| run_in(run, SheetForm::Anndata)),
};

/// The ending of the table that lies beside a block of numbers.
const ROWS: &str = "rows.csv";

/// As a block of numbers.
pub static NPY: Target = Target {
    name: "npy",
    title: "NumPy: features of every image as a block",
    help: "embeddings as a NumPy block, and beside it a CSV that says which image each row is",
    form: Form::File { ending: "npy" },
    beside: &[ROWS],
    make: Make::Run(|run| run_in(run, SheetForm::Npy)),
};

/// A form of a table with embeddings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetForm {
    /// Comma-separated text.
    Csv,
    /// Parquet.
    Parquet,
    /// AnnData in a Zarr folder.
    Anndata,
    /// A NumPy block.
    Npy,
}

impl SheetForm {
    /// The form that the ending of a name means.
    ///
    /// # Errors
    /// The endings there are.
    pub fn of_path(path: &Path) -> Result<Self, ExportError> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        match ending.as_deref() {
            Some("csv") => Ok(Self::Csv),
            Some("parquet") => Ok(Self::Parquet),
            Some("zarr") => Ok(Self::Anndata),
            Some("npy") => Ok(Self::Npy),
            _ => Err(ExportError::NoForm { path: path.to_path_buf() }),
        }
    }

    /// The target that writes this form of a run.
    pub fn target(self) -> &'static Target {
        match self {
            Self::Csv => &CSV,
            Self::Parquet => &PARQUET,
            Self::Anndata => &ANNDATA,
            Self::Npy => &NPY,
        }
    }

    /// `sheet` in this form.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub fn product(self, sheet: &Sheet) -> Result<Product, ExportError> {
        Ok(match self {
            Self::Csv => Product::file(sheet_csv(sheet)?),
            Self::Parquet => Product::file(sheet_parquet(sheet)?),
            Self::Anndata => Product::folder(anndata_zarr(sheet)?),
            Self::Npy => {
                let features = &sheet.features;
                Product::file(npy(&[features.n(), features.d()], features.data()))
                    .with(ROWS, rows_csv(sheet)?)
            }
        })
    }
}

fn run_in(run: &dyn RunParts, form: SheetForm) -> Result<Product, ExportError> {
    let embeddings = run.embeddings()?;
    let notes = embeddings.notes.clone();
    let product = form.product(&Sheet::of_run(embeddings)?)?;
    Ok(notes.into_iter().fold(product, Product::note))
}
