//! [`Seeing`]: how the pictures of the Design room are looked at; nothing of it is saved.

use super::App;
use super::marks::Marks;
use super::preview::Tile;
use super::project::Project;
use super::sheet_files::SheetForm;

/// What the lower half of the room shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LowerHalf {
    /// Images of every class, each with several random versions.
    #[default]
    Grid,
    /// The same draws by two recipes, one picture over the other.
    Pair,
    /// By how much the two differ.
    Difference,
    /// One parameter from low to high.
    Sweep,
}

impl LowerHalf {
    /// All, in order.
    pub const ALL: [Self; 4] = [Self::Grid, Self::Pair, Self::Difference, Self::Sweep];

    /// Its word on the screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Grid => "Every class",
            Self::Pair => "A/B",
            Self::Difference => "Difference",
            Self::Sweep => "Sweep",
        }
    }

    /// What it shows.
    pub fn help(self) -> &'static str {
        match self {
            Self::Grid => "Images of every class, each with several random versions.",
            Self::Pair => {
                "Two recipes on the same random numbers, one picture over the other, with a divider to drag."
            }
            Self::Difference => "By how much the pictures of two recipes differ, pixel by pixel.",
            Self::Sweep => {
                "One setting of one step from its lowest to its highest value; everything else stays as drawn."
            }
        }
    }
}

/// What the recipe on the screen is held against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Against {
    /// The image without any transform.
    #[default]
    Nothing,
    /// Another recipe of the project, by its id.
    Recipe(u64),
}

/// What a histogram is taken before and after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Span {
    /// The chosen step; the whole recipe while none is chosen.
    #[default]
    Step,
    /// All steps.
    Recipe,
}

/// How the pictures of the Design room are looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seeing {
    /// What the lower half shows.
    pub lower: LowerHalf,
    /// What the recipe is held against, as it was chosen.
    pub against: Against,
    /// How far right of the middle the divider stands, -0.5 to 0.5 of a picture.
    pub divider: f32,
    /// The step and the parameter that are swept, by id and name, once they were chosen.
    pub swept: Option<(String, String)>,
    /// The large picture under the pointer.
    pub hovered: Option<Tile>,
    /// Whether the histograms are open.
    pub histograms: bool,
    /// What they are taken of.
    pub span: Span,
    /// A click on a version marks it as implausible.
    pub marking: bool,
}

impl Seeing {
    /// What the recipe is held against: as it was chosen, where that recipe is still there and not the one on the screen.
    pub fn against(&self, project: &Project) -> Against {
        match self.against {
            Against::Recipe(id) if project.recipes.iter().all(|recipe| recipe.id != id) => Against::Nothing,
            Against::Recipe(id) if project.recipes.get(project.active).is_some_and(|r| r.id == id) => {
                Against::Nothing
            }
            chosen => chosen,
        }
    }
}

/// A change of how pictures are looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum See {
    /// What the lower half shows.
    Lower(LowerHalf),
    /// What the recipe is held against.
    Against(Against),
    /// Where the divider stands, -0.5 to 0.5.
    Divider(f32),
    /// The step and the parameter that are swept.
    Swept(String, String),
    /// The large picture under the pointer.
    Hovered(Option<Tile>),
    /// Whether histograms are open.
    Histograms(bool),
    /// What histograms are taken of.
    Span(Span),
    /// Whether a click on a version marks it.
    Marking(bool),
    /// Marks a version as implausible, or takes its mark away.
    Mark(Tile),
    /// Takes all marks away.
    ClearMarks,
    /// Saves a contact sheet of the lower half.
    SaveSheet(SheetForm),
}

impl App {
    /// Changes how pictures are looked at.
    pub(super) fn see(&mut self, see: See) {
        let seeing = &mut self.view.seeing;
        match see {
            See::Lower(lower) => seeing.lower = lower,
            See::Against(against) => seeing.against = against,
            See::Divider(at) => seeing.divider = at.clamp(-0.5, 0.5),
            See::Swept(step, param) => seeing.swept = Some((step, param)),
            See::Hovered(tile) => seeing.hovered = tile,
            See::Histograms(open) => seeing.histograms = open,
            See::Span(span) => seeing.span = span,
            See::Marking(marking) => seeing.marking = marking,
            See::Mark(tile) => self.mark(tile),
            See::ClearMarks => self.view.marks = Marks::default(),
            See::SaveSheet(form) => self.save_sheet(form),
        }
    }
}
