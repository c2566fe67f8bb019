//! [`Watch`]: a thread that reads the folders of studies and of the queue, so that runs of any process are seen.

use super::info::{Reached, RunCell, Standing, Studied, StudyInfo, reached};
use super::written::ASKED;
use augscope::run::engine::local::{Attempts, Ticket, Tickets};
use augscope::run::study::{Plan, PlannedRun};
use augscope::run::{EvaluationPart, EventReader, RunFolder, RunState, heartbeat, state};
use augscope::train::Event;
use egui::Context;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, SystemTime};

/// How often folders are looked at.
const EVERY: Duration = Duration::from_millis(500);
/// How many looks pass until runs that are done are looked at again: somebody may have taken one away.
const DONE_EVERY: u32 = 20;

/// What is watched.
#[derive(Clone, Debug)]
pub struct Folders {
    /// The studies of the project.
    pub studies: PathBuf,
    /// The queue.
    pub tickets: Tickets,
}

enum Ask {
    Follow(Folders),
    Again,
}

/// Watches studies.
pub struct Watch {
    ask: Sender<Ask>,
    news: Receiver<Studied>,
}

impl Watch {
    /// Begins to watch.
    pub fn new(context: &Context, folders: Folders) -> Self {
        let (ask, asked) = channel();
        let (send, news) = channel();
        let context = context.clone();
        // Without a thread no study is ever seen, and the room says that there is none.
        let _ = std::thread::Builder::new()
            .name("watch studies".into())
            .spawn(move || watch(folders, &asked, &send, &context));
        Self { ask, news }
    }

    /// Watches other folders from now on.
    pub fn follow(&self, folders: Folders) {
        // The thread only ends together with the window.
        let _ = self.ask.send(Ask::Follow(folders));
    }

    /// Looks at once.
    pub fn look_again(&self) {
        let _ = self.ask.send(Ask::Again);
    }

    /// The newest that was seen since the last call. Returns at once.
    pub fn news(&self) -> Option<Studied> {
        self.news.try_iter().last()
    }
}

/// What is known of one study.
struct Known {
    changed: Option<SystemTime>,
    plan: Arc<Plan>,
    runs: Arc<Vec<RunCell>>,
    reached: Arc<Vec<Reached>>,
}

