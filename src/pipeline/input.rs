//! [`PipelineInput`]: how an image becomes the picture that the steps begin with.

use super::Lengths;
use crate::dataset::WindowRule;
use crate::transform::{Border, Fit};

/// Size, fit, border and intensity window of a pipeline.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct PipelineInput {
    /// Side of a view in pixels; `None` leaves it to whoever runs the pipeline.
    pub size: Option<usize>,
    /// How a picture fills the view.
    pub fit: Fit,
    /// What lies beyond a picture's edge.
    pub border: Border,
    /// The value beyond the edge under [`Border::Constant`]: 0 is the low end of the intensity window, 1 its high
    /// end.
    pub border_value: f32,
    /// What the lengths of the steps count.
    pub lengths: Lengths,
    /// Micrometres in a pixel, where lengths are in micrometres and it is known.
    pub um_per_pixel: Option<f64>,
    /// How stored values become 0 to 1.
    pub window: WindowRule,
}

/// A size that no view can have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a view of {0} x {0} pixels cannot be made; sizes from 1 to 4096 are possible")]
pub struct InputError(pub usize);

impl PipelineInput {
    /// The largest side of a view.
    pub const LARGEST_SIZE: usize = 4096;

    /// Refuses sizes that no view can have.
    pub fn checked_size(size: usize) -> Result<usize, InputError> {
        if (1..=Self::LARGEST_SIZE).contains(&size) { Ok(size) } else { Err(InputError(size)) }
    }
}
