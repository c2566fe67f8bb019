//! [`Action`]: every command that needs no further words. One list gives text, help, shortcut, menu and palette.

use super::context::Context;
use super::sorting::can_be_sorted;
use super::view::Room;
use egui::{Key, KeyboardShortcut, Modifiers};

/// The menus of the bar on top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// Projects and data.
    File,
    /// Changes.
    Edit,
    /// Recipes.
    Recipe,
    /// Training.
    Train,
    /// What is on the screen.
    View,
    /// Explanations.
    Help,
    /// Things to play with; it stands inside the menu of projects and data.
    Examples,
}

impl Menu {
    /// All of the bar, in its order.
    pub const ALL: [Self; 6] = [Self::File, Self::Edit, Self::Recipe, Self::Train, Self::View, Self::Help];

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::Recipe => "Recipe",
            Self::Train => "Training",
            Self::View => "View",
            Self::Help => "Help",
            Self::Examples => "Examples",
        }
    }
}

macro_rules! actions {
    ($($(#[doc = $doc:literal])* $name:ident, $menu:ident, $text:literal, $help:literal, $shortcut:expr;)*) => {
        /// A command without further words.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[doc = $doc])* $name,)*
        }

        impl Action {
            /// All, in the order of menus and palette.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its words.
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What it does.
            pub fn help(self) -> &'static str {
                match self { $(Self::$name => $help,)* }
            }

            /// The menu that it stands in.
            pub fn menu(self) -> Menu {
                match self { $(Self::$name => Menu::$menu,)* }
            }

            /// The keys that do it.
            pub fn shortcut(self) -> Option<KeyboardShortcut> {
                match self { $(Self::$name => $shortcut,)* }
            }
        }
    };
}

const fn ctrl(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

const fn ctrl_shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key)
}

const fn plain(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

const fn alt(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::ALT, key)
}

