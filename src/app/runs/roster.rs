//! [`Roster`]: what is known of the runs of a project, read from their folders and no oftener than it has to be.
//!
//! Of a few hundred runs all is read and looked at every time. Of more, only those that are at work, ticked or looked at
//! are; the others are looked at in turns, and of a run that is done a digest is kept, in memory and in the index.

use super::course::Course;
use super::families::Families;
use super::index::{Digest, RunIndex, stamp};
use super::info::{RunInfo, state_word};
use super::listing::Listing;
use super::summary::Summary;
use augscope::evaluate::Report;
use augscope::pipeline::{Pipeline, PipelineFile};
use augscope::run::{
    EvaluationPart, EventReader, Heartbeat, RunFolder, RunNotes, RunRecord, RunState, SealedExpectation,
    family_key, heartbeat, report_openings, state,
};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// So many runs are all read whole and looked at every time.
const FEW: usize = 300;
/// Of more, about so many of those that nobody looks at are looked at every time.
const A_TURN: usize = 400;
/// How often is told what was read while very many runs are read for the first time.
const TELL: Duration = Duration::from_millis(700);
/// The index is written at most so often.
const KEEP: Duration = Duration::from_mins(2);

/// Which runs are watched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// The folder that the project's runs lie in.
    pub folder: PathBuf,
    /// Folders of runs that lie elsewhere, and folders of several runs, as studies have them.
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

/// How often files were read, for the tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// Records.
    pub records: usize,
    /// Reports.
    pub reports: usize,
    /// Runs whose files were looked at, by their lengths and times at least.
    pub looks: usize,
}

/// What is known of one run.
struct Tracked {
    record: Arc<RunRecord>,
    recipe: Option<Arc<Pipeline>>,
    key: String,
    family: usize,
    notes: (Option<SystemTime>, Arc<RunNotes>),
    course: Arc<Course>,
    summary: Option<Arc<Summary>>,
    openings: usize,
    expectation: Option<Arc<SealedExpectation>>,
    last: Option<(RunState, Option<Heartbeat>)>,
    /// When its files were written, in a number.
    stamp: u64,
    /// All of it, while it is at work, ticked or looked at.
    whole: Option<Whole>,
    /// True where the record comes from the index, whose numbers may differ in their last digit.
    indexed: bool,
    /// Its name and the words that it is found by.
    text: Option<(String, Arc<str>)>,
}

/// When a report was written; none where it cannot be understood.
type Written = Option<(SystemTime, Option<Arc<Report>>)>;

/// What is kept of a run that is read whole.
struct Whole {
    reader: EventReader,
    course: Course,
    report: Written,
    sealed: Written,
}

/// What is known of all runs.
pub struct Roster {
    watched: Watched,
    /// Folders of runs that are to be read whole however many there are.
    close: HashSet<PathBuf>,
    listing: Listing,
    /// The runs in folders of several that are linked.
    studies: Vec<Listing>,
    bin: Listing,
    tracked: HashMap<PathBuf, Tracked>,
    families: Families,
    recipes: HashMap<String, Option<Arc<Pipeline>>>,
    /// The folder of indices.
    cache: Option<PathBuf>,
    index: Option<RunIndex>,
    /// What was shown last: runs and bin.
    last: Option<(Vec<PathBuf>, Vec<PathBuf>)>,
    /// Whose turn it is to be looked at.
    turn: usize,
    /// Something was read that the index does not have, and when it was written last.
    unkept: bool,
    kept: Option<Instant>,
    /// How often files were read.
    pub reads: Reads,
}

impl Roster {
    /// Nothing is read yet. The index lies in the folder `cache`, or nowhere.
    pub fn new(watched: Watched, cache: Option<PathBuf>) -> Self {
        Self {
            cache,
            listing: Listing::new(&watched.folder),
            studies: watched.linked.iter().map(|folder| Listing::new(folder)).collect(),
            bin: Listing::new(&watched.folder.join(super::bin::BIN)),
            watched,
            close: HashSet::new(),
            tracked: HashMap::new(),
            families: Families::default(),
            recipes: HashMap::new(),
            index: None,
            last: None,
            turn: 0,
            unkept: false,
            kept: None,
            reads: Reads::default(),
        }
    }

