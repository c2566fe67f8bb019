//! [`Command`]: what a panel asks for. Panels change nothing themselves; one place carries commands out.

use super::action::Action;
use super::cells::CellsMove;
use super::chart_view::ChartView;
use super::data_view::{ClassOrder, Look};
use super::map::MapLook;
use super::preview::Tile;
use super::project::{DataSource, Expectations, ResultsChoice, Training};
use super::ranges::Controls;
use super::recipe_files::RecipeExport;
use super::relabel::Relabel;
use super::run_files::RunExport;
use super::seeing::See;
use super::settings::ComputesOn;
use super::sorting::SortingMove;
use super::studies::StudyMove;
use super::view::{Magnification, NotesDraft, Overlay, Room, RunColumn};
use augscope::export::{Chart, ChartFormat};
use augscope::image::Display;
use augscope::pipeline::{Edit, PipelineFile};
use augscope::run::{Order, PlateColumns};
use augscope::transform::Entry;
use std::path::PathBuf;
use std::sync::Arc;

/// What a panel asks for.
#[derive(Clone, Debug)]
pub enum Command {
    /// An action of menus, keys and palette.
    Act(Action),
    /// Goes to a room.
    Go(Room),
    /// Lays a window over the room, or takes it away.
    Overlay(Overlay),
    /// Opens what lies at a path: a project, a folder of images or a table.
    OpenPath(PathBuf),
    /// Opens images, or the same with other columns.
    OpenData(DataSource),
    /// Opens the system's window for a folder of unlabelled images.
    ChooseUnlabelled,
    /// Stops opening images.
    CancelLoading,
    /// Opens the project in a folder.
    OpenProject(PathBuf),
    /// Goes on in another folder.
    SaveAs(PathBuf),
    /// The user does not want the crashed session back.
    ForgetCrash,
    /// What is typed in the field for paths.
    TypePath(String),
    /// Colours and contrast; `None` goes back to the defaults.
    SetDisplay(Option<Display>),
    /// By which column the classes of the Data room are ordered.
    OrderClasses(ClassOrder),
    /// Which rows of the table of classes are on the screen, first and one past the last.
    ClassRows(usize, usize),
    /// Which piece of the image that is shown large.
    LookAt(Look),
    /// Cells out of fields.
    Cells(CellsMove),
    /// Edits the recipe on the screen. Edits with the same key are undone together, while the pointer
    /// stays down.
    Edit(Edit, Option<String>),
    /// Puts a new step after the chosen one.
    AddStep(&'static Entry),
    /// Chooses a step.
    SelectStep(Option<String>),
    /// The pair of classes, by their numbers, of which is told what the recipe does to it.
    ShowPair(Option<(usize, usize)>),
    /// Shows a recipe.
    ShowRecipe(usize),
    /// Puts the steps of a recipe below those of the recipe on the screen.
    AddBelow(Box<PipelineFile>),
    /// Puts the steps of a recipe file's text after the chosen step.
    PasteSteps(String),
    /// Copies the chosen step to the end of the recipe with this id.
    CopyStepTo(u64),
    /// Whose images should look alike.
    ChooseControls(Controls),
    /// A move of the blind sorting.
    Sort(SortingMove),
    /// Adds a recipe.
    AddRecipe(Box<PipelineFile>),
    /// Writes the recipe on the screen in the form of another program.
    ExportRecipe(RecipeExport),
    /// Writes something of a run for another program.
    ExportRun(RunExport),
    /// Asks for the folder that a run or a recipe is exported into.
    ChooseExports,
    /// Adds the recipe in a file, of this program or another.
    ImportRecipe(PathBuf),
    /// Opens the system's window for the file of a recipe.
    ChooseRecipe,
    /// Shows another image's versions.
    ShowSample(usize),
    /// Keeps a tile while others are rerolled, or no longer.
    Pin(Tile),
    /// How large the versions are drawn.
    Magnify(Magnification),
    /// Rows of each class in the grid.
    ImagesPerClass(usize),
    /// Which rows of the grid are on the screen.
    GridRows(usize, usize),
    /// How the pictures of the Design room are looked at.
    See(See),
    /// What the next training will be.
    SetTraining(Training),
    /// What is expected of the classes by the next training.
    Expect(Expectations),
    /// The path of a program that trains on a graphics card, as it is being typed.
    NameCardProgram(String),
    /// What trains from now on.
    ComputeOn(ComputesOn),
    /// Gives the run in a folder an order.
    Order(PathBuf, Order),
    /// Goes on with the run in a folder.
    Resume(PathBuf),
    /// Moves the run in a folder to the bin.
    Discard(PathBuf),
    /// Evaluates runs on the sealed part.
    OpenSealed(Vec<PathBuf>),
    /// What was decided about labels in doubt, and which one is looked at.
    Relabel(Relabel),
    /// Writes the decided labels as a new table.
    WriteLabels,
    /// Moves the run in a folder out of the bin.
    Restore(PathBuf),
    /// Takes a run from elsewhere off the list; nothing is moved.
    UnlinkRun(PathBuf),
    /// What is typed about the run in a folder, before it is kept.
    DraftNotes(PathBuf, NotesDraft),
    /// Keeps what was typed about a run.
    KeepNotes,
    /// What the runs are filtered by.
    FilterRuns(String),
    /// The column that the table of runs is sorted by, and whether its smallest comes first.
    SortRuns(RunColumn, bool),
    /// Shows the seeds of a recipe one by one in the table of runs, or folds them again.
    Unfold(usize),
    /// The class whose accuracy by round is drawn; `None` for the mean of all.
    LearningOf(Option<String>),
    /// The recipe whose confusions are shown as a difference from the reference; `None` for those of a run.
    ConfusionsOf(Option<usize>),
    /// What the Results room shows.
    SetResults(ResultsChoice),
    /// The run whose details are shown.
    ShowRun(Option<String>),
    /// Which rows of images behind a figure are on the screen.
    CellRows(usize, usize),
    /// How the map of the embedding is looked at.
    Map(Box<MapLook>),
    /// Stops computing the map.
    StopMap,
    /// Computes the map again, after it was stopped or failed.
    DrawMapAgain,
    /// Saves a chart of the Results room as a file of that form.
    SaveChart(Arc<dyn Chart>, ChartFormat),
    /// What is chosen in the charts of the Results room.
    LookAtCharts(Box<ChartView>),
    /// Finds out why the run in a folder is as it is, and what its plate is worth, where columns are named.
    Explain(PathBuf, Option<Box<PlateColumns>>),
    /// Stops finding that out.
    StopExplaining(PathBuf),
    /// Writes a page about the ticked runs.
    WriteReport,
    /// Copies a paragraph for a paper's methods section.
    CopyMethods,
    /// Something in the Studies room.
    Study(StudyMove),
}

/// The commands of one frame, in order.
pub type Commands = Vec<Command>;
