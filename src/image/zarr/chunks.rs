//! The values of an array, put together out of its chunks.

use std::ops::Range;

use super::array::Array;
use super::codec::{Chain, Layout, Shards};
use super::{Fault, Samples, check_size};

/// How many chunks are not stored.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Missing {
    /// That many,
    pub absent: u64,
    /// of so many that were looked for.
    pub of: u64,
}

/// The values of `array` within `ranges`, one for each axis; the last axis runs fastest.
pub(super) fn read(array: &Array, ranges: &[Range<u64>]) -> Result<(Samples, Missing), Fault> {
    let mut out = Out::new(array, ranges)?;
    let grid: Vec<Range<u64>> =
        ranges.iter().zip(&array.chunk).map(|(r, &c)| r.start / c..r.end.div_ceil(c)).collect();
    let mut missing = Missing::default();
    each_place(&grid, |place| {
        missing.of += 1;
        let origin: Vec<u64> = place.iter().zip(&array.chunk).map(|(&p, &c)| p * c).collect();
        if let Some(raw) = array.folder.chunk(&array.chunk_name(place))? {
            return chunk(array, &array.chain, raw, &origin, &array.chunk, &mut out);
        }
        missing.absent += 1;
        Ok(())
    })?;
    if missing.absent == missing.of {
        return Err(Fault::damaged("none of its chunks is stored: it was not copied as a whole"));
    }
    Ok((array.dtype.samples(out.bytes)?, missing))
}

/// Puts one chunk, as stored, in its place.
fn chunk(
    array: &Array,
    chain: &Chain,
    raw: Vec<u8>,
    origin: &[u64],
    shape: &[u64],
    out: &mut Out,
) -> Result<(), Fault> {
    match &chain.layout {
        Layout::Plain { .. } => {
            // The whole was checked against all files; this is checked against its own.
            let values = shape.iter().copied().fold(1, u64::saturating_mul);
            check_size(values, 1, 1, array.dtype.bits(), raw.len() as u64)?;
            let expected = values as usize * array.dtype.size;
            let bytes = chain.unpack(raw, Some(expected))?;
            out.place(&chain.sorted(bytes, shape, array.dtype.size), origin, shape);
            Ok(())
        }
        Layout::Shards(shards) => shard(array, shards, &chain.unpack(raw, None)?, origin, shape, out),
    }
}

/// Puts the chunks of a shard in their places.
fn shard(
    array: &Array,
    shards: &Shards,
    bytes: &[u8],
    origin: &[u64],
    shape: &[u64],
    out: &mut Out,
) -> Result<(), Fault> {
    let damaged = |what: &str| Fault::damaged(format!("a shard: {what}"));
    let counts: Vec<u64> = shape.iter().zip(&shards.inner).map(|(s, i)| s / i).collect();
    let chunks = counts.iter().copied().fold(1, u64::saturating_mul);
    let sum = if shards.index_sum { 4 } else { 0 };
    let length = chunks.saturating_mul(16).saturating_add(sum);
    let length = usize::try_from(length).ok().filter(|&length| length <= bytes.len());
    let length = length.ok_or_else(|| damaged("it is too short for its index"))?;
    let at = if shards.index_last { bytes.len() - length } else { 0 };
    let mut index = bytes.get(at..at + length).unwrap_or(&[]);
    let checked;
    if shards.index_sum {
        checked = super::unpack::Unpack::Crc32c.undo(index, length)?;
        index = &checked;
    }
    let mut entries = index.as_chunks::<16>().0.iter();
    let grid: Vec<Range<u64>> = counts.iter().map(|&n| 0..n).collect();
    each_place(&grid, |place| {
        let entry = entries.next().ok_or_else(|| damaged("its index ends too early"))?;
        let word = |half: &[u8]| half.iter().rev().fold(0_u64, |n, &b| n << 8 | u64::from(b));
        let (low, high) = entry.split_at(8);
        let (offset, count) = (word(low), word(high));
        if (offset, count) == (u64::MAX, u64::MAX) {
            return Ok(());
        }
        let begin: Vec<u64> =
            place.iter().zip(&shards.inner).zip(origin).map(|((&p, &i), &o)| o + p * i).collect();
        if !out.meets(&begin, &shards.inner) {
            return Ok(());
        }
        let end = offset.checked_add(count).map(|end| end as usize);
        let raw = end.and_then(|end| bytes.get(offset as usize..end));
        let raw = raw.ok_or_else(|| damaged("its index points behind its end"))?;
        chunk(array, &shards.chain, raw.to_vec(), &begin, &shards.inner, out)
    })
}