    /// Watches others from now on.
    pub fn follow(&mut self, watched: Watched) {
        if watched.folder == self.watched.folder {
            self.studies = watched.linked.iter().map(|folder| Listing::new(folder)).collect();
            self.watched = watched;
            self.last = None;
        } else {
            *self = Self::new(watched, self.cache.take());
        }
    }

    /// Reads those whole from now on, however many there are.
    pub fn look_closely(&mut self, close: HashSet<PathBuf>) {
        self.close = close;
    }

    /// Looks at what may have changed; what is seen now where something did. While very many are read, `tell` hears of
    /// those that were read already.
    pub fn look(&mut self, mut tell: impl FnMut(Seen)) -> Option<Seen> {
        self.listing.look();
        self.bin.look();
        let mut runs: Vec<PathBuf> = Vec::new();
        for (path, study) in self.watched.linked.iter().zip(&mut self.studies) {
            if RunFolder::new(path).has_run() {
                runs.push(path.clone());
            } else {
                study.look();
                runs.extend(study.runs.iter().cloned());
            }
        }
        runs.extend(self.listing.runs.iter().cloned());
        let now = (runs, self.bin.runs.clone());
        let mut changed = self.last.as_ref() != Some(&now);
        if changed {
            let present: HashSet<&PathBuf> = now.0.iter().collect();
            self.tracked.retain(|path, _| present.contains(path));
        }
        let first = self.index.is_none();
        if first {
            self.index = Some(RunIndex::load(self.cache.as_deref(), &self.watched.folder, now.0.len()));
        }
        let many = now.0.len() > FEW;
        let turns = (now.0.len() / A_TURN).max(1);
        let mut told = Instant::now();
        for (place, path) in now.0.iter().enumerate() {
            let known = self.tracked.get(path);
            let near = !many || self.close.contains(path);
            let working = known.is_some_and(|known| {
                known.last.as_ref().is_some_and(|(state, _)| *state == RunState::Running)
            });
            // One that nobody looks at any more has its turn at once, to let go of what it holds.
            let held = known.is_some_and(|known| known.whole.is_some());
            if near || working || held || known.is_none() || place % turns == self.turn % turns {
                changed |= self.one(path, near);
                if told.elapsed() > TELL && self.last.is_none() {
                    tell(self.seen(&now));
                    told = Instant::now();
                }
            }
        }
        self.turn = self.turn.wrapping_add(1);
        let seen = changed.then(|| self.seen(&now));
        self.last = Some(now);
        self.keep();
        seen
    }

    /// Looks at one run; true where something about it is new.
    fn one(&mut self, path: &Path, near: bool) -> bool {
        let run = RunFolder::new(path);
        self.reads.looks += 1;
        if near {
            self.begin(&run, path);
            let known = self.tracked.get_mut(path);
            if let Some(known) = known.filter(|known| known.indexed)
                && let Ok(record) = run.record()
            {
                (known.record, known.indexed) = (Arc::new(record), false);
                self.reads.records += 1;
            }
            let known = self.tracked.get_mut(path);
            return known.is_some_and(|known| known.read(&run, &mut self.reads));
        }
        // A time that is looked at before the files are read is never too new.
        let now = stamp(&run);
        let known = self.tracked.get(path);
        if known.is_some_and(|known| known.stamp == now && known.whole.is_none() && known.stands(&run)) {
            return false;
        }
        if known.is_none() && self.take_from_index(path, now) {
            return true;
        }
        self.begin(&run, path);
        let Some(known) = self.tracked.get_mut(path) else { return false };
        let held = known.whole.is_some();
        let changed = known.read(&run, &mut self.reads);
        known.stamp = now;
        self.unkept |= changed;
        if !matches!(known.last, Some((RunState::Running, _))) {
            known.whole = None;
            known.course = Arc::new(known.course.without_curves());
            return changed || held;
        }
        changed
    }

