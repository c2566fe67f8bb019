//! [`RunNotes`]: what people wrote about a run, in notes.toml beside its record, so that it goes where the run goes.

use super::{RunError, RunFolder};
use serde::{Deserialize, Serialize};

/// The file's name.
const FILE: &str = "notes.toml";

/// Tags and a note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunNotes {
    /// Short words to find runs by, each once, in the order in which they were given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Anything.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl RunNotes {
    /// The tags out of a line such as "plate 3, final": parted by commas, each once, none empty.
    pub fn tags_of(line: &str) -> Vec<String> {
        let mut tags: Vec<String> = Vec::new();
        for tag in line.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
            if !tags.iter().any(|known| known == tag) {
                tags.push(tag.to_owned());
            }
        }
        tags
    }

    /// What was written about the run in `folder`; nothing where there is no such file.
    ///
    /// # Errors
    /// Where the file cannot be understood: then nothing may be written over it.
    pub fn read(folder: &RunFolder) -> Result<Self, RunError> {
        let path = folder.file(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(source) => return Err(RunError::File { path, what: "read", source }),
        };
        toml_edit::de::from_str(&text)
            .map_err(|error| RunError::BadRecord { path, why: error.message().to_owned() })
    }

    /// Writes the file, whole or not at all.
    ///
    /// # Errors
    /// What the file system answers.
    pub fn write(&self, folder: &RunFolder) -> Result<(), RunError> {
        let text = toml_edit::ser::to_string_pretty(self)
            .map_err(|error| RunError::BadRecord { path: folder.file(FILE), why: error.to_string() })?;
        folder.write(FILE, text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_survive_and_a_damaged_file_is_said() {
        let place = tempfile::tempdir().unwrap();
        let folder = RunFolder::new(place.path());
        assert_eq!(RunNotes::read(&folder).unwrap(), RunNotes::default());
        let notes =
            RunNotes { tags: RunNotes::tags_of(" plate 3,,final , plate 3"), note: "a \"b\"\nc".into() };
        assert_eq!(notes.tags, ["plate 3", "final"]);
        notes.write(&folder).unwrap();
        assert_eq!(RunNotes::read(&folder).unwrap(), notes);
        std::fs::write(place.path().join(FILE), "tags = 3").unwrap();
        assert!(RunNotes::read(&folder).unwrap_err().to_string().contains("notes.toml"));
    }
}
