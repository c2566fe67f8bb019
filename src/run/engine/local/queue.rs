//! [`Queue`]: carries out the studies that wait in a folder, several runs at once, each a process of its own.

use super::attempts::{Attempts, Vain};
use super::course::{Course, Ended};
use super::room::{Room, Taken, bytes_of};
use super::studies::{Standing, Waits, modified, now};
use super::ticket::{LOCK, Ticket, Tickets, failed};
use crate::job::Stop;
use crate::run::RunFolder;
use crate::run::engine::EngineError;
use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often it looks around.
const EVERY: Duration = Duration::from_millis(50);
/// How many looks pass between two into the folder of tickets.
const TICKETS_EVERY: u32 = 5;

/// As long as it takes to notice that a drive is not connected, and to connect it.
pub const DATA_WAIT: Duration = Duration::from_mins(1);

/// How often a lock that is held is tried before another queue is taken to be at work.
const LOOKS: u32 = 10;

/// The queue of a folder.
#[derive(Clone, Debug)]
pub struct Queue {
    /// The studies.
    pub tickets: Tickets,
    /// The program that is started for each run.
    pub program: PathBuf,
    /// Runs at once; 0 means as many as cores, memory and graphics cards allow.
    pub parallel: usize,
    /// Cores to be used; 0 means all.
    pub cores: usize,
    /// How long a run waits for its next attempt that failed while its images were not there, as when a drive is not
    /// connected.
    pub data_wait: Duration,
    /// Whether it ends when nothing is left to do, rather than wait for more.
    pub until_empty: bool,
}

/// What happens in a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueueNews {
    /// A run is at work.
    Started {
        /// Its name.
        run: String,
        /// With so many threads.
        threads: usize,
    },
    /// A run is done.
    Done {
        /// Its name.
        run: String,
    },
    /// A run was paused.
    Paused {
        /// Its name.
        run: String,
    },
    /// A run was tried in vain.
    InVain {
        /// Its name.
        run: String,
        /// Why.
        reason: String,
        /// Whether it is tried again.
        again: bool,
    },
    /// Something about the queue itself, in words.
    Problem(String),
}

/// How the queue stands when it ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueEnd {
    /// True where it was asked to stop.
    pub stopped: bool,
    /// Runs that failed too often: folder of the study, name, reason.
    pub failed: Vec<(PathBuf, String, String)>,
    /// Studies that could not be understood or prepared: their folder, and why.
    pub unserved: Vec<(PathBuf, String)>,
    /// Runs that somebody paused, or whose study is paused: folder of the study, name.
    pub paused: Vec<(PathBuf, String)>,
}

impl Queue {
    /// Carries out what waits. Where `stop` is raised, runs that are at work are paused.
    ///
    /// # Errors
    /// [`EngineError::Served`] where another queue is at work on the folder, or what the file system answers.
    pub fn serve(&self, stop: &Stop, tell: &mut dyn FnMut(QueueNews)) -> Result<QueueEnd, EngineError> {
        let lock = self.lock()?;
        let room = Room::new(self.parallel, self.cores);
        let mut work = Work::new(self, room, tell);
        let mut looks = 0;
        let end = loop {
            if looks % TICKETS_EVERY == 0 {
                work.refresh()?;
            }
            looks = looks.wrapping_add(1);
            work.reap(stop.requested());
            if !stop.requested() {
                work.start();
            }
            let idle = work.courses.is_empty() && (stop.requested() || self.until_empty);
            if idle && (stop.requested() || work.open() == 0) {
                // Nothing may have been added meanwhile.
                work.refresh()?;
                if stop.requested() || (work.open() == 0 && work.courses.is_empty()) {
                    break work.end(stop.requested());
                }
            }
            std::thread::sleep(EVERY);
        };
        drop(lock);
        Ok(end)
    }

    /// Only one queue is at work on a folder. The system gives the lock back however the queue ends.
    fn lock(&self) -> Result<File, EngineError> {
        let folder = self.tickets.folder();
        std::fs::create_dir_all(folder).map_err(failed(folder, "written"))?;
        let path = folder.join(LOCK);
        let file = File::options().create(true).append(true).open(&path).map_err(failed(&path, "written"))?;
        // Somebody who only looks whether a queue is at work holds the lock for a moment.
        for _ in 0..LOOKS {
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => std::thread::sleep(EVERY),
                // Some file systems know no locks: each run still has its own turn.
                Ok(()) | Err(TryLockError::Error(_)) => return Ok(file),
            }
        }
        Err(EngineError::Served(folder.to_path_buf()))
    }
}

