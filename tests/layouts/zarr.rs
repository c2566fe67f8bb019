//! Layouts of OME-Zarr, written by the library zarrs and read by the program's own reader.

use std::path::Path;
use std::sync::Arc;

use augscope::image::{ReadOptions, Selection, read, read_with};
use zarrs::filesystem::FilesystemStore;

use super::{HEIGHT, WIDTH, difference, plane};

/// Description of an image with these axes.
fn multiscales(axes: &str) -> serde_json::Value {
    let axes: Vec<serde_json::Value> = axes
        .chars()
        .map(|axis| {
            let kind = match axis {
                't' => "time",
                'c' => "channel",
                _ => "space",
            };
            serde_json::json!({"name": axis.to_string(), "type": kind, "unit": "micrometer"})
        })
        .collect();
    let scale = vec![0.5; axes.len()];
    serde_json::json!([{
        "axes": axes,
        "datasets": [{"path": "0", "coordinateTransformations": [{"type": "scale", "scale": scale}]}],
    }])
}

/// Writes an image of these axes and lengths (before rows and columns) into `folder`; gives the number of planes.
pub fn write(folder: &Path, axes: &str, leading: &[u64], version: u8, codecs: &str, chunk: &[u64]) -> usize {
    let shape: Vec<u64> = leading.iter().copied().chain([HEIGHT as u64, WIDTH as u64]).collect();
    let planes = leading.iter().product::<u64>() as usize;
    std::fs::create_dir_all(folder).unwrap();
    let store = Arc::new(FilesystemStore::new(folder).unwrap());
    let metadata = serde_json::json!({
        "zarr_format": 3, "node_type": "array", "shape": shape, "data_type": "uint16", "fill_value": 0,
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": chunk}},
        "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
        "codecs": serde_json::from_str::<serde_json::Value>(codecs).unwrap(),
    });
    if version == 3 {
        let array =
            zarrs::array::Array::new_with_metadata(store, "/0", serde_json::from_value(metadata).unwrap())
                .unwrap();
        array.store_metadata().unwrap();
        fill(&array, planes);
        let group = serde_json::json!({"zarr_format": 3, "node_type": "group",
            "attributes": {"ome": {"version": "0.5", "multiscales": multiscales(axes)}}});
        std::fs::write(folder.join("zarr.json"), group.to_string()).unwrap();
    } else {
        let metadata = serde_json::json!({
            "zarr_format": 2, "shape": shape, "chunks": chunk, "dtype": ">u2", "fill_value": 0, "order": "C",
            "filters": null, "dimension_separator": ".",
            "compressor": serde_json::from_str::<serde_json::Value>(codecs).unwrap(),
        });
        let array =
            zarrs::array::Array::new_with_metadata(store, "/0", serde_json::from_value(metadata).unwrap())
                .unwrap();
        array.store_metadata().unwrap();
        fill(&array, planes);
        std::fs::write(folder.join(".zgroup"), "{\"zarr_format\": 2}").unwrap();
        let attributes = serde_json::json!({"multiscales": multiscales(axes)});
        std::fs::write(folder.join(".zattrs"), attributes.to_string()).unwrap();
    }
    planes
}

fn fill(array: &zarrs::array::Array<FilesystemStore>, planes: usize) {
    let values: Vec<u16> = (0..planes).flat_map(plane).map(|v| v as u16).collect();
    array.store_array_subset(&array.subset_all(), &values).unwrap();
}

pub const PLAIN: &str = r#"[{"name": "bytes", "configuration": {"endian": "little"}}]"#;
const BIG: &str = r#"[{"name": "bytes", "configuration": {"endian": "big"}}, {"name": "gzip", "configuration": {"level": 3}}]"#;
const ZSTD: &str = r#"[{"name": "bytes", "configuration": {"endian": "little"}},
    {"name": "zstd", "configuration": {"level": 3, "checksum": true}}, {"name": "crc32c"}]"#;
const BLOSC: &str = r#"[{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "blosc",
    "configuration": {"cname": "lz4", "clevel": 5, "shuffle": "shuffle", "typesize": 2, "blocksize": 0}}]"#;
const SHARDS: &str = r#"[{"name": "sharding_indexed", "configuration": {"chunk_shape": [1, 1, 4, 4], "codecs":
    [{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "zstd", "configuration": {"level": 1, "checksum": false}}],
    "index_codecs": [{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "crc32c"}], "index_location": "end"}}]"#;
const TURNED: &str = r#"[{"name": "transpose", "configuration": {"order": [2, 0, 1]}},
    {"name": "bytes", "configuration": {"endian": "little"}}]"#;

/// Axes, lengths before rows and columns, version, codecs, shape of a chunk.
type Written<'a> = (&'a str, &'a [u64], u8, &'a str, &'a [u64]);

