//! A contact sheet as a TIFF for ImageJ and Fiji: every channel for itself in 16 bits, with its name and colour.

use super::{ContactSheet, ExportError};
use crate::image::Planes;
use std::fmt::Write;
use std::io::Cursor;
use tiff::encoder::TiffEncoder;
use tiff::encoder::colortype::Gray16;
use tiff::tags::Tag;

/// Pixels between two pictures.
const GAP: usize = 2;
/// ImageJ lays this many channels over each other, at most.
const COMPOSITE: usize = 7;
/// Pixels of a channel, at most: 512 MB of a file of four channels.
const MOST_PIXELS: usize = 64_000_000;
/// The tags in which ImageJ keeps what the description has no room for, and how long its parts are.
const IJ_METADATA: Tag = Tag::Unknown(50839);
const IJ_BYTE_COUNTS: Tag = Tag::Unknown(50838);

impl ContactSheet {
    /// The sheet as the bytes of a TIFF file: a hyperstack of the channels with these names. 0 to 1 becomes 0 to 65535;
    /// nothing is coloured or stretched. The words of the sheet are what ImageJ shows as the image's info.
    ///
    /// # Errors
    /// Where it would be too large, or cannot be encoded.
    pub fn to_imagej_tiff(&self, channels: &[String]) -> Result<Vec<u8>, ExportError> {
        let failed = |error: tiff::TiffError| ExportError::Drawing { reason: error.to_string() };
        let tiles = || self.rows.iter().flat_map(|(_, tiles)| tiles);
        let side = tiles().map(|tile| tile.width.max(tile.height)).max().unwrap_or(1).max(1);
        let across = self.rows.iter().map(|(_, tiles)| tiles.len()).max().unwrap_or(1).max(1);
        let (width, height) = (across * (side + GAP), self.rows.len().max(1) * (side + GAP));
        if width * height > MOST_PIXELS {
            return Err(ExportError::TooLarge { width: width as f64, height: height as f64 });
        }
        let count = tiles().map(|tile| tile.channels).max().unwrap_or(1).max(1);
        let mut bytes = Vec::new();
        let mut encoder = TiffEncoder::new(Cursor::new(&mut bytes)).map_err(failed)?;
        for c in 0..count {
            let mut page = encoder.new_image::<Gray16>(width as u32, height as u32).map_err(failed)?;
            if c == 0 {
                let (counts, metadata) = self.metadata(channels, count);
                let tags = page.encoder();
                tags.write_tag(Tag::ImageDescription, description(count).as_str()).map_err(failed)?;
                tags.write_tag(IJ_BYTE_COUNTS, counts.as_slice()).map_err(failed)?;
                tags.write_tag(IJ_METADATA, metadata.as_slice()).map_err(failed)?;
            }
            page.write_data(&self.channel(c, (width, height), side)).map_err(failed)?;
        }
        Ok(bytes)
    }

    /// One channel of all pictures in their places.
    fn channel(&self, c: usize, (width, height): (usize, usize), side: usize) -> Vec<u16> {
        let mut values = vec![0; width * height];
        for (row, (_, tiles)) in self.rows.iter().enumerate() {
            for (column, tile) in tiles.iter().enumerate().filter(|(_, tile)| c < tile.channels) {
                put(&mut values, width, (column * (side + GAP), row * (side + GAP)), tile, c);
            }
        }
        values
    }

    /// ImageJ's own form of the words of the sheet, the names of the channels and their colours: lengths and bytes.
    fn metadata(&self, channels: &[String], count: usize) -> (Vec<u32>, Vec<u8>) {
        let mut info = format!("{}\ncolumns: {}\n", self.title, self.columns.join(" | "));
        for (number, (words, _)) in (1..).zip(&self.rows) {
            // Writing into a String cannot fail.
            let _ = writeln!(info, "row {number}: {}", words.replace('\n', ", "));
        }
        let labels = (0..count).map(|c| channels.get(c).map_or("", String::as_str));
        let colour = |c: usize| {
            let known = self.look.as_ref().and_then(|(display, _)| display.channels.get(c));
            known.map_or([255; 3], |channel| channel.colour)
        };
        let mut parts: Vec<([u8; 4], Vec<Vec<u8>>)> =
            vec![(*b"info", vec![wide(&info)]), (*b"labl", labels.map(wide).collect())];
        if self.look.is_some() {
            parts.push((*b"luts", (0..count).map(|c| ramp(colour(c))).collect()));
        }
        let word = |code: [u8; 4]| u32::from_be_bytes(code).to_ne_bytes();
        let mut header = word(*b"IJIJ").to_vec();
        for (code, entries) in &parts {
            header.extend(word(*code));
            header.extend((entries.len() as u32).to_ne_bytes());
        }
        let entries = || parts.iter().flat_map(|(_, entries)| entries);
        let counts = std::iter::once(header.len()).chain(entries().map(Vec::len)).map(|n| n as u32).collect();
        let all = header.iter().copied().chain(entries().flatten().copied()).collect();
        (counts, all)
    }
}

