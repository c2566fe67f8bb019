//! [`Watch`]: a thread that reads run folders, so that runs of any process are seen.

use super::bin::binned;
use super::course::Course;
use super::families::Families;
use augscope::evaluate::Report;
use augscope::pipeline::Pipeline;
use augscope::run::{
    EvaluationPart, EventReader, Heartbeat, RunFolder, RunNotes, RunRecord, RunState, SealedExpectation,
    heartbeat, list_runs, report_openings, state,
};
use egui::Context;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
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
    /// The folder's name; of a run from elsewhere, with the folder it lies in where its name is taken.
    pub name: String,
    /// The number of its family: runs that differ in nothing but the seed have the same.
    pub family: usize,
    /// True of a run that lies elsewhere and was only opened here.
    pub linked: bool,
    /// What people wrote about it.
    pub notes: Arc<RunNotes>,
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
    /// Its evaluation on the part for choosing.
    pub report: Option<Arc<Report>>,
    /// Its evaluation on the sealed part, once that was opened.
    pub sealed: Option<Arc<Report>>,
    /// How often the sealed part was opened for it.
    pub openings: usize,
    /// What was expected of it before it was trained.
    pub expectation: Option<Arc<SealedExpectation>>,
}

impl RunInfo {
    /// Its evaluation on a part.
    pub fn report_on(&self, part: EvaluationPart) -> Option<&Arc<Report>> {
        match part {
            EvaluationPart::Choose => self.report.as_ref(),
            EvaluationPart::Report => self.sealed.as_ref(),
            EvaluationPart::Folds => None,
        }
    }

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
    family: usize,
    notes: (Option<SystemTime>, Arc<RunNotes>),
    reader: EventReader,
    course: Course,
    shared: Arc<Course>,
    /// When each was written; none where it cannot be understood.
    report: Option<(SystemTime, Option<Arc<Report>>)>,
    sealed: Option<(SystemTime, Option<Arc<Report>>)>,
    openings: usize,
    expectation: Option<Arc<SealedExpectation>>,
    last: Option<(RunState, Option<Heartbeat>)>,
}

/// Which runs are watched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// The folder that the project's runs lie in.
    pub folder: PathBuf,
    /// Folders of runs that lie elsewhere, and folders of several of them.
    pub linked: Vec<PathBuf>,
}

/// What was seen.
#[derive(Debug, Default)]
pub struct Seen {
    /// All runs, oldest first.
    pub runs: Vec<RunInfo>,
    /// Folders of the runs in the bin.
    pub binned: Vec<PathBuf>,
}

/// Watches the runs in a folder, and some from elsewhere.
pub struct Watch {
    follow: Sender<Watched>,
    news: Receiver<Seen>,
}

impl Watch {
    /// Begins to watch.
    pub fn new(context: &Context, watched: Watched) -> Self {
        let (follow, followed) = channel();
        let (send, news) = channel();
        let context = context.clone();
        // Without a thread no run is ever seen, and the Train room says that there is none.
        let _ = std::thread::Builder::new()
            .name("watch runs".into())
            .spawn(move || watch(watched, &followed, &send, &context));
        Self { follow, news }
    }

    /// Watches others from now on.
    pub fn follow(&self, watched: Watched) {
        // The thread only ends together with the window.
        let _ = self.follow.send(watched);
    }

    /// The newest that was seen since the last call. Returns at once.
    pub fn news(&self) -> Option<Seen> {
        self.news.try_iter().last()
    }
}

