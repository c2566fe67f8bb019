//! Presets: pipelines that come with the program, and finding a pipeline by file or name.

use super::{PipelineError, PipelineFile};
use std::path::Path;

macro_rules! presets {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../assets/presets/", $name, ".toml")))),*]
    };
}

/// Names and texts of all presets; a name is the stem of its file in `assets/presets`.
pub const PRESETS: [(&str, &str); 12] = presets!(
    "nuisance-only",
    "any-orientation",
    "stain-and-orientation",
    "cell-painting",
    "dino4cells",
    "viscy",
    "simclr",
    "moco-v2",
    "byol",
    "barlow-twins",
    "vicreg",
    "vicreg-symmetric",
);

/// The pipeline that `name` means: a file where there is one, else a preset.
///
/// # Errors
/// Names of presets where `name` is neither, or what is wrong with the file.
pub fn load(name: &str) -> Result<PipelineFile, PipelineError> {
    let path = Path::new(name);
    if path.is_file() {
        return PipelineFile::read(path);
    }
    let preset = PRESETS.iter().find(|(preset, _)| *preset == name);
    preset.map_or_else(|| Err(PipelineError::NotFound(name.into())), |(_, text)| PipelineFile::parse(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_reads_carries_its_name_and_is_listed() {
        for (name, text) in PRESETS {
            let file = PipelineFile::parse(text).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert_eq!(file.pipeline.name, name);
            assert!(!file.pipeline.steps.is_empty() && !file.pipeline.note.is_empty(), "{name}");
            assert_eq!(PipelineFile::parse(&file.to_toml()).unwrap().pipeline, file.pipeline);
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/presets");
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), PRESETS.len(), "a preset is not in the list");
    }
}
