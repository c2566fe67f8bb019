//! What several forms of a recipe share: its usual size, the words of its intensity window, who brings it to its size.

use crate::dataset::WindowRule;
use crate::export::counterpart::Told;
use crate::transform::Fit;

/// The side of a random version where nobody says one: what the program's own views have.
pub(in crate::export) const USUAL_SIZE: usize = 64;

/// True where the first step crops every image to the size of a random version, so that nothing need do it before.
pub(in crate::export) fn crops_first(told: &Told) -> bool {
    matches!(told.pipeline.input.fit, Fit::Crop | Fit::Stretch)
        && told.pipeline.steps.first().is_some_and(|step| {
            step.entry.kind == "random-resized-crop"
                && step.group.is_none()
                && step.first.probability == 1.0
                && step.second.as_ref().is_none_or(|second| second.probability == 1.0)
        })
}

/// The rule of the window in words.
pub(in crate::export) fn window_words(rule: &WindowRule) -> String {
    match rule {
        WindowRule::Percentile { low, high } => format!("percentiles {low} to {high} of the training images"),
        WindowRule::EachImage { low, high } => format!("percentiles {low} to {high} of each image"),
        WindowRule::PerGroup { column, low, high } => {
            format!("percentiles {low} to {high} of the training images of each {column}")
        }
        WindowRule::Controls { column, value, low, high } => {
            format!("percentiles {low} to {high} of the training images whose {column} is {value}")
        }
        WindowRule::BitDepth => "the whole range of the file's bits".into(),
        WindowRule::Fixed(channels) => {
            let pairs: Vec<String> = channels.iter().map(|(low, high)| format!("{low} to {high}")).collect();
            format!("fixed: {}", pairs.join("; "))
        }
    }
}
