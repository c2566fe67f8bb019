//! [`BeforeAfter`]: how often each brightness occurs before and after steps of the recipe, counted by a thread.

use super::processor::Processor;
use super::request::{Tile, Version};
use super::sources::Sources;
use crate::app::opened::Opened;
use augscope::image::Planes;
use augscope::job::Worker;
use augscope::pipeline::Pipeline;
use egui::Context;
use rayon::prelude::*;
use std::sync::Arc;

/// Bins from 0 to 1.
pub const BINS: usize = 64;

/// Everything that decides the counts.
#[derive(Clone, Debug, PartialEq)]
pub struct CountKey {
    /// Which opened data set.
    pub data: u64,
    /// Counts changes of recipes.
    pub revision: u64,
    /// The seed of the training.
    pub seed: u64,
    /// Random versions of which images: round and number decide the draws.
    pub tiles: Vec<Tile>,
    /// Before so many steps that are on, and after so many.
    pub steps: (u16, u16),
    /// Side of a version in pixels.
    pub size: usize,
}

/// A wish for counts.
#[derive(Clone, Debug)]
pub struct CountRequest {
    /// Everything that decides them.
    pub key: CountKey,
    /// The images.
    pub opened: Arc<Opened>,
    /// The recipe.
    pub pipeline: Arc<Pipeline>,
}

/// The counts of one channel.
#[derive(Clone, Debug, PartialEq)]
pub struct ChannelCounts {
    /// Pixels by brightness before and after, in equal bins from 0 to 1.
    pub counts: [Vec<u64>; 2],
    /// Shares of pixels at 0, before and after.
    pub dark: [f64; 2],
    /// Shares of pixels at 1, before and after.
    pub bright: [f64; 2],
    /// By how much more of a version lies at 0 or at 1 than before, a share of its pixels, the mean of all versions.
    pub clipped: f64,
}

type Answer = (CountKey, Result<Vec<ChannelCounts>, String>);

/// Counts; the newest wish wins.
pub struct BeforeAfter {
    worker: Option<Worker<CountRequest, Answer>>,
    wanted: Option<CountKey>,
    found: Option<Answer>,
}

impl BeforeAfter {
    /// Nothing asked yet; the thread asks `context` for a new frame when it has an answer.
    pub fn new(context: &Context) -> Self {
        let wake = context.clone();
        let mut sources = Sources::default();
        let worker = Worker::spawn(
            "histograms",
            move || wake.request_repaint(),
            move |request: CountRequest| {
                let counts = count(&request, &mut sources);
                (request.key, counts)
            },
        );
        Self { worker: worker.ok(), wanted: None, found: None }
    }

    /// Asks, unless this was asked last. Returns at once.
    pub fn want(&mut self, key: CountKey, opened: &Arc<Opened>, pipeline: &Arc<Pipeline>) {
        if self.wanted.as_ref() == Some(&key) {
            return;
        }
        if let Some(worker) = &self.worker {
            let (opened, pipeline) = (Arc::clone(opened), Arc::clone(pipeline));
            worker.ask(CountRequest { key: key.clone(), opened, pipeline });
        }
        self.wanted = Some(key);
    }

    /// Takes over an answer. Returns at once.
    pub fn poll(&mut self) {
        if let Some(answer) = self.worker.as_ref().and_then(Worker::answer) {
            self.found = Some(answer);
        }
    }

    /// What was counted last for the images of data set `data`; perhaps of an older recipe while the newer one is being
    /// counted, which the second value tells.
    pub fn found(&self, data: u64) -> Option<(Result<&[ChannelCounts], &str>, bool)> {
        let (key, counts) = self.found.as_ref()?;
        let counts = counts.as_deref().map_err(String::as_str);
        (key.data == data).then_some((counts, self.wanted.as_ref() == Some(key)))
    }
}

fn count(request: &CountRequest, sources: &mut Sources) -> Result<Vec<ChannelCounts>, String> {
    let CountKey { size, seed, tiles, steps, .. } = &request.key;
    let opened = &request.opened;
    let rule = &request.pipeline.input.window;
    let processor = Processor::new(sources, opened, &request.pipeline, rule, (*size, *seed))?;
    let (pictures, _) = sources.get(opened, tiles.iter().map(|tile| tile.item), &processor.window);
    let pairs: Vec<[Planes; 2]> = tiles
        .par_iter()
        .filter_map(|tile| {
            let key = opened.dataset.items.get(tile.item).map_or("", |item| item.key.as_str());
            let source = pictures.get(&tile.item)?;
            let after = |steps| match tile.version {
                Version::Random { epoch, view } => {
                    processor.planes(key, Version::After { epoch, view, steps }, source)
                }
                other => processor.planes(key, other, source),
            };
            Some([after(steps.0)?, after(steps.1)?])
        })
        .collect();
    let channels = pairs.iter().map(|[before, _]| before.channels).min().unwrap_or(0);
    Ok((0..channels).into_par_iter().map(|c| of_channel(&pairs, c)).collect())
}

/// Counts of channel `c` over pictures before and after.
fn of_channel(pairs: &[[Planes; 2]], c: usize) -> ChannelCounts {
    let mut counts = [vec![0; BINS], vec![0; BINS]];
    let (mut dark, mut bright, mut clipped) = ([0.0; 2], [0.0; 2], 0.0);
    for pair in pairs {
        let mut ends = [(0.0, 0.0); 2];
        for (side, planes) in pair.iter().enumerate() {
            let values = planes.channel(c);
            let share = |of: fn(f32) -> bool| {
                values.iter().filter(|v| of(**v)).count() as f64 / values.len().max(1) as f64
            };
            ends[side] = (share(|v| v <= 0.0), share(|v| v >= 1.0));
            dark[side] += ends[side].0 / pairs.len() as f64;
            bright[side] += ends[side].1 / pairs.len() as f64;
            for value in values.iter().filter(|v| v.is_finite()) {
                let bin = ((value * BINS as f32) as usize).min(BINS - 1);
                if let Some(count) = counts[side].get_mut(bin) {
                    *count += 1;
                }
            }
        }
        let [before, after] = ends;
        clipped += ((after.0 - before.0).max(0.0) + (after.1 - before.1).max(0.0)) / pairs.len() as f64;
    }
    ChannelCounts { counts, dark, bright, clipped }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planes(data: &[f32]) -> Planes {
        Planes { channels: 1, height: 1, width: data.len(), data: data.to_vec() }
    }

    #[test]
    fn what_a_step_pushes_to_the_ends_is_counted_picture_by_picture() {
        let pairs = [
            [planes(&[0.0, 0.2, 0.5, 0.9]), planes(&[0.0, 0.0, 0.5, 1.0])],
            // Fewer at the ends than before: this does not make up for the other.
            [planes(&[0.0, 0.0, 0.5, 1.0]), planes(&[0.1, 0.2, 0.5, 0.9])],
        ];
        let counts = of_channel(&pairs, 0);
        assert_eq!((counts.dark, counts.bright), ([0.375, 0.25], [0.125, 0.125]));
        assert_eq!(counts.clipped, 0.25);
        assert_eq!(counts.counts.each_ref().map(|bins| bins.iter().sum::<u64>()), [8, 8]);
        assert_eq!((counts.counts[0][0], counts.counts[0][BINS - 1], counts.counts[0][BINS / 2]), (3, 1, 2));
    }

    #[test]
    fn nothing_is_counted_of_nothing() {
        assert_eq!(of_channel(&[], 0).clipped, 0.0);
    }
}
