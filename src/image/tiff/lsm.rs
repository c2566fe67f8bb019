//! [`Lsm`]: what Zeiss' LSM files say about their pages in a tag of their own.

use super::directory::{Directory, File};
use super::series::{Series, parse_all};
use super::{Fault, Page};

/// The tag of Zeiss' block (CZ_LSMINFO).
const BLOCK: u16 = 34412;

/// The numbers of the block.
pub(super) struct Lsm {
    depths: usize,
    times: usize,
    pixel_size_um: Option<f64>,
}

impl Lsm {
    /// Reads the block; `None` where the page has none that is whole.
    pub fn parse(file: &File, tags: &Directory) -> Option<Self> {
        let bytes = tags.bytes(file, BLOCK).ok()??;
        let long = |at: usize| {
            let bytes = bytes.get(at..at + 4)?.try_into().ok()?;
            Some(if file.big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
        };
        let magic = long(0)?;
        matches!(magic, 0x0300_494c | 0x0400_494c).then_some(())?;
        let metres = f64::from_bits(u64::from(long(40)?) | u64::from(long(44)?) << 32);
        Some(Self {
            depths: long(16)? as usize,
            times: long(24)? as usize,
            pixel_size_um: Some(metres * 1e6).filter(|size| *size > 0.0 && size.is_finite()),
        })
    }

    /// The pages that are no thumbnails: depths fastest, then time points. Their samples are the channels.
    pub fn series(&self, file: &File) -> Result<Series, Fault> {
        let mut pages: Vec<Page> = parse_all(file, &file.directories)?;
        pages.retain(|page| !page.secondary);
        let count = pages.len();
        let mut series = Series::of_pages(pages, 'I');
        series.samples_are_channels = true;
        series.pixel_size_um = self.pixel_size_um;
        if self.depths.checked_mul(self.times) == Some(count) && count > 0 {
            series.leading = vec![('T', self.times), ('Z', self.depths)];
            series.channel_names = vec![String::new()];
            for (p, plane) in series.planes.iter_mut().enumerate() {
                (plane.channel, plane.depth, plane.time) = (0, p % self.depths, p / self.depths);
            }
        } else if count > 1 {
            series.warnings.push(format!(
                "Zeiss' note speaks of {} depths and {} time points, but there are {count} pages: each page is taken as a \
                 channel",
                self.depths, self.times
            ));
        }
        Ok(series)
    }
}
