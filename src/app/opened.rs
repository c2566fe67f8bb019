//! [`Opened`]: a data set with everything that the window shows of it, made on a thread.

use super::project::DataSource;
use augscope::dataset::{
    ChannelHistogram, ClassRow, Dataset, FilePattern, IntensityWindow, Part, Parts, PixelSize, WindowRule,
    channel_histograms,
};
use augscope::image::Display;
use augscope::job::Progress;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bins of the histograms on the screen.
const BINS: usize = 128;

/// What the first image tells about how the images are stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stored {
    /// The type of its values in NumPy's words.
    pub dtype: &'static str,
    /// The values are whole numbers.
    pub whole: bool,
    /// Width of a pixel in micrometres, where the file states it.
    pub pixel_size_um: Option<f64>,
}

/// An opened data set.
#[derive(Debug)]
pub struct Opened {
    /// Tells opened data sets apart while the program runs.
    pub id: u64,
    /// Where it came from.
    pub source: DataSource,
    /// The images.
    pub dataset: Dataset,
    /// Which image is in which part.
    pub parts: Parts,
    /// Counts of every class.
    pub rows: Vec<ClassRow>,
    /// Stored values of every channel.
    pub histograms: Vec<ChannelHistogram>,
    /// How the first image is stored; `None` where it cannot be read any more.
    pub stored: Option<Stored>,
    /// The colours in which the first image wants its channels shown; empty where it wants none.
    pub colours: Vec<Option<[u8; 3]>>,
    /// What all files say about the size of a pixel: asked for in every frame, so it is asked of the files once.
    pub pixel_size: PixelSize,
    /// Where the images are cells: out of how many fields.
    pub cell_fields: Option<usize>,
    /// Images of every class, in order; those without a class come last, if there are any.
    pub by_class: Vec<Vec<usize>>,
    /// What the user should know.
    pub warnings: Vec<String>,
    /// A table names the files.
    pub from_table: bool,
    /// It names a file for each channel.
    pub joined: bool,
    /// What the names of the files look like, where they are not read so.
    pub likely_names: Option<FilePattern>,
}

impl Opened {
    /// Opens the images that `source` names.
    ///
    /// # Errors
    /// In words for the user.
    pub fn open(source: &DataSource, progress: &Progress) -> Result<Arc<Self>, String> {
        let dataset = Dataset::open_watched(&source.path, &source.options(), progress)
            .map_err(|error| error.to_string())?;
        Self::finish(source.clone(), dataset, None, progress)
    }

    /// The same images with other columns; no picture is read again.
    ///
    /// # Errors
    /// In words for the user.
    pub fn with_columns(&self, source: &DataSource, progress: &Progress) -> Result<Arc<Self>, String> {
        if !source.reading.same_pixels(&self.source.reading) {
            return Self::open(source, progress);
        }
        let dataset = self.dataset.with_columns(&source.options()).map_err(|error| error.to_string())?;
        Self::finish(source.clone(), dataset, Some(self.histograms.clone()), progress)
    }

    fn finish(
        source: DataSource,
        dataset: Dataset,
        histograms: Option<Vec<ChannelHistogram>>,
        progress: &Progress,
    ) -> Result<Arc<Self>, String> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let parts = Parts::split(&dataset);
        let histograms = if let Some(known) = histograms {
            known
        } else {
            let items = fitted_items(&parts, dataset.items.len());
            channel_histograms(&dataset, &items, BINS, progress).map_err(|error| error.to_string())?
        };
        let mut by_class = vec![Vec::new(); dataset.classes.len() + 1];
        for (place, item) in dataset.items.iter().enumerate() {
            by_class[item.class.unwrap_or(dataset.classes.len())].push(place);
        }
        if by_class.last().is_some_and(Vec::is_empty) {
            by_class.pop();
        }
        let mut warnings = dataset.warnings.clone();
        for warning in dataset.class_warnings().into_iter().chain(parts.notes.iter().cloned()) {
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
        let rows = dataset.class_rows(&parts);
        let first = dataset.image(0).ok();
        let colours = first.as_ref().map(|image| image.plane_colours()).unwrap_or_default();
        let stored = first.map(|image| Stored {
            dtype: image.samples.dtype(),
            whole: image.samples.type_max().is_some(),
            pixel_size_um: image.pixel_size_um,
        });
        let from_table = dataset.has_table();
        let joined = from_table && dataset.is_joined();
        let plain = !from_table && source.reading.pattern.is_none() && source.reading.cells.is_none();
        let likely_names = plain
            .then(|| {
                let keys: Vec<String> = dataset.items.iter().map(|item| item.key.clone()).collect();
                FilePattern::guess(&keys)
            })
            .flatten();
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let pixel_size = dataset.pixel_size();
        let cell_fields = dataset.is_of_cells().then(|| dataset.field_count());
        Ok(Arc::new(Self {
            id,
            source,
            dataset,
            parts,
            rows,
            histograms,
            stored,
            colours,
            pixel_size,
            cell_fields,
            by_class,
            warnings,
            from_table,
            joined,
            likely_names,
        }))
    }

    /// Fits an intensity window by `rule` on the training part, as training does.
    ///
    /// # Errors
    /// In words for the user.
    pub fn fit_window(&self, rule: &WindowRule) -> Result<IntensityWindow, String> {
        let items = fitted_items(&self.parts, self.dataset.items.len());
        IntensityWindow::fit(&self.dataset, &items, rule).map_err(|error| error.to_string())
    }

    /// Colours by the files or the names of the channels, contrast by percentiles.
    pub fn default_display(&self) -> Display {
        let windows: Vec<(f64, f64)> = self.histograms.iter().map(|h| h.window).collect();
        Display::coloured(&self.dataset.channels, &windows, &self.colours)
    }

    /// The name of the class of an image.
    pub fn class_name(&self, item: usize) -> &str {
        let class = self.dataset.items.get(item).and_then(|item| item.class);
        class.and_then(|c| self.dataset.classes.get(c)).map_or("no class", String::as_str)
    }

    /// The name of a row of `by_class`.
    pub fn row_name(&self, row: usize) -> &str {
        self.dataset.classes.get(row).map_or("no class", String::as_str)
    }
}

/// The training part; without labels everything serves pretraining.
fn fitted_items(parts: &Parts, all: usize) -> Vec<usize> {
    let train = parts.items(Part::Train);
    if !train.is_empty() {
        return train;
    }
    let pretraining = parts.pretraining_items().to_vec();
    if pretraining.is_empty() { (0..all).collect() } else { pretraining }
}
