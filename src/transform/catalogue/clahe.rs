//! Local equalise (CLAHE): spreads the values around each place evenly, within a limit.

use crate::image::Planes;
use crate::transform::levels::{Levels, units};
use crate::transform::{Entry, Ignores, Needs, Param, Point, Prepared, Scope, Setting, Stage, Unit};

/// Tiles across and down.
const TILES: usize = 8;
const CLIP: usize = 0;
const STRENGTH: usize = 1;

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "clahe",
    name: "Local equalise (CLAHE)",
    ignores: Ignores::Brightness,
    summary: "Spreads the values around each place evenly between black and white, with a limit on how much noise \
              it may raise. 8 x 8 tiles, whatever the size of the picture.",
    encoder_ignores: "uneven lighting and the brightness of one region beside another",
    formula: "v' = v + s (F(v) - v), F(v) the share of values below v in the four tiles around the pixel, linear \
              between their middles; in each tile the share of a level is cut at c/256 and what is cut is spread \
              over all 256 levels",
    source: "contrast limited adaptive histogram equalisation, K. Zuiderveld, Graphics Gems IV (1994). What is cut \
             is spread once and evenly, as in OpenCV's createCLAHE with the same clip limit; OpenCV's limit is at \
             least one pixel and values at v count in full, here half; tiles differ by a pixel where the size is \
             no multiple of 8, which OpenCV pads",
    params: &[
        Param {
            name: "clip",
            label: "Clip limit",
            help: "How common a level may be, as a multiple of the mean of all levels: how steeply contrast may \
                   rise. Low keeps noise down.",
            unit: Unit::Factor,
            scope: Scope::View,
            hard: (1.0, 256.0),
            soft: (1.0, 16.0),
            logarithmic: true,
            default: Setting::LogUniform { low: 1.5, high: 4.0 },
            identity: None,
        },
        Param {
            name: "strength",
            label: "Strength",
            help: "1 is the whole effect, 0 changes nothing.",
            unit: Unit::None,
            scope: Scope::View,
            hard: (0.0, 1.0),
            soft: (0.0, 1.0),
            logarithmic: false,
            default: Setting::Uniform { low: 0.0, high: 1.0 },
            identity: Some(0.0),
        },
    ],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/clahe.wgsl"),
        needs: Needs::Tables { tiles: TILES, limit: Some("clip") },
    }),
    discontinuous: false,
    only_channels: None,
};

fn apply(step: &Prepared, view: &mut Planes) {
    let (clip, strength) = (step.values.one(CLIP), step.values.one(STRENGTH));
    let (width, units) = (view.width, units(view.area()));
    let columns: Vec<_> = (0..width).map(|x| around(x, width)).collect();
    let rows: Vec<_> = (0..view.height).map(|y| around(y, view.height)).collect();
    for c in 0..view.channels {
        let tables: Vec<Levels> = (0..TILES * TILES)
            .map(|tile| Levels::new(values_of_tile(view, c, tile), units, Some(clip)))
            .collect();
        for (row, &(above, below, down)) in view.channel_mut(c).chunks_exact_mut(width.max(1)).zip(&rows) {
            for (value, &(left, right, across)) in row.iter_mut().zip(&columns) {
                let share = |row: usize, column: usize| tables[row * TILES + column].share_below(*value);
                let upper = (1.0 - across) * share(above, left) + across * share(above, right);
                let lower = (1.0 - across) * share(below, left) + across * share(below, right);
                let local = (1.0 - down) * upper + down * lower;
                *value += strength * (local - *value);
            }
        }
    }
}

/// The tiles between whose middles pixel `index` of a line lies, and the share of the second.
fn around(index: usize, length: usize) -> (usize, usize, f32) {
    let place = (index as f32 + 0.5) * TILES as f32 / length as f32 - 0.5;
    let low = place.floor();
    let inside = |tile: f32| tile.clamp(0.0, (TILES - 1) as f32) as usize;
    (inside(low), inside(low + 1.0), place - low)
}

fn values_of_tile(view: &Planes, c: usize, tile: usize) -> impl Iterator<Item = f32> {
    let range = |tile: usize, length: usize| tile * length / TILES..(tile + 1) * length / TILES;
    let (width, columns) = (view.width, range(tile % TILES, view.width));
    let plane = view.channel(c);
    range(tile / TILES, view.height)
        .flat_map(move |y| plane[y * width + columns.start..y * width + columns.end].iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue::tests::{assert_close, drawn, even};

    #[test]
    fn every_pixel_is_in_one_tile() {
        for side in [1, 7, 8, 37, 64] {
            let mut view = Planes::zeros(1, side, side);
            view.data.iter_mut().enumerate().for_each(|(i, v)| *v = i as f32);
            let mut seen: Vec<f32> = (0..64).flat_map(|tile| values_of_tile(&view, 0, tile)).collect();
            seen.sort_by(f32::total_cmp);
            assert_eq!(seen, view.data, "{side}");
        }
    }

    /// With a limit of 256 nothing is cut: in a picture of one tile's values everywhere it is equalising.
    #[test]
    fn tiles_alike_are_equalised_alike() {
        let mut view = even(1, 32, 0.0);
        for (i, v) in view.data.iter_mut().enumerate() {
            *v = [0.1, 0.2, 0.3, 0.9][i % 4];
        }
        let local = drawn(&ENTRY, &[256.0, 1.0], &view, 1);
        assert_close(&local.data[..4], &[0.125, 0.375, 0.625, 0.875], 0.003);
        assert_close(&local.data[1020..], &[0.125, 0.375, 0.625, 0.875], 0.003);
    }

    #[test]
    fn uneven_light_goes_and_the_limit_holds_it() {
        let mut view = even(1, 64, 0.0);
        for (i, v) in view.data.iter_mut().enumerate() {
            let detail = (i * 7919 % 100) as f32 / 1000.0;
            *v = 0.6 * (i % 64) as f32 / 64.0 + detail;
        }
        let ends = |view: &Planes| {
            let column = |x: usize| (0..64).map(|y| view.data[y * 64 + x]).sum::<f32>() / 64.0;
            column(59) - column(4)
        };
        let [free, held] = [256.0, 1.5].map(|clip| ends(&drawn(&ENTRY, &[clip, 1.0], &view, 1)));
        assert!(free.abs() < 0.1 && free < held && held < ends(&view) + 0.05, "{free} {held}");
    }

    #[test]
    fn places_between_the_middles_of_tiles_are_shared() {
        assert_eq!(around(0, 64), (0, 0, 0.5625));
        assert_eq!(around(63, 64).0, 7);
        let (low, high, share) = around(8, 64);
        assert_eq!((low, high), (0, 1));
        assert!((share - 0.5625).abs() < 1e-6);
    }
}
