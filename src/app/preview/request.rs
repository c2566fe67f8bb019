//! [`BoardRequest`]: which pictures are wanted, and everything that decides what they look like.

use crate::app::opened::Opened;
use augscope::image::Display;
use augscope::pipeline::Pipeline;
use std::path::PathBuf;
use std::sync::Arc;

/// One picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tile {
    /// Which image of the data set.
    pub item: usize,
    /// Which version of it.
    pub version: Version,
}

/// Which version of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Version {
    /// The image itself, fitted to the view.
    Original,
    /// The random version that training sees.
    Random {
        /// In which round of training.
        epoch: u32,
        /// Which of the two.
        view: u32,
    },
    /// That random version as it is after the first steps that are on.
    After {
        /// In which round of training.
        epoch: u32,
        /// Which of the two.
        view: u32,
        /// How many steps; 0 is the fitted image.
        steps: u16,
    },
    /// That random version with one value of one step changed.
    Swept {
        /// In which round of training.
        epoch: u32,
        /// Which of the two.
        view: u32,
        /// Which of the steps that are on.
        step: u16,
        /// Which of its parameters.
        slot: u16,
        /// Which of the values from low to high.
        level: u16,
    },
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Drawing {
    /// Whole images, small.
    Thumbnails,
    /// Versions by a recipe.
    Recipe {
        /// Counts changes of recipes: two requests with the same number have the same recipe.
        revision: u64,
        /// The seed of the training.
        seed: u64,
    },
    /// Versions by another recipe of the project than the one on the screen.
    Other {
        /// Counts changes of recipes.
        revision: u64,
        /// The seed of the training.
        seed: u64,
        /// Its id.
        recipe: u64,
    },
    /// By how much versions by the recipe on the screen differ from those by another.
    Difference {
        /// Counts changes of recipes.
        revision: u64,
        /// The seed of the training.
        seed: u64,
        /// The other's id; `None` for the fitted image.
        against: Option<u64>,
    },
    /// Versions by the recipe of a run.
    OfRun {
        /// The run's folder.
        folder: PathBuf,
        /// Its seed.
        seed: u64,
    },
}

impl Drawing {
    /// The seed of the draws.
    pub fn seed(&self) -> u64 {
        match self {
            Self::Recipe { seed, .. }
            | Self::Other { seed, .. }
            | Self::Difference { seed, .. }
            | Self::OfRun { seed, .. } => *seed,
            Self::Thumbnails => 0,
        }
    }
}

/// Two requests with the same key give the same picture.
#[derive(Clone, Debug, PartialEq)]
pub struct BoardKey {
    /// Which opened data set.
    pub data: u64,
    /// What is drawn.
    pub drawing: Drawing,
    /// Which pictures.
    pub tiles: Vec<Tile>,
    /// Side of a picture in pixels.
    pub size: usize,
    /// Colours and contrast.
    pub display: Display,
}

/// A wish for pictures.
#[derive(Clone, Debug)]
pub struct BoardRequest {
    /// Everything that decides what they look like.
    pub key: BoardKey,
    /// The images.
    pub opened: Arc<Opened>,
    /// The recipe; the default one for thumbnails.
    pub pipeline: Arc<Pipeline>,
    /// The other recipe of a difference; `None` for the fitted image.
    pub against: Option<Arc<Pipeline>>,
}
