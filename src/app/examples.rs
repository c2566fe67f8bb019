//! Things to play with, which need no file and no network: simulated cells, and a study of them.

use super::App;
use super::action::Action;
use super::document::Change;
use super::simulated::make_simulated_cells;
use super::studies::StudyDraft;
use super::view::{Gravity, Room};
use augscope::dataset::simulate::{Difficulty, SimulateOptions};
use augscope::pipeline::load;

/// Cells of a class in the small set: enough for a recipe to be judged, few enough for trainings of moments.
const FEW: usize = 60;

/// The recipe of the example study: one of its steps hides two of the classes from each other.
const RECIPE: &str = "any-orientation";

impl App {
    /// Opens the simulated cells that `action` means, made at the first time.
    pub(super) fn open_example_cells(&mut self, action: Action) {
        let usual = SimulateOptions::default();
        let (kind, options) = match action {
            Action::FewCells => {
                (Some("few"), SimulateOptions { per_class: FEW, difficulty: Difficulty::Easy, ..usual })
            }
            Action::EasyCells => (Some("easy"), SimulateOptions { difficulty: Difficulty::Easy, ..usual }),
            Action::HardCells => (Some("hard"), SimulateOptions { difficulty: Difficulty::Hard, ..usual }),
            _ => (None, usual),
        };
        let folder = self.system.home.simulated_cells(kind);
        self.view.room = Room::Data;
        self.view.say(Gravity::Note, "making simulated cells...");
        self.data.open_with(move |progress| make_simulated_cells(&folder, &options, progress));
    }

    /// Opens a few cells, shows a recipe, and puts a study of its steps together. Nothing is begun.
    pub(super) fn open_example_study(&mut self) {
        if self.document.project().study != StudyDraft::default() {
            let words = "a study is being put together already: begin a new project for the example, so that nothing is lost";
            return self.view.say(Gravity::Warning, words);
        }
        match load(RECIPE) {
            Ok(file) => {
                let at = self.document.project().active + 1;
                let recipe = self.document.new_recipe(file);
                self.change(Change::AddRecipe { at, recipe });
                self.view.step = None;
            }
            Err(error) => return self.view.say(Gravity::Failure, error.to_string()),
        }
        self.open_example_cells(Action::FewCells);
        let name = "what each step brings".to_owned();
        self.document.set_study(StudyDraft { name, leave_one_out: true, ..StudyDraft::default() });
        self.view.room = Room::Studies;
    }
}
