//! [`Home`]: where the program keeps projects, settings and simulated cells.

use augscope::job::own_folder;
use std::path::{Path, PathBuf};

/// The program's own folder.
#[derive(Clone, Debug)]
pub struct Home {
    folder: PathBuf,
}

impl Home {
    /// `AUGSCOPE_HOME`, else the place that the system gives to programs' data, else the present folder.
    pub fn of_user() -> Self {
        Self::at(own_folder::data().unwrap_or_else(|| "augscope-data".into()))
    }

    /// A folder of one's own choice.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The file of settings.
    pub fn settings(&self) -> PathBuf {
        self.folder.join("settings.toml")
    }

    /// Says, while a window is open, which project it has.
    pub fn session(&self) -> PathBuf {
        self.folder.join("session.toml")
    }

    /// Where the simulated cells lie: the usual ones, or those of a kind.
    pub fn simulated_cells(&self, kind: Option<&str>) -> PathBuf {
        match kind {
            None => self.folder.join("simulated-cells"),
            Some(kind) => self.folder.join(format!("simulated-cells-{kind}")),
        }
    }

    /// Where studies wait for this machine, those of all projects.
    pub fn queue(&self) -> PathBuf {
        self.folder.join("queue")
    }

    /// The first free folder for a project called `name`.
    pub fn new_project(&self, name: &str) -> PathBuf {
        let projects = self.folder.join("projects");
        let free = |path: &Path| !path.exists();
        let first = projects.join(name);
        if free(&first) {
            return first;
        }
        (2..10_000).map(|n| projects.join(format!("{name} {n}"))).find(|path| free(path)).unwrap_or(first)
    }
}
