//! OME-Zarr: the description of the group, that of the array and one chunk, cut out of the bytes at zero bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(3, |&byte| byte == 0);
    let Ok(place) = tempfile::tempdir() else { return };
    let folder = place.path().join("fuzzed.zarr");
    if std::fs::create_dir_all(folder.join("0/c/0")).is_err() {
        return;
    }
    for name in ["zarr.json", "0/zarr.json", "0/c/0/0"] {
        let _ = std::fs::write(folder.join(name), parts.next().unwrap_or_default());
    }
    let _ = augscope::image::read(&folder);
});
