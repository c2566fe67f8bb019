//! Carrying out commands: the one place where the window changes something.

use super::App;
use super::chores::News;
use super::command::Command;
use super::data_view::Look;
use super::dialogs::Dialog;
use super::document::Change;
use super::runs::{Launch, RESUME, discard};
use super::view::{Gravity, Overlay};
use augscope::pipeline::Edit;
use augscope::run::{RunFolder, RunState, give_order};
use augscope::transform::Entry;
use std::path::{Path, PathBuf};

impl App {
    /// Carries out one command.
    #[allow(clippy::too_many_lines, reason = "an arm a command, so that none is forgotten")]
    pub fn execute(&mut self, command: Command) {
        match command {
            Command::Act(action) => self.act(action),
            Command::Go(room) => self.view.room = room,
            Command::Overlay(overlay) => self.show_overlay(overlay),
            Command::OpenPath(path) => self.open_path(&path),
            Command::OpenData(source) => self.open_data(source),
            Command::ChooseUnlabelled => {
                self.system.dialogs.open(Dialog::Unlabelled, &self.system.context);
            }
            Command::CancelLoading => {
                if let augscope::job::Loaded::Loading(task) = &self.data.opened {
                    task.progress().stop().request();
                }
            }
            Command::OpenProject(folder) => self.open_project(&folder),
            Command::SaveAs(folder) => self.save_as(folder),
            Command::ForgetCrash => self.view.crashed = None,
            Command::TypePath(typed) => {
                self.data.complete(&typed);
                self.view.typed_path = typed;
            }
            Command::SetDisplay(display) => self.document.set_display(display),
            Command::OrderClasses(order) => self.view.class_order = order,
            Command::ClassRows(first, end) => self.view.class_rows = (first, end),
            Command::LookAt(look) => self.view.look = look,
            Command::Cells(step) => self.move_cells(step),
            Command::Edit(edit, merge) => self.edit(edit, merge),
            Command::AddStep(entry) => self.add_step(entry),
            Command::SelectStep(step) => self.view.step = step,
            Command::ShowPair(pair) => self.view.pair = pair,
            Command::ShowRecipe(place) => {
                self.document.show_recipe(place);
                self.view.step = None;
            }
            Command::AddRecipe(file) => {
                let at = self.document.project().active + 1;
                let recipe = self.document.new_recipe(*file);
                self.change(Change::AddRecipe { at, recipe });
                self.view.step = None;
            }
            Command::ExportRecipe(wish) => self.export_recipe(&wish),
            Command::ExportRun(wish) => self.export_run(wish),
            Command::ChooseExports => self.system.dialogs.open(Dialog::Exports, &self.system.context),
            Command::ImportRecipe(path) => self.import_recipe(path),
            Command::ChooseRecipe => self.system.dialogs.open(Dialog::Recipe, &self.system.context),
            Command::ChooseControls(controls) => self.view.controls = controls,
            Command::Sort(step) => self.sort(step),
            Command::AddBelow(file) => self.add_below(&file),
            Command::PasteSteps(text) => self.paste_steps(&text),
            Command::CopyStepTo(recipe) => self.copy_step_to(recipe),
            Command::ShowSample(item) => self.view.sample = item,
            Command::Pin(tile) => self.pin(tile),
            Command::Magnify(magnification) => self.view.magnification = magnification,
            Command::ImagesPerClass(count) => self.view.images_per_class = count,
            Command::GridRows(first, end) => self.view.grid_rows = (first, end),
            Command::See(see) => self.see(see),
            Command::SetTraining(training) => {
                // Merged as long as the pointer stays down: a drag is one step back.
                let change =
                    self.document.change(Change::Training(Box::new(training)), Some("training".into()));
                debug_assert!(change.is_ok(), "there is always a training to change");
            }
            Command::Expect(expectations) => self.document.set_expectations(expectations),
            Command::NameCardProgram(path) => {
                self.settings.card_program = path;
                self.runs.look_for_trainers(&self.settings.card_program);
                self.keep_settings();
            }
            Command::ComputeOn(choice) => {
                self.settings.computes_on = Some(choice);
                self.keep_settings();
            }
            Command::Order(run, order) => self.order(run, order),
            Command::Resume(run) => self.resume(run),
            Command::Discard(run) => self.discard(&run),
            Command::OpenSealed(runs) => {
                let data = self.document.project().data.as_ref().map(|data| data.path.clone());
                self.runs.open_sealed(runs, data);
            }
            Command::Relabel(queue) => self.view.relabel = queue,
            Command::WriteLabels => self.write_labels(),
            Command::Restore(run) => self.restore(run),
            Command::UnlinkRun(run) => self.unlink_run(&run),
            Command::DraftNotes(run, draft) => self.view.draft = Some((run, draft)),
            Command::KeepNotes => self.keep_notes(),
            Command::LearningOf(class) => self.view.learning_class = class,
            Command::ConfusionsOf(contrast) => self.view.confusions_of = contrast,
            Command::FilterRuns(words) => self.view.run_filter = words,
            Command::SortRuns(column, ascending) => self.view.run_order = (column, ascending),
            Command::Unfold(family) => {
                let unfolded = &mut self.view.unfolded;
                match unfolded.iter().position(|known| *known == family) {
                    Some(place) => drop(unfolded.remove(place)),
                    None => unfolded.push(family),
                }
            }
            Command::SetResults(choice) => self.document.set_results(choice),
            Command::ShowRun(run) => self.view.run = run,
            Command::CellRows(first, end) => self.view.cell_rows = (first, end),
            Command::Map(look) => self.view.map = *look,
            Command::StopMap => self.data.map.stop(),
            Command::DrawMapAgain => self.data.map.again(),
            Command::SaveChart(chart, format) => self.save_chart(chart, format),
            Command::LookAtCharts(charts) => self.view.charts = *charts,
            Command::Explain(run, plate) => self.runs.explanations.start(&run, plate.as_deref()),
            Command::StopExplaining(run) => self.runs.explanations.stop(&run),
            Command::WriteReport => self.write_report(),
            Command::CopyMethods => self.copy_methods(),
            Command::Study(step) => self.study(step),
        }
    }

