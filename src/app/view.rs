//! [`View`]: what is on the screen at the moment; nothing of it is saved.

use super::cells::CellsDraft;
use super::chart_view::ChartView;
use super::data_view::{ClassOrder, Look};
use super::guide::Place;
use super::map::MapLook;
use super::marks::Marks;
use super::plate_draft::PlateDraft;
use super::preview::Tile;
use super::ranges::Controls;
use super::recipe_files::RecipeExport;
use super::relabel::Relabel;
use super::run_files::RunExport;
use super::seeing::Seeing;
use super::sorting::Sorting;
use super::studies::ClusterSaid;
use std::path::PathBuf;
use std::time::Instant;

/// The rooms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Room {
    /// What did I open?
    #[default]
    Data,
    /// What will the encoder see?
    Design,
    /// Is it going well?
    Train,
    /// Which class did it help?
    Results,
    /// What changes when one thing changes?
    Studies,
}

impl Room {
    /// All, in order.
    pub const ALL: [Self; 5] = [Self::Data, Self::Design, Self::Train, Self::Results, Self::Studies];

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Data => "Data",
            Self::Design => "Design",
            Self::Train => "Train",
            Self::Results => "Results",
            Self::Studies => "Studies",
        }
    }
}

/// A window laid over the room.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Overlay {
    /// None.
    #[default]
    None,
    /// All commands, with what was typed and which is chosen.
    Palette {
        /// What was typed.
        typed: String,
        /// Which of the matches.
        chosen: usize,
    },
    /// The list of transforms.
    Catalogue {
        /// What was typed.
        typed: String,
    },
    /// An image, large.
    Image {
        /// Which.
        item: usize,
    },
    /// A whole field, with what finds cells in it.
    Cells {
        /// Which image.
        item: usize,
    },
    /// The images behind a figure of a run.
    Behind(Behind),
    /// One image of a run: its random versions, its neighbours, what was said of it.
    Evidence(Evidence),
    /// A question before the sealed part is opened.
    Sealed,
    /// The runs in the bin.
    Bin,
    /// A question before a run is thrown away.
    Discard {
        /// The run's folder.
        run: PathBuf,
    },
    /// A name for the project.
    SaveAs {
        /// What was typed.
        typed: String,
    },
    /// The first steps.
    Help,
    /// A page of the guide.
    Guide(Place),
    /// The tour of the first start.
    Tour {
        /// Which card.
        card: usize,
    },
    /// Everything that was said.
    Messages,
    /// Random versions to be sorted without knowing their class.
    Sorting,
    /// What the names of the files mean.
    FileNames {
        /// The pattern as typed.
        pattern: String,
    },
    /// What was in each well.
    PlateMap(Box<PlateDraft>),
    /// A folder of further images without classes.
    Unlabelled {
        /// What was typed.
        typed: String,
    },
    /// Which program a recipe goes to, and where.
    ExportRecipe(RecipeExport),
    /// What of a run goes to another program, and where.
    ExportRun(RunExport),
    /// The file that a recipe comes from.
    ImportRecipe {
        /// What was typed.
        typed: String,
    },
}

/// A figure of a run, behind which one looks.
#[derive(Clone, Debug, PartialEq)]
pub struct Behind {
    /// The run's folder.
    pub run: PathBuf,
    /// The figure.
    pub what: What,
}

/// What one looks behind.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A cell of the confusion matrix.
    Cell {
        /// The class of the images.
        actual: String,
        /// The class they were taken for.
        predicted: String,
    },
    /// The accuracy of a class, or of all.
    Class(Option<String>),
    /// Images chosen by hand, or by a chart.
    Chosen {
        /// What they are, in words.
        title: String,
        /// Their keys in the data set.
        keys: Vec<String>,
    },
}

/// An image of a run that is looked at closely.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The run's folder.
    pub run: PathBuf,
    /// The image's key in the data set.
    pub key: String,
    /// The list that it was chosen from.
    pub back: Option<Behind>,
}

/// How grave a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gravity {
    /// For information.
    Note,
    /// To be looked at.
    Warning,
    /// Something failed.
    Failure,
}

/// Something the program said.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// How grave.
    pub gravity: Gravity,
    /// The words.
    pub text: String,
    /// When.
    pub when: Instant,
}

