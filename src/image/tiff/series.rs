//! [`Series`]: which pages of a file make up its first picture, and what they are.

use super::directory::{Directory, File};
use super::page::Page;
use super::{Fault, contiguous, imagej, ome};

/// The tag of MetaMorph stacks; it has one value for each plane.
const METAMORPH_PLANES: u16 = 33629;

/// The pages of the first picture, in order.
pub(super) struct Series {
    /// The pages.
    pub pages: Vec<Page>,
    /// Axes along which the pages lie, slowest first.
    pub leading: Vec<(char, usize)>,
    /// A name for every channel (an empty one for a single page).
    pub channel_names: Vec<String>,
    /// For each page its channel.
    pub page_channels: Vec<usize>,
    /// Width of a pixel in micrometres.
    pub pixel_size_um: Option<f64>,
    /// What the user should know.
    pub warnings: Vec<String>,
}

impl Series {
    /// Finds the first picture by the description in the first page.
    pub fn find(file: &File) -> Result<Self, Fault> {
        let first = file.directories.first().ok_or_else(|| Fault::damaged("it holds no page"))?;
        let description = first.text(file, 270).unwrap_or_default();
        let mut series = if let Some(about) = ome::Ome::parse(&description)? {
            about.series(file)?
        } else if let Some(about) = imagej::Stack::parse(&description) {
            about.series(file, first)?
        } else if first.count(METAMORPH_PLANES) > 1 {
            let pages = contiguous::follow(file, &Page::parse(file, first)?, first.count(METAMORPH_PLANES))?;
            Self::of_pages(pages, 'I')
        } else {
            Self::plain(file, &description)?
        };
        series.warnings.extend(file.warnings.iter().cloned());
        Ok(series)
    }

    /// Without a description: all pages of the first page's size and type, each of them a channel.
    fn plain(file: &File, description: &str) -> Result<Self, Fault> {
        let pages: Vec<Page> =
            file.directories.iter().map(|d| Page::parse(file, d)).collect::<Result<_, _>>()?;
        let mut pages = pages;
        // tifffile notes the shape of what it wrote, without saying what its axes mean.
        let shaped = description.starts_with("{\"shape\":");
        if let ([only], Some(planes)) = (pages.as_slice(), truncated_planes(description)) {
            pages = contiguous::follow(file, only, planes)?;
        }
        let total = pages.len();
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
        Self {
            leading: vec![(axis, count)],
            channel_names,
            page_channels: (0..count).collect(),
            pixel_size_um: None,
            warnings: Vec::new(),
            pages,
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
