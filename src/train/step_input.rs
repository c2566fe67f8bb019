//! [`StepInput`]: what one step of learning is given.

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