    /// Takes a run over from the index; true where it was there as it is.
    fn take_from_index(&mut self, path: &Path, now: u64) -> bool {
        let own = path.parent() == Some(self.watched.folder.as_path());
        let name = path.file_name().filter(|_| own).and_then(|name| name.to_str());
        let digest = name.and_then(|name| self.index.as_mut()?.take(name, now));
        let Some(Digest { record, key, summary, course, notes, openings, expectation }) = digest else {
            return false;
        };
        let record = Arc::new(record);
        let recipe = self.recipe(&record);
        let family = self.families.of(&key, &record, recipe.as_ref());
        let known = Tracked {
            record,
            recipe,
            key,
            family,
            notes: (None, Arc::new(notes)),
            course: Arc::new(course),
            summary: Some(Arc::new(summary)),
            openings,
            expectation: expectation.map(Arc::new),
            last: Some((RunState::Done, None)),
            stamp: now,
            whole: None,
            indexed: true,
            text: None,
        };
        self.tracked.insert(path.to_path_buf(), known);
        true
    }

    /// Reads a run's record where it is not known yet.
    fn begin(&mut self, run: &RunFolder, path: &Path) {
        if self.tracked.contains_key(path) {
            return;
        }
        self.reads.records += 1;
        // A record that is being written is whole at the next look.
        let Ok(record) = run.record() else { return };
        let record = Arc::new(record);
        let recipe = self.recipe(&record);
        let key = family_key(&record, recipe.as_deref());
        let family = self.families.of(&key, &record, recipe.as_ref());
        let new = Tracked {
            record,
            recipe,
            key,
            family,
            notes: (None, Arc::default()),
            course: Arc::default(),
            summary: None,
            openings: report_openings(run),
            // Written before the training and never again.
            expectation: SealedExpectation::of_run(run).map(Arc::new),
            last: None,
            stamp: 0,
            whole: None,
            indexed: false,
            text: None,
        };
        self.tracked.insert(path.to_path_buf(), new);
    }

    /// The recipe of a record. Runs of one recipe share it.
    fn recipe(&mut self, record: &RunRecord) -> Option<Arc<Pipeline>> {
        if let Some(known) = self.recipes.get(&record.pipeline) {
            return known.clone();
        }
        let recipe = PipelineFile::parse(&record.pipeline).ok().map(|file| Arc::new(file.pipeline));
        self.recipes.insert(record.pipeline.clone(), recipe.clone());
        recipe
    }

    /// What is known of all runs, oldest first.
    fn seen(&mut self, (present, binned): &(Vec<PathBuf>, Vec<PathBuf>)) -> Seen {
        let folder = self.watched.folder.clone();
        let mut taken: HashSet<String> = HashSet::new();
        let mut runs = Vec::with_capacity(present.len());
        // The project's own runs have their names; others give way.
        for path in present.iter().rev() {
            let Some(known) = self.tracked.get_mut(path) else { continue };
            let name = name(path, |name| taken.contains(name));
            let Some(info) = known.info(path, name, path.parent() != Some(&folder)) else { continue };
            taken.insert(info.name.clone());
            runs.push(info);
        }
        runs.sort_by(|a, b| a.record.created.cmp(&b.record.created).then_with(|| a.folder.cmp(&b.folder)));
        Seen { runs, binned: binned.clone() }
    }

    /// Writes the index, where it is worth it.
    fn keep(&mut self) {
        let Some(index) = self.index.as_mut() else { return };
        // What was not asked for at the first look is gone.
        index.clear();
        if !self.unkept || self.kept.is_some_and(|when| when.elapsed() < KEEP) {
            return;
        }
        (self.unkept, self.kept) = (false, Some(Instant::now()));
        let own =
            self.tracked.iter().filter(|(path, _)| path.parent() == Some(self.watched.folder.as_path()));
        index.save(own.filter_map(|(path, known)| {
            let name = path.file_name()?.to_str()?.to_owned();
            Some((name, known.stamp, known.digest()?))
        }));
    }
}

impl Tracked {
    /// True where it stands as it did, while none of its files has changed.
    fn stands(&self, run: &RunFolder) -> bool {
        match &self.last {
            Some((RunState::Done, _)) => true,
            Some(last) => *last == (state(run).unwrap_or(RunState::Failed), heartbeat(run)),
            None => false,
        }
    }

