//! [`Preview`]: which runs the study that is being put together has, told on a thread while it is changed.

use super::written::StudyInput;
use crate::app::wished::Wished;
use augscope::run::study::AxisPoint;

/// What the runs depend on.
#[derive(Clone, Debug)]
pub struct PreviewKey {
    /// Counts changes of the project.
    pub revision: u64,
    /// What is asked.
    pub input: Box<StudyInput>,
}

impl PartialEq for PreviewKey {
    fn eq(&self, other: &Self) -> bool {
        (self.revision, &self.input.draft, &self.input.device)
            == (other.revision, &other.input.draft, &other.input.device)
    }
}

/// A recipe of the study.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedRecipe {
    /// Its name.
    pub name: String,
    /// Where it lies on the axes.
    pub points: Vec<AxisPoint>,
    /// The learning method and the network, where they are not those of the next training.
    pub method: Option<String>,
    /// The network.
    pub network: Option<String>,
}

/// The recipes of the newest draft.
pub struct Preview(pub(super) Wished<PreviewKey, (), Result<Vec<PlannedRecipe>, String>>);

impl Preview {
    /// The recipes, or why there can be none; `None` before the first answer. An older answer stands until the new one is
    /// there.
    pub fn recipes(&self) -> Option<Result<&[PlannedRecipe], &str>> {
        let (_, found) = self.0.latest()?;
        Some(found.as_deref().map_err(String::as_str))
    }

    /// True where the answer is that to the newest draft.
    pub fn is_current(&self) -> bool {
        self.0.found().is_some()
    }

    /// What was asked last.
    pub fn key(&self) -> Option<&PreviewKey> {
        self.0.wanted()
    }

    /// Asks, unless this was asked last.
    pub fn want(&mut self, key: Option<PreviewKey>) {
        self.0.want(key, || ());
    }
}

pub(super) fn look(key: &PreviewKey, (): ()) -> Result<Vec<PlannedRecipe>, String> {
    let variants = key.input.variants()?;
    let planned = variants.into_iter().map(|variant| PlannedRecipe {
        method: variant.settings.get("objective").cloned(),
        network: variant.settings.get("encoder").cloned(),
        name: variant.name,
        points: variant.points,
    });
    Ok(planned.collect())
}