/// What ImageJ reads of a stack of `count` channels.
fn description(count: usize) -> String {
    let mode = if count <= COMPOSITE { "composite" } else { "color" };
    let stack = match count {
        1 => String::new(),
        _ => format!("images={count}\nchannels={count}\nhyperstack=true\nmode={mode}\n"),
    };
    format!("ImageJ=1.53t\n{stack}min=0.0\nmax=65535.0\n")
}

/// Text in the 16-bit letters of Java.
fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_ne_bytes).collect()
}

/// 256 steps from black to `colour`: all reds, all greens, all blues.
fn ramp(colour: [u8; 3]) -> Vec<u8> {
    colour.iter().flat_map(|&end| (0..256_u32).map(move |step| (step * u32::from(end) / 255) as u8)).collect()
}

fn put(values: &mut [u16], width: usize, (left, top): (usize, usize), tile: &Planes, c: usize) {
    for (y, line) in tile.channel(c).chunks_exact(tile.width.max(1)).enumerate() {
        let start = (top + y) * width + left;
        let Some(target) = values.get_mut(start..start + tile.width) else { continue };
        for (to, value) in target.iter_mut().zip(line) {
            // What is no number becomes 0.
            *to = (value.clamp(0.0, 1.0) * 65_535.0).round() as u16;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::{Display, Samples, read};

    fn sheet() -> ContactSheet {
        let tile = |at: f32| Planes { channels: 2, height: 1, width: 2, data: vec![at, 0.0, 1.0, f32::NAN] };
        let display = Display::new(&["red".into(), "blue".into()], &[]);
        ContactSheet {
            title: "two".into(),
            columns: vec!["original".into(), "version 1".into()],
            rows: vec![("round\na.png".into(), vec![tile(0.5), tile(2.0)])],
            look: Some((display, vec![(1.0, 0.0); 2])),
        }
    }

    #[test]
    fn channels_come_back_in_their_order_with_their_values() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sheet.tif");
        std::fs::write(&path, sheet().to_imagej_tiff(&["DNA".into(), "actin".into()]).unwrap()).unwrap();
        let image = read(&path).unwrap();
        assert_eq!((image.width, image.height, image.planes), (8, 4, 2));
        assert_eq!(image.channels.len(), 2, "ImageJ would show slices, not channels");
        let Samples::U16(values) = &image.samples else { panic!("{:?}", image.samples.dtype()) };
        assert_eq!(values[..8], [32_768, 0, 0, 0, 65_535, 0, 0, 0]);
        assert_eq!(values[32..40], [65_535, 0, 0, 0, 65_535, 0, 0, 0]);
        assert!(values[8..32].iter().chain(&values[40..]).all(|v| *v == 0));
    }

    #[test]
    fn imagej_is_told_names_and_colours() {
        let (counts, bytes) = sheet().metadata(&["DNA".into(), "\u{3b1}-actin".into()], 2);
        assert_eq!(counts.iter().sum::<u32>() as usize, bytes.len());
        // Header, info, two labels, two ramps.
        assert_eq!(counts.len(), 6);
        assert_eq!((counts[0], counts[2], counts[4], counts[5]), (28, 6, 768, 768));
        let labels = bytes[(counts[0] + counts[1]) as usize..].to_vec();
        let letters: Vec<u16> =
            labels.chunks_exact(2).take(3).map(|pair| u16::from_ne_bytes([pair[0], pair[1]])).collect();
        assert_eq!(String::from_utf16(&letters).unwrap(), "DNA");
        let ramp = &bytes[bytes.len() - 768..];
        let colour = sheet().look.unwrap().0.channels[1].colour;
        assert_eq!([ramp[255], ramp[511], ramp[767]], colour);
        assert_eq!(ramp[0], 0);
    }

    #[test]
    fn one_channel_is_no_stack() {
        assert!(!description(1).contains("hyperstack"));
        assert!(description(3).contains("channels=3\nhyperstack=true\nmode=composite"));
        assert!(description(9).contains("mode=color"));
    }
}
