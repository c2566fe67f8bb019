//! [`SealedExpectation`]: what somebody expected of every class before the training, in expectation.toml, written once.

use super::study::Expected;
use super::{RunError, RunFolder};
use crate::evaluate::difference::{ClassDifference, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// The file's name in a run's folder.
const FILE: &str = "expectation.toml";
/// The newest format.
const FORMAT: u32 = 1;

/// What was expected of a recipe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedExpectation {
    /// Version of the format.
    pub format: u32,
    /// When it was sealed, RFC 3339, UTC; set when the run is begun.
    #[serde(default)]
    pub written: String,
    /// The recipe that it is compared with, by its name; empty for whichever it will be.
    #[serde(default)]
    pub against: String,
    /// What is expected, by class.
    #[serde(default)]
    pub classes: BTreeMap<String, Expected>,
}

/// What came of an expectation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CameOut {
    /// As it was expected.
    AsExpected,
    /// The contrary, or a difference where none was expected.
    Contrary,
    /// It cannot be told.
    NotShown,
}

impl CameOut {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::AsExpected => "as expected",
            Self::Contrary => "not as expected",
            Self::NotShown => "not shown",
        }
    }
}

impl SealedExpectation {
    /// What is expected of these classes, not sealed yet.
    pub fn new(against: String, classes: BTreeMap<String, Expected>) -> Self {
        Self { format: FORMAT, written: String::new(), against, classes }
    }

    /// Reads one that somebody wrote.
    ///
    /// # Errors
    /// Where the file cannot be read or understood.
    pub fn read_file(path: &Path) -> Result<Self, RunError> {
        let bad = |why: String| RunError::BadRecord { path: path.to_path_buf(), why };
        let text = std::fs::read_to_string(path).map_err(|source| RunError::File {
            path: path.to_path_buf(),
            what: "read",
            source,
        })?;
        let read: Self = toml_edit::de::from_str(&text).map_err(|error| bad(error.message().to_owned()))?;
        if read.format != FORMAT {
            return Err(bad(format!("it has format {}, this program knows {FORMAT}", read.format)));
        }
        Ok(read)
    }

    /// The one that is sealed in a run's folder, where there is one that can be understood.
    pub fn of_run(folder: &RunFolder) -> Option<Self> {
        Self::read_file(&folder.file(FILE)).ok()
    }

    /// It as text.
    ///
    /// # Errors
    /// Where it cannot be written as TOML.
    pub fn to_toml(&self) -> Result<String, RunError> {
        toml_edit::ser::to_string_pretty(self)
            .map_err(|error| RunError::BadRecord { path: FILE.into(), why: error.to_string() })
    }

    /// Seals it in the folder of a run that is begun, as of `when`.
    ///
    /// # Errors
    /// What the file system answers.
    pub(super) fn seal(&self, folder: &RunFolder, when: &str) -> Result<(), RunError> {
        let sealed = Self { written: when.to_owned(), ..self.clone() };
        folder.write(FILE, sealed.to_toml()?.as_bytes())
    }

    /// What came of the expectation of a class, by the verdict on it; `None` where nothing was expected.
    pub fn came_out(&self, class: &str, difference: &ClassDifference) -> Option<(Expected, CameOut)> {
        let expected = *self.classes.get(class)?;
        let out = match (expected, difference.verdict) {
            (_, None | Some(Verdict::NotSure)) => CameOut::NotShown,
            (Expected::Rises, Some(Verdict::Helped))
            | (Expected::Falls, Some(Verdict::Hurt))
            | (Expected::Stays, Some(Verdict::Unchanged)) => CameOut::AsExpected,
            _ => CameOut::Contrary,
        };
        Some((expected, out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expectation_is_sealed_with_its_time_and_judged_by_the_verdict() {
        let place = tempfile::tempdir().unwrap();
        let folder = RunFolder::new(place.path());
        assert_eq!(SealedExpectation::of_run(&folder), None);
        let classes = [("round".to_owned(), Expected::Stays), ("long \"x\"".to_owned(), Expected::Falls)];
        let expectation = SealedExpectation::new("plain".into(), classes.into());
        expectation.seal(&folder, "2026-01-01T00:00:00Z").unwrap();
        let read = SealedExpectation::of_run(&folder).unwrap();
        assert_eq!((read.written.as_str(), &read.classes), ("2026-01-01T00:00:00Z", &expectation.classes));

        let verdict = |verdict| ClassDifference { verdict, ..ClassDifference::default() };
        let out = |class: &str, given| read.came_out(class, &verdict(given)).map(|(_, out)| out);
        assert_eq!(out("long \"x\"", Some(Verdict::Hurt)), Some(CameOut::AsExpected));
        assert_eq!(out("long \"x\"", Some(Verdict::Helped)), Some(CameOut::Contrary));
        assert_eq!(out("long \"x\"", Some(Verdict::NotSure)), Some(CameOut::NotShown));
        assert_eq!(out("round", Some(Verdict::Unchanged)), Some(CameOut::AsExpected));
        assert_eq!(out("round", Some(Verdict::Hurt)), Some(CameOut::Contrary));
        assert_eq!(out("round", None), Some(CameOut::NotShown));
        assert_eq!(out("other", Some(Verdict::Hurt)), None);
    }

    #[test]
    fn what_cannot_be_understood_is_said() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("mine.toml");
        for (text, words) in [("format = 2\n", "format 2"), ("format = 1\nclases = {}\n", "clases")] {
            std::fs::write(&file, text).unwrap();
            let error = SealedExpectation::read_file(&file).unwrap_err().to_string();
            assert!(error.contains(words) && error.contains("mine.toml"), "{error}");
        }
    }
}