/// A study that could not be read.
struct Broken {
    ticket: Ticket,
    /// When its file was changed last.
    changed: Option<SystemTime>,
    why: String,
}

struct Work<'a> {
    queue: &'a Queue,
    room: Room,
    studies: Vec<Waits>,
    courses: Vec<Course>,
    /// Studies that could not be read.
    broken: Vec<Broken>,
    /// Problems that were told of.
    told: Vec<String>,
    tell: &'a mut dyn FnMut(QueueNews),
}

impl<'a> Work<'a> {
    fn new(queue: &'a Queue, room: Room, tell: &'a mut dyn FnMut(QueueNews)) -> Self {
        let (studies, courses) = (Vec::new(), Vec::new());
        Self { queue, room, studies, courses, broken: Vec::new(), told: Vec::new(), tell }
    }

    /// Reads tickets that are new or changed, and forgets those that are gone. A study that is done loses its ticket.
    fn refresh(&mut self) -> Result<(), EngineError> {
        let (tickets, mut problems) = self.queue.tickets.list()?;
        let mut known: BTreeMap<String, Waits> =
            std::mem::take(&mut self.studies).into_iter().map(|study| (study.name.clone(), study)).collect();
        self.broken.retain(|broken| {
            let waits = tickets.iter().any(|(_, ticket)| *ticket == broken.ticket);
            waits && broken.changed == modified(&broken.ticket.study)
        });
        for (name, ticket) in tickets {
            let mut study = match known.remove(&name) {
                Some(mut old) if old.is_current(&ticket) => {
                    old.ticket = ticket;
                    old
                }
                // What could not be read is read again when something about it has changed.
                _ if self.broken.iter().any(|broken| broken.ticket == ticket) => continue,
                _ => match Waits::read(&self.queue.program, &name, &ticket) {
                    Ok(study) => study,
                    Err(error) => {
                        let why = error.to_string();
                        problems.push(format!("{}: {why}", ticket.study.display()));
                        let changed = modified(&ticket.study);
                        self.broken.push(Broken { ticket, changed, why });
                        continue;
                    }
                },
            };
            self.adopt(&mut study);
            if study.runs.iter().all(|run| *run == Standing::Done) {
                if let Err(error) = self.queue.tickets.remove(&name) {
                    problems.push(error.to_string());
                }
            } else {
                self.studies.push(study);
            }
        }
        for problem in problems {
            if !self.told.contains(&problem) {
                (self.tell)(QueueNews::Problem(problem.clone()));
                self.told.push(problem);
            }
        }
        Ok(())
    }

    /// Takes notice of runs that an earlier queue started and that are still at work.
    fn adopt(&mut self, study: &mut Waits) {
        for (standing, run) in study.runs.iter_mut().zip(&study.job.plan.runs) {
            let ours = self.courses.iter().any(|course| course.folder == run.request.folder);
            if ours {
                *standing = Standing::AtWork;
            } else if *standing == Standing::AtWork {
                self.courses.push(Course::of_another(&study.name, run, bytes_of(run)));
            }
        }
    }

    /// Looks which runs have ended, and asks those for a pause that are not wanted now.
    fn reap(&mut self, stopping: bool) {
        for mut course in std::mem::take(&mut self.courses) {
            let wanted = self.studies.iter().any(|study| study.name == course.ticket && !study.ticket.paused);
            match course.ended() {
                None => {
                    if stopping || !wanted {
                        course.pause();
                    }
                    self.courses.push(course);
                }
                Some(ended) => self.note(&course, ended),
            }
        }
    }

