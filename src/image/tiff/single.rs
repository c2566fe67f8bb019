//! Telling from a file's first bytes that it holds no stack.

use std::io::{Read, Seek, SeekFrom};

/// The tags of a description, of MetaMorph's planes and of Zeiss' block: what makes a stack of a page.
const STACK_TAGS: [u16; 3] = [270, 33629, 34412];
/// More tags than a page of a camera has.
const MOST_TAGS: u16 = 512;

/// True where the file is no TIFF, or a plain TIFF of one page without a description. False where it may be a stack, or
/// cannot be read.
pub(in crate::image) fn is_single(file: &mut (impl Read + Seek)) -> bool {
    look(file).unwrap_or(false)
}

fn look(file: &mut (impl Read + Seek)) -> std::io::Result<bool> {
    let mut head = [0; 8];
    file.read_exact(&mut head)?;
    let big_endian = head.starts_with(b"MM");
    if !big_endian && !head.starts_with(b"II") {
        return Ok(true);
    }
    let two = |bytes: [u8; 2]| if big_endian { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) };
    let four =
        |bytes: [u8; 4]| if big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) };
    let [_, _, m0, m1, at @ ..] = head;
    if two([m0, m1]) != 42 {
        return Ok(false);
    }
    file.seek(SeekFrom::Start(u64::from(four(at))))?;
    let mut count = [0; 2];
    file.read_exact(&mut count)?;
    let count = two(count);
    if count > MOST_TAGS {
        return Ok(false);
    }
    let mut entries = vec![0; usize::from(count) * 12 + 4];
    file.read_exact(&mut entries)?;
    let (entries, next) = entries.split_at(usize::from(count) * 12);
    let stack = entries.as_chunks::<12>().0.iter().any(|[a, b, ..]| STACK_TAGS.contains(&two([*a, *b])));
    Ok(!stack && next == [0; 4])
}