/// The columns of the table of runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RunColumn {
    /// What it is called.
    Name,
    /// How many seeds.
    Seeds,
    /// The learning method.
    Method,
    /// The network.
    Network,
    /// Rounds of training.
    Rounds,
    /// How it stands.
    State,
    /// Balanced accuracy.
    Accuracy,
    /// Recall of the class that is recognised worst.
    Worst,
    /// When it was begun.
    #[default]
    Begun,
    /// Tags.
    Tags,
    /// The note.
    Note,
}

/// What is typed about a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotesDraft {
    /// Tags, parted by commas.
    pub tags: String,
    /// The note.
    pub note: String,
}

/// How large the versions are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Magnification {
    /// As large as the room allows.
    #[default]
    Fit,
    /// So many screen points a pixel.
    Pixels(u32),
}

/// What is on the screen.
#[derive(Debug, Default)]
pub struct View {
    /// The room.
    pub room: Room,
    /// The window over it.
    pub overlay: Overlay,
    /// The pair of classes of which is told what the recipe does to it.
    pub pair: Option<(usize, usize)>,
    /// The chosen step of the recipe, by its id.
    pub step: Option<String>,
    /// The step that was copied last, as the text of a recipe file.
    pub copied: Option<String>,
    /// Whose images should look alike.
    pub controls: Controls,
    /// The blind sorting that is under way, or was done last.
    pub sorting: Sorting,
    /// The image whose versions are shown large.
    pub sample: usize,
    /// The round of training whose versions are shown.
    pub epoch: u32,
    /// Tiles that stay while others are rerolled.
    pub pinned: Vec<Tile>,
    /// How large the versions are drawn.
    pub magnification: Magnification,
    /// Rows of each class in the grid; 0 stands for 1.
    pub images_per_class: usize,
    /// Which rows of the grid are on the screen, first and one past the last.
    pub grid_rows: (usize, usize),
    /// How the pictures of the Design room are looked at.
    pub seeing: Seeing,
    /// Versions that are marked as implausible.
    pub marks: Marks,
    /// What was said, oldest first.
    pub messages: Vec<Message>,
    /// The path that is being typed in the Data room.
    pub typed_path: String,
    /// By which column the classes of the Data room are ordered.
    pub class_order: ClassOrder,
    /// Which rows of the table of classes are on the screen, first and one past the last.
    pub class_rows: (usize, usize),
    /// Which piece of the image that is shown large.
    pub look: Look,
    /// How cells are cut out of fields, while it is being chosen.
    pub cells: Option<CellsDraft>,
    /// The project of a session that crashed, until the user has answered.
    pub crashed: Option<PathBuf>,
    /// Which rows of images behind a figure are on the screen.
    pub cell_rows: (usize, usize),
    /// How the map of the embedding is looked at.
    pub map: MapLook,
    /// The run whose confusion matrix and curves are shown, by its name.
    pub run: Option<String>,
    /// What is chosen in the charts of the Results room.
    pub charts: ChartView,
    /// The class whose accuracy by round is drawn; `None` for the mean of all.
    pub learning_class: Option<String>,
    /// The contrast whose confusions are shown as a difference from the reference; `None` for those of a run.
    pub confusions_of: Option<usize>,
    /// What the runs are filtered by.
    pub run_filter: String,
    /// The column that the table of runs is sorted by, and whether its smallest comes first.
    pub run_order: (RunColumn, bool),
    /// Families whose seeds stand one by one in the table of runs.
    pub unfolded: Vec<usize>,
    /// Labels in doubt, as far as they were decided.
    pub relabel: Relabel,
    /// The study that is shown, by the name of its folder.
    pub study: Option<String>,
    /// Folders of runs that are to be ticked as soon as they are on the list.
    pub ticking: Vec<PathBuf>,
    /// What a cluster said last, and of which study.
    pub cluster: Option<ClusterSaid>,
    /// What is typed about a run, until it is kept.
    pub draft: Option<(PathBuf, NotesDraft)>,
}

impl View {
    /// Says something.
    pub fn say(&mut self, gravity: Gravity, text: impl Into<String>) {
        let text = text.into();
        if self.messages.last().is_some_and(|last| last.text == text) {
            return;
        }
        self.messages.push(Message { gravity, text, when: Instant::now() });
        if self.messages.len() > 500 {
            self.messages.remove(0);
        }
    }
}
