//! [`Watch`]: a thread that reads run folders, so that runs of any process are seen.

use super::course::Course;
use augscope::evaluate::Report;
use augscope::pipeline::Pipeline;
use augscope::run::{EventReader, Heartbeat, RunFolder, RunRecord, RunState, heartbeat, list_runs, state};
use egui::Context;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, SystemTime};

/// How often folders are looked at.
const EVERY: Duration = Duration::from_millis(400);

/// A run, as its folder tells.
#[derive(Clone, Debug)]
pub struct RunInfo {
    /// The folder.
    pub folder: PathBuf,
    /// The folder's name.
    pub name: String,
    /// What was asked.
    pub record: Arc<RunRecord>,
    /// The recipe of the record; `None` where this program does not understand it.
    pub recipe: Option<Arc<Pipeline>>,
    /// How it stands.
    pub state: RunState,
    /// Its last sign of life.
    pub heartbeat: Option<Heartbeat>,
    /// Its curves.
    pub course: Arc<Course>,
    /// Its evaluation.
    pub report: Option<Arc<Report>>,
}

impl RunInfo {
    /// What its process said last that it does, as in [`Heartbeat`]; "starting" before it said anything.
    pub fn phase(&self) -> &str {
        self.heartbeat.as_ref().map_or("starting", |beat| beat.phase.as_str())
    }

    /// Seconds until the last round, while rounds are being done.
    pub fn seconds_left(&self) -> Option<f64> {
        self.heartbeat.as_ref().filter(|beat| beat.phase == "training")?.seconds_left
    }
}

/// What is known of one run.
struct Tracked {
    record: Arc<RunRecord>,
    recipe: Option<Arc<Pipeline>>,
    reader: EventReader,
    course: Course,
    shared: Arc<Course>,
    /// When it was written; none where it cannot be understood.
    report: Option<(SystemTime, Option<Arc<Report>>)>,
    last: Option<(RunState, Option<Heartbeat>)>,
}

/// Watches the runs in a folder.
pub struct Watch {
    follow: Sender<PathBuf>,
    news: Receiver<Vec<RunInfo>>,
}

impl Watch {
    /// Begins to watch `folder`.
    pub fn new(context: &Context, folder: PathBuf) -> Self {
        let (follow, followed) = channel();
        let (send, news) = channel();
        let context = context.clone();
        // Without a thread no run is ever seen, and the Train room says that there is none.
        let _ = std::thread::Builder::new()
            .name("watch runs".into())
            .spawn(move || watch(folder, &followed, &send, &context));
        Self { follow, news }
    }

    /// Watches another folder from now on.
    pub fn follow(&self, folder: PathBuf) {
        // The thread only ends together with the window.
        let _ = self.follow.send(folder);
    }

    /// The newest list since the last call. Returns at once.
    pub fn news(&self) -> Option<Vec<RunInfo>> {
        self.news.try_iter().last()
    }
}

fn watch(mut folder: PathBuf, followed: &Receiver<PathBuf>, send: &Sender<Vec<RunInfo>>, context: &Context) {
    let mut tracked: HashMap<PathBuf, Tracked> = HashMap::new();
    let mut order: Vec<PathBuf> = Vec::new();
    let mut first = true;
    loop {
        let runs = list_runs(&folder);
        let present: Vec<PathBuf> = runs.iter().map(|run| run.path().to_path_buf()).collect();
        let mut changed = first || present != order;
        first = false;
        tracked.retain(|path, _| present.contains(path));
        for run in &runs {
            changed |= look(run, &mut tracked);
        }
        if changed {
            let list = present.iter().filter_map(|path| info(path, tracked.get(path)?)).collect();
            order = present;
            if send.send(list).is_err() {
                return;
            }
            context.request_repaint();
        }
        match followed.recv_timeout(EVERY) {
            Ok(other) => {
                folder = other;
                tracked.clear();
                first = true;
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// Reads what is new about a run; true when something is.
fn look(run: &RunFolder, tracked: &mut HashMap<PathBuf, Tracked>) -> bool {
    let path = run.path().to_path_buf();
    if !tracked.contains_key(&path) {
        // A record that is being written is whole at the next look.
        let Ok(record) = run.record() else { return false };
        let reader = EventReader::new(run.file("events.jsonl"));
        let (course, shared) = (Course::default(), Arc::new(Course::default()));
        let recipe = record.pipeline().ok().map(Arc::new);
        let record = Arc::new(record);
        let new = Tracked { record, recipe, reader, course, shared, report: None, last: None };
        tracked.insert(path.clone(), new);
    }
    let Some(known) = tracked.get_mut(&path) else { return false };
    let mut changed = false;
    for event in known.reader.poll() {
        known.course.take(&event.event);
        changed = true;
    }
    if changed {
        known.shared = Arc::new(known.course.clone());
    }
    let now = (state(run).unwrap_or(RunState::Failed), heartbeat(run));
    if known.last.as_ref() != Some(&now) {
        known.last = Some(now);
        changed = true;
    }
    let file = run.file("report.json");
    let written = std::fs::metadata(&file).and_then(|about| about.modified()).ok();
    if written != known.report.as_ref().map(|(when, _)| *when) {
        let report = std::fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        known.report = written.map(|when| (when, report.map(Arc::new)));
        changed = true;
    }
    changed
}

fn info(path: &std::path::Path, known: &Tracked) -> Option<RunInfo> {
    let (state, heartbeat) = known.last.clone()?;
    Some(RunInfo {
        folder: path.to_path_buf(),
        name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        record: Arc::clone(&known.record),
        recipe: known.recipe.clone(),
        state,
        heartbeat,
        course: Arc::clone(&known.shared),
        report: known.report.as_ref().and_then(|(_, report)| report.clone()),
    })
}
