//! Tests of patterns: the presets against names of their instruments, joining, and what is refused.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::dataset::{Dataset, DatasetError, OpenOptions, Reading};
use crate::image::{StackChoice, ZChoice};
use std::path::Path;

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn preset(name: &str) -> FilePattern {
    FilePattern(PATTERN_PRESETS.iter().find(|preset| preset.name.contains(name)).unwrap().pattern.to_owned())
}

#[test]
fn every_preset_fits_its_own_example_and_is_guessed_from_it() {
    for preset in PATTERN_PRESETS {
        let pattern = FilePattern(preset.pattern.to_owned());
        let preview = pattern.preview(&names(&[preset.example]), ZChoice::Maximum).unwrap();
        assert_eq!((preview.matched, preview.images), (1, 1), "{}", preset.name);
        assert_eq!(preview.channels.len(), 1, "{}", preset.name);
        assert_eq!(FilePattern::guess(&names(&[preset.example])), Some(pattern), "{}", preset.name);
    }
    assert_eq!(FilePattern::guess(&names(&["a/cell one.tif", "b/cell two.tif"])), None);
}

#[test]
fn a_plate_of_opera_is_joined_by_well_field_and_depth() {
    let mut files = Vec::new();
    for well in ["r02c03", "r02c04"] {
        for field in 1..=3 {
            for depth in 1..=2 {
                for channel in 1..=5 {
                    files.push(format!("P1/Images/{well}f{field:02}p{depth:02}-ch{channel}sk1fk1fl1.tiff"));
                }
            }
        }
    }
    let pattern = preset("Opera");
    let of = |z| pattern.preview(&files, z).unwrap();
    let preview = of(ZChoice::Maximum);
    assert_eq!((preview.files, preview.matched, preview.images, preview.broken), (60, 60, 6, 0));
    assert_eq!(preview.channels, ["channel 1", "channel 2", "channel 3", "channel 4", "channel 5"]);
    let well = preview.columns.iter().find(|(name, ..)| name == "well").unwrap();
    assert_eq!((well.1, well.2.as_str()), (2, "B03"));
    assert_eq!((of(ZChoice::Each).images, of(ZChoice::Plane(2)).images), (12, 6));
    files.remove(4);
    let broken = of_missing(&pattern, &files);
    assert_eq!((broken.images, broken.broken), (5, 0));
}

/// Depth 1 of a channel is missing: its other depth is still there, so the image is whole; take that one away too.
fn of_missing(pattern: &FilePattern, files: &[String]) -> PatternPreview {
    let without: Vec<String> =
        files.iter().filter(|f| !f.contains("c03f01") || !f.contains("ch5")).cloned().collect();
    let preview = pattern.preview(&without, ZChoice::Maximum).unwrap();
    assert!(preview.first_broken.as_ref().unwrap().1.contains("channel 5"), "{preview:?}");
    PatternPreview { broken: preview.broken - 1, ..preview }
}

#[test]
fn names_of_image_xpress_in_its_two_forms() {
    let files = names(&[
        "IXMtest_E05_s6_w1A1A21FBC-5638-47D7-8E40-41FDFA080C60.tif",
        "IXMtest_E05_s6_w2B1A21FBC-5638-47D7-8E40-41FDFA080C60.tif",
        "IXMtest_A02_s9_w1.TIF",
        "IXMtest_A02_s9_w2.TIF",
        "notes.tif",
    ]);
    let preview = preset("ImageXpress").preview(&files, ZChoice::Maximum).unwrap();
    assert_eq!((preview.matched, preview.images, preview.channels.len()), (4, 2, 2), "{preview:?}");
    assert_eq!(preview.unmatched, ["notes.tif"]);
}

