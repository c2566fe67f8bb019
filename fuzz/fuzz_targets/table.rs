//! Tables: any bytes as a labels.csv beside nothing.
#![no_main]

use augscope::dataset::{Dataset, OpenOptions};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(place) = tempfile::tempdir() else { return };
    let table = place.path().join("labels.csv");
    if std::fs::write(&table, bytes).is_ok() {
        let _ = Dataset::open(&table, &OpenOptions::default());
    }
});
