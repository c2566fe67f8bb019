//! CSV, Parquet, AnnData and NPY hold equal values, and `augscope embed` gives them again.

use super::{Made, augscope, json, refused, text};
use augscope::evaluate::{EmbeddingsTable, read_embeddings};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use std::collections::BTreeMap;
use std::path::Path;

/// Columns of a table: of each image's path, a text for every column but the path.
type Rows = BTreeMap<String, Vec<(String, String)>>;

fn of_csv(path: &Path) -> Rows {
    let mut table = csv::Reader::from_path(path).unwrap();
    let names = table.headers().unwrap().clone();
    assert_eq!(&names[0], "path");
    let rows = table.records().map(|row| {
        let row = row.unwrap();
        let cells = names.iter().zip(&row).skip(1);
        (row[0].to_owned(), cells.map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect())
    });
    rows.collect()
}

fn of_parquet(path: &Path) -> Rows {
    let reader = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
    let cell = |field: &Field| match field {
        Field::Str(text) => text.clone(),
        Field::Float(value) => value.to_string(),
        Field::Null => String::new(),
        other => panic!("{other:?}"),
    };
    let rows = reader.get_row_iter(None).unwrap().map(|row| {
        let row = row.unwrap();
        let mut cells: Vec<_> =
            row.get_column_iter().map(|(name, field)| (name.clone(), cell(field))).collect();
        let (_, path) = cells.remove(0);
        (path, cells)
    });
    rows.collect()
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect()
}

/// Texts of an array of AnnData: their number, then each behind its length.
fn strings(path: &Path) -> Vec<String> {
    let bytes = std::fs::read(path).unwrap();
    let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let mut at = 4;
    let texts = (0..number(0)).map(|_| {
        let end = at + 4 + number(at);
        let text = String::from_utf8(bytes[at + 4..end].to_vec()).unwrap();
        at = end;
        text
    });
    texts.collect()
}

fn values(table: &EmbeddingsTable, path: &str) -> Vec<f32> {
    let row = table.paths.iter().position(|known| known == path).unwrap();
    table.features.row(row).to_vec()
}

fn features(cells: &[(String, String)]) -> Vec<f32> {
    let of_features =
        cells.iter().filter(|(name, _)| name.strip_prefix('e').is_some_and(|n| n.parse::<u32>().is_ok()));
    of_features.map(|(_, value)| value.parse().unwrap()).collect()
}

#[test]
fn all_forms_hold_the_values_of_the_run() {
    let made = Made::get();
    let table = read_embeddings(&made.run().join("embeddings.parquet")).unwrap();
    let csv = of_csv(&made.export("embeddings-csv", "embeddings.csv"));
    assert_eq!(csv.len(), table.paths.len());
    assert_eq!(csv, of_parquet(&made.export("embeddings-parquet", "embeddings.parquet")));
    for (path, cells) in &csv {
        assert_eq!(features(cells), values(&table, path), "{path}");
        let names: Vec<&str> = cells.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names[..3], ["class", "split", "group"]);
        assert!(names.contains(&"Metadata_well"), "{names:?}");
    }
    let zarr = made.export("anndata", "embeddings.zarr");
    let index = strings(&zarr.join("obs/_index/0"));
    let all = floats(&std::fs::read(zarr.join("X/0.0")).unwrap());
    let width = table.features.d();
    assert_eq!(all.len(), index.len() * width);
    let categories = strings(&zarr.join("obs/class/categories/0"));
    let codes = std::fs::read(zarr.join("obs/class/codes/0")).unwrap();
    for (row, path) in index.iter().enumerate() {
        assert_eq!(all[row * width..(row + 1) * width], values(&table, path), "{path}");
        let code = i32::from_le_bytes(codes[4 * row..4 * row + 4].try_into().unwrap());
        let class = csv[path].iter().find(|(name, _)| name == "class").unwrap();
        assert_eq!(categories[code as usize], class.1);
    }
    let npy = made.export("npy", "block.npy");
    let bytes = std::fs::read(&npy).unwrap();
    let header = u16::from_le_bytes([bytes[8], bytes[9]]) as usize;
    assert_eq!(floats(&bytes[10 + header..]), table.features.data());
    let rows = std::fs::read_to_string(npy.with_extension("rows.csv")).unwrap();
    let first: Vec<&str> = rows.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(first, table.paths.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn predictions_have_probabilities_that_sum_to_one() {
    let made = Made::get();
    for (path, cells) in of_csv(&made.export("predictions-csv", "predictions.csv")) {
        let of = |name: &str| cells.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str()).unwrap();
        let probabilities: Vec<f64> = cells
            .iter()
            .filter(|(name, _)| name.starts_with("p_"))
            .map(|(_, v)| v.parse().unwrap())
            .collect();
        assert_eq!(probabilities.len(), 8);
        assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-5, "{path}");
        let own: f64 = of(&format!("p_{}", of("predicted"))).parse().unwrap();
        assert!(probabilities.iter().all(|p| *p <= own), "{path}");
        assert!(["train", "choose"].contains(&of("split")));
        assert_eq!(
            cells[..2].iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
            ["ImageNumber", "ObjectNumber"]
        );
        assert!(of("ObjectNumber").parse::<u32>().unwrap() < 4);
    }
}