    /// Reads what is new about a run; true where something is.
    fn read(&mut self, run: &RunFolder, reads: &mut Reads) -> bool {
        let mut changed = false;
        let whole = self.whole.get_or_insert_with(|| {
            changed = true;
            Whole {
                reader: EventReader::new(run.file("events.jsonl")),
                course: Course::default(),
                report: None,
                sealed: None,
            }
        });
        let events = whole.reader.poll();
        if !events.is_empty() {
            for event in events {
                whole.course.take(&event.event);
            }
            self.course = Arc::new(whole.course.clone());
            changed = true;
        }
        let now = (state(run).unwrap_or(RunState::Failed), heartbeat(run));
        if self.last.as_ref() != Some(&now) {
            self.last = Some(now);
            changed = true;
        }
        let written_at = |file: &Path| std::fs::metadata(file).and_then(|about| about.modified()).ok();
        let written = written_at(&run.file("notes.toml"));
        if written != self.notes.0 {
            // What cannot be understood stays as it is; writing says so.
            self.notes = (written, Arc::new(RunNotes::read(run).unwrap_or_default()));
            changed = true;
        }
        let parts =
            [(EvaluationPart::Choose, &mut whole.report), (EvaluationPart::Report, &mut whole.sealed)];
        for (part, kept) in parts {
            let file = run.file(part.report_file());
            let written = written_at(&file);
            if written == kept.as_ref().map(|(when, _)| *when) {
                continue;
            }
            reads.reports += 1;
            let report: Option<Report> =
                std::fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
            if part == EvaluationPart::Choose {
                self.summary = report.as_ref().map(|report| Arc::new(Summary::new(report)));
            }
            *kept = written.map(|when| (when, report.map(Arc::new)));
            self.openings = report_openings(run);
            changed = true;
        }
        if changed {
            self.text = None;
        }
        changed
    }

    /// What the index keeps of it, where it is done.
    fn digest(&self) -> Option<Digest> {
        let is_done = matches!(self.last, Some((RunState::Done, _)));
        let summary = self.summary.as_ref().filter(|_| is_done && self.stamp != 0)?;
        Some(Digest {
            record: self.record.as_ref().clone(),
            key: self.key.clone(),
            summary: summary.as_ref().clone(),
            course: self.course.without_curves(),
            notes: self.notes.1.as_ref().clone(),
            openings: self.openings,
            expectation: self.expectation.as_deref().cloned(),
        })
    }

    fn info(&mut self, path: &Path, name: String, linked: bool) -> Option<RunInfo> {
        let (state, heartbeat) = self.last.clone()?;
        let text = match &self.text {
            Some((known, text)) if *known == name => Arc::clone(text),
            _ => {
                let text: Arc<str> = self.words(&name, state).into();
                self.text = Some((name.clone(), Arc::clone(&text)));
                text
            }
        };
        let of = |kept: fn(&Whole) -> &Written| {
            let (_, report) = kept(self.whole.as_ref()?).as_ref()?;
            report.clone()
        };
        Some(RunInfo {
            folder: path.to_path_buf(),
            name,
            family: self.family,
            linked,
            notes: Arc::clone(&self.notes.1),
            record: Arc::clone(&self.record),
            recipe: self.recipe.clone(),
            state,
            heartbeat,
            course: Arc::clone(&self.course),
            summary: self.summary.clone(),
            report: of(|whole| &whole.report),
            sealed: of(|whole| &whole.sealed),
            openings: self.openings,
            expectation: self.expectation.clone(),
            text,
        })
    }

    /// All words that a run is found by, in small letters.
    fn words(&self, name: &str, state: RunState) -> String {
        let config = &self.record.config;
        let recipe = self.recipe.as_ref().map_or("", |recipe| recipe.name.as_str());
        let seed = format!("seed {}", config.seed);
        let notes = &self.notes.1;
        let known = [
            name,
            recipe,
            &config.objective,
            &config.encoder,
            state_word(state),
            &notes.note,
            &seed,
            &self.record.created,
        ];
        let tags = notes.tags.iter().map(String::as_str);
        known.into_iter().chain(tags).collect::<Vec<_>>().join("\n").to_lowercase()
    }
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

#[cfg(test)]
#[path = "roster_tests.rs"]
mod tests;
