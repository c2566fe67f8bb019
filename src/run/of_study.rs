//! [`OfStudy`]: what the runs of one study must have in common, as the runs of before settled it: their images, and the
//! batch that `auto` comes to.

use super::{DataRecord, RunError, RunFolder, RunState, state};
use crate::job::write_first;
use crate::train::{TrainConfig, TrainError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The study that a run belongs to.
#[derive(Clone, Debug)]
pub struct OfStudy {
    /// Where the batch of each learning method and network is kept.
    batches: PathBuf,
    /// All runs of the study.
    runs: Arc<[RunFolder]>,
}

impl OfStudy {
    /// The study in the folder `out` with these runs.
    pub fn new(out: &Path, runs: impl IntoIterator<Item = RunFolder>) -> Self {
        Self { batches: out.join("batch"), runs: runs.into_iter().collect() }
    }

    /// That the images `now` are those that a run of the study was trained on. Only runs that are done count: others say
    /// so themselves when they go on.
    ///
    /// # Errors
    /// [`RunError::ImagesChanged`] with the run and what differs.
    pub(in crate::run) fn check_images(&self, now: &DataRecord) -> Result<(), RunError> {
        let mut done = self.runs.iter().filter(|run| state(run).is_ok_and(|state| state == RunState::Done));
        // They were all held to the first.
        let Some((run, before)) = done.find_map(|run| Some((run, run.record().ok()?.data))) else {
            return Ok(());
        };
        if before.fingerprint == now.fingerprint {
            return Ok(());
        }
        Err(RunError::ImagesChanged {
            path: now.path.clone(),
            run: run.path().to_path_buf(),
            what: change(&before, now),
        })
    }

    /// `config` with the study's batch where it asks for `auto`, so that runs which begin with more or less free memory
    /// are still trained alike. The first run to begin settles it by `fit`, which also refuses what does not fit here.
    ///
    /// # Errors
    /// Where the batch does not fit into memory, or its file can be neither read nor written.
    pub(super) fn batch(
        &self,
        config: &TrainConfig,
        fit: impl Fn(&TrainConfig) -> Result<TrainConfig, TrainError>,
    ) -> Result<TrainConfig, RunError> {
        if config.batch > 0 {
            return Ok(fit(config)?);
        }
        let TrainConfig { objective, encoder, size, accumulate, .. } = config;
        let path = self.batches.join(format!("{objective}-{encoder}-{size}px-{accumulate}.txt"));
        let failed = |what| {
            let path = path.clone();
            move |source| RunError::File { path, what, source }
        };
        let kept = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let batch =
                    self.begun_with(config).map_or_else(|| fit(config).map(|config| config.batch), Ok)?;
                write_first(&path, &format!("{batch}\n")).map_err(failed("written"))?
            }
            Err(error) => return Err(failed("read")(error)),
        };
        let batch = kept.trim().parse().ok().filter(|batch| *batch > 0);
        let batch = batch.ok_or_else(|| RunError::BadRecord {
            path: path.clone(),
            why: "it does not hold a number of images; remove it, and the next run writes it anew".into(),
        })?;
        Ok(fit(&TrainConfig { batch, ..config.clone() })?)
    }

    /// The batch of a run of the study that was begun like `config`.
    fn begun_with(&self, config: &TrainConfig) -> Option<usize> {
        let alike = |begun: &TrainConfig| {
            (&begun.objective, &begun.encoder, begun.size, begun.accumulate)
                == (&config.objective, &config.encoder, config.size, config.accumulate)
        };
        let begun = self.runs.iter().filter(|run| run.has_run()).filter_map(|run| run.record().ok());
        begun.map(|record| record.config).find(alike).map(|config| config.batch)
    }
}

/// What is different about the images `now`, in words.
fn change(before: &DataRecord, now: &DataRecord) -> String {
    let words = |names: &[String]| names.join(", ");
    let column = |name: &Option<String>| name.clone().unwrap_or_else(|| "none".into());
    if before.images != now.images {
        format!("{} images then, {} now", before.images, now.images)
    } else if before.classes != now.classes {
        format!("classes {} then, {} now", words(&before.classes), words(&now.classes))
    } else if before.channels != now.channels {
        format!("channels {} then, {} now", words(&before.channels), words(&now.channels))
    } else if before.label != now.label {
        format!("column of the classes {} then, {} now", column(&before.label), column(&now.label))
    } else if before.group != now.group {
        format!("column of the groups {} then, {} now", column(&before.group), column(&now.group))
    } else if before.reading != now.reading {
        "the files are read in another way".into()
    } else {
        "names, sizes, classes or groups of files differ".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Preset;

    #[test]
    fn the_first_run_settles_the_batch_of_all_that_ask_for_what_fits() {
        let folder = tempfile::tempdir().unwrap();
        let study = OfStudy::new(folder.path(), []);
        let auto = TrainConfig { batch: 0, ..TrainConfig::preset(Preset::Quick) };
        let room = |most: usize| {
            move |config: &TrainConfig| match config.batch {
                0 => Ok(TrainConfig { batch: most, ..config.clone() }),
                _ => Ok(config.clone()),
            }
        };
        assert_eq!(study.batch(&auto, room(64)).unwrap().batch, 64);
        // With half the memory free the next one is still trained like the first.
        assert_eq!(study.batch(&auto, room(32)).unwrap().batch, 64);
        let given = TrainConfig { batch: 16, ..auto.clone() };
        assert_eq!(study.batch(&given, room(32)).unwrap().batch, 16);
        // Another network takes other memory.
        let other = TrainConfig { encoder: "resnet18".into(), ..auto };
        assert_eq!(study.batch(&other, room(32)).unwrap().batch, 32);
    }
}
