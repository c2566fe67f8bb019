//! The pipeline file: TOML, `format = 1`. Comments survive reading, editing and saving.

mod migrate;
mod reading;
mod writing;

use super::{Pipeline, PipelineError};
use crate::job::write_atomic;
use std::path::Path;
use toml_edit::DocumentMut;

/// The format that this program writes.
const FORMAT: i64 = 1;

/// A pipeline with the text it was read from, so that saving keeps comments and layout.
#[derive(Clone, Debug, Default)]
pub struct PipelineFile {
    /// The pipeline.
    pub pipeline: Pipeline,
    document: DocumentMut,
}

impl PipelineFile {
    /// A pipeline that has no file yet.
    pub fn new(pipeline: Pipeline) -> Self {
        Self { pipeline, document: DocumentMut::new() }
    }

    /// Reads a pipeline out of TOML text.
    pub fn parse(text: &str) -> Result<Self, PipelineError> {
        let mut document: DocumentMut =
            text.parse().map_err(|e: toml_edit::TomlError| PipelineError::Syntax(e.to_string()))?;
        migrate::migrate(&mut document, FORMAT, migrate::MIGRATIONS);
        Ok(Self { pipeline: reading::pipeline(&document)?, document })
    }

    /// Reads a pipeline file.
    pub fn read(path: &Path) -> Result<Self, PipelineError> {
        let text = std::fs::read_to_string(path).map_err(|source| PipelineError::File {
            path: path.to_path_buf(),
            what: "read",
            source,
        })?;
        Self::parse(&text)
    }

    /// The pipeline as TOML text; comments of the text it was read from stay where they were.
    pub fn to_toml(&self) -> String {
        let mut document = self.document.clone();
        writing::update(&mut document, &self.pipeline);
        document.to_string()
    }

    /// Writes the pipeline to `path`, whole or not at all.
    pub fn write(&self, path: &Path) -> Result<(), PipelineError> {
        write_atomic(path, self.to_toml().as_bytes()).map_err(|source| PipelineError::File {
            path: path.to_path_buf(),
            what: "written",
            source,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Edit, Group, Lengths, Step};
    use crate::transform::{Border, Setting, catalogue};

    #[test]
    fn every_entry_survives_saving_and_loading() {
        let mut pipeline = Pipeline { name: "all".into(), ..Pipeline::default() };
        pipeline.groups.push(Group { id: "some".into(), pick: 2 });
        for entry in catalogue::ALL {
            let mut step = Step::new(pipeline.fresh_id(entry.kind), entry);
            step.first.probability = 0.3;
            step.second = Some(step.first.clone());
            step.group = Some("some".into());
            step.note = "a \"note\"".into();
            if let (Some(second), Some(param)) = (&mut step.second, entry.params.first()) {
                let middle = f64::midpoint(param.soft.0, param.soft.1);
                second.settings[0] = Setting::Normal { mean: middle, sd: 0.125 };
            }
            pipeline.steps.push(step);
        }
        let text = PipelineFile::new(pipeline.clone()).to_toml();
        assert_eq!(PipelineFile::parse(&text).unwrap().pipeline, pipeline, "{text}");
    }

    #[test]
    fn input_strength_and_lengths_survive_saving_and_loading() {
        let mut pipeline = Pipeline { strength: 0.5, ..Pipeline::default() };
        pipeline.input.border = Border::Constant;
        pipeline.input.border_value = 0.1;
        let mut step = Step::new("blur", catalogue::find("gaussian-blur").unwrap());
        step.strength = 1.5;
        pipeline.steps.push(step);
        for lengths in [Lengths::Pixels, Lengths::Micrometres] {
            let pipeline = pipeline.with_lengths(lengths, 0.325);
            let text = PipelineFile::new(pipeline.clone()).to_toml();
            assert_eq!(PipelineFile::parse(&text).unwrap().pipeline, pipeline, "{text}");
        }
        let text = PipelineFile::new(pipeline).to_toml();
        assert!(text.contains("border_value = 0.1\n") && !text.contains("um_per_pixel"), "{text}");
        let old = PipelineFile::parse("format = 1\n[input]\nborder = \"zero\"").unwrap();
        assert_eq!((old.pipeline.input.border, old.pipeline.input.border_value), (Border::Constant, 0.0));
    }

    #[test]
    fn comments_survive_an_edit() {
        let text = "format = 1\nname = \"mine\" # my own\n\n# turn them all\n[[step]]\nkind = \"rotate\"\n\
                    angle = { uniform = [-90, 90] } # not further\n";
        let mut file = PipelineFile::parse(text).unwrap();
        let setting = Setting::Fixed(45.0);
        file.pipeline
            .edit(Edit::SetParam { id: "rotate-1".into(), second: false, param: "angle".into(), setting })
            .unwrap();
        let saved = file.to_toml();
        for kept in ["# my own", "# turn them all", "# not further", "angle = 45.0", "id = \"rotate-1\""] {
            assert!(saved.contains(kept), "{kept} is missing:\n{saved}");
        }
        assert_eq!(PipelineFile::parse(&saved).unwrap().pipeline, file.pipeline);
    }

    #[test]
    fn mistakes_are_met_with_key_value_and_range() {
        for (text, words) in [
            ("format = 1\nstepp = 3", "the key \"stepp\" is unknown; allowed are format, name"),
            ("format = 2", "newer than this program"),
            ("name = \"x\"", "\"format\" is missing"),
            ("format = 1\n[[step]]\nkind = \"spin\"", "kind = \"spin\""),
            (
                "format = 1\n[[step]]\nkind = \"gain\"\nfactr = 1",
                "step 1 (gain): the key \"factr\" is unknown",
            ),
            (
                "format = 1\n[[step]]\nkind = \"gain\"\nfactor = 11",
                "factor = 11: 11 is out of range; allowed are 0 to 10 x",
            ),
            ("format = 1\n[[step]]\nkind = \"gain\"\nprobability = 1.5", "allowed are 0 to 1"),
            ("format = 1\n[[step]]\nkind = \"gain\"\nfactor = { uniform = [2, 1] }", "upside down"),
            ("format = 1\n[input]\nfit = \"bend\"", "allowed are crop, pad, stretch, native"),
            ("format = 1\n[input]\nsize = 0", "sizes from 1 to 4096"),
            ("format = 1\nstrength = 3", "allowed are 0 to 2"),
            ("format = 1\n[input]\nborder = \"constant\"\nborder_value = 2", "allowed are 0 to 1"),
            ("format = 1\n[input]\nlengths = \"mm\"", "allowed are pixels, um"),
            ("format = 1\n[input]\nlengths = \"um\"\num_per_pixel = 0", "how many micrometres a pixel"),
            (
                "format = 1\n[input]\nlengths = \"um\"\num_per_pixel = 0.1\n[[step]]\nkind = \"gaussian-blur\"\nsigma = 4",
                "4 is out of range; allowed are 0 to 3.2 µm",
            ),
            (
                "format = 1\n[[step]]\nid = \"a\"\nkind = \"gain\"\n[[step]]\nid = \"a\"\nkind = \"gain\"",
                "two steps",
            ),
            ("format = 1\n[[step]]\nkind = \"gain\"\ngroup = \"g\"", "no group called g"),
            ("format = ", "not valid TOML"),
        ] {
            let error = PipelineFile::parse(text).unwrap_err().to_string();
            assert!(error.contains(words), "{text}\n  gave: {error}\n  not:  {words}");
        }
    }
}
