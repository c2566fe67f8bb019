//! [`Settings`]: theme, zoom and recent places, kept between sessions; and the mark of an open session.

use super::home::Home;
use augscope::job::{process_is_gone, write_atomic};
use augscope::run::engine::slurm::Profile;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How many recent places are remembered.
const RECENT: usize = 8;

/// What is remembered between sessions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Colours of the window.
    pub theme: Theme,
    /// Whether the tour was shown. Settings of an older program are those of somebody who knows it.
    #[serde(default = "known")]
    pub tour_seen: bool,
    /// Size of everything: 1 is 100 %.
    pub zoom: f32,
    /// Projects, newest first.
    pub recent_projects: Vec<PathBuf>,
    /// Data sets, newest first.
    pub recent_data: Vec<PathBuf>,
    /// The path, as it was typed, of a program that trains on a graphics card; empty for none.
    pub card_program: String,
    /// What trains, where that was chosen.
    pub computes_on: Option<ComputesOn>,
    /// The folder that was exported into last.
    pub exports: Option<PathBuf>,
    /// The name of the settings for a cluster that were chosen last.
    pub profile: String,
    /// What is asked of clusters, by names of the user's own.
    pub profiles: BTreeMap<String, Profile>,
}

/// What trains, as it was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComputesOn {
    /// The program; `None` is the window's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<PathBuf>,
    /// Its device, in the words of `--device`.
    pub device: String,
}

/// Colours of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Dark.
    Dark,
    /// Light.
    Light,
}

fn known() -> bool {
    true
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            tour_seen: false,
            zoom: 1.0,
            recent_projects: Vec::new(),
            recent_data: Vec::new(),
            card_program: String::new(),
            computes_on: None,
            exports: None,
            profile: String::new(),
            profiles: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// Reads the settings; what cannot be read is as at the first start.
    pub fn read(home: &Home) -> Self {
        let text = std::fs::read_to_string(home.settings()).ok();
        let read = text.and_then(|text| toml_edit::de::from_str(&text).ok());
        let mut settings: Self = read.unwrap_or_default();
        settings.zoom = if settings.zoom.is_finite() { settings.zoom.clamp(0.5, 3.0) } else { 1.0 };
        settings
    }

    /// Writes the settings, whole or not at all. They are a courtesy: a full disk is met elsewhere.
    pub fn write(&self, home: &Home) {
        if let Ok(text) = toml_edit::ser::to_string_pretty(self) {
            write_making_folder(&home.settings(), text.as_bytes());
        }
    }

    /// Puts a project first.
    pub fn remember_project(&mut self, folder: &Path) {
        put_first(&mut self.recent_projects, folder);
    }

    /// Puts a data set first.
    pub fn remember_data(&mut self, path: &Path) {
        put_first(&mut self.recent_data, path);
    }
}

fn put_first(list: &mut Vec<PathBuf>, path: &Path) {
    list.retain(|known| known != path);
    list.insert(0, path.to_path_buf());
    list.truncate(RECENT);
}

fn write_making_folder(path: &Path, bytes: &[u8]) {
    if let Some(folder) = path.parent() {
        let _ = std::fs::create_dir_all(folder);
    }
    let _ = write_atomic(path, bytes);
}

/// The mark of an open window: while it exists, the session has not ended properly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The process of the window.
    pub process: u32,
    /// The project that it has open.
    pub project: PathBuf,
}

impl Session {
    /// The project of a session that ended without closing its window, if there is one.
    pub fn crashed(home: &Home) -> Option<PathBuf> {
        let text = std::fs::read_to_string(home.session()).ok()?;
        let session: Self = toml_edit::de::from_str(&text).ok()?;
        let there = session.project.join(super::project::FILE).is_file();
        // Where the system does not tell, it is taken as gone.
        let gone = !cfg!(unix) || session.process == std::process::id() || process_is_gone(session.process);
        (there && gone).then_some(session.project)
    }

    /// Marks that `project` is open in this process.
    pub fn begin(home: &Home, project: &Path) {
        let session = Self { process: std::process::id(), project: project.to_path_buf() };
        if let Ok(text) = toml_edit::ser::to_string_pretty(&session) {
            write_making_folder(&home.session(), text.as_bytes());
        }
    }

    /// The window was closed properly.
    pub fn end(home: &Home) {
        let _ = std::fs::remove_file(home.session());
    }
}
