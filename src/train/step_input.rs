//! [`StepInput`]: what one step of learning is given.

use super::micro_batch::micro_batches;
use std::ops::Range;

/// The images of one step, and where in the training it is.
#[derive(Clone, Debug)]
pub struct StepInput {
    /// (2 n, c, size, size): view 0 of every image, then view 1 of every image.
    pub data: Vec<f32>,
    /// A number for each of the n images, the same whenever the image comes again.
    pub images: Vec<usize>,
    /// The class of each of the n images, where it has a label.
    pub labels: Vec<Option<usize>>,
    /// Number of the step, from 0.
    pub step: u64,
    /// Steps of the whole training.
    pub steps: u64,
}

impl StepInput {
    /// The same in parts, each with the range of its images; one part is the input itself.
    pub(super) fn parts(self, parts: usize) -> Vec<(Range<usize>, Self)> {
        let Self { data, images, labels, step, steps } = self;
        let of = |(range, data): (Range<usize>, Vec<f32>)| {
            let images = images.get(range.clone()).unwrap_or_default().to_vec();
            let labels = labels.get(range.clone()).unwrap_or_default().to_vec();
            (range, Self { data, images, labels, step, steps })
        };
        micro_batches(data, images.len(), parts).into_iter().map(of).collect()
    }
}
