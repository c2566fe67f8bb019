//! [`Slurm::write_only`]: a study's folder to be carried to a cluster that is reached only by hand.

use super::script::{Started, job_script, submit_script};
use super::{Slurm, USUAL_LARGEST_ARRAY};
use crate::job::plain_name;
use crate::run::engine::call::{failed, make_folder, write};
use crate::run::engine::lists::Lists;
use crate::run::engine::{EngineError, StudyJob, open_runs};
use std::path::{Path, PathBuf};

impl Slurm {
    /// Writes job script, lists, a copy of the study with its recipes and `submit.sh` into the folder `slurm` of the
    /// study; gives the number of runs that are to be done. Nothing of a cluster is asked.
    ///
    /// # Errors
    /// Where a recipe lies outside the study's folder, a name cannot be written into a script, or a file not at all.
    pub fn write_only(&self, job: &StudyJob) -> Result<usize, EngineError> {
        let slurm = job.out.join("slurm");
        make_folder(&slurm.join("logs"))?;
        let copy = Path::new("slurm/study/study.toml");
        copy_study(job, &job.out.join("slurm/study"))?;
        let data = images(job);
        let started = Started {
            // The program of this machine is of no use there.
            program: Path::new("augscope"),
            study: copy,
            data: data.as_deref(),
            threads: job.threads,
        };
        write(&slurm.join("job.sh"), &job_script(&self.profile, &started)?)?;
        let lists = Lists::open(job, &slurm)?;
        let all: Vec<usize> = (0..job.plan.runs.len()).collect();
        let open = open_runs(job, &all, &[]);
        let mut arrays = Vec::new();
        for runs in open.chunks(self.profile.largest_array.unwrap_or(USUAL_LARGEST_ARRAY)) {
            let number = lists.add(job, runs)?;
            arrays.push((runs.len(), lists.job_name(number), Lists::from_study(number)));
        }
        write(&slurm.join("submit.sh"), &submit_script(&arrays, self.profile.at_once)?)?;
        write(&slurm.join("README"), &read_me(data.as_deref()))?;
        Ok(open.len())
    }
}

/// Two lines for whoever carries the folder.
fn read_me(data: Option<&Path>) -> String {
    let images = data.map_or_else(String::new, |path| {
        format!(
            " The images are looked for at {}; elsewhere: export AUGSCOPE_DATA=/their/folder.",
            path.display()
        )
    });
    format!(
        "Copy this study's whole folder and the program augscope (on the PATH, or export AUGSCOPE=/path/augscope) to the \
         cluster, and there: bash slurm/submit.sh{images}\nWhen the queue is empty copy the folder back over this one; what \
         is done is read from it, and --write-only again lists what is left.\n"
    )
}

/// Where the images lie, unless they are simulated in the study's folder.
fn images(job: &StudyJob) -> Option<PathBuf> {
    let named = job.plan.study.data.path.as_ref().map(|path| job.study.with_file_name(path));
    job.data.clone().or(named)
}

/// Copies the study's file and the recipes that lie beside it.
fn copy_study(job: &StudyJob, folder: &Path) -> Result<(), EngineError> {
    make_folder(folder)?;
    let beside = job.study.parent().unwrap_or(Path::new(""));
    let copy = |from: &Path, to: &Path| {
        let bytes = std::fs::read(from).map_err(failed(from, "read"))?;
        if let Some(parent) = to.parent() {
            make_folder(parent)?;
        }
        std::fs::write(to, bytes).map_err(failed(to, "written"))
    };
    copy(&job.study, &folder.join("study.toml"))?;
    let study = &job.plan.study;
    let named = study.recipes.iter().map(|recipe| &recipe.pipeline);
    for pipeline in named.chain(study.base.iter().map(|base| &base.pipeline)) {
        let file = beside.join(pipeline);
        if !file.is_file() {
            continue;
        }
        let name = plain_name(pipeline).map_err(|_| EngineError::BadName {
            path: pipeline.clone(),
            why: "the recipe lies outside the folder of the study's file: put it beside that",
        })?;
        copy(&file, &folder.join(name))?;
    }
    Ok(())
}
