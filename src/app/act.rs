//! Carrying out actions: the commands of menus, keys and palette.

use super::App;
use super::action::Action;
use super::dialogs::Dialog;
use super::document::Change;
use super::guide::Place;
use super::project::Expectations;
use super::recipe_files::RecipeExport;
use super::runs::{Asked, Launch};
use super::settings::Theme;
use super::view::{Gravity, Overlay, Room};
use augscope::pipeline::{Edit, Pipeline, PipelineFile};
use augscope::run::{Order, SealedExpectation};
use std::path::PathBuf;

impl App {
    pub(super) fn act(&mut self, action: Action) {
        let obstacle = action.obstacle(&self.context());
        // Before the window over the room goes: it may be what is asked about.
        let place = Place::of(&self.context());
        if let Some(obstacle) = obstacle {
            let words = format!("\"{}\" cannot be done now: {obstacle}", action.text());
            return self.view.say(Gravity::Note, words);
        }
        if self.view.overlay != Overlay::None {
            self.data.want_image(None);
        }
        self.view.overlay = Overlay::None;
        if let Some(room) = action.room() {
            self.view.room = room;
            return;
        }
        match action {
            Action::OpenFolder => self.system.dialogs.open(Dialog::Folder, &self.system.context),
            Action::OpenTable => self.system.dialogs.open(Dialog::Table, &self.system.context),
            Action::OpenProject => self.system.dialogs.open(Dialog::Project, &self.system.context),
            Action::OpenRun => self.system.dialogs.open(Dialog::Run, &self.system.context),
            Action::Bin => self.view.overlay = Overlay::Bin,
            Action::SimulatedCells | Action::FewCells | Action::EasyCells | Action::HardCells => {
                self.open_example_cells(action);
            }
            Action::NewProject => {
                self.begin_project();
            }
            Action::SaveProjectAs => {
                let typed = self.document.folder().display().to_string();
                self.view.overlay = Overlay::SaveAs { typed };
            }
            Action::Quit => self.system.context.send_viewport_cmd(egui::ViewportCommand::Close),
            Action::Undo => self.document.undo(),
            Action::Redo => self.document.redo(),
            Action::Palette => self.view.overlay = Overlay::Palette { typed: String::new(), chosen: 0 },
            Action::AddTransform => {
                self.view.room = Room::Design;
                self.view.overlay = Overlay::Catalogue { typed: String::new() };
            }
            Action::NewRecipe | Action::DuplicateRecipe | Action::DeleteRecipe => self.act_on_recipe(action),
            Action::ExportRecipe => {
                let file = format!("{}.json", file_stem(&self.document.recipe().name));
                let typed = self.context().exports_folder().join(file).display().to_string();
                let wish = RecipeExport { target: "albumentations", typed, partial: false };
                self.view.overlay = Overlay::ExportRecipe(wish);
            }
            Action::ImportRecipe => self.view.overlay = Overlay::ImportRecipe { typed: String::new() },
            Action::PasteStep => self.paste_copied(),
            Action::PinVersion => self.pin_version(),
            Action::SortBlindly => self.open_sorting(),
            Action::Reroll => self.view.epoch = self.view.epoch.wrapping_add(1),
            Action::Train => self.start_training(),
            Action::StopAndKeep => self.order_running(Order::Finish),
            Action::Pause => self.order_running(Order::Pause),
            Action::ToggleTheme => self.toggle_theme(),
            Action::ZoomIn => self.zoom(self.settings.zoom + 0.1),
            Action::ZoomOut => self.zoom(self.settings.zoom - 0.1),
            Action::ZoomReset => self.zoom(1.0),
            Action::ExampleStudy => self.open_example_study(),
            Action::Help => self.view.overlay = Overlay::Help,
            Action::Guide => self.view.overlay = Overlay::Guide(place),
            Action::GuideStart => self.view.overlay = Overlay::Guide(Place::page("README.md")),
            Action::Tour => self.view.overlay = Overlay::Tour { card: 0 },
            _ => self.act_on_step(action),
        }
    }

