//! The reader of TIFF and BigTIFF, OME-TIFF, ImageJ and LSM stacks: every plane of the first series.
//!
//! The file is read by its own tags, chunk by chunk, rather than by a library's picture type, because
//! such types drop extra samples, further pages and palette indices without a word.

mod bits;
mod chunks;
pub(super) mod colours;
mod compression;
mod contiguous;
mod directory;
mod imagej;
mod lsm;
mod ome;
mod ome_series;
mod page;
mod pixels;
mod predictor;
mod series;
mod single;
mod write;

use super::beside::Beside;
use super::error::Fault;
use super::open::check_size;
use super::stack::{Selection, StackSize};
use super::{Image, Samples};
use directory::File;
use page::Page;
use pixels::Pixels;
use series::{Place, Series};
pub(super) use single::is_single;
pub use write::ome_tiff;

/// Reads the planes that `selection` takes of the first series of a TIFF.
pub(super) fn read(bytes: &[u8], beside: &Beside, selection: &Selection) -> Result<Image, Fault> {
    let file = File::parse(bytes)?;
    let series = Series::find(&file, beside)?;
    let pixels = pixels::read(&file, &series, beside, selection)?;
    Ok(assemble(series, pixels, selection))
}

/// How many depths and time points the first series of a TIFF has.
pub(super) fn stack_size(bytes: &[u8], beside: &Beside) -> Result<StackSize, Fault> {
    let file = File::parse(bytes)?;
    let series = Series::find(&file, beside)?;
    let most = |of: fn(&series::PlaneAt) -> usize| series.planes.iter().map(of).max().unwrap_or(0) + 1;
    let begins_in = series.planes.first().and_then(|first| match first.place {
        Place::There(file, _) => series.files.get(file).map(|file| file.name.clone()),
        Place::Here(_) => None,
    });
    Ok(StackSize {
        pages: series.planes.len(),
        depths: most(|p| p.depth),
        times: most(|p| p.time),
        spread: !series.files.is_empty(),
        begins_in,
    })
}

/// Puts names, axes and warnings to the values.
fn assemble(series: Series, pixels: Pixels, selection: &Selection) -> Image {
    let Series { leading, mut channel_names, channel_colours, palette, mut warnings, .. } = series;
    let Pixels { samples, mut planes, page } = pixels;
    if selection.page.is_some() {
        // The channels of the planes that were not asked for are gone.
        channel_names =
            planes.iter().map(|p| channel_names.get(p.channel).cloned().unwrap_or_default()).collect();
        planes.iter_mut().enumerate().for_each(|(c, plane)| plane.channel = c);
    }
    let per_page = page.samples;
    let kept = |axis: char, count: usize| match axis {
        'Z' if selection.maximum || selection.depth.is_some() => 1,
        'T' if selection.time.is_some() => 1,
        _ if selection.page.is_some() => 1,
        _ => count,
    };
    let mut axes: String = leading.iter().filter(|a| kept(a.0, a.1) > 1).map(|a| a.0).collect();
    let sample_axis = if series.samples_are_channels { 'C' } else { 'S' };
    match (per_page > 1, page.planar) {
        (false, _) => axes.push_str("YX"),
        (true, true) => axes.extend([sample_axis, 'Y', 'X']),
        (true, false) => axes.extend(['Y', 'X', sample_axis]),
    }
    if page.photometric == page::PALETTE {
        warnings.push("a palette picture: the values are the indices, not the colours".to_owned());
    }
    if page.photometric == page::WHITE_IS_ZERO {
        warnings.push("stored with white as zero: the values are as stored, not inverted".to_owned());
    }
    if !(0..=1).contains(&page.orientation) {
        warnings.push(format!("the file's note on orientation ({}) is not applied", page.orientation));
    }
    let page_names = channel_names.len();
    let sample_names = if series.samples_are_channels && per_page > 1 {
        (1..=per_page).map(|c| format!("channel {c}")).collect()
    } else {
        page.sample_names()
    };
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
    let of_planes = |of: fn(&series::PlaneAt) -> usize| {
        planes.iter().flat_map(|p| std::iter::repeat_n(of(p), per_page)).collect::<Vec<usize>>()
    };
    let plane_channels =
        planes.iter().flat_map(|p| (0..per_page).map(|s| p.channel * per_page + s)).collect();
    let coloured = per_page == 1 && channel_colours.iter().any(Option::is_some) && selection.page.is_none();
    Image {
        width: page.width,
        height: page.height,
        planes: planes.len() * per_page,
        channels,
        plane_channels,
        plane_depths: of_planes(|p| p.depth),
        plane_times: of_planes(|p| p.time),
        channel_colours: if coloured { channel_colours } else { Vec::new() },
        palette: if page.photometric == page::PALETTE { palette } else { Vec::new() },
        samples,
        axes,
        pixel_size_um: series.pixel_size_um,
        warnings,
    }
}
