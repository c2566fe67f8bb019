//! [`Ticket`]: a study that waits in the queue of this machine, and [`Tickets`], the folder of them.

use crate::job::write_atomic;
use crate::run::engine::{EngineError, StudyJob};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A study in the queue; a file of its own, `NAME.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// The study's file.
    pub study: PathBuf,
    /// The study's folder.
    pub out: PathBuf,
    /// The images, where others than the file names are meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<PathBuf>,
    /// Threads of a run; 0 shares the cores among the runs that are at work.
    #[serde(default)]
    pub threads: usize,
    /// Higher ones go first.
    #[serde(default)]
    pub priority: i64,
    /// Among those of one priority lower ones go first.
    #[serde(default)]
    pub place: u64,
    /// None of its runs is begun, and those that are at work are paused.
    #[serde(default)]
    pub paused: bool,
    /// How often it was handed over: what failed before is tried again after that.
    #[serde(default)]
    pub asked: u64,
    /// The runs that are asked for; none means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<String>,
}

impl Ticket {
    /// The ticket of a job, with priority 0.
    pub fn of(job: &StudyJob) -> Self {
        Self {
            study: job.study.clone(),
            out: job.out.clone(),
            data: job.data.clone(),
            threads: job.threads,
            ..Self::default()
        }
    }

    /// True where it asks for the run called `name`.
    pub fn asks_for(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == name)
    }
}

/// The file by which only one queue is at work on a folder.
pub(super) const LOCK: &str = ".lock";

/// Tickets by name, those first that go first, and files that cannot be understood, in words.
pub type Listed = (Vec<(String, Ticket)>, Vec<String>);

/// The folder of a queue.
#[derive(Clone, Debug)]
pub struct Tickets {
    folder: PathBuf,
}

impl Tickets {
    /// The queue in `folder`, which need not exist yet.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// All tickets by name, those first that go first. The second are files that cannot be understood, in words.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn list(&self) -> Result<Listed, EngineError> {
        let entries = match std::fs::read_dir(&self.folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok((Vec::new(), Vec::new()));
            }
            entries => entries.map_err(failed(&self.folder, "read"))?,
        };
        let (mut tickets, mut problems) = (Vec::new(), Vec::new());
        for path in entries.flatten().map(|entry| entry.path()) {
            let Some(name) = path.file_stem().map(|name| name.to_string_lossy().into_owned()) else {
                continue;
            };
            if path.extension().is_none_or(|end| end != "toml") || name.starts_with('.') {
                continue;
            }
            let text = std::fs::read_to_string(&path).map_err(|error| error.to_string());
            match text.and_then(|text| toml_edit::de::from_str(&text).map_err(|error| error.to_string())) {
                Ok(ticket) => tickets.push((name, ticket)),
                Err(why) => problems.push(format!("{} is passed over: {why}", path.display())),
            }
        }
        tickets.sort_by(|(a_name, a): &(String, Ticket), (b_name, b)| {
            (-a.priority, a.place, a_name).cmp(&(-b.priority, b.place, b_name))
        });
        Ok((tickets, problems))
    }

    /// The ticket of the study in the folder `out`.
    ///
    /// # Errors
    /// As [`Tickets::list`].
    pub fn of(&self, out: &Path) -> Result<Option<(String, Ticket)>, EngineError> {
        Ok(self.list()?.0.into_iter().find(|(_, ticket)| ticket.out == out))
    }

    /// Puts a study behind the others of its priority, and answers with the ticket's name. One that waits already keeps
    /// its place, and goes on where it was paused.
    ///
    /// # Errors
    /// Where the ticket cannot be written.
    pub fn add(&self, ticket: &Ticket) -> Result<String, EngineError> {
        std::fs::create_dir_all(&self.folder).map_err(failed(&self.folder, "written"))?;
        let (known, _) = self.list()?;
        let mut ticket = ticket.clone();
        if let Some((name, old)) = known.iter().find(|(_, other)| other.out == ticket.out) {
            (ticket.place, ticket.asked) = (old.place, old.asked + 1);
            self.write(name, &ticket)?;
            return Ok(name.clone());
        }
        ticket.place = known.iter().map(|(_, other)| other.place + 1).max().unwrap_or(1);
        let stem =
            ticket.out.file_name().map_or_else(|| "study".into(), |name| name.to_string_lossy().into_owned());
        let stem = stem.trim_start_matches('.');
        let stem = if stem.is_empty() { "study" } else { stem };
        let free = |name: &String| !self.path(name).exists();
        let numbered = (2..=u32::MAX).map(|number| format!("{stem}-{number}"));
        let name =
            std::iter::once(stem.to_owned()).chain(numbered).find(free).unwrap_or_else(|| stem.to_owned());
        self.write(&name, &ticket)?;
        Ok(name)
    }

    /// Changes the ticket called `name`: its priority, or whether it is paused. Nothing where there is none.
    ///
    /// # Errors
    /// Where it cannot be read or written.
    pub fn change(&self, name: &str, change: impl FnOnce(&mut Ticket)) -> Result<(), EngineError> {
        if let Some((_, mut ticket)) = self.list()?.0.into_iter().find(|(known, _)| known == name) {
            change(&mut ticket);
            self.write(name, &ticket)?;
        }
        Ok(())
    }

    /// Puts the ticket called `name` at a place among those of its priority, counted from 0.
    ///
    /// # Errors
    /// Where tickets cannot be read or written.
    pub fn move_to(&self, name: &str, to: usize) -> Result<(), EngineError> {
        let (tickets, _) = self.list()?;
        let Some(moved) = tickets.iter().find(|(known, _)| known == name).cloned() else { return Ok(()) };
        let same = |(known, ticket): &&(String, Ticket)| known != name && ticket.priority == moved.1.priority;
        let mut order: Vec<(String, Ticket)> = tickets.iter().filter(same).cloned().collect();
        order.insert(to.min(order.len()), moved);
        for (place, (name, mut ticket)) in (1..).zip(order) {
            if ticket.place != place {
                ticket.place = place;
                self.write(&name, &ticket)?;
            }
        }
        Ok(())
    }

    /// Takes a ticket away. Runs that are at work are paused by the queue.
    ///
    /// # Errors
    /// Where it cannot be removed.
    pub fn remove(&self, name: &str) -> Result<(), EngineError> {
        let path = self.path(name);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(failed(&path, "removed")(error))
            }
            _ => Ok(()),
        }
    }

    /// True where a queue is at work on the folder.
    pub fn is_served(&self) -> bool {
        let file = std::fs::File::options().append(true).open(self.folder.join(LOCK));
        // The system gives the look back at once; a queue that begins in this moment tries again.
        file.is_ok_and(|file| matches!(file.try_lock_shared(), Err(std::fs::TryLockError::WouldBlock)))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.toml"))
    }

    fn write(&self, name: &str, ticket: &Ticket) -> Result<(), EngineError> {
        let path = self.path(name);
        let text = toml_edit::ser::to_string_pretty(ticket);
        let text = text.map_err(|error| failed(&path, "written")(std::io::Error::other(error)))?;
        write_atomic(&path, text.as_bytes()).map_err(failed(&path, "written"))
    }
}

/// What a file system answered, with the file.
pub(super) fn failed(path: &Path, what: &'static str) -> impl FnOnce(std::io::Error) -> EngineError {
    let path = path.to_path_buf();
    move |source| EngineError::File { path, what, source }
}
