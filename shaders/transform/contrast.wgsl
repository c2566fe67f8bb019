// Contrast: each channel spread about its own mean.
fn contrast(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    let factor = contrast_factor(step, pixel);
    let mean = channel_means(pixel);
    // Written so that a factor of 1 gives back the very value.
    return value + (factor - 1.0) * (value - mean);
}
