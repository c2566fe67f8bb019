//! Cells out of fields: the settings that are being chosen, and the cells that they find, found on threads.

use super::App;
use super::chores::News;
use super::opened::Opened;
use super::project::DataSource;
use super::view::{Gravity, Overlay, View};
use augscope::dataset::Dataset;
use augscope::dataset::cells::{CellSource, Cells, FieldCells, Finder, write_cells};
use augscope::job::{Progress, Stop, Worker, lower_priority};
use egui::Context;
use rayon::prelude::*;
use std::path::PathBuf;
use std::sync::Arc;

/// The settings of cells while they are being chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CellsDraft {
    /// The folder or table that they are for.
    pub path: PathBuf,
    /// The settings.
    pub cells: Cells,
    /// The folder that cells are written to, as it is typed.
    pub out: String,
}

/// What the panel asks for.
#[derive(Clone, Debug)]
pub enum CellsMove {
    /// Other settings.
    Draft(Box<CellsDraft>),
    /// Looks at an image of the data set as a field.
    Look(usize),
    /// The data set becomes that of the cells, cut out while it is used.
    Cut,
    /// The data set becomes that of the whole fields again.
    Fields,
    /// Writes the cells as a data set of their own.
    Write,
}

/// Which cells of which field.
type FieldKey = (u64, usize, Cells);
type FieldRequest = (FieldKey, Arc<Opened>);
type FieldAnswer = (FieldKey, Result<FieldCells, String>);
/// Which cells of which data set.
type CountKey = (u64, Cells);
type CountRequest = (CountKey, Arc<Opened>, Stop);

/// Cells over all fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CellCount {
    /// Cells that are cut out.
    pub cells: usize,
    /// Fields that have one.
    pub fields: usize,
    /// Fields that were looked at.
    pub looked: usize,
    /// Fields that cannot be used with these settings.
    pub failed: usize,
}

/// The cells that the settings find.
pub struct FoundCells {
    one: Option<Worker<FieldRequest, FieldAnswer>>,
    all: Option<Worker<CountRequest, (CountKey, Option<CellCount>)>>,
    wanted: Option<FieldKey>,
    counted_for: Option<(CountKey, Stop)>,
    found: Option<FieldAnswer>,
    count: Option<(CountKey, CellCount)>,
}

impl FoundCells {
    /// Nothing yet; its threads ask `context` for a new frame when something is there.
    pub fn new(context: &Context) -> Self {
        let wake = context.clone();
        let one = Worker::spawn(
            "cells of a field",
            move || wake.request_repaint(),
            |(key, opened): FieldRequest| {
                let found = opened.dataset.cells_in(key.1, &key.2);
                (key, found)
            },
        );
        let wake = context.clone();
        let mut pool = None;
        let all = Worker::spawn(
            "cells of all fields",
            move || wake.request_repaint(),
            move |(key, opened, stop): CountRequest| {
                // Threads of their own that let others go first: the field on the screen is waited for.
                let builder = || rayon::ThreadPoolBuilder::new().start_handler(|_| lower_priority()).build();
                let count = || count(&opened.dataset, &key.1, &stop);
                let count = match pool.get_or_insert_with(builder) {
                    Ok(pool) => pool.install(count),
                    Err(_) => count(),
                };
                (key, count)
            },
        );
        Self { one: one.ok(), all: all.ok(), wanted: None, counted_for: None, found: None, count: None }
    }

    /// Asks for the cells of image `item` by `cells`, and where `everywhere`, for the number in all fields. What was asked
    /// last is not asked again. Returns at once.
    pub fn want(&mut self, opened: &Arc<Opened>, item: usize, cells: &Cells, everywhere: bool) {
        let key = (opened.id, item, cells.clone());
        if self.wanted.as_ref() != Some(&key) {
            if let Some(one) = &self.one {
                one.ask((key.clone(), Arc::clone(opened)));
            }
            self.wanted = Some(key);
        }
        let key = (opened.id, cells.clone());
        let known = self.counted_for.as_ref().is_some_and(|(known, _)| *known == key);
        if !known {
            self.stop_counting();
        }
        if !known && everywhere {
            let stop = Stop::new();
            if let Some(all) = &self.all {
                all.ask((key.clone(), Arc::clone(opened), stop.clone()));
            }
            self.counted_for = Some((key, stop));
        }
    }

    /// Nobody looks any more.
    pub fn stop_counting(&mut self) {
        if let Some((_, stop)) = self.counted_for.take() {
            stop.request();
        }
    }

    /// Takes over answers. Returns at once.
    pub fn poll(&mut self) {
        if let Some(answer) = self.one.as_ref().and_then(Worker::answer) {
            self.found = Some(answer);
        }
        if let Some((key, Some(count))) = self.all.as_ref().and_then(Worker::answer) {
            self.count = Some((key, count));
        }
    }

    /// The cells found last in image `item`, and whether they are those of the newest settings.
    pub fn found(&self, data: u64, item: usize) -> Option<(Result<&FieldCells, &str>, bool)> {
        let (key, found) = self.found.as_ref()?;
        let newest = self.wanted.as_ref() == Some(key);
        let same = key.0 == data && key.1 == item;
        same.then(|| (found.as_ref().map_err(String::as_str), newest))
    }

    /// The number of cells in all fields by these settings; `None` while they are counted.
    pub fn count(&self, data: u64, cells: &Cells) -> Option<CellCount> {
        let (key, count) = self.count.as_ref()?;
        (key.0 == data && key.1 == *cells).then_some(*count)
    }
}

