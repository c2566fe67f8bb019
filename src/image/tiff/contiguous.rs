//! Stacks of which only the first plane has a page: the others follow its bytes (ImageJ, MetaMorph).

use super::Fault;
use super::compression::Compression;
use super::directory::File;
use super::page::Page;

/// One page a plane for `count` planes, the first of which is `first`.
pub(super) fn follow(file: &File, first: &Page, count: u64) -> Result<Vec<Page>, Fault> {
    let missing = || {
        Fault::damaged(format!(
            "it declares {count} planes, but holds a page for one: it was cut off or changed"
        ))
    };
    let joined = first.offsets.iter().zip(&first.counts).zip(first.offsets.iter().skip(1));
    let gapless = joined.clone().all(|((at, count), next)| at.checked_add(*count) == Some(*next));
    if first.compression != Compression::None || first.planar || first.tiled || !gapless {
        return Err(missing());
    }
    let plane = first.row_bytes(first.width) as u64 * first.height as u64;
    let start = *first.offsets.first().ok_or_else(missing)?;
    let end = plane.checked_mul(count).and_then(|all| all.checked_add(start)).ok_or_else(missing)?;
    // A page's tags cannot lie within pixels: where they do, fewer pixels are there than are declared.
    if end > file.bytes.len() as u64 || file.directories.iter().any(|tags| tags.lies_within(&(start..end))) {
        return Err(missing());
    }
    Ok((0..count)
        .map(|k| Page {
            chunk_height: first.height,
            offsets: vec![start + k * plane],
            counts: vec![plane],
            ..first.clone()
        })
        .collect())
}
