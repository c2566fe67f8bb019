//! [`File`]: the bytes of a TIFF and its directories of tags, one a page, none of them trusted.

use std::collections::{BTreeMap, HashSet};

use super::Fault;

/// More tags in one directory than any real program writes.
const MOST_TAGS: u64 = 4096;
/// More pages than a real file has.
const MOST_PAGES: usize = 200_000;

/// The bytes of a TIFF with its directories.
pub(super) struct File<'a> {
    /// The whole file.
    pub bytes: &'a [u8],
    /// True for "MM" files.
    pub big_endian: bool,
    /// One a page, in the order of the file.
    pub directories: Vec<Directory>,
    /// What was odd about the chain of directories.
    pub warnings: Vec<String>,
    big_tiff: bool,
}

/// Where the values of one tag lie.
struct Entry {
    kind: u16,
    count: u64,
    at: u64,
}

/// The tags of one page.
pub(super) struct Directory(BTreeMap<u16, Entry>);

impl<'a> File<'a> {
    /// Reads the header and follows the chain of directories to its end.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Fault> {
        let mut file = File {
            bytes,
            big_endian: bytes.starts_with(b"MM"),
            directories: Vec::new(),
            warnings: Vec::new(),
            big_tiff: false,
        };
        let mut at = match file.number(2, 2)? {
            42 => file.number(4, 4)?,
            43 => {
                file.big_tiff = true;
                if file.number(4, 2)? != 8 {
                    return Err(Fault::damaged("its BigTIFF header is not one"));
                }
                file.number(8, 8)?
            }
            _ => return Err(Fault::damaged("it begins like a TIFF but is not one")),
        };
        let mut seen = HashSet::new();
        while at != 0 {
            if !seen.insert(at) {
                file.warnings.push("its list of pages points back at itself: read up to there".to_owned());
                break;
            }
            if seen.len() > MOST_PAGES {
                return Err(Fault::damaged("its list of pages does not end"));
            }
            at = file.directory(at)?;
        }
        if file.directories.is_empty() {
            return Err(Fault::damaged("it holds no page"));
        }
        Ok(file)
    }

    /// Reads the directory at `at`; gives where the next one lies, 0 for none.
    fn directory(&mut self, at: u64) -> Result<u64, Fault> {
        let (count_size, entry_size, word) = if self.big_tiff { (8, 20, 8) } else { (2, 12, 4) };
        let count = self.number(at, count_size)?;
        if count == 0 || count > MOST_TAGS {
            return Err(Fault::damaged(format!("a page declares {count} tags")));
        }
        let mut entries = BTreeMap::new();
        for i in 0..count {
            let entry = at + count_size + i * entry_size;
            let tag = self.number(entry, 2)? as u16;
            let kind = self.number(entry + 2, 2)? as u16;
            let count = self.number(entry + 4, word)?;
            let value_at = entry + 4 + word;
            let fits = type_size(kind).saturating_mul(count) <= word;
            let at = if fits { value_at } else { self.number(value_at, word)? };
            entries.entry(tag).or_insert(Entry { kind, count, at });
        }
        self.directories.push(Directory(entries));
        self.number(at + count_size + count * entry_size, word)
    }

    /// The unsigned number of `size` bytes at `at`.
    pub fn number(&self, at: u64, size: u64) -> Result<u64, Fault> {
        let bytes = self.slice(at, size)?;
        let fold = |n: u64, &b: &u8| n << 8 | u64::from(b);
        Ok(if self.big_endian { bytes.iter().fold(0, fold) } else { bytes.iter().rev().fold(0, fold) })
    }

    /// `size` bytes at `at`.
    pub fn slice(&self, at: u64, size: u64) -> Result<&'a [u8], Fault> {
        let range = at.checked_add(size).map(|end| at as usize..end as usize);
        range.and_then(|r| self.bytes.get(r)).ok_or_else(|| {
            Fault::damaged(format!("it points at byte {at}, but ends at {}", self.bytes.len()))
        })
    }
}

/// Bytes of one value of a TIFF type; 0 for unknown types.
fn type_size(kind: u16) -> u64 {
    match kind {
        1 | 2 | 6 | 7 => 1,
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 | 16 | 17 | 18 => 8,
        _ => 0,
    }
}

impl Directory {
    /// True when the page has the tag.
    pub fn has(&self, tag: u16) -> bool {
        self.0.contains_key(&tag)
    }

    /// True where the values of any tag begin within these bytes of the file.
    pub fn lies_within(&self, bytes: &std::ops::Range<u64>) -> bool {
        self.0.values().any(|entry| bytes.contains(&entry.at))
    }

    /// How many values the tag has, 0 if absent.
    pub fn count(&self, tag: u16) -> u64 {
        self.0.get(&tag).map_or(0, |e| e.count)
    }

    /// The unsigned values of a tag, or `None` if the page lacks it.
    pub fn numbers(&self, file: &File, tag: u16) -> Result<Option<Vec<u64>>, Fault> {
        let Some(entry) = self.0.get(&tag) else { return Ok(None) };
        let size = match entry.kind {
            1 | 7 => 1,
            3 => 2,
            4 | 13 => 4,
            16 | 18 => 8,
            kind => return Err(Fault::damaged(format!("tag {tag} has the odd type {kind}"))),
        };
        // The values must lie in the file, which bounds what is allocated for them.
        file.slice(entry.at, entry.count.saturating_mul(size))?;
        (0..entry.count).map(|i| file.number(entry.at + i * size, size)).collect::<Result<_, _>>().map(Some)
    }

    /// The first value of a tag, or `otherwise` if the page lacks it.
    pub fn number(&self, file: &File, tag: u16, otherwise: u64) -> Result<u64, Fault> {
        Ok(self.numbers(file, tag)?.and_then(|v| v.first().copied()).unwrap_or(otherwise))
    }

    /// The bytes of a tag, whatever its type.
    pub fn bytes<'a>(&self, file: &File<'a>, tag: u16) -> Result<Option<&'a [u8]>, Fault> {
        let Some(entry) = self.0.get(&tag) else { return Ok(None) };
        file.slice(entry.at, entry.count.saturating_mul(type_size(entry.kind))).map(Some)
    }

    /// The text of a tag; a text that cannot be read counts as absent.
    pub fn text(&self, file: &File, tag: u16) -> Option<String> {
        let bytes = self.bytes(file, tag).ok()??;
        let end = bytes.iter().position(|&b| b == 0).unwrap_or(bytes.len());
        // ImageJ writes the micro sign in Latin 1.
        Some(match std::str::from_utf8(bytes.get(..end)?) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().take(end).map(|&b| char::from(b)).collect(),
        })
    }

    /// The fraction of a tag.
    pub fn fraction(&self, file: &File, tag: u16) -> Option<f64> {
        let entry = self.0.get(&tag).filter(|e| e.kind == 5 && e.count >= 1)?;
        let above = file.number(entry.at, 4).ok()?;
        let below = file.number(entry.at + 4, 4).ok()?;
        (below != 0).then(|| above as f64 / below as f64)
    }
}
