//! [`Sorting`]: an expert sorts random versions into classes without being told theirs.

use super::App;
use super::context::Context;
use super::opened::Opened;
use super::preview::{BoardKey, BoardRequest, Drawing, Tile, Version};
use super::project::BlindSorting;
use super::view::{Gravity, Overlay, Room};
use augscope::dataset::Part;
use augscope::evaluate::sorting::{Card, Sorted, deal};
use augscope::pipeline::Pipeline;
use std::sync::Arc;

/// Versions of one sorting.
pub const CARDS: usize = 20;
/// Classes that may be chosen, where it is not all.
pub const CHOSEN: std::ops::RangeInclusive<usize> = 2..=6;

/// The blind sorting that is under way, or was done last.
#[derive(Clone, Debug, Default)]
pub struct Sorting {
    /// The ticked classes, by their places in the data set; empty for all.
    pub ticked: Vec<usize>,
    /// The versions and the answers so far; `None` before the beginning.
    pub deck: Option<Deck>,
}

/// Versions to be sorted.
#[derive(Clone, Debug)]
pub struct Deck {
    /// Which opened data set they are of.
    data: u64,
    /// The recipe that they are made by, by [`Pipeline::digest`].
    recipe: String,
    pipeline: Arc<Pipeline>,
    drawing: Drawing,
    /// The names of the classes that are sorted into.
    pub classes: Vec<String>,
    /// The versions, in order.
    pub cards: Vec<Card>,
    /// The answers so far: the place of a class, or `None` where she could not tell.
    pub answers: Vec<Option<usize>>,
}

impl Deck {
    /// The version that is to be sorted next; `None` when all are.
    pub fn next(&self) -> Option<Tile> {
        self.cards.get(self.answers.len()).map(Self::tile)
    }

    /// What the answers so far come to.
    pub fn sorted(&self) -> Sorted {
        let shown = self.cards.iter().map(|card| card.class);
        Sorted::new(self.classes.clone(), shown.zip(self.answers.iter().copied()))
    }

    fn tile(card: &Card) -> Tile {
        Tile { item: card.item, version: Version::Random { epoch: card.epoch, view: card.view } }
    }
}

/// A move of the sorting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SortingMove {
    /// Chooses the classes, by their places in the data set; none for all.
    Tick(Vec<usize>),
    /// Deals versions.
    Begin,
    /// Sorts the version on the screen into a class, by its place among those that are sorted into.
    Answer(Option<usize>),
    /// Takes the last answer back.
    TakeBack,
    /// Goes back to the choice of classes.
    Anew,
}

/// Whether two classes have images in the training part. Asked in every frame, so no list is made.
pub fn can_be_sorted(cx: &Context) -> bool {
    let Some(opened) = cx.opened() else { return false };
    let mut classes = opened.by_class.iter().take(opened.dataset.classes.len());
    let has_images = |items: &Vec<usize>| items.iter().any(|item| trains(opened, *item));
    classes.by_ref().any(has_images) && classes.any(has_images)
}

fn trains(opened: &Opened, item: usize) -> bool {
    opened.parts.of.get(item) == Some(&Some(Part::Train))
}

/// The classes of the training part that have images, by their places in the data set, with their images.
pub fn sortable(cx: &Context) -> Vec<(usize, Vec<usize>)> {
    let Some(opened) = cx.opened() else { return Vec::new() };
    let train = |item: &usize| trains(opened, *item);
    let classes = opened.by_class.iter().take(opened.dataset.classes.len()).enumerate();
    let found =
        classes.map(|(class, items)| (class, items.iter().copied().filter(train).collect::<Vec<_>>()));
    found.filter(|(_, items)| !items.is_empty()).collect()
}

impl App {
    /// Lays the sorting over the room: where it was left, unless images or recipe have changed since.
    pub(super) fn open_sorting(&mut self) {
        let data = self.context().opened().map(|opened| opened.id);
        let (sorting, digest) = (&mut self.view.sorting, self.document.digest());
        if let Some(deck) = &sorting.deck
            && (Some(deck.data), deck.recipe.as_str()) != (data, digest)
        {
            if data != Some(deck.data) {
                sorting.ticked.clear();
            }
            sorting.deck = None;
        }
        self.view.room = Room::Design;
        self.view.overlay = Overlay::Sorting;
    }

