//! The guide in docs/transforms.md says what the catalogue says, and its pictures are what the transforms draw.
//! UPDATE_SNAPSHOTS=1 writes both anew, as `cargo run --example transform_guide` does.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../examples/transform_guide/page.rs"]
mod page;
#[path = "../examples/transform_guide/pictures.rs"]
mod pictures;

use augscope::transform::catalogue;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Bytes of a picture: a page with all of them must load at once.
const LARGEST_PICTURE: u64 = 12 * 1024;
/// Levels of 255 by which pictures may differ on the mean: another processor rounds elsewhere, and with it the few colours of a
/// file are chosen elsewhere.
const MOST_APART: f64 = 1.5;

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

#[test]
fn the_guide_says_what_the_catalogue_says() {
    let path = docs().join("transforms.md");
    let page = page::page();
    if std::env::var("UPDATE_SNAPSHOTS").is_ok_and(|v| v == "1") {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    let differs = page.lines().zip(written.lines()).find(|(a, b)| a != b);
    assert!(
        page == written,
        "docs/transforms.md is not what the catalogue says (UPDATE_SNAPSHOTS=1 writes it): {differs:?}"
    );
}

#[test]
fn every_transform_has_its_picture() {
    let folder = docs().join("transforms");
    let found: BTreeSet<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    let wanted: BTreeSet<String> = catalogue::ALL.iter().map(|e| format!("{}.png", e.kind)).collect();
    assert_eq!(found, wanted, "run `cargo run --example transform_guide`");
    for entry in catalogue::ALL {
        let name = format!("{}.png", entry.kind);
        let path = folder.join(&name);
        let drawn = pictures::strip(entry).unwrap();
        if std::env::var("UPDATE_SNAPSHOTS").is_ok_and(|v| v == "1") {
            std::fs::write(&path, &drawn).unwrap();
        }
        let bytes = std::fs::metadata(&path).unwrap().len();
        assert!(bytes <= LARGEST_PICTURE, "{name} has {bytes} bytes");
        let read = augscope::image::read(&path).unwrap();
        assert_eq!((read.width, read.height), (5 * 64 + 4 * 4, 64), "{name}");
        let kept = std::fs::read(&path).unwrap();
        let [kept, drawn] = [kept, drawn].map(|png| image::load_from_memory(&png).unwrap().to_rgb8());
        let pairs = kept.as_raw().iter().zip(drawn.as_raw());
        let sum: f64 = pairs.map(|(a, b)| f64::from(a.abs_diff(*b))).sum();
        let apart = sum / kept.as_raw().len() as f64;
        assert!(apart <= MOST_APART, "{name} shows something else: {apart:.2} levels apart");
    }
}
