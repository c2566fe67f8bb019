//! A writer of small TIFFs in any layout: what the tests of the reader need, and no library offers.
#![allow(dead_code, reason = "each test uses a part of it")]

/// A file.
#[derive(Clone, Debug)]
pub struct Tiff {
    /// "MM" instead of "II".
    pub big_endian: bool,
    /// 64-bit offsets.
    pub long_offsets: bool,
    /// The pages.
    pub pages: Vec<Page>,
}

/// A page of 16-bit values, or others by `bits` and `format`.
#[derive(Clone, Debug)]
pub struct Page {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Samples of a pixel.
    pub samples: usize,
    /// Each sample in strips or tiles of its own.
    pub planar: bool,
    /// Bits of a value: 8, 16, 32.
    pub bits: usize,
    /// 1 unsigned, 2 signed, 3 float.
    pub format: u64,
    /// 1 grey, 2 RGB.
    pub photometric: u64,
    /// The kinds of samples beyond the colours.
    pub extra: Vec<u64>,
    /// Columns and rows of a tile; strips of three rows without.
    pub tile: Option<(usize, usize)>,
    /// Packed by deflate.
    pub deflate: bool,
    /// The text of the page.
    pub description: Option<String>,
    /// The values of each sample, row after row.
    pub values: Vec<Vec<u32>>,
    /// Further tags of one number each.
    pub tags: Vec<(u16, u64)>,
    /// Bytes behind the page's own, without a page of their own.
    pub behind: Vec<u32>,
}

impl Page {
    /// A page of 16 bits with these samples.
    pub fn new(width: usize, height: usize, values: Vec<Vec<u32>>) -> Self {
        Self {
            width,
            height,
            samples: values.len(),
            planar: false,
            bits: 16,
            format: 1,
            photometric: 1,
            extra: vec![0; values.len().saturating_sub(1)],
            tile: None,
            deflate: false,
            description: None,
            values,
            tags: Vec::new(),
            behind: Vec::new(),
        }
    }

    /// The bytes of each strip or tile.
    fn chunks(&self, big_endian: bool) -> Vec<Vec<u8>> {
        let (columns, rows) = self.tile.unwrap_or((self.width, 3));
        let layers: Vec<Vec<usize>> = if self.planar {
            (0..self.samples).map(|s| vec![s]).collect()
        } else {
            vec![(0..self.samples).collect()]
        };
        let mut chunks = Vec::new();
        for layer in layers {
            for top in (0..self.height).step_by(rows) {
                for left in (0..self.width).step_by(columns) {
                    let bottom = if self.tile.is_some() { top + rows } else { (top + rows).min(self.height) };
                    let mut bytes = Vec::new();
                    for y in top..bottom {
                        for x in left..left + columns {
                            for &s in &layer {
                                let inside = x < self.width && y < self.height;
                                let value = if inside { self.values[s][y * self.width + x] } else { 0 };
                                push(&mut bytes, value, self.bits / 8, big_endian);
                            }
                        }
                    }
                    if self.deflate {
                        let mut packer =
                            flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
                        std::io::Write::write_all(&mut packer, &bytes).unwrap();
                        bytes = packer.finish().unwrap();
                    }
                    chunks.push(bytes);
                }
            }
        }
        chunks
    }
}

fn push(out: &mut Vec<u8>, value: u32, bytes: usize, big_endian: bool) {
    let little = value.to_le_bytes();
    let part = &little[..bytes];
    if big_endian { out.extend(part.iter().rev()) } else { out.extend(part) }
}

impl Tiff {
    /// A little-endian file of these pages.
    pub fn new(pages: Vec<Page>) -> Self {
        Self { big_endian: false, long_offsets: false, pages }
    }

