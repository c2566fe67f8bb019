//! Crop with cell: a random resized crop that holds enough of the cells.

use super::random_resized_crop::{AREA_KEPT, PLACE_ACROSS, PLACE_DOWN, WIDTH_TO_HEIGHT, map};
use crate::transform::{
    Affine, Choice, Entry, Foreground, Frame, Ignores, Param, Scope, Setting, Stage, Unit, Values,
};

const HOLD: usize = 4;
const DARK: usize = 5;

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "crop-with-cell",
    name: "Crop with cell",
    ignores: Ignores::Size,
    summary: "Cuts out a part of the picture that holds enough of its cells, and enlarges it to fill the view.",
    encoder_ignores: "how large a cell is and where it lies, but no crop shows mere background",
    formula: "a random resized crop, drawn again, at most 10 times, until cells inside >= hold * cells of the whole \
              view; else the one of those with the most. Cells are what is brighter than Otsu's threshold of the \
              mean of all channels (or darker), on a grid of at most 64 x 64 pixels of the picture",
    source: "C. Szegedy et al., Going deeper with convolutions, CVPR 2015; N. Otsu, IEEE Trans. SMC 9 (1979); ten tries \
             as torchvision's RandomResizedCrop gives a crop that must lie inside",
    params: &[
        AREA_KEPT,
        WIDTH_TO_HEIGHT,
        PLACE_ACROSS,
        PLACE_DOWN,
        Param {
            name: "hold",
            label: "Least of the cells",
            help: "The least share of the cells' area that a crop must hold, from 0 (any crop) to 1. It is judged on \
                   the picture itself, as if this step stood first: steps before it are not looked at. After 10 \
                   tries the best of them is taken.",
            unit: Unit::None,
            scope: Scope::View,
            hard: (0.0, 1.0),
            soft: (0.0, 1.0),
            logarithmic: false,
            default: Setting::Fixed(0.7),
            identity: None,
        },
        Param {
            name: "dark",
            label: "Cells are dark",
            help: "0 where cells are brighter than what is around them (fluorescence), 1 where they are darker \
                   (stained slides).",
            unit: Unit::Whole,
            scope: Scope::View,
            hard: (0.0, 1.0),
            soft: (0.0, 1.0),
            logarithmic: false,
            default: Setting::Fixed(0.0),
            identity: None,
        },
    ],
    prepare: None,
    stage: Stage::Choice(Choice { map, tries: 10, redrawn: &[0, 1, 2, 3], judge }),
    discontinuous: false,
    only_channels: None,
};

