//! [`ClusterMove`]: a study on a cluster, and the named settings for it.

use super::StudyInfo;
use crate::app::App;
use crate::app::chores::News;
use crate::app::view::Gravity;
use augscope::run::engine::slurm::{PROFILES, Profile, Slurm, reason_in_words, write_profiles};
use augscope::run::engine::{Engine, EngineError, StudyJob, Waiting};
use augscope::run::study::Plan;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What is asked about a cluster.
#[derive(Clone, Debug)]
pub enum ClusterMove {
    /// Chooses the settings of that name, making them where there are none.
    Choose(String),
    /// Changes the chosen settings.
    Set(Box<Profile>),
    /// Forgets the chosen settings.
    Forget,
    /// Writes the study's folder and the job script, for a cluster that is reached by hand.
    Write(String),
    /// Hands the study over.
    Submit(String),
    /// Asks the queue how it stands.
    Look(String),
    /// Takes the study back.
    TakeBack(String),
}

/// What a cluster said last about a study.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClusterSaid {
    /// The study, by its folder's name.
    pub study: String,
    /// In words.
    pub words: String,
    /// Its runs that wait, by their numbers in the plan, each with why it waits.
    pub waiting: Vec<(usize, String)>,
}

/// What the scheduler is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Write,
    Submit,
    Look,
    TakeBack,
}

impl App {
    pub(super) fn on_cluster(&mut self, step: ClusterMove) {
        match step {
            ClusterMove::Choose(name) => {
                self.settings.profiles.entry(name.clone()).or_default();
                self.settings.profile = name;
                self.keep_settings();
            }
            ClusterMove::Set(profile) => {
                self.settings.profiles.insert(self.settings.profile.clone(), *profile);
                self.keep_settings();
            }
            ClusterMove::Forget => {
                self.settings.profiles.remove(&self.settings.profile);
                self.settings.profile = self.settings.profiles.keys().next().cloned().unwrap_or_default();
                self.keep_settings();
            }
            ClusterMove::Write(study) => self.ask_cluster(&study, Asked::Write),
            ClusterMove::Submit(study) => self.ask_cluster(&study, Asked::Submit),
            ClusterMove::Look(study) => self.ask_cluster(&study, Asked::Look),
            ClusterMove::TakeBack(study) => self.ask_cluster(&study, Asked::TakeBack),
        }
    }

    fn ask_cluster(&mut self, name: &str, asked: Asked) {
        let Some(study) = self.runs.studies.named(name) else { return };
        let job = study_job(study, self.runs.program().to_path_buf());
        let chosen = self.settings.profile.clone();
        let profile = self.settings.profiles.get(&chosen).cloned().unwrap_or_default();
        let profiles = self.settings.profiles.clone();
        // What the cluster does is not to be done here as well.
        let ticket = study.ticket.as_ref().filter(|_| asked == Asked::Submit).map(|(name, ..)| name.clone());
        let tickets = self.runs.studies.tickets.clone();
        let study = name.to_owned();
        let words = "asking the cluster...".to_owned();
        self.view.cluster = Some(ClusterSaid { study: study.clone(), words, waiting: Vec::new() });
        self.system.chores.run("ask cluster", move || {
            let free = ticket.map_or(Ok(()), |ticket| tickets.remove(&ticket));
            let said = free.and_then(|()| ask(&job, profile, &profiles, asked));
            let (words, waiting) = said.unwrap_or_else(|error| (error.to_string(), Vec::new()));
            News::Cluster(ClusterSaid { study, words, waiting })
        });
    }

    /// Takes over what a cluster said.
    pub(in crate::app) fn hear_cluster(&mut self, said: ClusterSaid) {
        self.view.say(Gravity::Note, said.words.clone());
        self.view.cluster = Some(said);
    }
}

fn study_job(study: &StudyInfo, program: PathBuf) -> StudyJob {
    StudyJob {
        program,
        study: study.file.clone(),
        out: study.folder.clone(),
        data: None,
        threads: 0,
        plan: Plan::clone(&study.plan),
    }
}

fn ask(
    job: &StudyJob,
    profile: Profile,
    profiles: &BTreeMap<String, Profile>,
    asked: Asked,
) -> Result<(String, Vec<(usize, String)>), EngineError> {
    // Beside the study, where the command line looks for it too.
    write_profiles(&job.study.with_file_name(PROFILES), profiles)?;
    let slurm = Slurm::new(profile)?;
    match asked {
        Asked::Write => {
            let count = slurm.write_only(job)?;
            let place = job.out.join("slurm/README");
            let words = format!("{count} runs are written down; what to do is in {}", place.display());
            return Ok((words, Vec::new()));
        }
        Asked::Submit => {
            let all: Vec<usize> = (0..job.plan.runs.len()).collect();
            slurm.submit(job, &all)?;
        }
        Asked::TakeBack => slurm.cancel(job)?,
        Asked::Look => {}
    }
    let waiting = slurm.look(job)?;
    let of_runs = waiting.iter().filter(|one| !one.begun).map(|one| (one.run, why(one).to_owned()));
    Ok((waiting_in_words(&waiting), of_runs.collect()))
}

/// Why a run waits.
fn why(one: &Waiting) -> &str {
    reason_in_words(if one.reason.is_empty() { &one.state } else { &one.reason })
}

/// "12 runs wait (no computer of the cluster is free yet: 12), 2 are at work".
fn waiting_in_words(waiting: &[Waiting]) -> String {
    if waiting.is_empty() {
        return "nothing of the study is in the cluster's queue".into();
    }
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for one in waiting.iter().filter(|one| !one.begun) {
        *reasons.entry(why(one)).or_default() += 1;
    }
    let begun = waiting.iter().filter(|one| one.begun).count();
    let why: Vec<String> = reasons.iter().map(|(why, count)| format!("{why}: {count}")).collect();
    let why = if why.is_empty() { String::new() } else { format!(" ({})", why.join(", ")) };
    format!("{} runs wait in the cluster's queue{why}, {begun} are at work", waiting.len() - begun)
}
