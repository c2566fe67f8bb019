//! [`Cost`]: what a run of a study takes, by a few steps that a process of low priority measures.

use super::written::StudyInput;
use crate::app::wished::Wished;
use augscope::run::study::StudyFile;
use serde::Deserialize;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What the time of a run depends on: not on levels, and not on how many runs there are.
#[derive(Clone, Debug)]
pub struct CostKey {
    /// The recipe, by what its pictures depend on.
    pub recipe: String,
    /// What is asked.
    pub input: Box<StudyInput>,
}

impl CostKey {
    fn parts(&self) -> impl PartialEq + '_ {
        let StudyInput { draft, data, training, device, there, .. } = self.input.as_ref();
        let there = there.as_ref().map(|study| (&study.train, &study.data));
        (&self.recipe, data, training, device, &draft.methods, &draft.networks, there)
    }
}

impl PartialEq for CostKey {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

/// What one run takes.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct KindCost {
    /// The learning method.
    pub objective: String,
    /// The network.
    pub encoder: String,
    /// Seconds.
    pub seconds: f64,
    /// Bytes on the disk.
    pub bytes: u64,
}

/// What runs of the newest draft take, by learning method and network.
pub struct Cost(pub(super) Wished<CostKey, (), Result<Vec<KindCost>, String>>);

impl Cost {
    /// What was measured; `None` while it is.
    pub fn kinds(&self) -> Option<Result<&[KindCost], &str>> {
        Some(self.0.found()?.as_deref().map_err(String::as_str))
    }

    /// Asks, unless this was asked last.
    pub fn want(&mut self, key: Option<CostKey>) {
        self.0.want(key, || ());
    }
}

#[derive(Deserialize)]
struct Said {
    kinds: Vec<KindCost>,
}

/// Measurements so far, so that each has a folder of its own.
static NUMBER: AtomicUsize = AtomicUsize::new(0);

/// Lets `program` measure a study of two recipes, which is all that is needed.
pub(super) fn measure(program: &Path, key: &CostKey) -> Result<Vec<KindCost>, String> {
    let refused = |error: &dyn std::fmt::Display| format!("the time cannot be measured: {error}");
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("augscope-cost-{}-{number}", std::process::id()));
    let mut input = StudyInput::clone(&key.input);
    // A study that is added to is trained as its own file says.
    input.there = input.there.map(|there| {
        let mut alone = StudyFile::clone(&there);
        alone.recipes.clear();
        alone.expectations.clear();
        Arc::new(alone)
    });
    input.draft = super::StudyDraft {
        methods: std::mem::take(&mut input.draft.methods),
        networks: std::mem::take(&mut input.draft.networks),
        seeds: 1,
        ..super::StudyDraft::default()
    };
    input.recipes.clear();
    let study = input.write(&folder)?;
    let mut command = Command::new(program);
    command.arg("study").arg(&study).arg("--out").arg(folder.join("out")).args(["--plan", "--json"]);
    command.env(augscope::job::BACKGROUND, "1").stdin(Stdio::null());
    let answer = command.output().map_err(|error| refused(&error));
    let _ = std::fs::remove_dir_all(&folder);
    let answer = answer?;
    let said: Result<Said, _> = serde_json::from_slice(&answer.stdout);
    said.map(|said| said.kinds).map_err(|_| {
        let words = String::from_utf8_lossy(&answer.stderr);
        let last = words.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it said nothing");
        refused(&last.trim_start_matches("augscope: "))
    })
}
