// Solarise: the negative of what reaches a threshold.
fn solarise(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    let threshold = vec4<f32>(solarise_threshold(step, pixel));
    return select(value, 1.0 - value, value >= threshold);
}