/// Calls `f` with every place within `grid`, the last axis fastest.
fn each_place(grid: &[Range<u64>], mut f: impl FnMut(&[u64]) -> Result<(), Fault>) -> Result<(), Fault> {
    if grid.iter().any(Range::is_empty) {
        return Ok(());
    }
    let mut place: Vec<u64> = grid.iter().map(|range| range.start).collect();
    loop {
        f(&place)?;
        let mut more = false;
        for (at, range) in place.iter_mut().zip(grid).rev() {
            *at += 1;
            if *at < range.end {
                more = true;
                break;
            }
            *at = range.start;
        }
        if !more {
            return Ok(());
        }
    }
}

/// The values that come out.
struct Out {
    ranges: Vec<Range<u64>>,
    size: usize,
    bytes: Vec<u8>,
}

impl Out {
    fn new(array: &Array, ranges: &[Range<u64>]) -> Result<Self, Fault> {
        let values = ranges.iter().map(|r| (r.end - r.start) as usize).try_fold(1_usize, usize::checked_mul);
        let values = values.ok_or_else(|| Fault::damaged("its size overflows"))?;
        // Small fills are repeated; what is stored is written over them.
        let bytes = if array.fill.iter().all(|&b| b == 0) {
            vec![0; values * array.dtype.size]
        } else {
            array.fill.repeat(values)
        };
        Ok(Self { ranges: ranges.to_vec(), size: array.dtype.size, bytes })
    }

    /// True where a chunk there has values that are wanted.
    fn meets(&self, origin: &[u64], shape: &[u64]) -> bool {
        self.ranges.iter().zip(origin).zip(shape).all(|((r, &o), &s)| o < r.end && o + s > r.start)
    }

    /// Copies the values of a chunk, low bytes first and the last axis fastest, that are wanted.
    fn place(&mut self, values: &[u8], origin: &[u64], shape: &[u64]) {
        if !self.meets(origin, shape) {
            return;
        }
        // What of the chunk is wanted, counted from its origin.
        let wanted: Vec<Range<u64>> = self
            .ranges
            .iter()
            .zip(origin)
            .zip(shape)
            .map(|((r, &o), &s)| r.start.saturating_sub(o)..(r.end - o).min(s))
            .collect();
        let Some((last, rows)) = wanted.split_last() else { return };
        let row = (last.end - last.start) as usize * self.size;
        let size = self.size;
        let (ranges, bytes) = (&self.ranges, &mut self.bytes);
        let copied = each_place(rows, |place| {
            let (mut from, mut to) = (0, 0);
            for (axis, range) in ranges.iter().enumerate() {
                let at = place.get(axis).copied().unwrap_or(last.start);
                let (side, begin) =
                    (shape.get(axis).copied().unwrap_or(1), origin.get(axis).copied().unwrap_or(0));
                from = from * side as usize + at as usize;
                to = to * (range.end - range.start) as usize + (begin + at - range.start) as usize;
            }
            let source = values.get(from * size..from * size + row);
            let target = bytes.get_mut(to * size..to * size + row);
            if let (Some(source), Some(target)) = (source, target) {
                target.copy_from_slice(source);
            }
            Ok(())
        });
        debug_assert!(copied.is_ok(), "copying cannot fail");
    }
}
