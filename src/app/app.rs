//! [`App`]: the window's state, and one frame of it.

use super::checked::Checked;
use super::chores::Chores;
use super::command::Commands;
use super::context::Context;
use super::data::Data;
use super::dialogs::{Chosen, Dialog, Dialogs};
use super::document::Document;
use super::graphics::{self, DeviceWatch};
use super::guide::Pictures;
use super::home::Home;
use super::instrument;
use super::keeper::Keeper;
use super::panel;
use super::preview::{BoardKey, BoardRequest, Drawing, Painter, Preview, Tile};
use super::project::Project;
use super::runs::{EstimateKey, Runs};
use super::settings::{Session, Settings};
use super::system::System;
use super::theme;
use super::view::{Gravity, Overlay, Room, View};
use augscope::job::Loaded;
use augscope::pipeline::Pipeline;
use augscope::transform::{Border, Fit};
use eframe::egui_wgpu::RenderState;
use std::path::PathBuf;
use std::sync::Arc;

/// Side of a thumbnail in pixels.
pub const THUMBNAIL: usize = 64;
/// Thumbnails of a class.
pub const THUMBNAILS: usize = 6;

/// The window.
pub struct App {
    pub(crate) document: Document,
    pub(crate) view: View,
    pub(crate) data: Data,
    pub(crate) preview: Preview,
    pub(crate) checked: Checked,
    pub(crate) pictures: Pictures,
    pub(crate) runs: Runs,
    pub(crate) settings: Settings,
    pub(crate) system: System,
    shown: ShownRecipe,
}

/// The recipe that pictures are asked with, copied once a change.
struct ShownRecipe {
    revision: u64,
    pipeline: Arc<Pipeline>,
    plain: Arc<Pipeline>,
}

/// What the window starts with.
pub struct Start {
    /// Where things are kept.
    pub home: Home,
    /// The program that trains.
    pub trainer: PathBuf,
    /// What to open.
    pub path: Option<PathBuf>,
    /// The window's graphics.
    pub render: Option<RenderState>,
    /// Draws the preview on the CPU, for this reason.
    pub without_gpu: Option<String>,
    /// Hears of the loss of the graphics.
    pub device: DeviceWatch,
    /// What is to be said first.
    pub said: Option<String>,
}

impl App {
    /// The window as it starts.
    pub fn new(context: &egui::Context, start: Start) -> Self {
        theme::install(context);
        instrument::install(context);
        let settings = Settings::read(&start.home);
        theme::follow(context, settings.theme);
        context.set_zoom_factor(settings.zoom);
        let usable = start.without_gpu.is_none();
        let device = start
            .render
            .as_ref()
            .and_then(|render| graphics::device(render, &start.device, context))
            .filter(|_| usable);
        let painter = Painter::new(device);
        if let Some(why) = &start.without_gpu {
            painter.give_up_gpu(why);
        }
        let folder = start.home.new_project("Untitled");
        let wake = context.clone();
        let document = Document::new(Project::default(), folder, move || wake.request_repaint());
        let view = View { crashed: Session::crashed(&start.home), ..View::default() };
        let keeper = Keeper::new(&start.home);
        let studies = (document.studies_folder(), start.home.queue());
        let runs = Runs::new(context, document.watched_runs(), studies, start.trainer);
        runs.look_for_trainers(&settings.card_program);
        let plain = Pipeline {
            input: augscope::pipeline::PipelineInput {
                fit: Fit::Pad,
                border: Border::Constant,
                ..augscope::pipeline::PipelineInput::default()
            },
            ..Pipeline::default()
        };
        let shown = ShownRecipe {
            revision: document.recipe_revision(),
            pipeline: Arc::new(document.recipe().clone()),
            plain: Arc::new(plain),
        };
        let mut app = Self {
            document,
            view,
            data: Data::new(context, &painter),
            preview: Preview::new(context, painter),
            checked: Checked::new(context),
            pictures: Pictures::new(context),
            runs,
            settings,
            system: System {
                home: start.home,
                render: start.render,
                device: start.device,
                dialogs: Dialogs::default(),
                chores: Chores::new(context),
                keeper,
                context: context.clone(),
            },
            shown,
        };
        if let Some(path) = &start.path {
            app.open_path(path);
        }
        if let Some(words) = start.said {
            app.view.say(Gravity::Warning, words);
        }
        app.offer_tour(start.path.is_none());
        app.remember_session();
        app
    }

