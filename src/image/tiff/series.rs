//! [`Series`]: which planes make up the first picture of a file, where they lie, and what they are.

use super::colours;
use super::directory::{Directory, File};
use super::ome::Ome;
use super::page::{PALETTE, Page};
use super::{Beside, Fault, contiguous, imagej, lsm, ome_series};

/// The tag of MetaMorph stacks; it has one value for each plane.
const METAMORPH_PLANES: u16 = 33629;

/// One plane (of all samples of its pixels) of the picture.
#[derive(Clone, Debug)]
pub(super) struct PlaneAt {
    /// Where it lies.
    pub place: Place,
    /// Its channel: an index into [`Series::channel_names`].
    pub channel: usize,
    /// Its depth, from 0.
    pub depth: usize,
    /// Its time point, from 0.
    pub time: usize,
}

/// Where a plane lies.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// In the opened file.
    Here(Box<Page>),
    /// In another one: its place in [`Series::files`], and the page there.
    There(usize, usize),
}

/// Another file that holds planes of the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OtherFile {
    /// As the opened file names it.
    pub name: String,
    /// The identity that it must have.
    pub uuid: Option<String>,
}

/// The planes of the first picture, in order.
pub(super) struct Series {
    /// The planes.
    pub planes: Vec<PlaneAt>,
    /// Other files that hold some of them.
    pub files: Vec<OtherFile>,
    /// Axes along which the planes lie, slowest first.
    pub leading: Vec<(char, usize)>,
    /// A name for every channel (an empty one for a single page).
    pub channel_names: Vec<String>,
    /// The colours of the channels; empty where the file wants none.
    pub channel_colours: Vec<Option<[u8; 3]>>,
    /// The colours of a palette picture.
    pub palette: Vec<[u8; 3]>,
    /// True where the samples of a pixel are the channels of a microscope.
    pub samples_are_channels: bool,
    /// Width of a pixel in micrometres.
    pub pixel_size_um: Option<f64>,
    /// What the user should know.
    pub warnings: Vec<String>,
}

impl Series {
    /// Finds the first picture by the description in the first page.
    pub fn find(file: &File, beside: &Beside) -> Result<Self, Fault> {
        let first = file.directories.first().ok_or_else(|| Fault::damaged("it holds no page"))?;
        let description = first.text(file, 270).unwrap_or_default();
        let mut series = if let Some(about) = Ome::parse(&description)? {
            ome_series::series(file, &about, beside)?
        } else if let Some(about) = imagej::Stack::parse(&description) {
            about.series(file, first)?
        } else if let Some(about) = lsm::Lsm::parse(file, first) {
            about.series(file)?
        } else if first.count(METAMORPH_PLANES) > 1 {
            let pages = contiguous::follow(file, &Page::parse(file, first)?, first.count(METAMORPH_PLANES))?;
            Self::of_pages(pages, 'I')
        } else {
            Self::plain(file, &description)?
        };
        series.warnings.extend(file.warnings.iter().cloned());
        if first.number(file, 262, 1).is_ok_and(|photometric| photometric == PALETTE) {
            series.palette = colours::palette(file, first);
            if series.channel_names.len() == 1 && series.channel_colours.is_empty() {
                series.channel_colours = colours::ramp(&series.palette).map(Some).into_iter().collect();
            }
        }
        Ok(series)
    }

    /// Without a description: all pages of the first page's size and type, each of them a channel.
    fn plain(file: &File, description: &str) -> Result<Self, Fault> {
        let mut unread = 0;
        let mut pages = Vec::with_capacity(file.directories.len());
        for tags in &file.directories {
            match Page::parse(file, tags) {
                Ok(page) => pages.push(page),
                // A thumbnail or label of a kind that is not read is no plane of the picture.
                Err(Fault::Unsupported(_)) if !pages.is_empty() => unread += 1,
                Err(fault) => return Err(fault),
            }
        }
        // tifffile notes the shape of what it wrote, without saying what its axes mean.
        let shaped = description.starts_with("{\"shape\":");
        if let ([only], Some(planes)) = (pages.as_slice(), truncated_planes(description)) {
            pages = contiguous::follow(file, only, planes)?;
        }
        let total = pages.len() + unread;
        let Some(first) = pages.first().cloned() else { return Err(Fault::damaged("it holds no page")) };
        let mut index = 0;
        let pages: Vec<Page> = pages
            .into_iter()
            .filter(|p| {
                index += 1;
                index == 1 || (p.same_kind(&first) && !p.secondary)
            })
            .collect();
        let others = total - pages.len();
        let mut series = Self::of_pages(pages, if shaped { 'Q' } else { 'I' });
        if others > 0 {
            series.warnings.push(format!(
                "{others} further page(s) of another size or type are left out: they are another picture"
            ));
        }
        Ok(series)
    }

    /// Every page a channel.
    pub fn of_pages(pages: Vec<Page>, axis: char) -> Self {
        let count = pages.len();
        let channel_names = if count == 1 {
            vec![String::new()]
        } else {
            (1..=count).map(|c| format!("channel {c}")).collect()
        };
        let here =
            |(channel, page)| PlaneAt { place: Place::Here(Box::new(page)), channel, depth: 0, time: 0 };
        Self {
            planes: pages.into_iter().enumerate().map(here).collect(),
            files: Vec::new(),
            leading: vec![(axis, count)],
            channel_names,
            channel_colours: Vec::new(),
            palette: Vec::new(),
            samples_are_channels: false,
            pixel_size_um: None,
            warnings: Vec::new(),
        }
    }
}

/// How many planes tifffile says lie behind the only page of a file it wrote as "truncated".
fn truncated_planes(description: &str) -> Option<u64> {
    let note: serde_json::Value = serde_json::from_str(description).ok()?;
    note.get("truncated")?.as_bool()?.then_some(())?;
    let sizes: Vec<u64> =
        note.get("shape")?.as_array()?.iter().filter_map(serde_json::Value::as_u64).collect();
    // The last two sizes are rows and columns.
    let leading = sizes.len().checked_sub(2)?;
    sizes.iter().take(leading).try_fold(1_u64, |all, &n| all.checked_mul(n))
}

/// The pages of `directories`.
pub(super) fn parse_all(file: &File, directories: &[Directory]) -> Result<Vec<Page>, Fault> {
    directories.iter().map(|d| Page::parse(file, d)).collect()
}