#[test]
fn patterns_that_cannot_be_used_say_why() {
    let none =
        |pattern: &str| FilePattern(pattern.into()).preview(&names(&["a"]), ZChoice::Maximum).unwrap_err();
    assert!(none("r(?P<row").contains("cannot be understood"), "{}", none("r(?P<row"));
    assert!(none(r"\d+").contains("names nothing"));
    // A pattern that would take gigabytes.
    assert!(none(r"(?P<a>\w{1000}{1000}{1000})").contains("cannot be understood"));
    let twice = FilePattern(r"(?P<well>[A-H]\d\d)_.*w(?P<channel>\d)".into());
    let preview = twice.preview(&names(&["A01_s1_w1.tif", "A01_s2_w1.tif"]), ZChoice::Maximum).unwrap();
    assert!(preview.first_broken.unwrap().1.contains("tells them apart"));
}

/// A grey picture of 4 x 3 pixels.
fn picture(path: &Path, value: u16) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    ::image::ImageBuffer::from_pixel(4, 3, ::image::Luma([value])).save(path).unwrap();
}

fn opened(root: &Path, pattern: &FilePattern, z: ZChoice) -> Result<Dataset, DatasetError> {
    let stack = StackChoice { z, ..StackChoice::default() };
    let reading = Reading { pattern: Some(pattern.clone()), stack, ..Reading::default() };
    Dataset::open(root, &OpenOptions { reading, ..OpenOptions::default() })
}

#[test]
fn a_folder_opens_by_a_pattern_with_channels_depths_and_wells() {
    let folder = tempfile::tempdir().unwrap();
    for (well, base) in [("r01c01", 1000), ("r02c12", 2000)] {
        for depth in 1..=2 {
            for channel in 1..=3 {
                let name = format!("Images/{well}f01p{depth:02}-ch{channel}.tif");
                let path = folder.path().join(name.replace(".tif", ".png"));
                picture(&path, base + 10 * depth + channel);
            }
        }
    }
    picture(&folder.path().join("Images/other.png"), 1);
    std::fs::write(folder.path().join("Thumbs.db"), b"x").unwrap();
    let data = opened(folder.path(), &preset("Opera"), ZChoice::Maximum).unwrap();
    assert_eq!(data.channels, ["channel 1", "channel 2", "channel 3"]);
    assert_eq!((data.items.len(), data.group_column.as_deref()), (2, Some("well")));
    let groups: Vec<_> = data.items.iter().map(|item| item.group.as_deref().unwrap()).collect();
    assert!(
        groups.iter().any(|group| group.ends_with("A01"))
            && groups.iter().any(|group| group.ends_with("B12"))
    );
    let image = data.image(0).unwrap();
    assert_eq!(
        (image.samples.get(0), image.samples.get(12)),
        (Some(1021.0), Some(1022.0)),
        "the deeper is brighter"
    );
    let why: Vec<_> = data.left_out.iter().map(|l| (l.path.as_str(), l.why.as_str())).collect();
    assert!(why.iter().any(|(path, why)| *path == "Images/other.png" && why.contains("pattern")), "{why:?}");
    assert_eq!(opened(folder.path(), &preset("Opera"), ZChoice::Each).unwrap().items.len(), 4);
    let plane = opened(folder.path(), &preset("Opera"), ZChoice::Plane(1)).unwrap();
    assert_eq!(plane.image(0).unwrap().samples.get(0), Some(1011.0));
    let error = opened(folder.path(), &preset("ImageXpress"), ZChoice::Maximum).unwrap_err().to_string();
    assert!(error.contains("fits none of the 13 files"), "{error}");
}

#[test]
fn a_class_in_the_name_or_folder_is_the_class() {
    let folder = tempfile::tempdir().unwrap();
    for (name, value) in [("dead/a_DAPI", 1), ("dead/a_GFP", 2), ("live/b_DAPI", 3), ("live/b_GFP", 4)] {
        picture(&folder.path().join(format!("{name}.png")), value);
    }
    let data = opened(folder.path(), &preset("each channel"), ZChoice::Maximum).unwrap();
    assert_eq!(data.classes, ["dead", "live"]);
    assert_eq!(data.channels, ["DAPI", "GFP"]);
    assert_eq!(data.image(1).unwrap().samples.get(12), Some(4.0));
}
