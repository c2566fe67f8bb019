//! Checkpoints: everything a run needs to go on as if it had never stopped, one file each.

use super::TrainError;
use crate::encoder::{EncoderError, Metadata, NamedTensors, tensor_file};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// How many checkpoints are kept: the last, and one more in case the last cannot be read.
const KEPT: usize = 2;

/// The folder of a run's checkpoints.
#[derive(Clone, Debug)]
pub struct Checkpoints {
    folder: PathBuf,
}

/// A saved state.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    /// Steps done.
    pub step: u64,
    /// Encoder, heads with what they keep, target encoder and optimiser, by prefixed names.
    pub tensors: NamedTensors,
    /// Everything that is no tensor.
    pub state: Metadata,
}

/// Entry of a checkpoint's state when training was ended by hand there.
const ENDED_EARLY: &str = "ended_early_of";

impl Checkpoint {
    /// Notes that training was ended by hand here, before the last of `of` steps.
    #[must_use]
    pub fn with_early_end(mut self, of: u64) -> Self {
        self.state.insert(ENDED_EARLY.into(), of.to_string());
        self
    }

    /// Steps that were planned, where training was ended by hand here.
    pub fn ended_early(&self) -> Option<u64> {
        self.state.get(ENDED_EARLY)?.parse().ok()
    }
}

impl Checkpoints {
    /// The checkpoints in `folder`, which need not exist yet, but for the folder around it.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Saves `checkpoint`, whole or not at all, then removes all but the newest two.
    /// Returns the file's name.
    ///
    /// # Errors
    /// Where the folder or the file cannot be written.
    pub fn save(&self, checkpoint: &Checkpoint) -> Result<String, TrainError> {
        let wrong = |path: &Path, source| TrainError::Write { path: path.to_path_buf(), source };
        match fs::create_dir(&self.folder) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(wrong(&self.folder, error)),
            _ => {}
        }
        self.remove_halves();
        let name = format!("step-{:09}.safetensors", checkpoint.step);
        let mut state = checkpoint.state.clone();
        state.insert("step".into(), checkpoint.step.to_string());
        let path = self.folder.join(&name);
        match tensor_file::write(&path, &checkpoint.tensors, &state) {
            Err(EncoderError::File { path, source }) => return Err(wrong(&path, source)),
            written => written?,
        }
        let files = self.files();
        for old in &files[..files.len().saturating_sub(KEPT)] {
            // A file that cannot be removed costs space, nothing else.
            let _ = fs::remove_file(old);
        }
        Ok(name)
    }

    /// Removes what processes left that were ended while they wrote: it would fill the disk in the end.
    fn remove_halves(&self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with(".step-") && name.ends_with(".part") {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// The newest checkpoint that can be read, and the names of newer ones that cannot.
    pub fn newest(&self) -> (Option<Checkpoint>, Vec<String>) {
        let mut unreadable = Vec::new();
        for file in self.files().iter().rev() {
            match read(file) {
                Ok(checkpoint) => return (Some(checkpoint), unreadable),
                Err(error) => unreadable.push(error.to_string()),
            }
        }
        (None, unreadable)
    }

    /// All checkpoints, oldest first.
    fn files(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let mut files: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| {
                let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                name.starts_with("step-") && name.ends_with(".safetensors")
            })
            .collect();
        files.sort();
        files
    }
}

fn read(file: &Path) -> Result<Checkpoint, TrainError> {
    let (tensors, state) = tensor_file::read(file)?;
    let misfit = |why: &str| TrainError::Checkpoint {
        file: file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        why: why.into(),
    };
    let step = state.get("step").and_then(|s| s.parse().ok()).ok_or_else(|| misfit("it names no step"))?;
    Ok(Checkpoint { step, tensors, state })
}

/// The tensors whose names begin with `prefix`, without it.
pub(super) fn with_prefix(tensors: &NamedTensors, prefix: &str) -> NamedTensors {
    tensors
        .iter()
        .filter_map(|(name, tensor)| Some((name.strip_prefix(prefix)?.to_string(), tensor.clone())))
        .collect()
}

/// Adds `tensors` to `all` with `prefix` before their names.
pub(super) fn add_with_prefix(all: &mut NamedTensors, prefix: &str, tensors: NamedTensors) {
    all.extend(tensors.into_iter().map(|(name, tensor)| (format!("{prefix}{name}"), tensor)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::{Device, Tensor};

    fn at(step: u64) -> Checkpoint {
        let tensor = Tensor::new(&[step as f32, 0.5], &Device::Cpu).unwrap();
        Checkpoint { step, tensors: NamedTensors::from([("a".into(), tensor)]), state: Metadata::new() }
    }

    #[test]
    fn two_are_kept_and_a_broken_newest_falls_back() {
        let folder = tempfile::tempdir().unwrap();
        let checkpoints = Checkpoints::new(folder.path().join("checkpoints"));
        assert!(checkpoints.newest().0.is_none());
        for step in [5, 10, 15] {
            checkpoints.save(&at(step)).unwrap();
        }
        assert_eq!(checkpoints.files().len(), 2);
        // A process that was ended while it wrote leaves half a file under another name.
        let half = folder.path().join("checkpoints/.step-000000020.safetensors.1.part");
        fs::write(&half, b"half a file").unwrap();
        checkpoints.save(&at(15)).unwrap();
        assert!(!half.exists());
        let newest = checkpoints.files().pop().unwrap();
        fs::write(&newest, b"half a file").unwrap();
        let (found, unreadable) = checkpoints.newest();
        assert_eq!((found.unwrap().step, unreadable.len()), (10, 1));
    }

    #[test]
    fn a_folder_that_is_gone_is_not_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let run = folder.path().join("run");
        let words = Checkpoints::new(run.join("checkpoints")).save(&at(5)).unwrap_err().to_string();
        assert!(words.contains("checkpoints could not be written: the folder is gone"), "{words}");
        assert!(!run.exists());
    }
}
