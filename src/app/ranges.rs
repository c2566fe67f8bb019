//! [`ControlRanges`]: how much images that should look alike differ, measured on a thread for the chosen step.

use super::App;
use super::context::Context as Shared;
use super::opened::Opened;
use super::view::Room;
use augscope::dataset::{IntensityWindow, WindowRule};
use augscope::evaluate::spread::{ControlSpread, ImageMeasures, Offer, control_spread, likely_control};
use augscope::job::{Stop, Worker, lower_priority};
use egui::Context;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Whose images should look alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Controls {
    /// The class whose name says that it is a control; all classes where no name does.
    #[default]
    Likely,
    /// All classes, each against its own.
    All,
    /// The class of this name.
    Class(String),
}

impl Controls {
    /// The place of the class; `None` for all.
    pub fn class(&self, classes: &[String]) -> Option<usize> {
        match self {
            Self::Likely => likely_control(classes),
            Self::All => None,
            Self::Class(name) => classes.iter().position(|class| class == name),
        }
    }
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct RangesKey {
    /// Which opened data set.
    pub data: u64,
    /// How stored values become those that a recipe sees.
    pub window: WindowRule,
    /// The class; `None` for all.
    pub class: Option<usize>,
}

type Request = (RangesKey, Arc<Opened>, Stop);
type Answer = (RangesKey, Option<Result<ControlSpread, String>>);

/// Measures; the newest wish wins, and stops the one before.
pub struct ControlRanges {
    worker: Option<Worker<Request, Answer>>,
    wanted: Option<(RangesKey, Stop)>,
    found: Option<Answer>,
}

impl ControlRanges {
    /// Nothing asked yet; the thread asks `context` for a new frame when it has an answer.
    pub fn new(context: &Context) -> Self {
        let wake = context.clone();
        let mut kept = Kept::default();
        // Threads of their own that let others go first: pictures and warnings are waited for, this is not.
        let mut pool = None;
        let worker = Worker::spawn(
            "ranges of controls",
            move || wake.request_repaint(),
            move |(key, opened, stop): Request| {
                let builder = || rayon::ThreadPoolBuilder::new().start_handler(|_| lower_priority()).build();
                let mut measure = || kept.measure(&key, &opened, &stop).transpose();
                let found = match pool.get_or_insert_with(builder) {
                    Ok(pool) => pool.install(measure),
                    Err(_) => measure(),
                };
                (key, found)
            },
        );
        Self { worker: worker.ok(), wanted: None, found: None }
    }

    /// Asks, unless this was asked last. Returns at once.
    pub fn want(&mut self, key: RangesKey, opened: &Arc<Opened>) {
        if self.wanted.as_ref().is_some_and(|(known, _)| *known == key) {
            return;
        }
        if let Some((_, stop)) = &self.wanted {
            stop.request();
        }
        let stop = Stop::new();
        if let Some(worker) = &self.worker {
            worker.ask((key.clone(), Arc::clone(opened), stop.clone()));
        }
        self.wanted = Some((key, stop));
    }

    /// Takes over an answer. Returns at once.
    pub fn poll(&mut self) {
        if let Some(answer) = self.worker.as_ref().and_then(Worker::answer) {
            self.found = Some(answer);
        }
    }

    /// What was found for what was asked last; `None` while it is being measured.
    pub fn found(&self) -> Option<Result<&ControlSpread, &str>> {
        let (key, found) = self.found.as_ref()?;
        let wanted = self.wanted.as_ref().is_some_and(|(wanted, _)| wanted == key);
        let found = found.as_ref().filter(|_| wanted)?;
        Some(found.as_ref().map_err(String::as_str))
    }
}

/// What the thread has measured of one data set through one window.
#[derive(Default)]
struct Kept {
    of: Option<(u64, WindowRule, IntensityWindow)>,
    measures: BTreeMap<usize, ImageMeasures>,
}

impl Kept {
    fn measure(
        &mut self,
        key: &RangesKey,
        opened: &Opened,
        stop: &Stop,
    ) -> Result<Option<ControlSpread>, String> {
        let same =
            |(data, rule, _): &&(u64, WindowRule, IntensityWindow)| (data, rule) == (&key.data, &key.window);
        let window = if let Some((_, _, window)) = self.of.as_ref().filter(same) {
            window.clone()
        } else {
            let window = opened.fit_window(&key.window)?;
            self.measures.clear();
            self.of = Some((key.data, key.window.clone(), window.clone()));
            window
        };
        let (dataset, parts) = (&opened.dataset, &opened.parts);
        control_spread(dataset, parts, &window, key.class, &mut self.measures, stop)
            .map_err(|error| error.to_string())
    }
}

impl App {
    /// Asks for the ranges of the controls while a step that they can set is on the screen.
    pub(super) fn want_ranges(&mut self) {
        let cx = self.context();
        let Some(opened) = cx.opened().map(Arc::clone) else { return };
        if self.view.room == Room::Design && is_offered(&cx) {
            let window = cx.document.recipe().input.window.clone();
            let class = cx.view.controls.class(&opened.dataset.classes);
            self.data.ranges.want(RangesKey { data: opened.id, window, class }, &opened);
        }
    }
}

/// Whether the chosen step can be set by ranges.
fn is_offered(cx: &Shared) -> bool {
    cx.selected_step().is_some_and(|step| Offer::of(step).next().is_some())
}
