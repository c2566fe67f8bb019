//! The guide in docs/transforms.md says what the catalogue says. UPDATE_SNAPSHOTS=1 writes it anew;
//! `cargo run --example transform_guide` writes its pictures too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../examples/transform_guide/page.rs"]
mod page;

use augscope::transform::catalogue;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Bytes of a picture: a page with all of them must load at once.
const LARGEST_PICTURE: u64 = 12 * 1024;

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
    for name in wanted {
        let path = folder.join(&name);
        let bytes = std::fs::metadata(&path).unwrap().len();
        assert!(bytes <= LARGEST_PICTURE, "{name} has {bytes} bytes");
        let image = augscope::image::read(&path).unwrap();
        assert_eq!((image.width, image.height), (5 * 64 + 4 * 4, 64), "{name}");
    }
}