    fn number(&self, out: &mut Vec<u8>, value: u64, bytes: usize) {
        let little = value.to_le_bytes();
        let part = &little[..bytes];
        if self.big_endian { out.extend(part.iter().rev()) } else { out.extend(part) }
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> Vec<u8> {
        let word = if self.long_offsets { 8 } else { 4 };
        let mut out = if self.big_endian { b"MM".to_vec() } else { b"II".to_vec() };
        self.number(&mut out, if self.long_offsets { 43 } else { 42 }, 2);
        if self.long_offsets {
            self.number(&mut out, 8, 2);
            self.number(&mut out, 0, 2);
        }
        let mut link = out.len();
        self.number(&mut out, 0, word);
        for page in &self.pages {
            let mut tags = self.tags(page, &mut out);
            tags.sort_by_key(|tag| tag.0);
            // Directories begin at even places.
            if out.len() % 2 == 1 {
                out.push(0);
            }
            // Lists that do not fit into a tag come first.
            let mut entries = Vec::new();
            for (tag, kind, values) in &tags {
                let size = match kind {
                    2 => 1,
                    3 => 2,
                    4 => 4,
                    _ => 8,
                };
                let mut bytes = Vec::new();
                for &v in values {
                    self.number(&mut bytes, v, size);
                }
                if bytes.len() <= word {
                    bytes.resize(word, 0);
                } else {
                    let at = out.len() as u64;
                    out.extend(&bytes);
                    bytes.clear();
                    self.number(&mut bytes, at, word);
                }
                entries.push((*tag, *kind, values.len() as u64, bytes));
            }
            let here = out.len() as u64;
            let mut at = Vec::new();
            self.number(&mut at, here, word);
            out[link..link + word].copy_from_slice(&at);
            self.number(&mut out, entries.len() as u64, if self.long_offsets { 8 } else { 2 });
            for (tag, kind, count, bytes) in entries {
                self.number(&mut out, u64::from(tag), 2);
                self.number(&mut out, kind, 2);
                self.number(&mut out, count, word);
                out.extend(bytes);
            }
            link = out.len();
            self.number(&mut out, 0, word);
        }
        out
    }

    /// Writes the pixels of a page; gives its tags: number, type, values.
    fn tags(&self, page: &Page, out: &mut Vec<u8>) -> Vec<(u16, u64, Vec<u64>)> {
        let (mut offsets, mut counts) = (Vec::new(), Vec::new());
        for chunk in page.chunks(self.big_endian) {
            offsets.push(out.len() as u64);
            counts.push(chunk.len() as u64);
            out.extend(chunk);
        }
        for &v in &page.behind {
            push(out, v, page.bits / 8, self.big_endian);
        }
        let long = if self.long_offsets { 16 } else { 4 };
        let each = |value: u64| vec![value; page.samples];
        let mut tags = vec![
            (256, 4, vec![page.width as u64]),
            (257, 4, vec![page.height as u64]),
            (258, 3, each(page.bits as u64)),
            (259, 3, vec![if page.deflate { 8 } else { 1 }]),
            (262, 3, vec![page.photometric]),
            (277, 3, vec![page.samples as u64]),
            (284, 3, vec![if page.planar { 2 } else { 1 }]),
            (339, 3, each(page.format)),
        ];
        if let Some((columns, rows)) = page.tile {
            tags.push((322, 4, vec![columns as u64]));
            tags.push((323, 4, vec![rows as u64]));
            tags.push((324, long, offsets));
            tags.push((325, long, counts));
        } else {
            tags.push((273, long, offsets));
            tags.push((278, 4, vec![3]));
            tags.push((279, long, counts));
        }
        if !page.extra.is_empty() {
            tags.push((338, 3, page.extra.clone()));
        }
        if let Some(text) = &page.description {
            tags.push((270, 2, text.bytes().map(u64::from).chain([0]).collect()));
        }
        tags.extend(page.tags.iter().map(|&(tag, value)| (tag, 4, vec![value])));
        // What a test says of a tag itself holds.
        let own: Vec<u16> = page.tags.iter().map(|tag| tag.0).collect();
        let kept = tags.len() - own.len();
        let mut position = 0;
        tags.retain(|tag| {
            position += 1;
            position > kept || !own.contains(&tag.0)
        });
        tags
    }
}