    pub(super) fn show_overlay(&mut self, overlay: Overlay) {
        self.view.cell_rows = (0, 0);
        if !matches!(self.view.overlay, Overlay::Image { .. } | Overlay::Cells { .. }) {
            // The next image keeps the zoom, so that the same place can be compared; a new look does not.
            self.view.look = Look { area: self.view.look.area, ..Look::default() };
        }
        match &overlay {
            Overlay::Image { item } | Overlay::Cells { item } => self.data.want_image(Some(*item)),
            _ => self.data.want_image(None),
        }
        self.view.overlay = overlay;
    }

    pub(super) fn edit(&mut self, edit: Edit, merge: Option<String>) {
        if let Err(error) = self.document.edit(edit, merge) {
            self.view.say(Gravity::Warning, error.to_string());
        }
    }

    pub(super) fn change(&mut self, change: Change) {
        if let Err(error) = self.document.change(change, None) {
            self.view.say(Gravity::Warning, error.to_string());
        }
    }

    fn add_step(&mut self, entry: &'static Entry) {
        let recipe = self.document.recipe();
        let after = self.view.step.as_ref().and_then(|id| recipe.step(id)).map(|(place, _)| place + 1);
        let at = after.unwrap_or(recipe.steps.len());
        let mut step = recipe.new_step(entry);
        if entry.params.is_empty() {
            // A mirror that is always there teaches nothing.
            step.first.probability = 0.5;
        }
        let id = step.id.clone();
        self.edit(Edit::Insert { at, step }, None);
        self.view.step = Some(id);
        self.view.overlay = Overlay::None;
    }

    fn order(&self, run: PathBuf, order: augscope::run::Order) {
        self.system.chores.run("give order", move || match give_order(&RunFolder::new(&run), order) {
            Ok(()) => News::Ordered(run, order),
            Err(error) => News::Said(Gravity::Failure, error.to_string()),
        });
    }

    fn resume(&mut self, run: PathBuf) {
        if self.context().running().is_some() || self.runs.is_starting() {
            return self.view.say(Gravity::Warning, "a training is running already; stop or pause it first");
        }
        let on = self.context().trainer();
        self.runs.launch(Launch { run, on, what: RESUME });
    }

    fn discard(&mut self, run: &Path) {
        self.view.overlay = Overlay::None;
        let state = self.runs.list().iter().find(|known| known.folder == run).map(|known| known.state);
        if state == Some(RunState::Running) || self.runs.is_resuming(run) {
            let words = "the run is at work; pause it before it is discarded";
            return self.view.say(Gravity::Warning, words);
        }
        let run = run.to_path_buf();
        self.system.chores.run("discard run", move || match discard(&run) {
            Ok(bin) => News::Discarded(run, bin),
            Err(error) => {
                let words = format!("{} could not be moved to the bin: {error}", run.display());
                News::Said(Gravity::Failure, words)
            }
        });
    }
}