actions! {
    /// Chooses a folder of images.
    OpenFolder, File, "Open a folder of images...", "Choose a folder with a sub-folder for every class, or with a labels.csv in it.", Some(ctrl(Key::O));
    /// Chooses a table of images.
    OpenTable, File, "Open a table of images...", "Choose a CSV or TSV table with a column \"file\" and a column of classes.", Some(ctrl_shift(Key::O));
    /// Opens simulated cells.
    SimulatedCells, File, "Play with simulated cells", "Makes 1,600 simulated cells in eight classes, each differing from the reference in one factor, and opens them.", None;
    /// Opens a few simulated cells.
    FewCells, Examples, "A few simulated cells", "Makes 480 simulated cells in eight classes that differ clearly, and opens them: every step takes moments. The tour of the guide uses them.", None;
    /// Opens clearly different simulated cells.
    EasyCells, Examples, "Simulated cells that differ clearly", "Makes 1,600 simulated cells whose classes differ more than usual, with less noise, and opens them.", None;
    /// Opens simulated cells that hardly differ.
    HardCells, Examples, "Simulated cells that hardly differ", "Makes 1,600 simulated cells whose classes differ less than usual, with more noise, and opens them: a task for longer trainings.", None;
    /// Puts a study together.
    ExampleStudy, Examples, "A study: what does each step bring?", "Opens a few simulated cells with the recipe any-orientation, and puts a study together that leaves each of its steps out. It begins when you start it.", None;
    /// Begins an empty project.
    NewProject, File, "New project", "Begins an empty project. The present one stays saved and in the recent list.", Some(ctrl(Key::N));
    /// Chooses a project.
    OpenProject, File, "Open a project...", "Choose the folder of a project saved before.", None;
    /// Chooses a run.
    OpenRun, File, "Open a run...", "Choose the folder of a run that lies elsewhere, a colleague's or a cluster's: it is listed in the Results room beside the others.", None;
    /// Names the project.
    SaveProjectAs, File, "Save project as...", "Goes on under another name. Everything is saved by itself all the time; this chooses where.", Some(ctrl_shift(Key::S));
    /// Ends the program.
    Quit, File, "Quit", "Closes the window. Trainings go on.", Some(ctrl(Key::Q));
    /// Takes the last change back.
    Undo, Edit, "Undo", "Takes the last change of a recipe, or of what is trained next, back.", Some(ctrl(Key::Z));
    /// Does it again.
    Redo, Edit, "Redo", "Does the change again that was taken back last.", Some(ctrl_shift(Key::Z));
    /// Searches all commands.
    Palette, Edit, "Search all commands...", "Type a few letters of what you want to do.", Some(ctrl(Key::K));
    /// Adds a transform.
    AddTransform, Recipe, "Add a transform...", "Opens the list of transforms, grouped by what the encoder will ignore.", Some(ctrl(Key::T));
    /// Copies the step.
    DuplicateStep, Recipe, "Duplicate the step", "Puts a copy of the chosen step after it, with random numbers of its own.", Some(plain(Key::D));
    /// Remembers the step.
    CopyStep, Recipe, "Copy the step", "Remembers the chosen step, so that it can be put into this or another recipe.", Some(ctrl(Key::C));
    /// Puts the remembered step in.
    PasteStep, Recipe, "Paste the step", "Puts the copied step after the chosen one, or at the end, in the recipe on the screen.", Some(ctrl(Key::V));
    /// Switches the step.
    SwitchStep, Recipe, "Switch the step on or off", "A step that is off is left out; its settings stay.", Some(plain(Key::Space));
    /// Moves the step up.
    MoveUp, Recipe, "Move the step up", "Lets the chosen step work earlier. The order matters.", Some(alt(Key::ArrowUp));
    /// Moves the step down.
    MoveDown, Recipe, "Move the step down", "Lets the chosen step work later. The order matters.", Some(alt(Key::ArrowDown));
    /// Removes the step.
    DeleteStep, Recipe, "Delete the step", "Takes the chosen step out of the recipe. Undo brings it back.", Some(ctrl(Key::Backspace));
    /// Adds an empty recipe.
    NewRecipe, Recipe, "New empty recipe", "Begins a recipe without steps beside the others.", None;
    /// Copies the recipe.
    DuplicateRecipe, Recipe, "Duplicate the recipe", "A copy to change, so that both can be compared.", None;
    /// Removes the recipe.
    DeleteRecipe, Recipe, "Delete the recipe", "Takes the recipe out of the project. Undo brings it back.", None;
    /// Sends the recipe to another program.
    ExportRecipe, Recipe, "Export the recipe...", "Writes the recipe on the screen for Albumentations, torchvision, Kornia, solo-learn or lightly.", None;
    /// Takes a recipe from a file.
    ImportRecipe, Recipe, "Import a recipe...", "Adds the recipe of a file: of this program, of Albumentations, solo-learn or lightly.", None;
    /// Other random numbers.
    Reroll, Recipe, "Reroll", "Shows other random versions of the same images, as later rounds of training will see them.", Some(ctrl(Key::R));
    /// Keeps a version.
    PinVersion, Recipe, "Pin the version", "Keeps the random version under the pointer, or else the first one above, while others are rerolled; once more lets it go.", Some(plain(Key::P));
    /// Lets the expert sort versions.
    SortBlindly, Recipe, "Sort blindly...", "Shows random versions by this recipe without their class: can you still tell the classes apart?", None;
    /// Starts a training.
    Train, Train, "Train", "Pretrains an encoder with the recipe on the screen, then measures how accurate every class became.", Some(ctrl(Key::Enter));
    /// What was thrown away.
    Bin, Train, "Bin of runs...", "The runs that were discarded, to have them back.", None;
    /// Ends the training early.
    StopAndKeep, Train, "Stop and keep", "Ends the running training now and measures what was learned so far.", None;
    /// Interrupts the training.
    Pause, Train, "Pause", "Interrupts the running training; it can go on later from the same place.", None;
    /// Room 1.
    GoData, View, "Data room", "What did I open, is it read right, what will be tested?", Some(ctrl(Key::Num1));
    /// Room 2.
    GoDesign, View, "Design room", "What will the encoder see, and what will it stop seeing?", Some(ctrl(Key::Num2));
    /// Room 3.
    GoTrain, View, "Train room", "Is it going well, how long will it take?", Some(ctrl(Key::Num3));
    /// Room 4.
    GoResults, View, "Results room", "Which class did my choice help, which did it hurt?", Some(ctrl(Key::Num4));
    /// Room 5.
    GoStudies, View, "Studies room", "What changes for each class when one thing about a recipe changes? Many runs from one click.", Some(ctrl(Key::Num5));
    /// The other theme.
    ToggleTheme, View, "Light or dark", "Changes between light and dark colours.", None;
    /// Larger.
    ZoomIn, View, "Larger", "Makes everything in the window larger.", Some(ctrl(Key::Plus));
    /// Smaller.
    ZoomOut, View, "Smaller", "Makes everything in the window smaller.", Some(ctrl(Key::Minus));
    /// As at first.
    ZoomReset, View, "Normal size", "Makes everything in the window as large as at first.", Some(ctrl(Key::Num0));
    /// The first steps.
    Help, Help, "First steps", "The rooms in a few sentences, and the keys.", None;
    /// The guide.
    Guide, Help, "Guide to what is on the screen", "The page of the guide for this room, or for the step that is chosen.", Some(plain(Key::F1));
    /// All pages.
    GuideStart, Help, "The whole guide", "The guide from its first page: a tour, your own images, choosing transforms, reading the results, questions.", None;
    /// The tour.
    Tour, Help, "Tour of the rooms", "The cards of the first start once more.", None;
}

