//! The pictures that views are made of, as shaders read them.

use super::words::SourcePlace;
use crate::image::Planes;
use crate::pipeline::Chain;
use std::collections::HashMap;
use std::ops::Range;

/// The pictures with four channels to a vec4, one after the other, and where each begins; of each the columns and rows of
/// `excerpt`, else all. A picture that is there several times (many views of one) is put in once.
pub(super) fn interleaved(
    chain: &Chain,
    sources: &[&Planes],
    groups: usize,
    excerpt: Option<&[Range<usize>; 2]>,
) -> (Vec<f32>, Vec<SourcePlace>) {
    let mut known: HashMap<*const Planes, SourcePlace> = HashMap::new();
    let mut pixels = Vec::new();
    let mut places = Vec::with_capacity(sources.len());
    let mut offset = 0;
    for source in sources {
        if let Some(place) = known.get(&std::ptr::from_ref(*source)) {
            places.push(place.clone());
            continue;
        }
        let (width, height) = (source.width, source.height);
        let excerpt = excerpt.cloned().unwrap_or([0..width, 0..height]);
        let [columns, rows] = excerpt.clone();
        let beyond = chain.beyond(source).fill;
        let place = SourcePlace { offset, width, height, excerpt, beyond };
        known.insert(std::ptr::from_ref(*source), place.clone());
        places.push(place);
        let area = columns.len() * rows.len();
        pixels.resize((offset + area * groups) * 4, 0.0f32);
        for c in 0..source.channels {
            let start = (offset + (c / 4) * area) * 4 + c % 4;
            let lane = pixels[start..].iter_mut().step_by(4);
            let lines = source.channel(c).chunks_exact(width.max(1));
            let values = lines.skip(rows.start).take(rows.len()).flat_map(|line| &line[columns.clone()]);
            lane.zip(values).for_each(|(to, from)| *to = *from);
        }
        offset += area * groups;
    }
    (pixels, places)
}
