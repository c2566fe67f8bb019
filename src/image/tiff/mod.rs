//! The reader of TIFF and BigTIFF, OME-TIFF and ImageJ stacks: every plane of the first series.
//!
//! The file is read by its own tags, chunk by chunk, rather than by a library's picture type, because
//! such types drop extra samples, further pages and palette indices without a word.

mod bits;
mod chunks;
mod compression;
mod contiguous;
mod directory;
mod imagej;
mod ome;
mod page;
mod predictor;
mod series;
mod write;

use super::error::Fault;
use super::open::check_size;
use super::{Image, Samples};
use directory::File;
use series::Series;
pub use write::ome_tiff;

/// Reads all planes of the first series of a TIFF.
pub(super) fn read(bytes: &[u8]) -> Result<Image, Fault> {
    let file = File::parse(bytes)?;
    let series = Series::find(&file)?;
    let first = series.pages.first().ok_or_else(|| Fault::damaged("it holds no page"))?;
    let page_count = series.pages.len();
    check_size(
        first.width as u64,
        first.height as u64,
        (first.samples * page_count) as u64,
        first.bits as u64,
        bytes.len() as u64,
    )?;
    let mut values = Vec::new();
    for page in &series.pages {
        if !page.same_kind(first) {
            return Err(Fault::unsupported("its pages differ in size or type within one picture"));
        }
        values.extend(chunks::read_page(&file, page)?);
    }
    let samples = bits::to_samples(&values, first)?;
    let planes = first.samples * page_count;
    if samples.len() != planes * first.width * first.height {
        return Err(Fault::damaged("it holds fewer planes than it declares"));
    }
    Ok(assemble(series, samples, planes))
}

/// Puts names, axes and warnings to the values.
fn assemble(series: Series, samples: Samples, planes: usize) -> Image {
    let Series { pages, leading, channel_names, page_channels, pixel_size_um, mut warnings } = series;
    let (mut width, mut height, mut per_page) = (0, 0, 1);
    let mut axes: String = leading.iter().filter(|a| a.1 > 1).map(|a| a.0).collect();
    let mut sample_names = vec![String::new()];
    if let Some(first) = pages.first() {
        (width, height, per_page) = (first.width, first.height, first.samples);
        axes.push_str(match (per_page > 1, first.planar) {
            (false, _) => "YX",
            (true, true) => "SYX",
            (true, false) => "YXS",
        });
        sample_names = first.sample_names();
        if first.photometric == page::PALETTE {
            warnings.push("a palette picture: the values are the indices, not the colours".to_owned());
        }
        if first.photometric == page::WHITE_IS_ZERO {
            warnings.push("stored with white as zero: the values are as stored, not inverted".to_owned());
        }
    }
    let page_names = channel_names.len();
    let mut channels = Vec::with_capacity(page_names * per_page);
    for name in &channel_names {
        for sample in &sample_names {
            channels.push(match (page_names, per_page) {
                (1, 1) if name.is_empty() => "grey".to_owned(),
                (_, 1) => name.clone(),
                (1, _) => sample.clone(),
                _ => format!("{name} {sample}"),
            });
        }
    }
    let plane_channels =
        page_channels.iter().flat_map(|&c| (0..per_page).map(move |s| c * per_page + s)).collect();
    Image { width, height, planes, channels, plane_channels, samples, axes, pixel_size_um, warnings }
}
