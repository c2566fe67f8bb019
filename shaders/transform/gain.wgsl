// Gain: every channel times one factor.
fn gain(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    return gain_factor(step, pixel) * value;
}
