//! [`DataShape`] and [`learnt_from`]: what a model needs to know of the data it will learn from.

use super::{ConfigError, TrainConfig};
use crate::dataset::Dataset;
use std::borrow::Cow;

/// What a model needs to know of the data it will learn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataShape {
    /// Channels of every image.
    pub channels: usize,
    /// Images that are learnt from.
    pub images: usize,
    /// Classes that labels name.
    pub classes: usize,
}

impl DataShape {
    /// The shape of `images` images of a data set.
    pub fn new(dataset: &Dataset, images: usize) -> Self {
        Self { channels: dataset.channels.len(), images, classes: dataset.classes.len() }
    }
}

/// Those of `items` that the configured learning method can learn from: all, or those with a label.
///
/// # Errors
/// When there is no such learning method.
pub fn learnt_from<'a>(
    config: &TrainConfig,
    dataset: &Dataset,
    items: &'a [usize],
) -> Result<Cow<'a, [usize]>, ConfigError> {
    if !config.objective_entry()?.from_labels {
        return Ok(Cow::Borrowed(items));
    }
    let labelled = |item: &usize| dataset.items.get(*item).is_some_and(|item| item.class.is_some());
    Ok(Cow::Owned(items.iter().copied().filter(labelled).collect()))
}
