//! The reader of JPEG: grey and colour; also of the JPEG data inside a TIFF.

use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use super::error::Fault;
use super::open::check_size;
use super::{Image, Samples};

/// Pixels out of one JPEG stream, the samples of a pixel side by side.
pub(super) struct Decoded {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Samples of a pixel.
    pub samples: usize,
    /// `height * width * samples` values.
    pub data: Vec<u8>,
}

/// Reads a JPEG file as stored; also gives its EXIF orientation, which is not applied here (1 if none).
pub(super) fn read(bytes: &[u8]) -> Result<(Image, u16), Fault> {
    // A camera may write bytes behind the end mark, but a file without one was cut off.
    if !bytes.windows(2).rev().any(|w| w == [0xff, 0xd9]) {
        return Err(Fault::damaged("the JPEG data end before their end mark"));
    }
    let (decoded, orientation) = decode(bytes, true)?;
    let Decoded { width, height, samples, data } = decoded;
    let names: &[&str] = if samples == 1 { &["grey"] } else { &["red", "green", "blue"] };
    let mut planes = Vec::with_capacity(data.len());
    for s in 0..samples {
        planes.extend(data.iter().skip(s).step_by(samples));
    }
    let names = names.iter().map(|&s| s.to_owned()).collect();
    let axes = if samples == 1 { "YX" } else { "YXS" };
    let mut image = Image::new(width, height, names, Samples::U8(planes), axes);
    image.warnings.push("saved as JPEG: compression changed the measured intensities".to_owned());
    Ok((image, orientation))
}

/// Decodes one JPEG stream; with `to_rgb`, three samples are YCbCr and become red, green and blue,
/// otherwise they stay as they are. Also gives the EXIF orientation (1 if none).
pub(super) fn decode(bytes: &[u8], to_rgb: bool) -> Result<(Decoded, u16), Fault> {
    let damaged = |e: zune_jpeg::errors::DecodeErrors| Fault::damaged(format!("the JPEG data: {e:?}"));
    let options = || DecoderOptions::new_safe().set_strict_mode(true);
    let mut headers = JpegDecoder::new_with_options(ZCursor::new(bytes), options());
    headers.decode_headers().map_err(damaged)?;
    let info = headers.info().ok_or_else(|| Fault::damaged("the JPEG data have no header"))?;
    let samples = usize::from(info.components);
    if samples != 1 && samples != 3 {
        return Err(Fault::unsupported(format!(
            "a JPEG of {samples} inks (CMYK); save it as TIFF or as a JPEG in RGB"
        )));
    }
    let (width, height) = (usize::from(info.width), usize::from(info.height));
    check_size(width as u64, height as u64, samples as u64, 8, bytes.len() as u64)?;
    let out = match (samples, to_rgb) {
        (1, _) => ColorSpace::Luma,
        (_, true) => ColorSpace::RGB,
        (_, false) => headers.input_colorspace().unwrap_or(ColorSpace::YCbCr),
    };
    let orientation = headers.exif().and_then(|e| exif_orientation(e)).unwrap_or(1);
    let mut decoder =
        JpegDecoder::new_with_options(ZCursor::new(bytes), options().jpeg_set_out_colorspace(out));
    let data = decoder.decode().map_err(damaged)?;
    if data.len() != width * height * samples {
        return Err(Fault::damaged("the JPEG data hold another number of pixels than they declare"));
    }
    Ok((Decoded { width, height, samples, data }, orientation))
}

/// The orientation entry of an EXIF block, which is a small TIFF.
fn exif_orientation(exif: &[u8]) -> Option<u16> {
    let big = exif.starts_with(b"MM");
    let two = |at: usize| {
        let b = [*exif.get(at)?, *exif.get(at + 1)?];
        Some(if big { u16::from_be_bytes(b) } else { u16::from_le_bytes(b) })
    };
    let start = if big {
        (usize::from(two(4)?) << 16) + usize::from(two(6)?)
    } else {
        usize::from(two(4)?) + (usize::from(two(6)?) << 16)
    };
    (0..usize::from(two(start)?))
        .map(|i| start + 2 + 12 * i)
        .find(|&at| two(at) == Some(0x112))
        .and_then(|at| two(at + 8))
}
