//! The readers against real files: right pixels or a refusal, never wrong pixels.
//!
//! The files and what a reference reader made of them lie beside the repository, in
//! `shared/data/formats`; without them the test says SKIPPED.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may stop at the first surprise, and says SKIPPED"
)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use augscope::image::{self, Image, plane_figures, sha256_planes};
use serde_json::Value;

/// Files that a reader should read, but that are refused for now; each with its reason.
const REFUSED_FOR_NOW: &[&str] = &[];

fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.join("shared/data/formats");
    folder.join("expected.json").is_file().then_some(folder)
}

fn expected(folder: &Path) -> serde_json::Map<String, Value> {
    let text = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    match serde_json::from_str(&text).unwrap() {
        Value::Object(map) => map,
        other => panic!("expected.json is {other}"),
    }
}

/// What differs from the reference, or `None`.
fn difference(image: &Image, want: &Value) -> Option<String> {
    let size = |key: &str| want[key].as_u64().map(|n| n as usize);
    if (Some(image.width), Some(image.height), Some(image.planes))
        != (size("width"), size("height"), size("planes"))
    {
        return Some(format!("{} planes of {} x {}", image.planes, image.width, image.height));
    }
    if image.samples.dtype() != want["dtype"] {
        return Some(format!("dtype {}", image.samples.dtype()));
    }
    // Of Zarr the reference gives the axes by their names.
    let named = |axes: &Vec<Value>| axes.iter().filter_map(|a| a["name"].as_str()).collect::<String>();
    let axes = want["axes_metadata"].as_array().map(|axes| named(axes).to_uppercase());
    if axes.as_deref().or(want["axes"].as_str()) != Some(&image.axes) {
        return Some(format!("axes {}", image.axes));
    }
    // JPEG decoders may differ by 3 grey levels.
    let lossy = want["container"] == "JPEG" || want["compression"] == "JPEG";
    for (p, (have, want)) in plane_figures(image).iter().zip(want["per_plane"].as_array()?).enumerate() {
        for (have, key) in [(have.min, "min"), (have.max, "max"), (have.mean, "mean")] {
            let (have, want) = (have.unwrap_or(f64::NAN), want[key].as_f64().unwrap_or(f64::NAN));
            let tolerance = if lossy { 3.0 } else { 1e-9 * want.abs() };
            if !((have - want).abs() <= tolerance || have.is_nan() && want.is_nan()) {
                return Some(format!("plane {p}: {key} {have} instead of {want}"));
            }
        }
    }
    let hash = sha256_planes(&image.samples);
    (!lossy && hash != want["sha256_planes"]).then(|| format!("hash {hash}"))
}

#[test]
fn every_file_is_read_right_or_refused() {
    let Some(folder) = folder() else {
        println!("SKIPPED: shared/data/formats is not beside the repository");
        return;
    };
    let mut wrong = Vec::new();
    let (mut right, mut of, mut refused) = (0, 0, 0);
    for (name, want) in &expected(&folder) {
        let must = want["must"].as_str().unwrap();
        let start = Instant::now();
        let read = image::read(&folder.join(name));
        if start.elapsed() > Duration::from_secs(20) {
            wrong.push(format!("{name}: took {:?}", start.elapsed()));
        }
        let for_now = REFUSED_FOR_NOW.contains(&name.as_str());
        of += usize::from(must == "must_read");
        match (must, read) {
            ("must_read", Ok(image)) if !for_now => match difference(&image, want) {
                None => right += 1,
                Some(what) => wrong.push(format!("{name}: {what}")),
            },
            ("must_read", Err(e)) if !for_now => wrong.push(format!("{name}: {e}")),
            ("must_refuse", Ok(_)) => wrong.push(format!("{name}: read, but it is damaged")),
            (_, Ok(_)) if for_now => wrong.push(format!("{name}: read now: take it off the list")),
            // Without numbers from the reference any picture will do.
            (_, Ok(image)) if want.get("reference_error").is_none() => {
                wrong.extend(difference(&image, want).map(|what| format!("{name}: {what}")));
            }
            (_, Ok(_)) => {}
            (_, Err(e)) => {
                refused += 1;
                println!("refused: {e}");
            }
        }
    }
    println!("{right} of {of} read right, {refused} refused");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Cuts files short and flips bits in them: an answer of some kind, never a panic, and a cut file is
/// never read as if it were whole with other pixels.
#[test]
fn damage_never_panics() {
    let Some(folder) = folder() else {
        println!("SKIPPED: shared/data/formats is not beside the repository");
        return;
    };
    let mut wrong = Vec::new();
    for (name, want) in &expected(&folder) {
        let path = folder.join(name);
        let Ok(bytes) = std::fs::read(&path) else { continue };
        if want["must"] == "must_refuse" || bytes.len() > 120_000 || want.get("reference_error").is_some() {
            continue;
        }
        for k in 0..40 {
            let cut = &bytes[..bytes.len() * k / 40];
            if let Ok(image) = image::read_bytes(cut, &path) {
                let what = difference(&image, want);
                wrong.extend(what.map(|what| format!("{name} cut to {}: {what}", cut.len())));
            }
            let mut flipped = bytes.clone();
            for j in 0..3 {
                let at = (k * 7919 + j * 104_729 + k * k * 31)
                    % if k % 2 == 0 { 300.min(bytes.len()) } else { bytes.len() };
                flipped[at] ^= 1 << (k % 8);
            }
            let start = Instant::now();
            let _ = image::read_bytes(&flipped, &path);
            if start.elapsed() > Duration::from_secs(10) {
                wrong.push(format!("{name} flipped {k}: took {:?}", start.elapsed()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