/// Counts the cells of all fields; `None` where it was stopped.
fn count(dataset: &Dataset, cells: &Cells, stop: &Stop) -> Option<CellCount> {
    let one = |item: usize| {
        if stop.requested() {
            return None;
        }
        Some(match dataset.cells_in(item, cells) {
            Ok(found) => {
                let cells = found.corners.len();
                CellCount { cells, fields: usize::from(cells > 0), looked: 1, failed: 0 }
            }
            Err(_) => CellCount { looked: 1, failed: 1, ..CellCount::default() },
        })
    };
    let sum = |a: CellCount, b: CellCount| CellCount {
        cells: a.cells + b.cells,
        fields: a.fields + b.fields,
        looked: a.looked + b.looked,
        failed: a.failed + b.failed,
    };
    (0..dataset.items.len()).into_par_iter().map(one).try_reduce(CellCount::default, |a, b| Some(sum(a, b)))
}

impl CellsDraft {
    /// Settings to begin with: what the data set was opened with, or the finder.
    pub fn of(opened: &Opened) -> Self {
        let cells = opened.source.reading.cells.as_deref().cloned();
        let cells = cells.unwrap_or_else(|| match opened.cell_fields {
            // The table says by itself where they are.
            Some(_) => Cells::of_a_table(),
            None => Cells { from: Self::finder(opened), ..Cells::default() },
        });
        let path = &opened.source.path;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let out = path.with_file_name(format!("{stem} cells")).display().to_string();
        Self { path: path.clone(), cells, out }
    }

    /// What is being chosen for `opened`; what was chosen for others is not for it.
    pub fn for_data(view: &View, opened: &Opened) -> Self {
        let known = view.cells.as_ref().filter(|draft| draft.path == opened.source.path);
        known.cloned().unwrap_or_else(|| Self::of(opened))
    }

    /// The finder in the channel of nuclei, where one is called so, else in the first.
    pub fn finder(opened: &Opened) -> CellSource {
        let names = &opened.dataset.channels;
        let nuclei = ["dna", "dapi", "hoechst", "nucle"];
        let is_nuclei = |name: &&String| nuclei.iter().any(|word| name.to_lowercase().contains(word));
        let channel = names.iter().find(is_nuclei).or(names.first()).cloned().unwrap_or_default();
        CellSource::Finder(Finder { channel, ..Finder::default() })
    }
}

impl App {
    /// Carries out what the panel of cells asks for.
    pub(super) fn move_cells(&mut self, step: CellsMove) {
        let Some(opened) = self.context().opened().cloned() else { return };
        let draft = CellsDraft::for_data(&self.view, &opened);
        match step {
            CellsMove::Draft(draft) => self.view.cells = Some(*draft),
            CellsMove::Look(item) => {
                self.view.cells = Some(draft);
                self.show_overlay(Overlay::Cells { item });
            }
            CellsMove::Cut => {
                let mut source = opened.source.clone();
                source.reading.cells = Some(Box::new(draft.cells.clone()));
                self.view.cells = Some(draft);
                self.show_overlay(Overlay::None);
                self.open_data(source);
            }
            CellsMove::Fields => {
                let mut source = opened.source.clone();
                let cells = source.reading.cells.take().map(|cells| *cells);
                self.view.cells = Some(CellsDraft { cells: cells.unwrap_or(draft.cells), ..draft });
                // The columns of cells are gone with them.
                let known = |column: &String| !augscope::dataset::cells::COLUMNS.contains(&column.as_str());
                source.group = source.group.filter(known);
                self.open_data(source);
            }
            CellsMove::Write => self.write_out(&opened, &draft),
        }
    }

    /// Cuts the cells and writes them, on a thread.
    fn write_out(&mut self, opened: &Arc<Opened>, draft: &CellsDraft) {
        let out = PathBuf::from(draft.out.trim());
        if out.as_os_str().is_empty() {
            self.view.say(Gravity::Warning, "type the new folder that the cells are written to");
            return;
        }
        let mut source: DataSource = opened.source.clone();
        let is_of_cells = opened.cell_fields.is_some();
        if !is_of_cells {
            source.reading.cells = Some(Box::new(draft.cells.clone()));
        }
        let opened = Arc::clone(opened);
        self.view.say(Gravity::Note, format!("cells are being written to {}...", out.display()));
        self.system.chores.run("write cells", move || {
            let progress = Progress::default();
            let written = if is_of_cells {
                write_cells(&opened.dataset, &out, &progress)
            } else {
                Dataset::open(&source.path, &source.options())
                    .and_then(|dataset| write_cells(&dataset, &out, &progress))
            };
            match written {
                Ok(written) => News::Said(
                    Gravity::Note,
                    format!("{} cells were written to {}", written.images, written.folder.display()),
                ),
                Err(error) => News::Said(Gravity::Failure, format!("the cells were not written: {error}")),
            }
        });
    }

    /// Asks for the cells of the field on the screen. In all fields they are counted once the pointer is up.
    pub(super) fn want_cells(&mut self) {
        let Overlay::Cells { item } = self.view.overlay else {
            self.data.cells.stop_counting();
            return;
        };
        let Some(opened) = self.context().opened().cloned() else { return };
        let Some(draft) = &self.view.cells else { return };
        let still = !self.system.context.input(|input| input.pointer.any_down());
        self.data.cells.want(&opened, item, &draft.cells, still);
    }
}
