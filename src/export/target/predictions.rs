//! `predictions-csv`: the class of every image by the linear probe, with the probability of each.

use super::super::prediction_columns::prediction_columns;
use super::super::sheet::Column;
use super::super::sheet_csv::rows_csv;
use super::super::{ExportError, Product, RunParts, Sheet};
use super::{Form, Make, Target};

/// See the module.
pub static TARGET: Target = Target {
    name: "predictions-csv",
    title: "CellProfiler Analyst, Excel: the class of every image (CSV)",
    help: "the class of every image by the linear probe, with the probability of each; keys of CellProfiler in front",
    form: Form::File { ending: "csv" },
    beside: &[],
    make: Make::Run(make),
};

/// Columns that CellProfiler Analyst knows objects by, in its order.
const KEYS: [&str; 3] = ["TableNumber", "ImageNumber", "ObjectNumber"];

fn make(run: &dyn RunParts) -> Result<Product, ExportError> {
    let probe = run.probe()?.ok_or_else(|| {
        ExportError::Lacks(
            "the run has no linear probe: it was not evaluated. augscope evaluate makes one".into(),
        )
    })?;
    let embeddings = run.embeddings()?;
    let mut keys = Vec::new();
    for key in KEYS {
        let found = embeddings
            .columns
            .iter()
            .find(|(name, _)| name.strip_prefix("Metadata_").unwrap_or(name).eq_ignore_ascii_case(key));
        keys.extend(
            found.map(|(_, texts)| (key.to_owned(), Column::Text(texts.iter().cloned().map(Some).collect()))),
        );
    }
    let notes = embeddings.notes.clone();
    let predicted = prediction_columns(&probe, &embeddings.table.features)?;
    let mut sheet = Sheet::of_run(embeddings)?;
    sheet.columns.retain(|(name, _)| !name.starts_with("Metadata_"));
    sheet.columns.splice(0..0, keys);
    sheet.columns.extend(predicted);
    let product = Product::file(rows_csv(&sheet)?).note(
        "probabilities are as if all classes were equally frequent; images whose split is train were learnt from, so \
         judge the probe by the others",
    );
    Ok(notes.into_iter().fold(product, Product::note))
}