/// By how much the share of cells inside is above what it must be.
fn judge(values: &Values, frame: &Frame, foreground: &Foreground) -> f64 {
    let dark = values.one(DARK) > 0.5;
    let inside = |map: &Affine| {
        let (x, y) = (frame.extent.0 / 2.0, frame.extent.1 / 2.0);
        let ((left, top), (right, bottom)) = (map.apply(-x, -y), map.apply(x, y));
        let (middle_x, middle_y) = (frame.source_width as f64 / 2.0, frame.source_height as f64 / 2.0);
        foreground.area((left + middle_x, right + middle_x), (top + middle_y, bottom + middle_y), dark)
    };
    let whole = inside(&Affine::IDENTITY);
    // Where there is no cell at all, every crop holds all of them.
    let share = if whole > 0.0 { inside(&map(values, frame)) / whole } else { 1.0 };
    share - f64::from(values.one(HOLD))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Planes;
    use crate::transform::catalogue;
    use crate::transform::{Draw, Fit, StepStreams, ViewKey};

    /// A disc in a corner of a picture, bright on dark or the other way round.
    fn disc(side: usize, dark: bool) -> Planes {
        let mut planes = Planes::zeros(1, side, side);
        for i in 0..side * side {
            let (x, y) = ((i % side) as f64 / side as f64, (i / side) as f64 / side as f64);
            let inside = (x - 0.7).powi(2) + (y - 0.25).powi(2) < 0.15 * 0.15;
            planes.data[i] = if inside == dark { 0.1 } else { 0.8 };
        }
        planes
    }

    fn settings(hold: f64, dark: f64) -> Vec<Setting> {
        let mut settings: Vec<Setting> = ENTRY.params.iter().map(|p| p.default).collect();
        settings[0] = Setting::Uniform { low: 0.2, high: 0.5 };
        settings[HOLD] = Setting::Fixed(hold);
        settings[DARK] = Setting::Fixed(dark);
        settings
    }

    fn settled(source: &Planes, settings: &[Setting], epoch: u32) -> Draw {
        let Stage::Choice(choice) = ENTRY.stage else { panic!("a crop is chosen") };
        let streams = StepStreams::new("crop", ENTRY.params);
        let key = ViewKey::new(3, "cell", epoch, 0);
        let mut draw = streams.draw(key, ENTRY.params, settings, 1.0, 1);
        let frame = Frame::new(source.width, source.height, 32, Fit::Crop);
        let again = |attempt| streams.values(key, ENTRY.params, settings, 1, attempt);
        choice.settle(&mut draw, again, &frame, &Foreground::of(source));
        draw
    }

    /// The share of the disc's own pixels whose centres lie in the crop.
    fn truly_held(source: &Planes, draw: &Draw, dark: bool) -> f64 {
        let side = source.width;
        let frame = Frame::new(side, side, 32, Fit::Crop);
        let half = side as f64 / 2.0;
        let crop = map(&draw.values, &frame);
        let ((left, top), (right, bottom)) = (crop.apply(-half, -half), crop.apply(half, half));
        let (mut all, mut held) = (0.0, 0.0);
        for i in (0..side * side).filter(|i| (source.data[*i] > 0.5) != dark) {
            let (x, y) = ((i % side) as f64 + 0.5 - half, (i / side) as f64 + 0.5 - half);
            all += 1.0;
            held += f64::from(u8::from(left < x && x < right && top < y && y < bottom));
        }
        held / all
    }

    #[test]
    fn crops_hold_the_share_of_the_cell() {
        for (side, dark) in [(64, false), (64, true), (300, false)] {
            let source = disc(side, dark);
            let settings = settings(0.7, f64::from(u8::from(dark)));
            let (mut held, mut plain) = (0, 0);
            for epoch in 0..200 {
                let draw = settled(&source, &settings, epoch);
                // A sample of the grid stands for up to 5 pixels across.
                held += u32::from(truly_held(&source, &draw, dark) > 0.65);
                let first = settled(&source, &self::settings(0.0, 0.0), epoch);
                plain += u32::from(truly_held(&source, &first, dark) > 0.65);
            }
            assert!(
                held >= 195 && plain < 160,
                "{side} px, dark {dark}: {held} held, {plain} of plain crops"
            );
        }
    }

    #[test]
    fn what_must_hold_nothing_draws_as_a_plain_crop() {
        let plain = catalogue::find("random-resized-crop").unwrap();
        let source = disc(64, false);
        for epoch in 0..20 {
            let settings = settings(0.0, 0.0);
            let streams = StepStreams::new("crop", plain.params);
            let first = streams.draw(ViewKey::new(3, "cell", epoch, 0), plain.params, &settings[..4], 1.0, 1);
            let draw = settled(&source, &settings, epoch);
            (0..4).for_each(|slot| assert_eq!(draw.values.one(slot), first.values.one(slot)));
        }
    }

    #[test]
    fn a_crop_that_cannot_hold_enough_is_the_best_of_those_drawn() {
        let source = disc(64, false);
        let mut settings = settings(1.0, 0.0);
        settings[0] = Setting::Fixed(0.04);
        let foreground = Foreground::of(&source);
        let frame = Frame::new(64, 64, 32, Fit::Crop);
        let streams = StepStreams::new("crop", ENTRY.params);
        for epoch in 0..20 {
            let key = ViewKey::new(3, "cell", epoch, 0);
            let tries = (0..10).map(|k| streams.values(key, ENTRY.params, &settings, 1, k));
            let best =
                tries.map(|values| judge(&values, &frame, &foreground)).fold(f64::NEG_INFINITY, f64::max);
            let chosen = settled(&source, &settings, epoch);
            assert_eq!(judge(&chosen.values, &frame, &foreground), best);
        }
    }

    #[test]
    fn a_picture_without_cells_takes_the_first_crop() {
        let source = Planes { channels: 1, height: 40, width: 40, data: vec![0.3; 1600] };
        let settings = settings(0.9, 0.0);
        let first = StepStreams::new("crop", ENTRY.params).draw(
            ViewKey::new(3, "cell", 4, 0),
            ENTRY.params,
            &settings,
            1.0,
            1,
        );
        assert_eq!(settled(&source, &settings, 4), first);
    }
}
