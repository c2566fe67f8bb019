//! A contact sheet: rows of images, each with its random versions, with words beside them.

use super::ExportError;
use super::escape::escape;
use super::png::render;
use crate::image::{Display, Planes};
use std::fmt::Write;
use std::io::Cursor;

/// Side of a picture on the sheet in pixels, at least.
const TILE: usize = 128;
const GAP: usize = 8;
const TITLE: usize = 56;
const LABEL: usize = 200;

/// A contact sheet.
#[derive(Clone, Debug, Default)]
pub struct ContactSheet {
    /// Above everything.
    pub title: String,
    /// Above each column.
    pub columns: Vec<String>,
    /// Beside each row, and the row's pictures (0 to 1).
    pub rows: Vec<(String, Vec<Planes>)>,
    /// Colours of the channels, and gain and offset of each; `None` for colours by their number.
    pub look: Option<(Display, Vec<(f32, f32)>)>,
}

impl ContactSheet {
    /// The sheet as the bytes of a PNG file.
    ///
    /// # Errors
    /// Where the picture cannot be encoded.
    pub fn to_png(&self) -> Result<Vec<u8>, ExportError> {
        let largest = self.rows.iter().flat_map(|(_, tiles)| tiles).map(|t| t.width.max(t.height)).max();
        let side = TILE.max(largest.unwrap_or(TILE));
        let columns =
            self.columns.len().max(self.rows.iter().map(|(_, tiles)| tiles.len()).max().unwrap_or(0));
        // Wide enough for the title too; its letters are about nine pixels wide.
        let width = (LABEL + columns * (side + GAP) + GAP).max(2 * GAP + 9 * self.title.chars().count());
        let height = TITLE + self.rows.len() * (side + GAP) + GAP;
        let words = render(&self.words(width, height, side), 1.0)?;
        let failed = |error: image::ImageError| ExportError::Drawing { reason: error.to_string() };
        let mut sheet = image::load_from_memory(&words).map_err(failed)?.to_rgb8();
        for (row, (_, tiles)) in self.rows.iter().enumerate() {
            for (column, tile) in tiles.iter().enumerate() {
                let (left, top) = (LABEL + column * (side + GAP), TITLE + row * (side + GAP));
                place(&mut sheet, &self.colours(tile), tile, (left, top), side);
            }
        }
        let mut bytes = Vec::new();
        sheet.write_to(&mut Cursor::new(&mut bytes), image::ImageFormat::Png).map_err(failed)?;
        Ok(bytes)
    }

    /// A picture as colours, four bytes a pixel.
    fn colours(&self, tile: &Planes) -> Vec<u8> {
        match &self.look {
            Some((display, scale)) => display.composite(tile, scale),
            None => display(tile.channels).composite(tile, &[]),
        }
    }

    fn words(&self, width: usize, height: usize, side: usize) -> String {
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\">\
             <rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\
             <text x=\"{GAP}\" y=\"22\" font-size=\"16\">{}</text>",
            escape(&self.title)
        );
        for (column, words) in self.columns.iter().enumerate() {
            let x = LABEL + column * (side + GAP);
            // Writing into a String cannot fail.
            let _ = write!(svg, "<text x=\"{x}\" y=\"48\" font-size=\"13\">{}</text>", escape(words));
        }
        for (row, (words, _)) in self.rows.iter().enumerate() {
            for (line, part) in lines(words, 28).into_iter().enumerate() {
                let y = TITLE + row * (side + GAP) + 16 + line * 16;
                let _ = write!(svg, "<text x=\"{GAP}\" y=\"{y}\" font-size=\"12\">{}</text>", escape(&part));
            }
        }
        svg + "</svg>"
    }
}

/// Text in lines of at most `length` letters; at most six.
fn lines(text: &str, length: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let letters: Vec<char> = line.chars().collect();
        lines.extend(letters.chunks(length).map(|part| part.iter().collect::<String>()));
    }
    lines.truncate(6);
    lines
}

/// Puts a picture on the sheet, each pixel a block as large as fits.
fn place(
    sheet: &mut image::RgbImage,
    colours: &[u8],
    tile: &Planes,
    (left, top): (usize, usize),
    side: usize,
) {
    let zoom = (side / tile.width.max(tile.height).max(1)).max(1);
    for y in 0..(tile.height * zoom).min(side) {
        for x in 0..(tile.width * zoom).min(side) {
            let at = 4 * ((y / zoom) * tile.width + x / zoom);
            let Some(&[red, green, blue]) = colours.get(at..at + 3) else { continue };
            if let Some(pixel) = sheet.get_pixel_mut_checked((left + x) as u32, (top + y) as u32) {
                *pixel = image::Rgb([red, green, blue]);
            }
        }
    }
}

/// One channel is grey, three are red, green and blue, others are laid over each other in colours.
fn display(channels: usize) -> Display {
    let names = match channels {
        3 => ["red", "green", "blue"].map(String::from).to_vec(),
        n => vec![String::new(); n],
    };
    Display::new(&names, &[])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::PALETTE;

    #[test]
    fn a_sheet_has_its_pictures_in_their_places() {
        let mut picture = Planes::zeros(1, 4, 4);
        picture.data.fill(1.0);
        picture.data[0] = 0.0;
        let sheet = ContactSheet {
            title: "A <title>".into(),
            columns: vec!["original".into(), "version 1".into()],
            rows: vec![("cell & co".into(), vec![picture.clone(), picture])],
            look: None,
        };
        let png = image::load_from_memory(&sheet.to_png().unwrap()).unwrap().to_rgb8();
        let second = (LABEL + TILE + GAP) as u32;
        assert_eq!(png.get_pixel(second + 1, TITLE as u32 + 1).0, [0, 0, 0]);
        assert_eq!(png.get_pixel(second + TILE as u32 - 1, TITLE as u32 + 1).0, [255, 255, 255]);
    }

    #[test]
    fn a_sheet_is_coloured_as_it_is_seen() {
        let tile = Planes { channels: 2, height: 1, width: 1, data: vec![0.5, 1.0] };
        let mut display = Display::new(&["red".into(), "green".into()], &[]);
        display.channels[0].colour = [255, 0, 0];
        display.channels[1].visible = false;
        let sheet =
            ContactSheet { look: Some((display, vec![(2.0, 0.0), (1.0, 0.0)])), ..ContactSheet::default() };
        assert_eq!(sheet.colours(&tile), [255, 0, 0, 255]);
    }

    #[test]
    fn three_channels_are_red_green_and_blue() {
        let coloured = |data: Vec<f32>| {
            let tile = Planes { channels: data.len(), height: 1, width: 1, data };
            let mut sheet = image::RgbImage::new(TILE as u32, TILE as u32);
            let colours = ContactSheet::default().colours(&tile);
            place(&mut sheet, &colours, &tile, (0, 0), TILE);
            sheet.get_pixel(0, 0).0
        };
        assert_eq!(coloured(vec![0.2]), [51, 51, 51]);
        assert_eq!(coloured(vec![0.2, 0.4, 1.0]), [51, 102, 255]);
        assert_eq!(coloured(vec![0.0, 1.0]), PALETTE[1]);
    }
}
