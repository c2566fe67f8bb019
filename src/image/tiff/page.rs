//! [`Page`]: what the tags of one page say about its pixels, checked for contradictions.

use super::Fault;
use super::compression::Compression;
use super::directory::{Directory, File};

/// Photometric interpretation: zero is white.
pub(super) const WHITE_IS_ZERO: u64 = 0;
/// Photometric interpretation: red, green, blue.
pub(super) const RGB: u64 = 2;
/// Photometric interpretation: values are indices into a palette.
pub(super) const PALETTE: u64 = 3;
/// Photometric interpretation: brightness and two colour differences.
pub(super) const YCBCR: u64 = 6;

/// How the bits of a value are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Unsigned integer.
    Unsigned,
    /// Signed integer.
    Signed,
    /// IEEE float.
    Float,
}

/// One page: its size, the type of its values and where its chunks (strips or tiles) lie.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a tag of its own in the file")]
pub(super) struct Page {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Values of a pixel.
    pub samples: usize,
    /// Bits of a value.
    pub bits: usize,
    /// How they are meant.
    pub format: Format,
    /// True when each sample has chunks of its own.
    pub planar: bool,
    /// The photometric interpretation.
    pub photometric: u64,
    /// How chunks are packed.
    pub compression: Compression,
    /// 1 none, 2 differences, 3 floating point.
    pub predictor: u64,
    /// True when the bits of the stored bytes stand in reverse.
    pub reversed_bits: bool,
    /// True when every chunk is full (tiles); strips end with the picture.
    pub tiled: bool,
    /// Columns of a chunk.
    pub chunk_width: usize,
    /// Rows of a chunk.
    pub chunk_height: usize,
    /// Where the chunks begin.
    pub offsets: Vec<u64>,
    /// Stored bytes of the chunks.
    pub counts: Vec<u64>,
    /// Tables that all JPEG chunks share.
    pub jpeg_tables: Option<Vec<u8>>,
    /// True when the first sample beyond the colours is transparency.
    pub extra_is_alpha: bool,
    /// True for thumbnails and masks.
    pub secondary: bool,
    /// Where the first row and column lie: 1 is top and left.
    pub orientation: u64,
}

impl Page {
    /// Reads the tags of a page.
    pub fn parse(file: &File, tags: &Directory) -> Result<Self, Fault> {
        let number = |tag, otherwise| tags.number(file, tag, otherwise);
        let (width, height) = (number(256, 0)?, number(257, 0)?);
        let samples = number(277, 1)?;
        if width == 0 || height == 0 || samples == 0 || width >= 1 << 31 || height >= 1 << 31 {
            return Err(Fault::damaged(format!(
                "a page declares {width} x {height} pixels of {samples} samples"
            )));
        }
        if samples > 4096 {
            return Err(Fault::damaged(format!("a page declares {samples} samples a pixel")));
        }
        let bits = same_for_all(tags.numbers(file, 258)?, samples, 1, "bits")?;
        if bits == 0 || bits > 64 {
            return Err(Fault::damaged(format!("a page declares values of {bits} bits")));
        }
        let format = match same_for_all(tags.numbers(file, 339)?, samples, 1, "sample formats")? {
            1 | 4 => Format::Unsigned,
            2 => Format::Signed,
            3 => Format::Float,
            5 | 6 => return Err(Fault::unsupported("complex numbers: save amplitude or phase instead")),
            other => {
                return Err(Fault::damaged(format!("a page declares the unknown sample format {other}")));
            }
        };
        let planar = match number(284, 1)? {
            1 => false,
            2 => samples > 1,
            other => return Err(Fault::damaged(format!("a page declares the planar configuration {other}"))),
        };
        let compression = Compression::from_tag(number(259, 1)?)?;
        let tiled = tags.has(322);
        let (chunk_width, chunk_height) = if tiled {
            (number(322, 0)?, number(323, 0)?)
        } else {
            (width, number(278, height)?.min(height))
        };
        if chunk_width == 0 || chunk_height == 0 || chunk_width >= 1 << 31 || chunk_height >= 1 << 31 {
            return Err(Fault::damaged("a page is cut into strips or tiles of no size"));
        }
        let (offsets_tag, counts_tag) = if tiled { (324, 325) } else { (273, 279) };
        // Some writers put tiles under the tags of strips.
        let either = |tag, other| if tags.has(tag) { tag } else { other };
        let offsets = tags.numbers(file, either(offsets_tag, 273))?.unwrap_or_default();
        let counts = tags.numbers(file, either(counts_tag, 279))?.unwrap_or_default();
        let extra_is_alpha = tags.numbers(file, 338)?.is_some_and(|v| matches!(v.first(), Some(1 | 2)));
        let mut page = Self {
            width: width as usize,
            height: height as usize,
            samples: samples as usize,
            bits: bits as usize,
            format,
            planar,
            photometric: number(262, 1)?,
            compression,
            predictor: number(317, 1)?,
            reversed_bits: number(266, 1)? == 2,
            tiled,
            chunk_width: chunk_width as usize,
            chunk_height: chunk_height as usize,
            offsets,
            counts,
            jpeg_tables: tags.bytes(file, 347)?.map(<[u8]>::to_vec),
            extra_is_alpha,
            secondary: number(254, 0)? & 0b101 != 0,
            orientation: tags.number(file, 274, 1).unwrap_or(1),
        };
        page.check()?;
        if page.counts.is_empty() && page.offsets.len() == 1 && page.compression == Compression::None {
            page.counts.push(page.row_bytes(page.width) as u64 * page.height as u64);
        }
        Ok(page)
    }

