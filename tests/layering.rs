//! The layers of the library: who may use whom, and where foreign crates may appear.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

/// Modules from the ground up. A module may use those of earlier lines, and itself.
const LAYERS: [&[&str]; 10] = [
    &["job"],
    &["image"],
    &["transform"],
    &["dataset"],
    &["pipeline"],
    &["gpu", "encoder"],
    &["objective"],
    &["train", "evaluate"],
    &["export"],
    &["run"],
];

/// A crate, and the only places where it may appear.
const CRATES: [(&str, &[&str]); 10] = [
    ("candle_core", &["encoder", "objective", "train", "evaluate", "export"]),
    ("wgpu", &["gpu", "app"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("egui", &["app"]),
    ("eframe", &["app"]),
    ("egui_plot", &["app"]),
    ("egui_dnd", &["app"]),
    ("rfd", &["app"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// All sources with the module they belong to (the first folder, or the file's stem) and their text
/// without comment lines.
fn modules() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files
        .into_iter()
        .map(|path| {
            let inside = path.strip_prefix(&root).unwrap();
            let first = inside.components().next().unwrap().as_os_str().to_string_lossy();
            let module = first.trim_end_matches(".rs").to_string();
            let text = std::fs::read_to_string(&path).unwrap();
            let code =
                text.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            (module, path, code)
        })
        .collect()
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|names| names.contains(&module))
}

/// The modules that `code` reaches by `crate::`.
fn used(code: &str) -> Vec<String> {
    code.split("crate::")
        .skip(1)
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

#[test]
fn modules_use_only_what_lies_below() {
    let mut wrong = Vec::new();
    for (module, path, code) in modules() {
        let Some(own) = layer(&module) else { continue };
        for other in used(&code) {
            if other != module && layer(&other).is_some_and(|theirs| theirs >= own) {
                wrong.push(format!("{} uses {other}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_of_the_library_has_a_layer() {
    let lib = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    for line in lib.lines().filter_map(|l| l.strip_prefix("pub mod ")) {
        let name = line.trim_end_matches(';');
        assert!(layer(name).is_some(), "{name} has no layer");
    }
}

#[test]
fn foreign_crates_stay_in_their_places() {
    let mut wrong = Vec::new();
    for (module, path, code) in modules() {
        for (name, places) in CRATES {
            let appears = code.contains(&format!("{name}::")) || code.contains(&format!("use {name}"));
            if appears && !places.contains(&module.as_str()) {
                wrong.push(format!("{} uses {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What these tests look for is found where it is: they can fail.
#[test]
fn the_reader_of_sources_sees_uses() {
    assert_eq!(used("use crate::gpu::plan; crate::job::Stop"), ["gpu", "job"]);
    let all = modules();
    assert!(all.iter().any(|(m, _, code)| m == "gpu" && code.contains("wgpu::")));
    assert!(all.iter().any(|(m, _, code)| m == "encoder" && code.contains("candle_core::")));
}

#[test]
fn files_stay_readable() {
    let mut lengths: Vec<(usize, PathBuf)> = modules()
        .into_iter()
        .map(|(_, path, _)| (std::fs::read_to_string(&path).unwrap().lines().count(), path))
        .collect();
    lengths.sort();
    let (longest, path) = lengths.last().unwrap();
    assert!(*longest <= 600, "{} has {longest} lines", path.display());
    let median = lengths[lengths.len() / 2].0;
    assert!(median < 150, "the median file has {median} lines");
}

#[test]
fn the_command_line_is_tested_from_outside() {
    let hidden: Vec<PathBuf> = modules()
        .into_iter()
        .filter(|(module, _, code)| ["cli", "main"].contains(&module.as_str()) && code.contains("cfg(test)"))
        .map(|(_, path, _)| path)
        .collect();
    assert!(
        hidden.is_empty(),
        "the program is built without tests (Cargo.toml), so these are never run: {hidden:?}"
    );
}
