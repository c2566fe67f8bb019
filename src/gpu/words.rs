//! The words that shaders read: what every view drew, and where it lies.

use super::tile::Tile;
use crate::pipeline::{Chain, Segment};
use crate::transform::{Draw, Entry, Frame, Input, Scope, Stage};
use std::ops::Range;

/// Words before the first view: stride, side of a view, and the tile of it that is made (first column and row, columns,
/// rows).
pub(super) const HEADER: usize = 6;
/// Words before the inputs of a step: applied, and the keys of its random field.
pub(super) const STEP_HEADER: usize = 6;
/// Words of a resampling before the values beyond the edge: map, reach, where the picture lies, what of it is there.
const SAMPLING: usize = 15;
/// Words of a warp before its own numbers: whether the view got it, and the matrix behind it.
pub(super) const WARP_HEADER: usize = 7;

/// Where things lie among the words of one view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Words of one view.
    pub stride: usize,
    /// Groups of four channels.
    pub groups: usize,
    /// For each segment, where its resampling lies (0 where it is none).
    pub segments: Vec<usize>,
    /// For each step, where its header lies.
    pub steps: Vec<usize>,
    /// For each step, where its warp lies (0 where it is none).
    pub warps: Vec<usize>,
}

/// Where a view's source lies in the buffer of sources.
#[derive(Clone, Debug)]
pub(super) struct SourcePlace {
    /// First vec4 of the picture.
    pub offset: usize,
    /// Its width in pixels.
    pub width: usize,
    /// Its height in pixels.
    pub height: usize,
    /// The columns and rows of it that are in the buffer.
    pub excerpt: [Range<usize>; 2],
    /// The value of every channel beyond its edge, where the border rule has one.
    pub beyond: Vec<f32>,
}

impl Layout {
    /// The layout for views of `channels` channels.
    pub fn new(chain: &Chain, channels: usize) -> Self {
        let groups = channels.div_ceil(4).max(1);
        let mut stride = 0;
        let mut take = |words: usize| {
            let at = stride;
            stride += words;
            at
        };
        let segments = chain
            .segments
            .iter()
            .map(
                |segment| {
                    if matches!(segment, Segment::Resample(_)) { take(SAMPLING + 4 * groups) } else { 0 }
                },
            )
            .collect();
        let steps = chain
            .steps
            .iter()
            .map(|step| {
                let inputs: usize = step.entry.inputs().iter().map(|i| input_words(*i, groups)).sum();
                take(STEP_HEADER + inputs)
            })
            .collect();
        let warps = chain
            .steps
            .iter()
            .map(|step| match step.entry.stage {
                Stage::Warp(warping) => take(WARP_HEADER + warping.shape.numbers()),
                _ => 0,
            })
            .collect();
        Self { stride, groups, segments, steps, warps }
    }

    /// The words of all views of a batch. `places` and `draws` have one entry a view.
    pub fn words(&self, chain: &Chain, tile: &Tile, places: &[SourcePlace], draws: &[Vec<Draw>]) -> Vec<u32> {
        let [columns, rows] = &tile.made;
        let header = [self.stride, chain.size, columns.start, rows.start, columns.len(), rows.len()];
        let mut words: Vec<u32> = header.map(|v| v as u32).to_vec();
        for (sample, (place, draws)) in places.iter().zip(draws).enumerate() {
            let start = words.len();
            words.resize(start + self.stride, 0);
            self.fill(chain, &mut words[start..], sample, place, draws);
        }
        words
    }

    fn fill(&self, chain: &Chain, words: &mut [u32], sample: usize, place: &SourcePlace, draws: &[Draw]) {
        let frame = Frame::new(place.width, place.height, chain.size, chain.fit);
        for (number, segment) in chain.segments.iter().enumerate() {
            let Segment::Resample(steps) = segment else { continue };
            let sampling = chain.sampling(number, steps, draws, &frame);
            let read = if number == 0 {
                let [columns, rows] = &place.excerpt;
                [
                    place.offset,
                    place.width,
                    place.height,
                    columns.start,
                    rows.start,
                    columns.len(),
                    rows.len(),
                ]
            } else {
                let size = chain.size;
                [sample * self.groups * size * size, size, size, 0, 0, size, size]
            };
            let floats = sampling.map.iter().chain(&sampling.reach).map(|v| v.to_bits());
            let all = floats.chain(read.map(|v| v as u32)).chain(place.beyond.iter().map(|v| v.to_bits()));
            for (word, value) in words[self.segments[number]..].iter_mut().zip(all) {
                *word = value;
            }
            for bend in &sampling.bends {
                let at = self.warps[bend.place];
                words[at] = 1;
                let floats = bend.map.iter().chain(bend.warp.numbers());
                words[at + 1..].iter_mut().zip(floats).for_each(|(word, v)| *word = v.to_bits());
            }
        }
        for (number, draw) in draws.iter().enumerate() {
            let prepared = chain.prepared(number, draws, &frame);
            let at = self.steps[number];
            words[at] = u32::from(draw.applied);
            words[at + 1..at + STEP_HEADER].copy_from_slice(&prepared.field.shader_words());
            let mut at = at + STEP_HEADER;
            for (slot, input) in chain.steps[number].entry.inputs().into_iter().enumerate() {
                for (word, value) in words[at..].iter_mut().zip(prepared.values.slot(slot)) {
                    *word = value.to_bits();
                }
                at += input_words(input, self.groups);
            }
        }
    }
}

/// Where the input called `name` lies, counted from the header of a step of `entry`.
pub(super) fn input_place(entry: &Entry, name: &str, groups: usize) -> Option<usize> {
    let inputs = entry.inputs();
    let slot = inputs.iter().position(|input| input.name == name)?;
    Some(STEP_HEADER + inputs[..slot].iter().map(|input| input_words(*input, groups)).sum::<usize>())
}

/// Words that an input takes: one, or one for every channel of every group.
pub(super) fn input_words(input: Input, groups: usize) -> usize {
    match input.scope {
        Scope::View => 1,
        Scope::Channel => 4 * groups,
    }
}