#[test]
fn channels_of_zarr_are_those_that_are_declared() {
    let place = tempfile::tempdir().unwrap();
    let layouts: [Written; 12] = [
        ("yx", &[], 3, PLAIN, &[8, 7]),
        ("cyx", &[5], 3, PLAIN, &[2, 3, 5]),
        ("cyx", &[5], 3, BIG, &[1, 8, 7]),
        ("cyx", &[2], 3, ZSTD, &[2, 5, 3]),
        ("cyx", &[8], 3, BLOSC, &[3, 20, 20]),
        ("cyx", &[3], 3, TURNED, &[2, 3, 5]),
        ("czyx", &[2, 3], 3, SHARDS, &[1, 2, 8, 8]),
        ("tczyx", &[2, 2, 3], 3, ZSTD, &[1, 1, 2, 4, 4]),
        ("cyx", &[4], 2, "null", &[1, 3, 5]),
        ("cyx", &[4], 2, r#"{"id": "gzip", "level": 3}"#, &[4, 8, 7]),
        ("czyx", &[2, 3], 2, r#"{"id": "zstd", "level": 3}"#, &[1, 1, 4, 4]),
        (
            "tczyx",
            &[2, 1, 3],
            2,
            r#"{"id": "blosc", "cname": "zstd", "clevel": 5, "shuffle": 1, "blocksize": 0}"#,
            &[1, 1, 2, 8, 7],
        ),
    ];
    let mut wrong = Vec::new();
    for (number, (axes, leading, version, codecs, chunk)) in layouts.into_iter().enumerate() {
        let folder = place.path().join(format!("{number}.zarr"));
        let planes = write(&folder, axes, leading, version, codecs, chunk);
        match read(&folder) {
            Ok(image) => {
                let order: Vec<usize> = (0..planes).collect();
                wrong.extend(difference(&image, &order).map(|what| format!("{axes} {number}: {what}")));
                if image.axes != axes.to_uppercase() || image.pixel_size_um != Some(0.5) {
                    wrong.push(format!("{axes} {number}: {} {:?}", image.axes, image.pixel_size_um));
                }
            }
            Err(error) => wrong.push(format!("{axes} {number}: {error}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn one_depth_one_time_and_the_greatest_of_a_zarr() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("stack.zarr");
    write(&folder, "tczyx", &[2, 2, 3], 3, ZSTD, &[1, 1, 2, 4, 4]);
    let of = |selection: Selection| {
        read_with(&folder, &ReadOptions { selection, ..ReadOptions::default() }).unwrap()
    };
    let one = of(Selection { depth: Some(1), time: Some(1), ..Selection::default() });
    assert_eq!(difference(&one, &[7, 10]), None);
    assert_eq!((one.plane_depths, one.plane_times, one.plane_channels), (vec![1, 1], vec![1, 1], vec![0, 1]));
    // The values grow with the plane, so that the last depth is the greatest everywhere.
    let most = of(Selection { maximum: true, ..Selection::default() });
    assert_eq!(difference(&most, &[2, 5, 8, 11]), None);
    let page = of(Selection { page: Some(4), ..Selection::default() });
    assert_eq!(difference(&page, &[4]), None);
    let beyond = Selection { depth: Some(3), ..Selection::default() };
    assert!(read_with(&folder, &ReadOptions { selection: beyond, ..ReadOptions::default() }).is_err());
}

#[test]
fn a_zarr_that_contradicts_itself_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("a.zarr");
    write(&folder, "cyx", &[5], 3, PLAIN, &[1, 8, 7]);
    let about = folder.join("0/zarr.json");
    let text = std::fs::read_to_string(&about).unwrap();
    let refused = |from: &str, to: &str, word: &str| {
        let changed = text.replace(from, to);
        assert_ne!(changed, text, "{from}");
        std::fs::write(&about, changed).unwrap();
        let error = read(&folder).unwrap_err().to_string();
        assert!(error.contains(word) && error.contains("a.zarr"), "{to}: {error}");
    };
    let compact = |json: &str| json.to_owned();
    let dtype = if text.contains("\"data_type\": \"uint16\"") {
        "\"data_type\": \"uint16\""
    } else {
        "\"data_type\":\"uint16\""
    };
    refused(dtype, &compact("\"data_type\":\"uint32\""), "bytes of pixels");
    refused(dtype, &compact("\"data_type\":\"float16\""), "float16");
    std::fs::write(&about, &text).unwrap();
    // A channel that was not copied is told.
    std::fs::remove_dir_all(folder.join("0/c/3")).unwrap();
    assert!(read(&folder).unwrap().warnings.iter().any(|w| w.contains("1 of 5 chunks")));
    std::fs::remove_dir_all(folder.join("0/c")).unwrap();
    assert!(read(&folder).unwrap_err().to_string().contains("none of its chunks"));
}
