//! [`RunParts`]: what exports ask of a run, whoever keeps it; each part is made when it is asked for.

use super::{ExportError, Recipe};
use crate::dataset::IntensityWindow;
use crate::encoder::{Architecture, Metadata, NamedTensors};
use crate::evaluate::{EmbeddingsTable, LinearProbe};
use crate::image::Planes;
use crate::train::Event;
use std::time::SystemTime;

/// A run as exports see it.
pub trait RunParts {
    /// Its name, for titles.
    fn name(&self) -> String;

    /// What was asked of it, as JSON: the content of run.toml.
    ///
    /// # Errors
    /// Where it cannot be read.
    fn record(&self) -> Result<serde_json::Value, ExportError>;

    /// Its recipe.
    ///
    /// # Errors
    /// Where it cannot be read.
    fn recipe(&self) -> Result<Recipe, ExportError>;

    /// What it has learnt.
    ///
    /// # Errors
    /// Where it has not been trained to the end.
    fn encoder(&self) -> Result<TrainedEncoder, ExportError>;

    /// The linear probe with all labels of the training part, where the run was evaluated.
    ///
    /// # Errors
    /// Where its file cannot be read.
    fn probe(&self) -> Result<Option<LinearProbe>, ExportError>;

    /// Features of every image that was evaluated or learnt from with a label.
    ///
    /// # Errors
    /// Where the run was not evaluated.
    fn embeddings(&self) -> Result<TableWithColumns, ExportError>;

    /// Up to `most` images of its data set as the encoder sees them: (channels, size, size) of 0 to 1.
    ///
    /// # Errors
    /// Where the data set is not there any more, or has changed.
    fn pictures(&self, most: usize) -> Result<Vec<Planes>, ExportError>;

    /// What `images` (each as the encoder sees them) become: one row an image.
    ///
    /// # Errors
    /// Where they do not fit the encoder.
    fn features(&self, images: &[Planes]) -> Result<crate::evaluate::Features, ExportError>;

    /// What happened in it, and when.
    ///
    /// # Errors
    /// Where there is no record of it.
    fn events(&self) -> Result<Vec<(SystemTime, Event)>, ExportError>;
}

/// An encoder and all that is needed to use it elsewhere.
#[derive(Clone, Debug)]
pub struct TrainedEncoder {
    /// Which network.
    pub architecture: Architecture,
    /// Names of the channels that it reads.
    pub channels: Vec<String>,
    /// Side of the pictures that it was trained on, in pixels.
    pub size: usize,
    /// Stored values that become 0 and 1.
    pub window: IntensityWindow,
    /// Its tensors by torchvision's names: see [`crate::encoder::torchvision_tensors`].
    pub tensors: NamedTensors,
    /// What stands in the header of its file.
    pub metadata: Metadata,
}

/// Embeddings with what the data set's table says of the images.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableWithColumns {
    /// Paths, classes, parts, groups and features.
    pub table: EmbeddingsTable,
    /// Columns of the data set's table, by name: one text an image.
    pub columns: Vec<(String, Vec<String>)>,
    /// What the user should know, such as why there are no columns.
    pub notes: Vec<String>,
}
