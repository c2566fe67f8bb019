//! [`Tile`]: a rectangle of a view that is made at once, where the whole does not fit the device's buffers.

use crate::image::Planes;
use crate::pipeline::{Chain, Segment};
use crate::transform::{Draw, Needs, Stage};
use std::ops::Range;

use super::plan::plan;

/// Tiles of a smaller side are not worth the way to the device.
const SMALLEST: usize = 16;

/// A rectangle of a view: columns, then rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tile {
    /// What is made: `kept` and what neighbourhood steps must see around it.
    pub made: [Range<usize>; 2],
    /// What of it is right to the edge and counts.
    pub kept: [Range<usize>; 2],
}

impl Tile {
    /// All of a view.
    pub fn whole(size: usize) -> Self {
        Self { made: [0..size, 0..size], kept: [0..size, 0..size] }
    }

    /// Pixels that are made.
    pub fn area(&self) -> usize {
        self.made[0].len() * self.made[1].len()
    }
}

/// The tiles of the view that `draws` describe, each with the columns and rows of `source` that it sees, such that
/// neither takes more than `most` pixels. `None` where a step needs the whole view at once (a statistic of it, a second
/// resampling), or where even small tiles see too much.
pub(super) fn tiles(
    chain: &Chain,
    source: &Planes,
    draws: &[Draw],
    most: usize,
) -> Option<Vec<(Tile, [Range<usize>; 2])>> {
    let around = looked_around(chain, source, draws)?;
    let mut side = chain.size;
    while side >= SMALLEST {
        let all: Vec<_> = split(chain.size, side, around)
            .map(|tile| {
                let seen = seen(chain, source, draws, &tile);
                (tile, seen)
            })
            .collect();
        if all.iter().all(|(tile, [across, down])| tile.area().max(across.len() * down.len()) <= most) {
            return Some(all);
        }
        side /= 2;
    }
    None
}

/// How far the neighbourhood steps look together, across and down.
fn looked_around(chain: &Chain, source: &Planes, draws: &[Draw]) -> Option<[usize; 2]> {
    let frame = chain.frame(source);
    let whole = plan(chain).iter().any(|pass| pass.needs != Needs::Nothing);
    let again = chain.segments.iter().skip(1).any(|segment| matches!(segment, Segment::Resample(_)));
    if whole || again {
        return None;
    }
    let mut around = [0; 2];
    for (place, draw) in draws.iter().enumerate() {
        if let (Stage::Neighbourhood(n), true) = (chain.steps[place].entry.stage, draw.applied) {
            let reach = (n.reach)(&chain.prepared(place, draws, &frame).values);
            around.iter_mut().zip(reach).for_each(|(sum, reach)| *sum += reach.ceil() as usize);
        }
    }
    Some(around)
}

/// Squares of this side and what lies `around` them.
fn split(size: usize, side: usize, around: [usize; 2]) -> impl Iterator<Item = Tile> {
    let ranges = move |around: usize| {
        (0..size).step_by(side).map(move |start| {
            let kept = start..(start + side).min(size);
            (kept.start.saturating_sub(around)..(kept.end + around).min(size), kept)
        })
    };
    ranges(around[1]).flat_map(move |(made_rows, rows)| {
        ranges(around[0]).map(move |(made_columns, columns)| Tile {
            made: [made_columns, made_rows.clone()],
            kept: [columns, rows.clone()],
        })
    })
}

/// Columns and rows of the source that a tile sees, the border rule followed.
fn seen(chain: &Chain, source: &Planes, draws: &[Draw], tile: &Tile) -> [Range<usize>; 2] {
    let whole = [0..source.width, 0..source.height];
    let Some(Segment::Resample(steps)) = chain.segments.first() else { return whole };
    let sampling = chain.sampling(0, steps, draws, &chain.frame(source));
    if !sampling.bends.is_empty() {
        return whole;
    }
    let beyond = chain.beyond(source);
    let [across, down] = sampling.seen(&tile.made[0], &tile.made[1]);
    [(across, source.width), (down, source.height)].map(|(range, length)| {
        let inside = || range.clone().filter_map(|i| beyond.inside(i, length));
        match (inside().min(), inside().max()) {
            (Some(first), Some(last)) => first..last + 1,
            // It sees nothing but what lies beyond; a buffer holds something all the same.
            _ => 0..1,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_parts_make_up_the_view_and_have_their_surroundings() {
        let tiles: Vec<Tile> = split(50, 16, [3, 7]).collect();
        let mut count = vec![0; 50 * 50];
        for tile in &tiles {
            let [columns, rows] = tile.kept.clone();
            for y in rows {
                for x in columns.clone() {
                    count[y * 50 + x] += 1;
                    for (at, made, around) in [(x, &tile.made[0], 3), (y, &tile.made[1], 7)] {
                        assert!(made.contains(&at.saturating_sub(around)));
                        assert!(made.contains(&(at + around).min(49)));
                    }
                }
            }
        }
        assert!(count.iter().all(|n| *n == 1));
    }
}
