//! [`FileNames`]: what a pattern makes of the names of the opened files, told on a thread while it is being typed.

use super::App;
use super::view::Overlay;
use super::wished::Wished;
use augscope::dataset::{FilePattern, PatternPreview, picture_names};
use augscope::image::ZChoice;
use egui::Context;
use std::path::PathBuf;

/// Names that are shown as examples.
const EXAMPLES: usize = 6;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamesKey {
    /// The opened folder.
    pub folder: PathBuf,
    /// The pattern as typed.
    pub pattern: String,
    /// What becomes of several depths.
    pub z: ZChoice,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct NamesFound {
    /// A few names of the folder, spread over all.
    pub examples: Vec<String>,
    /// What the pattern makes of all names, or why it is none.
    pub preview: Result<PatternPreview, String>,
    /// The preset that fits most names.
    pub guess: Option<FilePattern>,
}

/// Reads the names once a folder; of patterns the newest counts.
pub struct FileNames(Wished<NamesKey, (), Result<Box<NamesFound>, String>>);

impl FileNames {
    /// Nothing asked yet; the thread asks `context` for a new frame when it has an answer.
    pub fn new(context: &Context) -> Self {
        let mut kept: Option<(PathBuf, Vec<String>)> = None;
        Self(Wished::new("names of files", context, move |key: &NamesKey, ()| {
            look(&mut kept, key).map(Box::new)
        }))
    }

    /// Takes over an answer. Returns at once.
    pub fn poll(&mut self) {
        self.0.poll();
    }

    /// What was found last for this folder, and whether it is the answer to what is typed now.
    pub fn found(&self) -> Option<(Result<&NamesFound, &str>, bool)> {
        let (key, found) = self.0.latest()?;
        let wanted = self.0.wanted()?;
        let found = found.as_deref().map_err(String::as_str);
        (key.folder == wanted.folder).then_some((found, key == wanted))
    }
}

fn look(kept: &mut Option<(PathBuf, Vec<String>)>, key: &NamesKey) -> Result<NamesFound, String> {
    if kept.as_ref().is_none_or(|(folder, _)| *folder != key.folder) {
        let names = picture_names(&key.folder).map_err(|error| error.to_string())?;
        *kept = Some((key.folder.clone(), names));
    }
    let names = kept.as_ref().map_or(&[][..], |(_, names)| names);
    let step = (names.len() / EXAMPLES).max(1);
    Ok(NamesFound {
        examples: names.iter().step_by(step).take(EXAMPLES).cloned().collect(),
        preview: FilePattern(key.pattern.clone()).preview(names, key.z),
        guess: FilePattern::guess(names),
    })
}

impl App {
    /// Asks for what the typed pattern makes of the names, while it is on the screen.
    pub(super) fn want_names(&mut self) {
        let source = self.document.project().data.as_ref();
        let key = match (&self.view.overlay, source) {
            (Overlay::FileNames { pattern }, Some(source)) => Some(NamesKey {
                folder: source.path.clone(),
                pattern: pattern.clone(),
                z: source.reading.stack.z,
            }),
            _ => None,
        };
        self.data.names.0.want(key, || ());
    }
}
