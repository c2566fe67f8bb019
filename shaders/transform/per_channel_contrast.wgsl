// Contrast of each channel: spread about its own mean by its own factor.
fn per_channel_contrast(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    // Written so that a factor of 1 gives back the very value.
    return value + (per_channel_contrast_factor(step, pixel) - 1.0) * (value - channel_means(pixel));
}