    /// Keeps how a run ended.
    fn note(&mut self, course: &Course, ended: Ended) {
        let run = course.run.clone();
        let planned = self.planned(course);
        let Some((study, number)) = planned else {
            // Its study was taken out of the queue: nobody asks for it any more.
            (self.tell)(QueueNews::Paused { run });
            return;
        };
        let part = study.job.plan.part();
        let done = study.job.run(number).is_some_and(|planned| planned.is_done(part));
        let standing = match ended {
            _ if done => {
                (self.tell)(QueueNews::Done { run });
                Standing::Done
            }
            Ended::Paused => {
                (self.tell)(QueueNews::Paused { run });
                if course.asked { Standing::Open } else { Standing::PausedByHand }
            }
            ended => {
                let (how, reason) = match ended {
                    Ended::InVain(how, reason) => (how, reason),
                    // It was evaluated on another part, or its results were taken away.
                    _ => (Vain::Failed, "it ended without its results".into()),
                };
                in_vain(self.tell, &run, &course.folder, how, reason)
            }
        };
        let wait = self.queue.data_wait;
        if let Some((study, number)) = self.planned(course) {
            study.stands(number, standing, wait);
        }
    }

    /// The study and the number of a run, where it is still in the queue.
    fn planned(&mut self, course: &Course) -> Option<(&mut Waits, usize)> {
        let study = self.studies.iter_mut().find(|study| study.name == course.ticket)?;
        let number = study.job.number_of(&course.run)?;
        Some((study, number))
    }

    /// Begins runs while there is room.
    fn start(&mut self) {
        while self.courses.len() < self.room.slots {
            let taken: Vec<Taken> = self
                .courses
                .iter()
                .map(|c| Taken { threads: c.threads, bytes: c.bytes, since: c.since })
                .collect();
            let open = self.open();
            let next = self.studies.iter_mut().find_map(|study| study.next().map(|number| (study, number)));
            let Some((study, number)) = next else { return };
            let Some(run) = study.job.run(number) else { return };
            let bytes = bytes_of(run);
            let Some(threads) = self.room.threads(&taken, open, bytes) else { return };
            // What is done or at work by somebody else is passed over.
            let standing = if run.is_done(study.job.plan.part()) { Standing::Done } else { now(run) };
            let standing = match standing {
                Standing::Open => {
                    let threads = if study.job.threads > 0 { study.job.threads } else { threads };
                    match Course::start(&study.job, &study.name, run, threads, bytes) {
                        Ok(course) => {
                            (self.tell)(QueueNews::Started { run: run.name.clone(), threads });
                            self.courses.push(course);
                            Standing::AtWork
                        }
                        // What is wrong with one study's folder is no matter of the others.
                        Err(error) => {
                            let folder = &run.request.folder;
                            in_vain(self.tell, &run.name, folder, Vain::Failed, error.to_string())
                        }
                    }
                }
                Standing::AtWork => {
                    self.courses.push(Course::of_another(&study.name, run, bytes));
                    Standing::AtWork
                }
                standing => standing,
            };
            study.stands(number, standing, self.queue.data_wait);
        }
    }

    /// Runs that can be begun.
    fn open(&self) -> usize {
        self.studies.iter().map(Waits::open).sum()
    }

    fn end(&self, stopped: bool) -> QueueEnd {
        let mut end = QueueEnd { stopped, ..QueueEnd::default() };
        for Broken { ticket, why, .. } in &self.broken {
            end.unserved.push((ticket.out.clone(), why.clone()));
        }
        for study in &self.studies {
            let out: &Path = &study.ticket.out;
            for (standing, run) in study.runs.iter().zip(&study.job.plan.runs) {
                let name = run.name.clone();
                match standing {
                    Standing::Failed(reason) => end.failed.push((out.to_path_buf(), name, reason.clone())),
                    Standing::Open | Standing::AtWork | Standing::PausedByHand => {
                        end.paused.push((out.to_path_buf(), name));
                    }
                    Standing::Done => {}
                }
            }
        }
        end
    }
}

/// Keeps that a run was tried in vain, and tells so; how it stands then. Where not even that can be kept, it is not tried
/// again.
fn in_vain(
    tell: &mut dyn FnMut(QueueNews),
    run: &str,
    folder: &RunFolder,
    how: Vain,
    reason: String,
) -> Standing {
    let (reason, again) = match Attempts::add(folder, how, &reason) {
        Ok(attempts) => {
            let kept = attempts.reasons.last().map(|kept| kept.text.clone());
            (kept.unwrap_or(reason), !attempts.is_over())
        }
        Err(error) => (format!("{reason}; {error}"), false),
    };
    tell(QueueNews::InVain { run: run.to_owned(), reason: reason.clone(), again });
    if again { Standing::Open } else { Standing::Failed(reason) }
}