#[test]
fn the_same_images_embedded_again_give_the_same() {
    let made = Made::get();
    let (run, cells) = (made.run(), made.cells());
    let out = made.folder.path().join("again.csv");
    let said = json(&["embed", text(&run), text(&cells), "--out", text(&out), "--json"]);
    let table = read_embeddings(&run.join("embeddings.parquet")).unwrap();
    let again = of_csv(&out);
    assert_eq!(said["images"], again.len());
    for path in &table.paths {
        let (found, known) = (features(&again[path]), values(&table, path));
        assert!(found.iter().zip(&known).all(|(a, b)| (a - b).abs() < 1e-5), "{path}");
    }
    let predicted: u64 = said["predicted"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
    assert_eq!(predicted as usize, again.len());
    refused(&["embed", text(&run), text(&cells), "--out", text(&out)], &["again.csv is there already"]);
    let rows = out.with_extension("rows.csv");
    std::fs::write(&rows, "mine").unwrap();
    // Refused before anything is read: there are no such images.
    refused(
        &["embed", text(&run), "nowhere", "--out", text(&out.with_extension("npy"))],
        &["again.rows.csv is there already"],
    );
    std::fs::remove_file(&rows).unwrap();
    for ending in ["parquet", "npy", "zarr"] {
        let out = out.with_extension(ending);
        assert!(augscope(&["embed", text(&run), text(&cells), "--out", text(&out)]).status.success());
        assert!(out.exists());
    }
}

#[test]
fn images_with_other_channels_are_refused() {
    let made = Made::get();
    let folder = made.folder.path().join("grey/one");
    std::fs::create_dir_all(&folder).unwrap();
    image::GrayImage::new(20, 20).save(folder.join("a.png")).unwrap();
    let out = made.folder.path().join("grey.csv");
    let (run, grey) = (made.run(), made.folder.path().join("grey"));
    refused(
        &["embed", text(&run), text(&grey), "--out", text(&out)],
        &["reads images of", "but these have 1"],
    );
    assert!(!out.exists());
}

/// Runs of before probes were kept get the same one from their embeddings.
#[test]
fn a_run_without_a_kept_probe_gets_one() {
    let made = Made::get();
    let old = made.folder.path().join("old");
    std::fs::create_dir(&old).unwrap();
    for name in ["run.toml", "embeddings.parquet", "encoder.safetensors"] {
        std::fs::copy(made.run().join(name), old.join(name)).unwrap();
    }
    let out = made.folder.path().join("old.csv");
    json(&["export", text(&old), "--to", "predictions-csv", "--out", text(&out), "--json"]);
    let said = |path: &Path| -> BTreeMap<String, String> {
        let of =
            |cells: Vec<(String, String)>| cells.into_iter().find(|(name, _)| name == "predicted").unwrap().1;
        of_csv(path).into_iter().map(|(path, cells)| (path, of(cells))).collect()
    };
    assert_eq!(said(&out), said(&made.export("predictions-csv", "kept.csv")));
    let names: Vec<_> = std::fs::read_dir(&old).unwrap().collect();
    assert_eq!(names.len(), 3, "an export changes nothing in the run's folder");
}
