//! The colours in which a file wants its channels shown: palettes, ImageJ's tables, OME's numbers.

use super::directory::{Directory, File};

/// The tag of a palette.
const COLOUR_MAP: u16 = 320;
/// The tags of ImageJ's own block and of the lengths of its parts.
const IMAGEJ_LENGTHS: u16 = 50838;
const IMAGEJ_BLOCK: u16 = 50839;
/// Bytes of one of ImageJ's tables: 256 reds, 256 greens, 256 blues.
const TABLE: usize = 768;

/// OME's colour: a signed number of 32 bits that holds red, green, blue and opacity. Black says nothing.
pub(super) fn of_ome(text: &str) -> Option<[u8; 3]> {
    let number: i64 = text.parse().ok()?;
    let [red, green, blue, _] = (number as u32).to_be_bytes();
    let known = i64::from(i32::MIN) <= number && number <= i64::from(u32::MAX);
    Some([red, green, blue]).filter(|colour| known && *colour != [0, 0, 0])
}

/// The palette of a page, 8 bits a colour; empty where it has none that can be read.
pub(super) fn palette(file: &File, tags: &Directory) -> Vec<[u8; 3]> {
    let Ok(Some(values)) = tags.numbers(file, COLOUR_MAP) else { return Vec::new() };
    let count = values.len() / 3;
    // Some writers put 8 bits into the tag's 16.
    let shift = if values.iter().all(|&v| v < 256) { 0 } else { 8 };
    let colour = |i: usize| {
        let part = |k: usize| values.get(k * count + i).map_or(0, |v| (v >> shift) as u8);
        [part(0), part(1), part(2)]
    };
    (0..count).map(colour).collect()
}

/// The tables of ImageJ's channels, each told by its last colour, where it is a ramp.
pub(super) fn of_imagej(file: &File, tags: &Directory) -> Vec<Option<[u8; 3]>> {
    read_imagej(file, tags).unwrap_or_default()
}

fn read_imagej(file: &File, tags: &Directory) -> Option<Vec<Option<[u8; 3]>>> {
    let lengths = tags.numbers(file, IMAGEJ_LENGTHS).ok()??;
    let block = tags.bytes(file, IMAGEJ_BLOCK).ok()??;
    let head = block.get(..*lengths.first()? as usize)?;
    // "IJIJ" and the words behind it have the byte order of the file.
    let word = |at: usize| -> Option<u32> {
        let bytes: [u8; 4] = head.get(at..at + 4)?.try_into().ok()?;
        Some(if file.big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    };
    (word(0)? == u32::from_be_bytes(*b"IJIJ")).then_some(())?;
    let mut at = head.len();
    let mut part = 1;
    for entry in 0..head.len().checked_sub(4)? / 8 {
        let (kind, count) = (word(4 + entry * 8)?, word(8 + entry * 8)? as usize);
        let mut found = Vec::new();
        for _ in 0..count {
            let length = *lengths.get(part)? as usize;
            let bytes = block.get(at..at.checked_add(length)?)?;
            if kind == u32::from_be_bytes(*b"luts") && length == TABLE {
                found.push(ramp(&table(bytes)));
            }
            at += length;
            part += 1;
        }
        if !found.is_empty() {
            return Some(found);
        }
    }
    None
}

fn table(bytes: &[u8]) -> Vec<[u8; 3]> {
    let value = |i: usize| bytes.get(i).copied().unwrap_or(0);
    (0..256).map(|i| [value(i), value(256 + i), value(512 + i)]).collect()
}

/// The colour that a palette rises to, where it rises evenly from black; `None` for any other palette.
pub(in crate::image) fn ramp(palette: &[[u8; 3]]) -> Option<[u8; 3]> {
    let last = *palette.last()?;
    let steps = palette.len().checked_sub(1).filter(|&n| n > 0)?;
    let even = palette.iter().enumerate().all(|(i, colour)| {
        colour.iter().zip(last).all(|(&is, end)| {
            let expected = f64::from(end) * i as f64 / steps as f64;
            (f64::from(is) - expected).abs() <= 8.0
        })
    });
    (even && last != [0, 0, 0]).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_ome_are_red_green_blue() {
        assert_eq!(of_ome("-65536"), Some([255, 255, 0]));
        assert_eq!(of_ome("16711935"), Some([0, 255, 0]));
        assert_eq!(of_ome("-16776961"), Some([255, 0, 0]));
        assert_eq!(of_ome("255"), None);
        assert_eq!(of_ome("99999999999"), None);
    }

    #[test]
    fn only_ramps_have_a_colour() {
        let green: Vec<[u8; 3]> = (0..=255).map(|v| [0, v, v / 2]).collect();
        assert_eq!(ramp(&green), Some([0, 255, 127]));
        assert_eq!(ramp(&[[0, 0, 0], [255, 0, 0], [0, 255, 0]]), None);
        assert_eq!(ramp(&[]), None);
    }
}