impl Action {
    /// Other keys that do it, as many hands know them.
    pub fn other_keys(self) -> Option<KeyboardShortcut> {
        match self {
            Self::Redo => Some(ctrl(Key::Y)),
            Self::DuplicateStep => Some(ctrl(Key::D)),
            Self::SwitchStep => Some(ctrl(Key::E)),
            Self::DeleteStep => Some(plain(Key::Delete)),
            Self::ZoomIn => Some(ctrl(Key::Equals)),
            _ => None,
        }
    }

    /// Why it cannot be done now; `None` when it can.
    pub fn obstacle(self, cx: &Context) -> Option<&'static str> {
        let step = "choose a step of the recipe first";
        match self {
            Self::Undo if !cx.document.can_undo() => Some("there is no change to take back"),
            Self::Redo if !cx.document.can_redo() => Some("no change was taken back"),
            Self::DuplicateStep
            | Self::CopyStep
            | Self::SwitchStep
            | Self::DeleteStep
            | Self::MoveUp
            | Self::MoveDown
                if cx.selected_step().is_none() =>
            {
                Some(step)
            }
            Self::PasteStep if cx.view.copied.is_none() => Some("copy a step first"),
            Self::PinVersion | Self::SortBlindly if cx.opened().is_none() => {
                Some("open images first, in the Data room")
            }
            Self::SortBlindly if !can_be_sorted(cx) => {
                Some("the training part needs images of at least two classes")
            }
            Self::DeleteRecipe if cx.document.project().recipes.len() == 1 => {
                Some("a project has at least one recipe")
            }
            Self::Train => cx.training_obstacle(),
            Self::Bin if cx.runs.binned().is_empty() => Some("no run was discarded"),
            Self::StopAndKeep | Self::Pause if cx.running().is_none() => Some("nothing is being trained"),
            _ => None,
        }
    }

    /// The room that it leads to.
    pub fn room(self) -> Option<Room> {
        match self {
            Self::GoData => Some(Room::Data),
            Self::GoDesign => Some(Room::Design),
            Self::GoTrain => Some(Room::Train),
            Self::GoResults => Some(Room::Results),
            Self::GoStudies => Some(Room::Studies),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn words_and_keys_are_unique_and_there() {
        let mut keys = HashSet::new();
        let mut words = HashSet::new();
        for action in Action::ALL {
            assert!(words.insert(action.text()), "{action:?}");
            assert!(action.help().ends_with(['.', '?']), "{action:?}");
            for shortcut in action.shortcut().into_iter().chain(action.other_keys()) {
                assert!(keys.insert(format!("{shortcut:?}")), "{action:?} has the keys of another");
            }
        }
    }
}
