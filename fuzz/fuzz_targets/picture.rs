//! TIFF, OME-TIFF, ImageJ, PNG and JPEG: an answer of some kind for any bytes.
#![no_main]

use std::path::Path;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = augscope::image::read_bytes(bytes, Path::new("fuzzed"));
});
