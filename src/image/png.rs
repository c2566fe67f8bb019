//! The reader of PNG: grey, colour, alpha as a plane, and of palette pictures the indices.

use std::io::Cursor;

use png::{BitDepth, ColorType, Decoder, Limits, Transformations};

use super::error::Fault;
use super::open::check_size;
use super::tiff::colours::ramp;
use super::{Image, Samples};

/// Reads a PNG file. Of an animation, the first frame, with a warning.
pub(super) fn read(bytes: &[u8]) -> Result<Image, Fault> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: 1 << 30 });
    decoder.set_transformations(Transformations::IDENTITY);
    // Comments and colour profiles may unpack to far more than the picture.
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let mut reader = decoder.read_info().map_err(fault)?;
    let info = reader.info();
    let (width, height) = (info.width, info.height);
    let (colour, depth) = (info.color_type, info.bit_depth);
    let palette: Vec<[u8; 3]> =
        info.palette.as_deref().map_or(&[][..], |colours| colours.as_chunks().0).to_vec();
    let animated = info.animation_control.is_some_and(|a| a.num_frames > 1);
    let channels: Vec<String> = match colour {
        ColorType::Grayscale => &["grey"][..],
        ColorType::Indexed => &["index"],
        ColorType::GrayscaleAlpha => &["grey", "alpha"],
        ColorType::Rgb => &["red", "green", "blue"],
        ColorType::Rgba => &["red", "green", "blue", "alpha"],
    }
    .iter()
    .map(|&s| s.to_owned())
    .collect();
    let planes = channels.len();
    check_size(width.into(), height.into(), planes as u64, depth as u64, bytes.len() as u64)?;
    let size = reader.output_buffer_size().ok_or_else(|| Fault::damaged("its size overflows"))?;
    let mut packed = vec![0; size];
    let frame = reader.next_frame(&mut packed).map_err(fault)?;
    if (frame.width, frame.height) != (width, height) {
        return Err(Fault::unsupported("its first frame covers only a part of the picture: save it as TIFF"));
    }
    let (width, height) = (width as usize, height as usize);
    let row = frame.line_size;
    let value_bits = depth as usize;
    let value = |x: usize, y: usize, s: usize| -> u16 {
        let bit = (x * planes + s) * value_bits;
        let at = y * row + bit / 8;
        // The buffer has `row` bytes a row, as the decoder promised; a missing byte reads as 0.
        let byte = |at: usize| u16::from(packed.get(at).copied().unwrap_or(0));
        match value_bits {
            16 => byte(at) << 8 | byte(at + 1),
            8 => byte(at),
            bits => (byte(at) >> (8 - bits - bit % 8)) & ((1 << bits) - 1),
        }
    };
    let all = (0..planes)
        .flat_map(|s| (0..height).flat_map(move |y| (0..width).map(move |x| (x, y, s))))
        .map(|(x, y, s)| value(x, y, s));
    let samples = match (depth, colour) {
        (BitDepth::Sixteen, _) => Samples::U16(all.collect()),
        (BitDepth::One, ColorType::Grayscale) => Samples::Bool(all.map(|v| v as u8).collect()),
        _ => Samples::U8(all.map(|v| v as u8).collect()),
    };
    // The check sums at the end of the file tell a cut file from a whole one.
    reader.finish().map_err(fault)?;
    let mut image = Image::new(width, height, channels, samples, if planes == 1 { "YX" } else { "YXS" });
    if colour == ColorType::Indexed {
        image.channel_colours = ramp(&palette).map(Some).into_iter().collect();
        image.palette = palette;
        image.warnings.push("a palette picture: the values are the indices, not the colours".to_owned());
    }
    if animated {
        image.warnings.push("an animation: only its first frame is read".to_owned());
    }
    Ok(image)
}

fn fault(error: png::DecodingError) -> Fault {
    match error {
        png::DecodingError::LimitsExceeded => Fault::TooLarge("it unpacks to more than 1 GiB".to_owned()),
        other => Fault::damaged(other.to_string()),
    }
}