    fn check(&self) -> Result<(), Fault> {
        let unsupported = |what: &str| Err(Fault::unsupported(what));
        let least = match self.photometric {
            0 | 1 | PALETTE | 4 => 1,
            RGB => 3,
            YCBCR if self.compression == Compression::Jpeg => 3,
            YCBCR => return unsupported("YCbCr colours without JPEG: save it as RGB"),
            5 => 4,
            8..=10 => return unsupported("CIELAB colours: save it as RGB"),
            32803 => return unsupported("raw camera data (CFA): develop it first"),
            32844 | 32845 => return unsupported("LogLuv colours: save it as 32-bit float"),
            other => return Err(Fault::unsupported(format!("photometric interpretation {other}"))),
        };
        if self.samples < least {
            return Err(Fault::damaged(format!(
                "its colours need {least} samples a pixel, it has {}",
                self.samples
            )));
        }
        match self.format {
            Format::Float if self.bits == 16 => unsupported("16-bit floats: save it as 32-bit float"),
            Format::Float if self.bits != 32 && self.bits != 64 => unsupported("floats of an odd size"),
            Format::Signed if ![8, 16, 32, 64].contains(&self.bits) => {
                unsupported("signed values of an odd number of bits")
            }
            Format::Unsigned if self.bits > 32 && self.bits != 64 => unsupported("values of 33 to 63 bits"),
            _ => Ok(()),
        }
    }

    /// True when the page may be a plane of the same picture as `other`.
    pub fn same_kind(&self, other: &Self) -> bool {
        let kind = |p: &Self| (p.width, p.height, p.samples, p.bits, p.format, p.planar);
        kind(self) == kind(other)
    }

    /// Bytes of a row of `columns` pixels in a chunk: rows begin at whole bytes.
    pub fn row_bytes(&self, columns: usize) -> usize {
        let samples = if self.planar { 1 } else { self.samples };
        columns.saturating_mul(samples).saturating_mul(self.bits).div_ceil(8)
    }

    /// A name for each sample of a pixel.
    pub fn sample_names(&self) -> Vec<String> {
        let known: &[&str] = match self.photometric {
            RGB | YCBCR => &["red", "green", "blue"],
            5 => &["cyan", "magenta", "yellow", "black"],
            _ => &["grey"],
        };
        (0..self.samples)
            .map(|s| match known.get(s) {
                Some(name) => (*name).to_owned(),
                None if self.extra_is_alpha && s == known.len() => "alpha".to_owned(),
                None => format!("sample {}", s + 1),
            })
            .collect()
    }
}

/// The value of a tag that has one for each sample, if it is the same for all.
fn same_for_all(values: Option<Vec<u64>>, samples: u64, otherwise: u64, what: &str) -> Result<u64, Fault> {
    let Some(values) = values else { return Ok(otherwise) };
    let Some(&first) = values.first() else { return Ok(otherwise) };
    // One value for all samples is against the letter of TIFF but common.
    if values.len() > 1 && (values.len() as u64) < samples {
        return Err(Fault::damaged(format!("{samples} samples a pixel, but {what} for {}", values.len())));
    }
    if values.iter().take(samples as usize).any(|&v| v != first) {
        return Err(Fault::unsupported(format!("its samples differ in {what}")));
    }
    Ok(first)
}
