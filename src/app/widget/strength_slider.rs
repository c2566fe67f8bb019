//! [`strength_slider`]: how strong a step, or all steps, are.

use augscope::pipeline::STRENGTHS;
use egui::{Slider, SliderClamping, Ui};

/// A slider in per cent, called `name`; the new strength when the user changed it.
pub fn strength_slider(ui: &mut Ui, strength: f64, name: &str, help: &str) -> Option<f64> {
    let (low, high) = STRENGTHS;
    let mut percent = 100.0 * strength;
    let slider = Slider::new(&mut percent, 100.0 * low..=100.0 * high)
        .clamping(SliderClamping::Always)
        .suffix(" %")
        .max_decimals(0);
    let changed = ui.add(slider).on_hover_text(help).accessible_name(name).changed();
    (changed && percent.is_finite()).then(|| (percent / 100.0).clamp(low, high))
}