    /// Makes a move of the sorting.
    pub(super) fn sort(&mut self, step: SortingMove) {
        let sorting = &mut self.view.sorting;
        match step {
            SortingMove::Tick(classes) => sorting.ticked = classes,
            SortingMove::Begin => self.deal_versions(),
            SortingMove::Anew => sorting.deck = None,
            SortingMove::TakeBack => {
                if let Some(deck) = sorting.deck.as_mut().filter(|deck| deck.next().is_some()) {
                    deck.answers.pop();
                }
            }
            SortingMove::Answer(class) => {
                let Some(deck) = sorting.deck.as_mut().filter(|deck| deck.next().is_some()) else { return };
                deck.answers.push(class.filter(|class| *class < deck.classes.len()));
                if deck.next().is_none() {
                    self.keep_sorting();
                }
            }
        }
    }

    fn deal_versions(&mut self) {
        let cx = self.context();
        let ticked = &cx.view.sorting.ticked;
        let mut classes = sortable(&cx);
        classes.retain(|(class, _)| ticked.is_empty() || ticked.contains(class));
        let Some(opened) = cx.opened() else { return };
        let name = |class: usize| opened.dataset.classes.get(class).cloned().unwrap_or_default();
        let names: Vec<String> = classes.iter().map(|(class, _)| name(*class)).collect();
        let items: Vec<Vec<usize>> = classes.into_iter().map(|(_, items)| items).collect();
        let project = cx.document.project();
        // Another deck after every sorting that was finished.
        let cards = deal(&items, CARDS, project.sortings.len() as u64);
        if cards.is_empty() || names.len() < 2 {
            return self.view.say(Gravity::Note, "choose at least two classes to be sorted");
        }
        let drawing =
            Drawing::Recipe { revision: cx.document.recipe_revision(), seed: project.training.seed };
        self.view.sorting.deck = Some(Deck {
            data: opened.id,
            recipe: cx.document.digest().to_owned(),
            pipeline: Arc::new(cx.document.recipe().clone()),
            drawing,
            classes: names,
            cards,
            answers: Vec::new(),
        });
    }

    /// Keeps a sorting that is done in the project.
    fn keep_sorting(&mut self) {
        let Some(deck) = &self.view.sorting.deck else { return };
        let data = self.document.project().data.as_ref().map(|data| data.path.clone());
        self.document.keep_sorting(BlindSorting {
            recipe: deck.recipe.clone(),
            name: deck.pipeline.name.clone(),
            data: data.unwrap_or_default(),
            sorted: deck.sorted(),
        });
    }

    /// Asks for the pictures of the deck, while it is on the screen.
    pub(super) fn want_sorting(&mut self) {
        let (Some(deck), true) = (&self.view.sorting.deck, self.view.overlay == Overlay::Sorting) else {
            return;
        };
        let cx = self.context();
        let (Some(opened), Some(display)) = (cx.opened(), cx.display()) else { return };
        if opened.id != deck.data {
            return;
        }
        let key = BoardKey {
            data: opened.id,
            drawing: deck.drawing.clone(),
            tiles: deck.cards.iter().map(Deck::tile).collect(),
            size: deck.pipeline.input.size.unwrap_or(64),
            display,
        };
        let wish = BoardRequest {
            key,
            opened: Arc::clone(opened),
            pipeline: Arc::clone(&deck.pipeline),
            against: None,
        };
        self.preview.sorting.want(wish);
    }
}

impl Context<'_> {
    /// The newest sorting of these images by the recipe on the screen.
    pub fn sorted(&self) -> Option<&BlindSorting> {
        let project = self.document.project();
        let data = &project.data.as_ref()?.path;
        // Made only where something was sorted: most projects need no digest.
        let mut sortings = project.sortings.iter().rev().filter(|sorting| sorting.data == *data).peekable();
        sortings.peek()?;
        sortings.find(|sorting| sorting.recipe == self.document.digest())
    }
}