fn watch(mut watched: Watched, followed: &Receiver<Watched>, send: &Sender<Seen>, context: &Context) {
    let mut tracked: HashMap<PathBuf, Tracked> = HashMap::new();
    let mut families = Families::default();
    let mut last: Option<(Vec<PathBuf>, Vec<PathBuf>)> = None;
    loop {
        let runs: Vec<RunFolder> = watched
            .linked
            .iter()
            .flat_map(|path| linked_runs(path))
            .chain(list_runs(&watched.folder))
            .collect();
        let present: Vec<PathBuf> = runs.iter().map(|run| run.path().to_path_buf()).collect();
        let now = (present, binned(&watched.folder));
        let mut changed = last.as_ref() != Some(&now);
        tracked.retain(|path, _| now.0.contains(path));
        for run in &runs {
            changed |= look(run, &mut tracked, &mut families);
        }
        if changed {
            let mut seen = Seen { runs: Vec::new(), binned: now.1.clone() };
            // The project's own runs have their names; others give way.
            for path in now.0.iter().rev() {
                let linked = !path.starts_with(&watched.folder);
                let name = name(path, |name| seen.runs.iter().any(|run| run.name == name));
                seen.runs.extend(tracked.get(path).and_then(|known| info(path, name, linked, known)));
            }
            seen.runs.sort_by(|a, b| {
                a.record.created.cmp(&b.record.created).then_with(|| a.folder.cmp(&b.folder))
            });
            last = Some(now);
            if send.send(seen).is_err() {
                return;
            }
            context.request_repaint();
        }
        match followed.recv_timeout(EVERY) {
            Ok(others) => {
                if others.folder != watched.folder {
                    tracked.clear();
                    families = Families::default();
                }
                watched = others;
                last = None;
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// The run at a path, or those in it, where it is the folder of a study's runs.
fn linked_runs(path: &Path) -> Vec<RunFolder> {
    let run = RunFolder::new(path);
    if run.has_run() { vec![run] } else { list_runs(path) }
}

/// The name of the folder, with that of the folder around it where it is taken.
fn name(path: &Path, taken: impl Fn(&str) -> bool) -> String {
    let of =
        |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let own = of(path);
    if !taken(&own) {
        return own;
    }
    let around = path.parent().map(of).unwrap_or_default();
    // All studies and projects call the folder of their runs so.
    let around = if around == "runs" {
        path.parent().and_then(Path::parent).map(of).unwrap_or_default()
    } else {
        around
    };
    let named = |number: u32| {
        if number == 1 { format!("{own} ({around})") } else { format!("{own} ({around} {number})") }
    };
    (1..u32::MAX).map(named).find(|name| !taken(name)).unwrap_or(own)
}

/// Reads what is new about a run; true when something is.
fn look(run: &RunFolder, tracked: &mut HashMap<PathBuf, Tracked>, families: &mut Families) -> bool {
    let path = run.path().to_path_buf();
    if !tracked.contains_key(&path) {
        // A record that is being written is whole at the next look.
        let Ok(record) = run.record() else { return false };
        let reader = EventReader::new(run.file("events.jsonl"));
        let (course, shared) = (Course::default(), Arc::new(Course::default()));
        let recipe = record.pipeline().ok().map(Arc::new);
        let record = Arc::new(record);
        let family = families.of(&record, recipe.as_ref());
        let notes = (None, Arc::default());
        let new = Tracked {
            record,
            recipe,
            family,
            notes,
            reader,
            course,
            shared,
            report: None,
            sealed: None,
            openings: report_openings(run),
            // Written before the training and never again.
            expectation: SealedExpectation::of_run(run).map(Arc::new),
            last: None,
        };
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
    let written_at = |file: &Path| std::fs::metadata(file).and_then(|about| about.modified()).ok();
    let written = written_at(&run.file("notes.toml"));
    if written != known.notes.0 {
        // What cannot be understood stays as it is; writing says so.
        known.notes = (written, Arc::new(RunNotes::read(run).unwrap_or_default()));
        changed = true;
    }
    for (part, kept) in
        [(EvaluationPart::Choose, &mut known.report), (EvaluationPart::Report, &mut known.sealed)]
    {
        let file = run.file(part.report_file());
        let written = written_at(&file);
        if written != kept.as_ref().map(|(when, _)| *when) {
            let report = std::fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
            *kept = written.map(|when| (when, report.map(Arc::new)));
            known.openings = report_openings(run);
            changed = true;
        }
    }
    changed
}

fn info(path: &Path, name: String, linked: bool, known: &Tracked) -> Option<RunInfo> {
    let (state, heartbeat) = known.last.clone()?;
    Some(RunInfo {
        folder: path.to_path_buf(),
        name,
        family: known.family,
        linked,
        notes: Arc::clone(&known.notes.1),
        record: Arc::clone(&known.record),
        recipe: known.recipe.clone(),
        state,
        heartbeat,
        course: Arc::clone(&known.shared),
        report: known.report.as_ref().and_then(|(_, report)| report.clone()),
        sealed: known.sealed.as_ref().and_then(|(_, report)| report.clone()),
        openings: known.openings,
        expectation: known.expectation.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_from_elsewhere_gives_way_to_one_of_the_same_name() {
        let path = Path::new("/lab/others/first");
        assert_eq!(name(path, |_| false), "first");
        assert_eq!(name(path, |name| name == "first"), "first (others)");
        assert_eq!(name(path, |name| name == "first" || name == "first (others)"), "first (others 2)");
    }
}