fn watch(mut folders: Folders, asked: &Receiver<Ask>, send: &Sender<Studied>, context: &Context) {
    let mut known: HashMap<String, Known> = HashMap::new();
    let mut last = String::new();
    let mut looks: u32 = 0;
    loop {
        let studied = look(&folders, &mut known, looks.is_multiple_of(DONE_EVERY));
        looks = looks.wrapping_add(1);
        let now = said(&studied);
        if now != last {
            last = now;
            if send.send(studied).is_err() {
                return;
            }
            context.request_repaint();
        }
        match asked.recv_timeout(EVERY) {
            Ok(Ask::Follow(others)) => {
                folders = others;
                known.clear();
                last.clear();
            }
            Ok(Ask::Again) => looks = 0,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// All that can be seen, as words to be compared.
fn said(studied: &Studied) -> String {
    let of = |study: &StudyInfo| {
        let cells = Arc::as_ptr(&study.runs) as usize;
        let plan = Arc::as_ptr(&study.plan) as usize;
        format!("{} {plan} {cells} {:?} {}", study.name, study.ticket, study.on_cluster)
    };
    let studies: Vec<String> = studied.list.iter().map(of).collect();
    format!("{studies:?} {:?} {} {:?} ", studied.elsewhere, studied.served, studied.problems)
}

fn look(folders: &Folders, known: &mut HashMap<String, Known>, thoroughly: bool) -> Studied {
    let mut studied = Studied { served: folders.tickets.is_served(), looked: true, ..Studied::default() };
    let tickets = match folders.tickets.list() {
        Ok((tickets, problems)) => {
            studied.problems.extend(problems);
            tickets
        }
        Err(error) => {
            studied.problems.push(error.to_string());
            Vec::new()
        }
    };
    let mut there = Vec::new();
    for folder in std::fs::read_dir(&folders.studies).into_iter().flatten().flatten() {
        let folder = folder.path();
        let file = folder.join(ASKED).join("study.toml");
        let Some(name) = folder.file_name().map(|name| name.to_string_lossy().into_owned()) else { continue };
        if name.starts_with('.') || !file.is_file() {
            continue;
        }
        match look_at(known, &name, &folder, &file, thoroughly) {
            Ok(()) => there.push((name, folder, file)),
            Err(why) => studied.problems.push(format!("the study {name}: {why}")),
        }
    }
    there.sort();
    known.retain(|name, _| there.iter().any(|(known, ..)| known == name));
    for (name, folder, file) in there {
        let Some(of) = known.get(&name) else { continue };
        let ticket = tickets.iter().enumerate().find(|(_, (_, ticket))| ticket.out == folder);
        studied.list.push(StudyInfo {
            ticket: ticket.map(|(place, (name, ticket))| (name.clone(), ticket.clone(), place)),
            on_cluster: folder.join("slurm/lists").is_dir(),
            plan: Arc::clone(&of.plan),
            runs: Arc::clone(&of.runs),
            reached: Arc::clone(&of.reached),
            name,
            folder,
            file,
        });
    }
    let own = |ticket: &Ticket| studied.list.iter().any(|study| study.folder == ticket.out);
    studied.elsewhere = tickets.into_iter().filter(|(_, ticket)| !own(ticket)).collect();
    studied
}

/// Reads a study where it is new or changed, and how its runs stand.
fn look_at(
    known: &mut HashMap<String, Known>,
    name: &str,
    folder: &Path,
    file: &Path,
    thoroughly: bool,
) -> Result<(), String> {
    let changed = std::fs::metadata(file).and_then(|about| about.modified()).ok();
    if known.get(name).is_none_or(|known| known.changed != changed) {
        let plan = Plan::new(file, folder, None, 0).map_err(|error| error.to_string())?;
        known.insert(
            name.to_owned(),
            Known { changed, plan: Arc::new(plan), runs: Arc::default(), reached: Arc::default() },
        );
    }
    let Some(known) = known.get_mut(name) else { return Ok(()) };
    let part = known.plan.part();
    let mut cells = Vec::with_capacity(known.plan.runs.len());
    for (number, run) in known.plan.runs.iter().enumerate() {
        let before = known.runs.get(number);
        let done = before.filter(|cell| cell.standing == Standing::Done && !thoroughly);
        cells.push(done.cloned().unwrap_or_else(|| stands(run, part, before)));
    }
    if *known.runs != cells {
        known.reached = Arc::new(reached(&known.plan, &cells));
        known.runs = Arc::new(cells);
    }
    Ok(())
}

fn stands(run: &PlannedRun, part: EvaluationPart, before: Option<&RunCell>) -> RunCell {
    let folder = &run.request.folder;
    let attempts = Attempts::read(folder);
    let reason = attempts.reasons.last().map(|reason| reason.text.clone());
    let Ok(state) = state(folder) else {
        let standing = match reason {
            Some(reason) => Standing::Failed { reason, again: !attempts.is_over() },
            None => Standing::Open,
        };
        return RunCell { standing, accuracy: None };
    };
    let standing = match state {
        RunState::Running => running(folder),
        RunState::Failed => {
            let reason = reason.or_else(|| last_words(folder)).unwrap_or_default();
            Standing::Failed { reason, again: attempts.failed > 0 && !attempts.is_over() }
        }
        state => Standing::of_state(state, None),
    };
    let kept = before.and_then(|cell| cell.accuracy);
    let evaluated = standing == Standing::Done && folder.file(part.report_file()).is_file();
    let accuracy = if evaluated { kept.or_else(|| accuracy(run, part)) } else { None };
    RunCell { standing, accuracy }
}

/// Why a run says that it failed.
fn last_words(folder: &RunFolder) -> Option<String> {
    let events = EventReader::new(folder.file("events.jsonl")).poll();
    events.into_iter().rev().find_map(|timed| match timed.event {
        Event::Failed { text } => Some(text),
        _ => None,
    })
}

fn running(folder: &RunFolder) -> Standing {
    match heartbeat(folder) {
        None => Standing::of_state(RunState::Running, None),
        Some(beat) => Standing::Running {
            // In steps of a hundredth, so that what looks the same is the same.
            share: (100.0 * beat.step as f64 / beat.of.max(1) as f64).floor() / 100.0,
            seconds_left: beat.seconds_left.map(|left| (left / 5.0).ceil() * 5.0),
            phase: beat.phase,
        },
    }
}

/// Balanced accuracy and the recall of the worst class, by the read-out that counts.
fn accuracy(run: &PlannedRun, part: EvaluationPart) -> Option<[f64; 2]> {
    let bytes = std::fs::read(run.request.folder.file(part.report_file())).ok()?;
    let report: augscope::evaluate::Report = serde_json::from_slice(&bytes).ok()?;
    let readout = report.readouts.get(run.request.primary_readout)?;
    let worst = readout.per_class.0.iter().filter_map(|(_, class)| class.recall).reduce(f64::min);
    Some([readout.balanced_accuracy?, worst?])
}