    /// Shows the tour at the first start ever that opens nothing by itself.
    fn offer_tour(&mut self, nothing_asked: bool) {
        if nothing_asked && self.view.crashed.is_none() && !self.settings.tour_seen {
            self.settings.tour_seen = true;
            self.view.overlay = Overlay::Tour { card: 0 };
        }
    }

    /// Marks the session as open, without putting an empty project on the recent list.
    fn remember_session(&self) {
        if self.view.crashed.is_none() {
            self.keep_settings();
        }
    }

    /// What panels may read.
    pub fn context(&self) -> Context<'_> {
        Context {
            document: &self.document,
            view: &self.view,
            data: &self.data,
            preview: &self.preview,
            checked: &self.checked,
            runs: &self.runs,
            settings: &self.settings,
            pictures: &self.pictures,
        }
    }

    /// Says which runs are ticked or looked at, and finds the rows of the Results room where anything has changed.
    fn look_at_runs(&mut self) {
        let ticked = self.document.project().results.ticked.iter().map(String::as_str);
        let names: Vec<String> = ticked.chain(self.view.run.as_deref()).map(String::from).collect();
        self.runs.look_closely(&names);
        if self.view.room == Room::Results {
            let mut roll = std::mem::take(&mut self.runs.roll);
            roll.renew(&self.context());
            self.runs.roll = roll;
        }
    }

    /// Takes over what threads have made. Nothing here waits.
    fn poll(&mut self) {
        self.document.poll();
        self.checked.poll();
        let open = match &self.view.overlay {
            Overlay::Guide(place) => Some(place),
            _ => None,
        };
        self.pictures.poll(&self.system.context, open);
        if self.data.poll() {
            self.data_arrived();
        }
        let render = self.system.render.as_ref();
        self.preview.poll(&self.system.context, render);
        self.data.thumbnails.poll(&self.system.context, render);
        for problem in self.runs.poll() {
            self.view.say(Gravity::Failure, problem);
        }
        self.tick_seen();
        self.go_on_with_queue();
        for news in self.system.chores.poll() {
            self.hear(news);
        }
        match self.system.dialogs.poll() {
            Some(Chosen::Path(Dialog::Project, folder)) => self.open_project(&folder),
            Some(Chosen::Path(Dialog::Unlabelled, path)) => {
                self.view.overlay = Overlay::Unlabelled { typed: path.display().to_string() };
            }
            Some(Chosen::Path(Dialog::Recipe, path)) => self.import_recipe(path),
            Some(Chosen::Path(Dialog::Exports, folder)) => self.export_into(&folder),
            Some(Chosen::Path(_, path)) => self.open_path(&path),
            Some(Chosen::NoDialogs) => self.view.say(
                Gravity::Warning,
                "this system shows no file dialogs: type the path in the Data room, or drop a folder on the window",
            ),
            Some(Chosen::Nothing) | None => {}
        }
        if let Some(words) = self.system.device.words()
            && self.preview.painter.adapter().is_some()
        {
            let words =
                format!("the graphics card was lost ({words}); pictures are made on the CPU from now on");
            self.preview.painter.give_up_gpu(words.clone());
            self.view.say(Gravity::Warning, words);
            self.preview.forget();
            self.data.thumbnails.forget();
            if !self.system.device.window_survives() {
                self.open_again();
            }
        }
    }

    fn data_arrived(&mut self) {
        match &self.data.opened {
            Loaded::Ready(opened) => {
                let opened = Arc::clone(opened);
                self.document.set_data(Some(opened.source.clone()));
                self.settings.remember_data(&opened.source.path);
                self.keep_settings();
                self.view.say(
                    Gravity::Note,
                    format!(
                        "images opened: {}, in {} {}",
                        opened.dataset.items.len(),
                        opened.dataset.classes.len(),
                        if opened.dataset.classes.len() == 1 { "class" } else { "classes" }
                    ),
                );
                // Marks are of images that are no longer open.
                self.view.marks = super::marks::Marks::default();
                self.view.sample = self.view.sample.min(opened.dataset.items.len().saturating_sub(1));
            }
            Loaded::Failed(words) => self.view.say(Gravity::Failure, words.clone()),
            Loaded::Empty | Loaded::Loading(_) => {}
        }
    }

    /// The recipe on the screen with the number of its revision, copied once a change.
    pub(super) fn shown_recipe(&mut self) -> (u64, Arc<Pipeline>) {
        if self.shown.revision != self.document.recipe_revision() {
            self.shown.revision = self.document.recipe_revision();
            self.shown.pipeline = Arc::new(self.document.recipe().clone());
        }
        (self.shown.revision, Arc::clone(&self.shown.pipeline))
    }

    /// Asks for the pictures that the screen needs now.
    fn want_pictures(&mut self) {
        let Some(opened) = self.data.opened.ready().cloned() else { return };
        let Some(display) = self.context().display() else { return };
        self.data.want_piece(&self.view.look, &display);
        self.shown_recipe();
        let request = |drawing: Drawing, tiles: Vec<Tile>, size: usize, pipeline: &Arc<Pipeline>| {
            let key = BoardKey { data: opened.id, drawing, tiles, size, display: display.clone() };
            BoardRequest { key, opened: Arc::clone(&opened), pipeline: Arc::clone(pipeline), against: None }
        };
        match self.view.room {
            Room::Data => {
                let tiles = panel::data_tiles(&self.context(), &opened);
                let wish = request(Drawing::Thumbnails, tiles, THUMBNAIL, &self.shown.plain);
                self.data.thumbnails.want(wish);
            }
            Room::Design => {
                let shown = (self.shown.revision, Arc::clone(&self.shown.pipeline));
                self.want_design(&opened, shown, &request);
            }
            // It shows no picture.
            Room::Studies => {}
            // What trains is known soon after the start.
            Room::Train if self.runs.trainers().is_none() => {}
            Room::Train => {
                let key = EstimateKey {
                    on: self.context().trainer(),
                    opened,
                    pipeline: Arc::clone(&self.shown.pipeline),
                    recipe: self.shown.revision,
                    training: self.document.project().training.clone(),
                };
                self.runs.want_estimate(key);
            }
            Room::Results => {
                let tiles = panel::behind_tiles(&self.context(), &opened);
                let wish = request(Drawing::Thumbnails, tiles, THUMBNAIL, &self.shown.plain);
                self.data.thumbnails.want(wish);
                if let Some(wish) = panel::evidence_wish(&self.context()) {
                    let wish = request(wish.drawing, wish.tiles, wish.size, &wish.pipeline);
                    self.preview.versions.want(wish);
                }
            }
        }
    }

    /// Files and folders that were dropped on the window.
    fn take_dropped(&mut self) {
        let dropped: Vec<PathBuf> = self
            .system
            .context
            .input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_path_buf()).collect());
        if let Some(path) = dropped.first() {
            self.open_path(path);
        }
    }

    /// Opens the project in a new window and closes this one, which has nothing to draw with any more.
    fn open_again(&mut self) {
        self.document.finish();
        let Ok(program) = std::env::current_exe() else { return };
        let mut command = std::process::Command::new(program);
        if self.document.folder().join(super::project::FILE).is_file() {
            command.arg(self.document.folder());
        }
        command.env(super::start::AFTER_LOSS, "1").env_remove(super::start::SIMULATE);
        match command.spawn() {
            Ok(_) => self.system.context.send_viewport_cmd(egui::ViewportCommand::Close),
            Err(error) => self.view.say(Gravity::Failure, format!("no new window could be opened: {error}")),
        }
    }

    /// Ends the session properly.
    pub fn close(&mut self) {
        self.document.finish();
        self.system.keeper.finish();
        Session::end(&self.system.home);
    }
}

impl eframe::App for App {
    fn logic(&mut self, _context: &egui::Context, _frame: &mut eframe::Frame) {
        self.poll();
        self.take_dropped();
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.look_at_runs();
        let mut commands = Commands::new();
        panel::show(ui, &self.context(), &mut commands);
        if !ui.input(|input| input.pointer.any_down()) {
            self.document.settle();
        }
        // What was asked is seen at once, not only when something else happens.
        if !commands.is_empty() {
            ui.ctx().request_repaint();
        }
        for command in commands {
            self.execute(command);
        }
        self.want_behind();
        self.want_evidence();
        self.want_comparison();
        self.want_reasons();
        self.want_curves();
        self.want_figures();
        self.want_names();
        self.want_clipped();
        self.want_map();
        self.want_ranges();
        self.want_cells();
        self.want_sorting();
        self.want_check();
        self.want_study();
        self.want_pictures();
    }

    fn on_exit(&mut self) {
        self.close();
    }
}
