//! Recipes: what is read can be written and read again.
#![no_main]

use augscope::pipeline::PipelineFile;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(recipe) = PipelineFile::parse(text) {
        assert!(PipelineFile::parse(&recipe.to_toml()).is_ok(), "what was written is not read");
    }
});
