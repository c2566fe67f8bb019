//! `augscope cells`: fields in, a data set of cells out.

use super::{augscope, json, refused, text};
use augscope::image::{Image, Samples, ome_tiff};
use std::fs;
use std::path::Path;

/// A field of 60 x 60 pixels with two bright squares.
fn field(path: &Path) {
    let bright = |at: usize| {
        let (x, y) = (at % 60, at / 60);
        [(15, 20), (40, 35)].iter().any(|(cx, cy)| x.abs_diff(*cx) < 5 && y.abs_diff(*cy) < 5)
    };
    let values = (0..3600).map(|at| if bright(at) { 900 } else { 100 }).collect();
    let image = Image::new(60, 60, vec!["DNA".into()], Samples::U16(values), "YX");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, ome_tiff(&image).unwrap()).unwrap();
}

#[test]
fn cells_are_written_and_open_as_a_data_set() {
    let folder = tempfile::tempdir().unwrap();
    let fields = folder.path().join("fields");
    field(&fields.join("a/one.tif"));
    field(&fields.join("b/two.tif"));
    let out = folder.path().join("cells");
    let args = ["cells", text(&fields), "--channel", "DNA", "--window", "20", "--out", text(&out), "--json"];
    let written = json(&augscope(&args));
    assert_eq!((written["images"].as_u64(), written["fields"].as_u64()), (Some(4), Some(2)));
    let inspected = json(&augscope(&["inspect", text(&out), "--group", "field", "--json"]));
    assert_eq!((inspected["images"].as_u64(), inspected["groups"].as_u64()), (Some(4), Some(2)));
    assert_eq!(inspected["classes"]["a"].as_u64(), Some(2));
    refused(&args, 1, &["not empty"]);
    let other = folder.path().join("other");
    refused(&["cells", text(&fields), "--out", text(&other)], 2, &["--channel"]);
    refused(
        &["cells", text(&fields), "--channel", "actin", "--window", "20", "--out", text(&other)],
        1,
        &["actin", "DNA"],
    );
    let file = folder.path().join("fields.toml");
    let toml = "format = 1\npath = \"fields\"\n[reading.cells]\nwindow = 20\n[reading.cells.from.finder]\nsmallest = 10\n";
    fs::write(&file, toml).unwrap();
    let inspected = json(&augscope(&["inspect", text(&file), "--json"]));
    assert_eq!((inspected["images"].as_u64(), inspected["group_column"].as_str()), (Some(4), Some("field")));
    fs::write(&file, toml.replace("smallest", "smalest")).unwrap();
    refused(&["inspect", text(&file)], 1, &["smalest"]);
    assert!(!other.exists());
}