    fn act_on_step(&mut self, action: Action) {
        let Some((place, step)) = self.view.step.as_ref().and_then(|id| self.document.recipe().step(id))
        else {
            return;
        };
        let (id, steps) = (step.id.clone(), self.document.recipe().steps.len());
        match action {
            Action::DuplicateStep => {
                let mut copy = step.clone();
                copy.id = self.document.recipe().fresh_id(copy.entry.kind);
                let new = copy.id.clone();
                self.edit(Edit::Insert { at: place + 1, step: copy }, None);
                self.view.step = Some(new);
            }
            Action::CopyStep => self.copy_step(),
            Action::SwitchStep => {
                let on = !step.on;
                self.edit(Edit::Switch { id, on }, None);
            }
            Action::MoveUp if place > 0 => self.edit(Edit::Move { id, to: place - 1 }, None),
            Action::MoveDown if place + 1 < steps => self.edit(Edit::Move { id, to: place + 1 }, None),
            Action::DeleteStep => {
                self.edit(self.document.recipe().edit_to_remove(&id), None);
                let left = &self.document.recipe().steps;
                self.view.step = left.get(place.min(left.len().saturating_sub(1))).map(|s| s.id.clone());
            }
            _ => {}
        }
    }

    fn act_on_recipe(&mut self, action: Action) {
        let project = self.document.project();
        let at = project.active + 1;
        let name = |stem: &str| {
            let taken = |name: &str| project.recipes.iter().any(|r| r.file.pipeline.name == name);
            (1..10_000)
                .map(|n| if n == 1 { stem.to_owned() } else { format!("{stem} {n}") })
                .find(|name| !taken(name))
                .unwrap_or_default()
        };
        let file = match action {
            Action::NewRecipe => {
                PipelineFile::new(Pipeline { name: name("new recipe"), ..Pipeline::default() })
            }
            Action::DuplicateRecipe => {
                let mut file = project.recipes[project.active].file.clone();
                file.pipeline.name = name(&file.pipeline.name);
                file
            }
            _ => {
                let recipe = project.recipes[project.active].id;
                return self.change(Change::RemoveRecipe { recipe });
            }
        };
        let recipe = self.document.new_recipe(file);
        self.change(Change::AddRecipe { at, recipe });
        self.view.step = None;
    }

    fn order_running(&mut self, order: Order) {
        if let Some(run) = self.context().running().map(|run| run.folder.clone()) {
            self.execute(super::command::Command::Order(run, order));
        }
    }

    fn start_training(&mut self) {
        let project = self.document.project();
        let Some(data) = project.data.clone() else { return };
        let recipe = project.recipes[project.active].file.clone();
        let training = project.training.clone();
        let Expectations { against, classes } = project.expectations.clone();
        let expectation = (!classes.is_empty()).then(|| SealedExpectation::new(against, classes));
        let run = self.free_run_folder(&recipe.pipeline.name, training.seed);
        let mut results = project.results.clone();
        if let Some(name) = run.file_name() {
            results.ticked.push(name.to_string_lossy().into_owned());
        }
        let on = self.context().trainer();
        self.runs.launch(Launch {
            run,
            on,
            what: Some(Box::new(Asked { data, recipe, training, expectation })),
        });
        self.document.set_results(results);
        self.view.room = Room::Train;
        self.view.run = None;
    }

    /// `RECIPE s0`, or with a number where that is taken.
    fn free_run_folder(&self, recipe: &str, seed: u64) -> PathBuf {
        let folder = self.document.runs_folder();
        let safe: String =
            recipe.chars().map(|c| if c.is_alphanumeric() || "-_ ".contains(c) { c } else { '-' }).collect();
        let safe: String = safe.trim().chars().take(60).collect();
        let stem = format!("{} s{seed}", if safe.is_empty() { "run" } else { &safe });
        let free = |path: &PathBuf| self.runs.list().iter().all(|run| run.folder != *path);
        std::iter::once(folder.join(&stem))
            .chain((2..10_000).map(|n| folder.join(format!("{stem} {n}"))))
            .find(free)
            .unwrap_or_else(|| folder.join(&stem))
    }

    fn toggle_theme(&mut self) {
        let dark = self.system.context.global_style().visuals.dark_mode;
        self.settings.theme = if dark { Theme::Light } else { Theme::Dark };
        super::theme::follow(&self.system.context, self.settings.theme);
        self.keep_settings();
    }

    fn zoom(&mut self, zoom: f32) {
        self.settings.zoom = (zoom.clamp(0.5, 3.0) * 10.0).round() / 10.0;
        self.system.context.set_zoom_factor(self.settings.zoom);
        self.keep_settings();
    }
}

/// A recipe's name as the stem of a file.
fn file_stem(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "-_ ".contains(c) { c } else { '-' };
    let stem: String = name.trim().chars().map(plain).take(60).collect();
    if stem.is_empty() { "recipe".into() } else { stem }
}
