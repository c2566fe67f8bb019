//! The words of `augscope --version`: the version, the processor's instructions in use, and the features built in.

use augscope::encoder::{built_for, processor};
use std::sync::LazyLock;

/// For example "0.1.0 (cpu: avx512; features: cuda)".
pub fn version() -> &'static str {
    static WORDS: LazyLock<String> = LazyLock::new(|| {
        let features = built_for();
        let features = if features.is_empty() { "none".to_owned() } else { features.join(", ") };
        format!("{} (cpu: {}; features: {features})", env!("CARGO_PKG_VERSION"), processor())
    });
    &WORDS
}
