//! [`anndata_zarr`]: embeddings as AnnData in a Zarr folder (format 2), for scanpy and its relatives.
//!
//! What is written is described at <https://anndata.readthedocs.io> ("On-disk format"): a group of arrays, each with
//! the words `encoding-type` and `encoding-version`. Every array is one piece, without compression.

use super::sheet::Column;
use super::{ExportError, Sheet};
use crate::evaluate::map::pca;
use crate::job::Stop;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Principal components that are kept, as scanpy does.
const COMPONENTS: usize = 50;

/// Names in the folder and contents.
type Files = Vec<(String, Vec<u8>)>;

/// The files of the folder.
///
/// # Errors
/// When features are not finite.
pub(super) fn anndata_zarr(sheet: &Sheet) -> Result<Files, ExportError> {
    let (n, d) = (sheet.features.n(), sheet.features.d());
    let mut files = Files::new();
    group(&mut files, "", &json!({"encoding-type": "anndata", "encoding-version": "0.1.0"}));
    floats(&mut files, "X", &[n, d], sheet.features.data());
    let mut names: Vec<String> = Vec::new();
    for (name, _) in &sheet.columns {
        names.push(plain(name, &names));
    }
    frame(&mut files, "obs", &names, &sheet.paths);
    for (name, (_, column)) in names.iter().zip(&sheet.columns) {
        let place = format!("obs/{name}");
        match column {
            Column::Text(texts) => categorical(&mut files, &place, texts),
            Column::Number(numbers) => floats(&mut files, &place, &[n], numbers),
        }
    }
    let features: Vec<String> = (0..d).map(|feature| format!("e{feature}")).collect();
    frame(&mut files, "var", &[], &features);
    for empty in ["layers", "obsm", "obsp", "uns", "varm", "varp"] {
        group(&mut files, empty, &json!({"encoding-type": "dict", "encoding-version": "0.1.0"}));
    }
    if n > 1 && d > 0 {
        let components = COMPONENTS.min(d).min(n - 1);
        let scores = pca(&sheet.features, components, &Stop::new())?.scores;
        floats(&mut files, "obsm/X_pca", &[scores.n(), scores.d()], scores.data());
    } else {
        // One image lies in its own middle. Written too, so that components of an older table in the folder are not left.
        floats(&mut files, "obsm/X_pca", &[n, 1], &vec![0.0; n]);
    }
    Ok(files)
}

/// A column's name as the name of a folder: what has a meaning in paths, here or on another system, becomes `_`, and a
/// name that is there already gets a number, also where only large and small letters differ, which some systems take for
/// the same.
fn plain(name: &str, taken: &[String]) -> String {
    let meant = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    let base: String = name.chars().map(|c| if meant(c) { '_' } else { c }).collect();
    let base = if base.trim_start_matches('.').is_empty() { format!("_{base}") } else { base };
    let mut plain = base.clone();
    let mut number = 2;
    // The names of the rows lie in a folder as well.
    let is_taken = |plain: &str| {
        plain.eq_ignore_ascii_case("_index")
            || taken.iter().any(|known| known.to_lowercase() == plain.to_lowercase())
    };
    while is_taken(&plain) {
        plain = format!("{base} {number}");
        number += 1;
    }
    plain
}

fn json_file(files: &mut Files, folder: &str, name: &str, value: &Value) {
    let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    files.push((path, value.to_string().into_bytes()));
}

fn group(files: &mut Files, place: &str, words: &Value) {
    json_file(files, place, ".zgroup", &json!({"zarr_format": 2}));
    json_file(files, place, ".zattrs", words);
}

/// A table whose columns follow, with the names of its rows.
fn frame(files: &mut Files, place: &str, columns: &[String], index: &[String]) {
    let words = json!({
        "encoding-type": "dataframe",
        "encoding-version": "0.2.0",
        "_index": "_index",
        "column-order": columns,
    });
    group(files, place, &words);
    strings(files, &format!("{place}/_index"), index);
}

