//! Contact sheets of the Design room in the project's folder: as a picture, or as channels for ImageJ.

use super::App;
use super::chart_files::free_name;
use super::chores::News;
use super::opened::Opened;
use super::panel;
use super::preview::{Processor, Sources, Tile};
use super::seeing::Against;
use super::view::Gravity;
use augscope::export::ContactSheet;
use augscope::image::{Display, Planes};
use augscope::job::write_atomic;
use augscope::pipeline::Pipeline;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a contact sheet is saved as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetForm {
    /// Colours as on the screen, with words.
    Png,
    /// Every channel for itself, 16 bits.
    Tiff,
}

impl SheetForm {
    /// The end of a file's name.
    fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Tiff => "tif",
        }
    }
}

/// Which pictures stand on a sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetPlan {
    /// What they are, in words.
    pub what: String,
    /// Above each column.
    pub columns: Vec<String>,
    /// Beside each row, and its pictures.
    pub rows: Vec<(String, Vec<Cell>)>,
}

/// A picture of a sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// Which.
    pub tile: Tile,
    /// By the other recipe, not the one on the screen.
    pub other: bool,
}

/// Everything that a thread needs to make a sheet.
struct Sheet {
    plan: SheetPlan,
    opened: Arc<Opened>,
    recipe: Pipeline,
    other: Option<Pipeline>,
    seed: u64,
    display: Display,
}

impl App {
    /// Saves what the lower half shows, with all its rows, beside the project.
    pub(super) fn save_sheet(&mut self, form: SheetForm) {
        let context = self.context();
        let (Some(opened), Some(display)) = (context.opened().cloned(), context.display()) else { return };
        let project = self.document.project();
        let other = match self.view.seeing.against(project) {
            Against::Recipe(id) => project.recipes.iter().find(|recipe| recipe.id == id),
            Against::Nothing => None,
        };
        let sheet = Sheet {
            plan: panel::sheet_plan(&context, &opened),
            opened,
            recipe: self.document.recipe().clone(),
            other: other.map(|recipe| recipe.file.pipeline.clone()),
            seed: project.training.seed,
            display,
        };
        let folder = self.document.folder().join("sheets");
        self.view.say(Gravity::Note, "the sheet is being made...");
        self.system.chores.run("save sheet", move || match save(&sheet, form, &folder) {
            Ok(path) => News::Said(Gravity::Note, format!("the sheet was saved as {}", path.display())),
            Err(why) => News::Said(Gravity::Failure, format!("the sheet could not be saved: {why}")),
        });
    }
}

fn save(sheet: &Sheet, form: SheetForm, folder: &Path) -> Result<PathBuf, String> {
    let channels = &sheet.opened.dataset.channels;
    let contact = sheet.pictures()?;
    let bytes = match form {
        SheetForm::Png => contact.to_png(),
        SheetForm::Tiff => contact.to_imagej_tiff(channels),
    };
    let bytes = bytes.map_err(|error| error.to_string())?;
    std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let name = |c: char| if c.is_alphanumeric() || "-_ ".contains(c) { c } else { '-' };
    let name: String = sheet.recipe.name.trim().chars().map(name).take(60).collect();
    let path = free_name(folder, if name.is_empty() { "sheet" } else { &name }, form.ending());
    write_atomic(&path, &bytes).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path)
}

impl Sheet {
    /// Makes the pictures on the processor: the reference.
    fn pictures(&self) -> Result<ContactSheet, String> {
        let ready = |sources: &mut Sources, pipeline: &Pipeline| {
            let ways = (pipeline.input.size.unwrap_or(64), self.seed);
            Processor::new(sources, &self.opened, pipeline, &pipeline.input.window, ways)
        };
        let (mut sources, mut others) = (Sources::default(), Sources::default());
        let own = ready(&mut sources, &self.recipe)?;
        let other = self.other.as_ref().map(|pipeline| ready(&mut others, pipeline)).transpose()?;
        let picture = |cell: &Cell, own_source: &Planes, other_source: Option<&Planes>| {
            let key = &self.opened.dataset.items.get(cell.tile.item)?.key;
            match (cell.other, &other) {
                (true, Some(other)) => other.planes(key, cell.tile.version, other_source?),
                _ => own.planes(key, cell.tile.version, own_source),
            }
        };
        let mut rows = Vec::new();
        for (words, cells) in &self.plan.rows {
            // Row by row, so that memory holds one image of a large set.
            let items = || cells.iter().map(|cell| cell.tile.item);
            let (pictures, _) = sources.get(&self.opened, items(), &own.window);
            let seconds = other.as_ref().map(|other| others.get(&self.opened, items(), &other.window).0);
            let made: Option<Vec<Planes>> = cells
                .par_iter()
                .map(|cell| {
                    let second = seconds.as_ref().and_then(|seconds| seconds.get(&cell.tile.item));
                    picture(cell, pictures.get(&cell.tile.item)?, second.map(Arc::as_ref))
                })
                .collect();
            // An image that cannot be read leaves its row empty.
            rows.push((words.clone(), made.unwrap_or_default()));
        }
        let scale = own.scale(&self.display);
        Ok(ContactSheet {
            title: format!("{}, seed {}; channels: {}", self.plan.what, self.seed, self.shown_channels()),
            columns: self.plan.columns.clone(),
            rows,
            look: Some((self.display.clone(), scale)),
        })
    }

    fn shown_channels(&self) -> String {
        let names = self.opened.dataset.channels.iter().zip(&self.display.channels);
        let shown: Vec<&str> =
            names.filter(|(_, channel)| channel.visible).map(|(name, _)| name.as_str()).collect();
        shown.join(", ")
    }
}
