//! [`Lists`]: which runs were handed over under which number. A list never changes once it is written; the name of a job
//! ends in the study's word and the list's number, so that the scheduler's own answer says which runs wait.

use super::call::{failed, make_folder, write};
use super::{EngineError, StudyJob};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// The lists of a study.
#[derive(Debug)]
pub struct Lists {
    folder: PathBuf,
    /// What all names of the study's jobs have in common, with a dot behind it: "tiny.1f0c99aa.".
    pub prefix: String,
}

impl Lists {
    /// The lists in `engine`, the folder that an engine has in the study's folder; makes what is missing.
    ///
    /// # Errors
    /// What the file system answers.
    pub fn open(job: &StudyJob, engine: &Path) -> Result<Self, EngineError> {
        let folder = engine.join("lists");
        make_folder(&folder)?;
        let word = engine.join("study-word");
        if !word.is_file() {
            write(&word, &new_word(engine))?;
        }
        let text = std::fs::read_to_string(&word).map_err(failed(&word, "read"))?;
        let word: String = text.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
        Ok(Self { folder, prefix: format!("{}.{word}.", short_name(&job.plan.study.name)) })
    }

    /// Writes down the runs of one array; gives the list's number.
    ///
    /// # Errors
    /// Where a name is not one of a folder, or what the file system answers.
    pub fn add(&self, job: &StudyJob, runs: &[usize]) -> Result<u32, EngineError> {
        let mut text = String::new();
        for name in runs.iter().filter_map(|&number| job.run(number)).map(|run| run.name.as_str()) {
            let fits = |c: char| c.is_alphanumeric() || "-_.=+,".contains(c);
            if name.is_empty() || name.starts_with(['.', '-']) || !name.chars().all(fits) {
                return Err(EngineError::BadName {
                    path: name.to_owned(),
                    why: "a run is called by letters, digits, -, _ and .",
                });
            }
            text.push_str(name);
            text.push('\n');
        }
        let number = self.numbers().into_iter().max().unwrap_or(0) + 1;
        write(&self.path(number), &text)?;
        Ok(number)
    }

    /// Where the list with this number lies in Slurm's folder, from the study's folder.
    pub fn from_study(number: u32) -> String {
        format!("slurm/lists/{number}.txt")
    }

    /// The name of the job of a list.
    pub fn job_name(&self, number: u32) -> String {
        format!("{}{number}", self.prefix)
    }

    /// The names of the runs of the list that belongs to a job of this name; none where it is no job of the study.
    pub fn of_job(&self, name: &str) -> Option<Vec<String>> {
        let number = name.strip_prefix(&self.prefix)?.parse().ok()?;
        let text = std::fs::read_to_string(self.path(number)).ok()?;
        Some(text.lines().map(ToOwned::to_owned).collect())
    }

    /// The numbers of all lists.
    pub fn numbers(&self) -> Vec<u32> {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return Vec::new() };
        let number =
            |entry: std::fs::DirEntry| entry.file_name().to_str()?.strip_suffix(".txt")?.parse::<u32>().ok();
        entries.flatten().filter_map(number).collect()
    }

    fn path(&self, number: u32) -> PathBuf {
        self.folder.join(format!("{number}.txt"))
    }
}

/// A word that no other study has.
fn new_word(engine: &Path) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos());
    let digest = Sha256::digest(format!("{} {now} {}", engine.display(), std::process::id()));
    digest.iter().take(8).map(|byte| char::from(b'a' + byte % 26)).collect()
}

/// A study's name as part of a job's.
fn short_name(name: &str) -> String {
    let short: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(24).collect();
    let short = short.trim_matches('-');
    if short.is_empty() { "study".into() } else { short.to_owned() }
}