/// An array in one piece.
fn array(files: &mut Files, place: &str, shape: &[usize], kind: (&str, Value, &str), bytes: Vec<u8>) {
    let (dtype, filters, encoding) = kind;
    // A piece has at least one value on every side.
    let chunks: Vec<usize> = shape.iter().map(|&side| side.max(1)).collect();
    let fill = if dtype == "|O" { json!("") } else { json!(0) };
    let header = json!({
        "zarr_format": 2,
        "shape": shape,
        "chunks": chunks,
        "dtype": dtype,
        "compressor": null,
        "fill_value": fill,
        "filters": filters,
        "order": "C",
        "dimension_separator": ".",
    });
    json_file(files, place, ".zarray", &header);
    json_file(files, place, ".zattrs", &json!({"encoding-type": encoding, "encoding-version": "0.2.0"}));
    if !shape.contains(&0) {
        files.push((format!("{place}/{}", vec!["0"; shape.len()].join(".")), bytes));
    }
}

fn floats(files: &mut Files, place: &str, shape: &[usize], values: &[f32]) {
    let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
    array(files, place, shape, ("<f4", Value::Null, "array"), bytes);
}

/// Texts: their number, then each with its length before it.
fn strings(files: &mut Files, place: &str, texts: &[String]) {
    let mut bytes = (texts.len() as u32).to_le_bytes().to_vec();
    for text in texts {
        bytes.extend((text.len() as u32).to_le_bytes());
        bytes.extend(text.as_bytes());
    }
    array(files, place, &[texts.len()], ("|O", json!([{"id": "vlen-utf8"}]), "string-array"), bytes);
}

/// Texts as numbers of a sorted list; -1 where nothing is known.
fn categorical(files: &mut Files, place: &str, texts: &[Option<String>]) {
    let words = json!({"encoding-type": "categorical", "encoding-version": "0.2.0", "ordered": false});
    group(files, place, &words);
    let mut numbers: BTreeMap<&str, i32> = texts.iter().flatten().map(|text| (text.as_str(), 0)).collect();
    for (number, place) in (0..).zip(numbers.values_mut()) {
        *place = number;
    }
    let categories: Vec<String> = numbers.keys().map(|text| (*text).to_owned()).collect();
    strings(files, &format!("{place}/categories"), &categories);
    let code = |text: &Option<String>| {
        text.as_ref().and_then(|text| numbers.get(text.as_str())).copied().unwrap_or(-1)
    };
    let codes: Vec<u8> = texts.iter().flat_map(|text| code(text).to_le_bytes()).collect();
    array(files, &format!("{place}/codes"), &[texts.len()], ("<i4", Value::Null, "array"), codes);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Features;

    /// Into a folder that is there, files are put one by one: what an older table had must not outlive it.
    #[test]
    fn one_image_has_components_too() {
        let features = Features::new(1, 3, vec![1.0, 2.0, 3.0]).unwrap();
        let files = anndata_zarr(&Sheet { paths: vec!["1".into()], columns: Vec::new(), features }).unwrap();
        let (_, values) = files.iter().find(|(name, _)| name == "obsm/X_pca/0.0").unwrap();
        assert_eq!(values[..], 0f32.to_le_bytes());
    }

    #[test]
    fn names_of_columns_lead_nowhere() {
        let column = || Column::Text(vec![Some("a".into()), None]);
        let columns = [
            ("Metadata_../../x", column()),
            ("Metadata_.._.._x", column()),
            ("..", column()),
            ("Metadata_Well", column()),
            ("Metadata_well", column()),
        ];
        let sheet = Sheet {
            paths: vec!["1".into(), "2".into()],
            columns: columns.map(|(name, column)| (name.to_owned(), column)).to_vec(),
            features: Features::new(2, 1, vec![1.0, 2.0]).unwrap(),
        };
        let files = anndata_zarr(&sheet).unwrap();
        assert!(files.iter().all(|(name, _)| name.split('/').all(|part| part != ".." && !part.is_empty())));
        for name in [
            "obs/Metadata_.._.._x/codes/0",
            "obs/Metadata_.._.._x 2/codes/0",
            "obs/_../codes/0",
            "obs/Metadata_Well/codes/0",
            "obs/Metadata_well 2/codes/0",
        ] {
            let (_, codes) = files.iter().find(|(known, _)| known == name).expect(name);
            assert_eq!(codes[..], [0i32.to_le_bytes(), (-1i32).to_le_bytes()].concat());
        }
    }
}
