//! [`EmbeddingMap`]: the map of the shown run, computed and coloured on threads.

use super::colours::{Coloured, ColouredKey};
use super::drawn::{DrawnMap, MapKey};
use crate::app::App;
use crate::app::opened::Opened;
use crate::app::panel;
use crate::app::view::Room;
use augscope::job::{Loaded, Progress, Task, Worker, lower_priority};
use augscope::run::RunRecord;
use egui::Context;
use std::sync::Arc;

/// Maps that are kept, so that one may go to and fro between runs and projections.
const KEPT: usize = 6;

/// What the thread that colours works on.
struct Wish {
    key: ColouredKey,
    map: Arc<DrawnMap>,
    record: Arc<RunRecord>,
    opened: Option<Arc<Opened>>,
}

/// Computes and colours maps; the newest wish wins.
pub struct EmbeddingMap {
    context: Context,
    wanted: Option<MapKey>,
    /// The map under way, or why there is none, of what is wanted.
    loading: Loaded<Arc<DrawnMap>>,
    /// The newest last.
    kept: Vec<(MapKey, Arc<DrawnMap>)>,
    colourer: Option<Worker<Wish, (ColouredKey, Arc<Coloured>)>>,
    colours_wanted: Option<ColouredKey>,
    coloured: Option<(ColouredKey, Arc<Coloured>)>,
}

impl EmbeddingMap {
    /// Nothing asked yet; the threads ask `context` for a new frame when they have an answer.
    pub fn new(context: &Context) -> Self {
        let wake = context.clone();
        let colourer = Worker::spawn(
            "colour map",
            move || wake.request_repaint(),
            |wish: Wish| {
                let coloured = Coloured::make(&wish.key, &wish.map, &wish.record, wish.opened.as_deref());
                (wish.key, Arc::new(coloured))
            },
        );
        Self {
            context: context.clone(),
            wanted: None,
            loading: Loaded::Empty,
            kept: Vec::new(),
            colourer: colourer.ok(),
            colours_wanted: None,
            coloured: None,
        }
    }

    /// Asks for a map, unless it is there, under way, or was stopped or failed; true where it is another one than
    /// before. Returns at once.
    pub fn want(&mut self, key: &MapKey) -> bool {
        if self.wanted.as_ref() == Some(key) {
            return false;
        }
        self.stop();
        self.wanted = Some(key.clone());
        self.loading = Loaded::Empty;
        if self.map().is_some() {
            return true;
        }
        let (context, key) = (self.context.clone(), key.clone());
        self.loading = Loaded::Loading(Task::spawn(
            "embedding map",
            move || context.request_repaint(),
            move |progress| {
                lower_priority();
                DrawnMap::make(&key, progress).map(Arc::new)
            },
        ));
        true
    }

    /// Stops what is under way; it is not begun again by itself.
    pub fn stop(&self) {
        if let Loaded::Loading(task) = &self.loading {
            task.progress().stop().request();
        }
    }

    /// Begins again what was stopped or failed.
    pub fn again(&mut self) {
        if matches!(self.loading, Loaded::Failed(_)) {
            self.wanted = None;
        }
    }

    /// Takes over what the threads have made. Returns at once.
    pub fn poll(&mut self) {
        if self.loading.poll()
            && let (Some(map), Some(key)) = (self.loading.ready(), &self.wanted)
        {
            self.kept.push((key.clone(), Arc::clone(map)));
            if self.kept.len() > KEPT {
                self.kept.remove(0);
            }
        }
        if let Some(answer) = self.colourer.as_ref().and_then(Worker::answer) {
            self.coloured = Some(answer);
        }
    }

    /// The map that was asked for last, if it is there.
    pub fn map(&self) -> Option<&Arc<DrawnMap>> {
        let wanted = self.wanted.as_ref()?;
        self.kept.iter().find(|(key, _)| key == wanted).map(|(_, map)| map)
    }

    /// How far the one under way is.
    pub fn progress(&self) -> Option<&Progress> {
        match &self.loading {
            Loaded::Loading(task) => Some(task.progress()),
            _ => None,
        }
    }

    /// Why there is none.
    pub fn failed(&self) -> Option<&str> {
        match &self.loading {
            Loaded::Failed(words) => Some(words),
            _ => None,
        }
    }

    /// The colours of the map, once they are those that were asked for last.
    pub fn coloured(&self) -> Option<&Arc<Coloured>> {
        let (key, coloured) = self.coloured.as_ref()?;
        (self.colours_wanted.as_ref() == Some(key)).then_some(coloured)
    }

    /// Asks for colours, unless they were asked for last. Returns at once.
    fn want_colours(&mut self, wish: Wish) {
        if self.colours_wanted.as_ref() == Some(&wish.key) {
            return;
        }
        self.colours_wanted = Some(wish.key.clone());
        if let Some(colourer) = &self.colourer {
            colourer.ask(wish);
        }
    }
}

impl App {
    /// Asks for the map on the screen and its colours.
    pub(in crate::app) fn want_map(&mut self) {
        self.data.map.poll();
        if self.view.room != Room::Results {
            return;
        }
        let cx = self.context();
        let Some(run) = panel::map_run(&cx) else { return };
        let Some(report) = &run.report else { return };
        let key = MapKey {
            run: run.folder.clone(),
            // A report that was read again lies elsewhere in memory.
            report: Arc::as_ptr(report) as usize,
            projection: self.view.map.projection,
        };
        let (readout, record) = (self.document.project().results.kind(report), Arc::clone(&run.record));
        if self.data.map.want(&key) {
            // Numbers of images and a line belong to the map before.
            self.view.map = self.view.map.with_projection(key.projection);
        }
        let Some(map) = self.data.map.map().cloned() else { return };
        let opened = self.data.opened.ready().cloned();
        let colours = ColouredKey {
            run: key.run,
            map: Arc::as_ptr(&map) as usize,
            by: self.view.map.colour.clone(),
            readout,
            data: opened.as_ref().map(|opened| opened.id),
        };
        self.data.map.want_colours(Wish { key: colours, map, record, opened });
    }
}
