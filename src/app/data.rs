//! [`Data`]: opening images in the background, thumbnails, one image large, completion of typed paths.

use super::behind::BehindFigure;
use super::cells::FoundCells;
use super::clipped::Clipped;
use super::data_view::Look;
use super::evidence::EvidenceOfImage;
use super::large_image::LargeImage;
use super::map::EmbeddingMap;
use super::naming::FileNames;
use super::opened::Opened;
use super::preview::{Board, Painter};
use super::project::DataSource;
use super::ranges::ControlRanges;
use augscope::dataset::complete_path;
use augscope::image::{Display, Image};
use augscope::job::{Loaded, Progress, Task, Worker};
use egui::Context;
use std::sync::Arc;

/// An image to look at: which data set, which item.
type ImageRequest = (Arc<Opened>, usize);
/// An image, or why it cannot be read; with the data set and item it belongs to.
type ImageAnswer = (u64, usize, Result<Arc<Image>, String>);

/// The images.
pub struct Data {
    /// The opened data set.
    pub opened: Loaded<Arc<Opened>>,
    /// Thumbnails of the classes.
    pub thumbnails: Board,
    /// Completions of the typed path.
    pub completions: Vec<String>,
    /// The image that is shown large, as stored.
    pub image: Option<(usize, Result<Arc<Image>, String>)>,
    /// The images behind a figure.
    pub behind: BehindFigure,
    /// What is known of one image of a run.
    pub evidence: EvidenceOfImage,
    /// The map of a run's embedding.
    pub map: EmbeddingMap,
    /// How much images that should look alike differ.
    pub ranges: ControlRanges,
    /// What the recipe's intensity window clips.
    pub clipped: Clipped,
    /// What a pattern makes of the names of the files.
    pub names: FileNames,
    /// The cells of fields.
    pub cells: FoundCells,
    /// The piece of it that is looked at, in colours.
    pub large: LargeImage,
    completer: Option<Worker<String, Vec<String>>>,
    images: Option<Worker<ImageRequest, ImageAnswer>>,
    wanted_image: Option<(u64, usize)>,
    context: Context,
}

impl Data {
    /// Nothing opened yet.
    pub fn new(context: &Context, painter: &Painter) -> Self {
        let wake = |context: &Context| {
            let context = context.clone();
            move || context.request_repaint()
        };
        let completer =
            Worker::spawn("complete path", wake(context), |typed: String| complete_path(&typed)).ok();
        let images = Worker::spawn("read image", wake(context), |(opened, item): ImageRequest| {
            let image = opened.dataset.image(item).map_err(|error| error.to_string());
            (opened.id, item, image)
        });
        Self {
            opened: Loaded::Empty,
            thumbnails: Board::new("thumbnails", context, painter),
            completions: Vec::new(),
            image: None,
            behind: BehindFigure::new(context),
            evidence: EvidenceOfImage::new(context),
            map: EmbeddingMap::new(context),
            ranges: ControlRanges::new(context),
            clipped: Clipped::new(context),
            names: FileNames::new(context),
            cells: FoundCells::new(context),
            large: LargeImage::new(context),
            completer,
            images: images.ok(),
            wanted_image: None,
            context: context.clone(),
        }
    }

    /// Begins to open images; what was opened before is dropped when the new ones are there.
    pub fn open(&mut self, source: DataSource) {
        // The very same once more is a wish to see what has changed on the disk.
        let same =
            self.opened.ready().filter(|o| o.source.path == source.path && o.source != source).cloned();
        self.open_with(move |progress| match same {
            Some(opened) => opened.with_columns(&source, progress),
            None => Opened::open(&source, progress),
        });
    }

    /// Begins to open images by other means.
    pub fn open_with(
        &mut self,
        work: impl FnOnce(&Progress) -> Result<Arc<Opened>, String> + Send + 'static,
    ) {
        let context = self.context.clone();
        self.opened = Loaded::Loading(Task::spawn("open images", move || context.request_repaint(), work));
    }

    /// Asks for completions of a typed path.
    pub fn complete(&self, typed: &str) {
        if let Some(completer) = &self.completer {
            completer.ask(typed.to_owned());
        }
    }

    /// Asks for an image to show large.
    pub fn want_image(&mut self, item: Option<usize>) {
        let (Some(opened), Some(item)) = (self.opened.ready(), item) else {
            self.image = None;
            self.wanted_image = None;
            self.large.clear();
            return;
        };
        if self.wanted_image != Some((opened.id, item)) {
            self.wanted_image = Some((opened.id, item));
            self.image = None;
            if let Some(images) = &self.images {
                images.ask((Arc::clone(opened), item));
            }
        }
    }

    /// Asks for the piece of the large image that is looked at, in colours.
    pub fn want_piece(&mut self, look: &Look, display: &Display) {
        if let (Some((data, item)), Some((_, Ok(image)))) = (self.wanted_image, &self.image) {
            self.large.want(data, item, image, look, display);
        }
    }

    /// Takes over what the threads have made; true when images have arrived or failed. Returns at once.
    pub fn poll(&mut self) -> bool {
        if let Some(completions) = self.completer.as_ref().and_then(Worker::answer) {
            self.completions = completions;
        }
        if let Some((id, item, image)) = self.images.as_ref().and_then(Worker::answer)
            && self.wanted_image == Some((id, item))
        {
            self.image = Some((item, image));
        }
        self.behind.poll();
        self.evidence.poll();
        self.ranges.poll();
        self.names.poll();
        self.clipped.poll();
        self.cells.poll();
        self.large.poll(&self.context);
        self.opened.poll()
    }
}
