//! The pixels of one page, chunk by chunk (strips or tiles), sorted into planes.

use super::bits::{unpack_row, value_size};
use super::compression::Compression;
use super::directory::File;
use super::page::{Page, RGB, YCBCR};
use super::{Fault, check_size, predictor};
use crate::image::jpeg;

/// The part of the page that one chunk covers.
struct Place {
    /// First sample of a pixel that it holds, and how many.
    sample: usize,
    samples: usize,
    /// First column and row of the page.
    x: usize,
    y: usize,
    /// Columns and rows that are stored, some of which may lie beyond the page.
    columns: usize,
    rows: usize,
}

/// All samples of a page as planes: little-endian values, plane after plane.
pub(super) fn read_page(file: &File, page: &Page) -> Result<Vec<u8>, Fault> {
    let across = page.width.div_ceil(page.chunk_width);
    let down = page.height.div_ceil(page.chunk_height);
    let layers = if page.planar { page.samples } else { 1 };
    let needed = across.saturating_mul(down).saturating_mul(layers);
    if page.offsets.len() < needed || page.counts.len() < needed {
        return Err(Fault::damaged(format!(
            "a page needs {needed} strips or tiles, but declares {} of {} lengths",
            page.offsets.len(),
            page.counts.len()
        )));
    }
    if page.offsets.len() > needed && page.planar {
        return Err(Fault::damaged("a page declares more strips or tiles than its samples have"));
    }
    if page.compression == Compression::None {
        let stored = (page.row_bytes(page.width) * page.height).saturating_mul(layers);
        if stored > file.bytes.len() {
            return Err(Fault::damaged(format!(
                "a page needs {stored} bytes, the file has {}",
                file.bytes.len()
            )));
        }
    }
    let size = value_size(page.bits);
    let mut planes = vec![0; page.width * page.height * page.samples * size];
    let places =
        (0..layers).flat_map(|layer| (0..down).flat_map(move |j| (0..across).map(move |i| (layer, j, i))));
    for ((layer, j, i), (&at, &count)) in places.zip(page.offsets.iter().zip(&page.counts)) {
        let y = j * page.chunk_height;
        let rows = if page.tiled { page.chunk_height } else { page.chunk_height.min(page.height - y) };
        let place = Place {
            sample: layer,
            samples: if page.planar { 1 } else { page.samples },
            x: i * page.chunk_width,
            y,
            columns: page.chunk_width,
            rows,
        };
        let raw = file.slice(at, count)?;
        let chunk = chunk_values(file, page, &place, raw)?;
        scatter(&chunk, &place, page, size, &mut planes);
    }
    Ok(planes)
}

/// The little-endian values of one chunk, samples of a pixel side by side.
fn chunk_values(file: &File, page: &Page, place: &Place, raw: &[u8]) -> Result<Vec<u8>, Fault> {
    let (columns, rows) = (place.columns as u64, place.rows as u64);
    check_size(columns, rows, place.samples as u64, page.bits as u64, raw.len() as u64)?;
    if page.compression == Compression::Jpeg {
        return jpeg_values(page, place, raw);
    }
    let row_bytes = page.row_bytes(place.columns);
    let reversed: Vec<u8>;
    let raw = if page.reversed_bits {
        reversed = raw.iter().map(|b| b.reverse_bits()).collect();
        &reversed
    } else {
        raw
    };
    let mut bytes = page.compression.unpack(raw, row_bytes * place.rows)?;
    let whole = page.bits.is_multiple_of(8) && page.bits.is_power_of_two();
    if !whole && page.predictor != 1 {
        return Err(Fault::unsupported("a predictor over packed bits: save it again without one"));
    }
    if whole {
        for row in bytes.chunks_exact_mut(row_bytes) {
            predictor::undo(row, page, file.big_endian)?;
        }
        return Ok(bytes);
    }
    let values = place.columns * place.samples;
    Ok(bytes.chunks_exact(row_bytes).flat_map(|row| unpack_row(row, page.bits, values)).collect())
}

/// Decodes a chunk of JPEG with the tables that all chunks of the page share.
fn jpeg_values(page: &Page, place: &Place, raw: &[u8]) -> Result<Vec<u8>, Fault> {
    if page.bits != 8 {
        return Err(Fault::unsupported("JPEG of more than 8 bits inside a TIFF: save it with deflate"));
    }
    if place.samples == 3 && page.photometric != RGB && page.photometric != YCBCR {
        return Err(Fault::unsupported("JPEG of other than grey or RGB inside a TIFF: save it with deflate"));
    }
    let stream = match page.jpeg_tables.as_deref() {
        // Tables are a JPEG of their own: start mark, tables, end mark; the chunk has its own start mark.
        Some([0xff, 0xd8, tables @ .., 0xff, 0xd9]) if raw.starts_with(&[0xff, 0xd8]) => {
            [&[0xff, 0xd8], tables, raw.get(2..).unwrap_or(&[])].concat()
        }
        Some(_) | None => raw.to_vec(),
    };
    let (decoded, _) = jpeg::decode(&stream, page.photometric == YCBCR)?;
    let fits = decoded.width == place.columns
        && decoded.height >= place.rows.min(page.height - place.y)
        && decoded.samples == place.samples;
    if !fits {
        return Err(Fault::damaged("a JPEG strip or tile has another size than its page says"));
    }
    Ok(decoded.data)
}

/// Copies the values of a chunk that lie on the page to their planes.
///
/// The slices fit: a chunk was checked to hold `rows * columns` pixels, `planes` was made for the page, and
/// what lies beyond the page is cut first.
fn scatter(chunk: &[u8], place: &Place, page: &Page, size: usize, planes: &mut [u8]) {
    let columns = place.columns.min(page.width - place.x);
    let rows = place.rows.min(page.height - place.y);
    let pixel = place.samples * size;
    for row in 0..rows {
        for s in 0..place.samples {
            let to = (((place.sample + s) * page.height + place.y + row) * page.width + place.x) * size;
            let from = row * place.columns * pixel;
            if place.samples == 1 {
                planes[to..to + columns * size].copy_from_slice(&chunk[from..from + columns * size]);
                continue;
            }
            let source = chunk[from..from + columns * pixel].chunks_exact(pixel);
            for (out, values) in planes[to..to + columns * size].chunks_exact_mut(size).zip(source) {
                out.copy_from_slice(&values[s * size..(s + 1) * size]);
            }
        }
    }
}
